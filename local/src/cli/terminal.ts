import { styleText } from 'node:util';
import { Kit } from '../kit/kit';

/** A heading with rows of a name and a value below it. */
interface Section {
  readonly title: string;
  readonly rows: ReadonlyArray<readonly [name: string, value: string]>;
}

type Style = Parameters<typeof styleText>[0];

const SERVER_STYLES: readonly Style[] = ['cyan', 'magenta', 'blue', 'green'];

/** What the kit writes for people; colour only where somebody can see it and has not said no. */
export class Terminal {
  private readonly colour: boolean;
  private readonly servers = new Map<string, Style>();

  constructor(private readonly output: NodeJS.WriteStream, environment: NodeJS.ProcessEnv) {
    this.colour = output.isTTY && !environment.NO_COLOR && environment.TERM !== 'dumb';
  }

  public print(line: string, server?: string): void {
    this.output.write(`${server === undefined ? this.styled(line) : this.withPrefix(line, server)}\n`);
  }

  /** The address, and what a newcomer would try. */
  public printReady(kit: Kit): void {
    const rows = [
      ...kit.services.flatMap(({ path, url }) => url === undefined ? [] : [['open', kit.services.length === 1 ? url : `${url} (${path})`]]),
      ...kit.servers.map(({ name, service, zone, port, pid }) =>
        ['server', `${name} ${kit.services.length === 1 ? '' : `of ${service} `}in ${zone}, port ${port}, process ${pid}`]),
      ...kit.tables.map((table) => ['table', table]),
      ['endpoint', `${kit.endpoint} (DynamoDB, for the servers' credentials alone)`],
      ...kit.developerEndpoint === undefined ? [] : [['tools', `${kit.developerEndpoint} (DynamoDB, for your own tools: any key, no policy)`]],
    ];
    const pages = kit.services.filter(({ url }) => url !== undefined);
    const again = pages.some(({ servers }) => servers.length > 1) ? ': another server answers, and you are still logged in' : '';
    const kill = process.platform === 'win32' ? 'taskkill /F /PID' : 'kill -9';
    this.output.write([
      '',
      this.paint('bold', `${kit.services.map(({ path }) => path).join(' and ')} ${kit.services.length === 1 ? 'is' : 'are'} ready`),
      '',
      ...rows.map(([name, value]) => `  ${this.paint('dim', name.padEnd(8))}  ${value}`),
      '',
      ...pages.length === 0 ? [] : [
        `  Log in, then reload a few times${again}.`,
        `  End a server (${kill} PROCESS) and reload: the session lives in the table.`,
      ],
      '  Ctrl-C ends everything.',
      '',
      '',
    ].join('\n'));
  }

  public printSections(sections: readonly Section[]): void {
    const width = Math.max(0, ...sections.flatMap(({ rows }) => rows.map(([name]) => name.length)));
    this.output.write(sections.map(({ title, rows }) => [
      this.paint('bold', title),
      ...rows.map(([name, value], index) => `  ${this.nameOf(name, rows[index - 1]?.[0], width)}  ${this.alarming(value)}`),
      '',
      '',
    ].join('\n')).join(''));
  }

  /** Rows of the same kind say it once. */
  private nameOf(name: string, before: string | undefined, width: number): string {
    return this.paint('dim', (name === before ? '' : name).padEnd(width));
  }

  private alarming(value: string): string {
    return value.startsWith('MISSING: ') ? this.paint('red', value) : value;
  }

  private styled(line: string): string {
    if (/^(denied|failed|no region|not found|developer|waiting|server \S+ (died|is unhealthy))\b/.test(line)) {
      return this.paint('yellow', line);
    }
    // notes are for reading: they say what is not as in the cloud
    return line.startsWith('note: ') ? line : this.paint('dim', line);
  }

  private withPrefix(line: string, server: string): string {
    let style = this.servers.get(server);
    if (style === undefined) {
      style = SERVER_STYLES[this.servers.size % SERVER_STYLES.length];
      this.servers.set(server, style);
    }
    const end = line.indexOf(' | ');
    return this.paint(style, line.slice(0, end)) + line.slice(end);
  }

  private paint(style: Style, text: string): string {
    return this.colour ? styleText(style, text) : text;
  }
}

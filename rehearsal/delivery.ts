import { Environment, expectAll, ofCommand, ofPage, ofUnit } from './environment';
import { Flavour, Machine } from './machine';
import { Report } from './report';
import { until } from './run';
import { cutForCron } from './values';

type Check = readonly [text: string, check: () => Promise<void>];

const pages: Readonly<Record<Flavour, string>> = {
  'apache': 'Apache with mod_php',
  'nginx': 'nginx and PHP-FPM with the stock clear_env',
  'amazon-linux': 'httpd and php-fpm that user data installed, with the stock clear_env, by the paths of Amazon Linux',
};
// not PHP-FPM: its main process writes its title over the environment that one could read there
const units: Readonly<Record<Flavour, string | undefined>> = { 'apache': 'apache2', 'nginx': undefined, 'amazon-linux': 'httpd' };

/** Whether each kind of process has the service's variables, awkward values included. */
export class Delivery {
  constructor(private readonly report: Report, private readonly expected: Environment) {}

  async afterFirstBoot(machine: Machine): Promise<void> {
    await this.tell(machine, 'first boot', [
      ['user data ran after the services of the image had started', () => expectLateUserData(machine)],
      ['the user\'s own commands in user data', () => this.ofFile(machine, '/var/lib/rehearsal/own-commands')],
      ...this.everywhere(machine),
      ['cron, which ran before user data', () => this.cron(machine, 'minute')],
      ['a service that user data does not restart, after its next restart', async () => {
        await machine.exec('systemctl', 'restart', 'bystander');
        await this.ofUnit(machine, 'bystander');
      }],
      ...machine.name === 'apache' ? [['Apache that is started without systemd', () => this.apacheByHand(machine)] as const] : [],
    ]);
  }

  async afterReboot(machine: Machine, when = 'reboot'): Promise<void> {
    await this.tell(machine, when, [
      ...this.everywhere(machine),
      ['a service that user data does not restart', () => this.ofUnit(machine, 'bystander')],
      ['cron, a job at start-up', () => this.cron(machine, 'reboot')],
    ]);
  }

  /** Everything in one step. */
  async still(machine: Machine, when: string): Promise<void> {
    await this.report.step(`${machine.name}, ${when}: every process has the variables still`, async () => {
      for (const [text, check] of this.everywhere(machine)) {
        await check().catch((error) => {
          throw new Error(`${text}: ${error.message}`);
        });
      }
    });
  }

  private everywhere(machine: Machine): Check[] {
    const unit = units[machine.name];
    return [
      ...unit === undefined ? [] : [[`service ${unit}`, () => this.ofUnit(machine, unit)] as const],
      [`a page of ${pages[machine.name]}`, () => this.ofPage(machine)],
      ['a service named in restartServices, which ran before user data', () => this.ofUnit(machine, 'worker')],
      ['a service that user data started', () => this.ofUnit(machine, 'started-later')],
      ['a login shell of an ordinary user', () => this.ofCommand(machine, 'su', '-', 'ada', '-c', 'cat /proc/self/environ')],
      ['a login shell of root, with sh', () => this.ofCommand(machine, 'sh', '-lc', 'cat /proc/self/environ')],
    ];
  }

  private async tell(machine: Machine, when: string, checks: readonly Check[]): Promise<void> {
    for (const [text, check] of checks) {
      await this.report.step(`${machine.name}, ${when}: ${text}`, check);
    }
  }

  private async ofUnit(machine: Machine, unit: string): Promise<void> {
    expectAll(this.expected, await ofUnit(machine, unit));
  }

  private async ofFile(machine: Machine, file: string): Promise<void> {
    await this.ofCommand(machine, 'cat', file);
  }

  private async ofCommand(machine: Machine, ...command: string[]): Promise<void> {
    expectAll(this.expected, await ofCommand(machine, ...command));
  }

  private async ofPage(machine: Machine): Promise<void> {
    if (machine.name !== 'apache') {
      await expectStockPool(machine);
    }
    expectAll(this.expected, await ofPage(machine));
  }

  private async apacheByHand(machine: Machine): Promise<void> {
    await machine.exec('systemctl', 'stop', 'apache2');
    try {
      await machine.shell('set +u; . /etc/apache2/envvars; exec apache2 -k start');
      await this.ofPage(machine);
    } finally {
      await machine.shell('set +u; . /etc/apache2/envvars; apache2 -k stop; while pgrep apache2 > /dev/null; do sleep 0.1; done');
      await machine.exec('systemctl', 'start', 'apache2');
    }
  }

  /** As documented: what follows a # does not arrive. */
  private async cron(machine: Machine, job: string): Promise<void> {
    const file = `/tmp/cron-${job}`;
    // a job of an earlier minute ran before user data
    if (job === 'minute') {
      await machine.exec('rm', '-f', file);
    }
    await until('cron to run its job', 20, () => machine.exec('test', '-s', file).then(() => true, () => undefined));
    const actual = await ofCommand(machine, 'cat', file);
    expectAll(Object.fromEntries(Object.entries(this.expected).filter(([name]) => !cutForCron.includes(name))), actual);
    const whole = cutForCron.filter((name) => actual[name] === this.expected[name]);
    if (whole.length > 0) {
      throw new Error(`cron cuts at # no longer, so the documentation is wrong: ${whole.join(', ')}`);
    }
  }
}

/** The service still runs as the boot started it. */
async function expectLateUserData(machine: Machine): Promise<void> {
  const start = async (unit: string) => Number(await machine.exec('systemctl', 'show', '--property=ExecMainStartTimestampMonotonic', '--value', unit));
  const [service, userData] = [await start('bystander'), await start('cloud-final')];
  if (!(service > 0 && service < userData)) {
    throw new Error(`expected bystander to start before cloud-final, got ${service} and ${userData} µs`);
  }
}

/** Otherwise the pool would prove nothing. */
async function expectStockPool(machine: Machine): Promise<void> {
  const changed = await machine.shell('cat /etc/php-fpm.d/*.conf /etc/php/*/fpm/pool.d/*.conf 2> /dev/null | grep "^ *clear_env" || :');
  if (changed !== '') {
    throw new Error(`expected the stock clear_env, got: ${changed.trim()}`);
  }
}

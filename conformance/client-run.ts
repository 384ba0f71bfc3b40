import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Example, prepareExample } from '../examples/demo/example';
import { Kit, KitError } from '../local/src';
import { AccessLog } from './access-log';
import { CLEAN_UP, synthesizeSeparateGrants, WEB } from './apps/separate-grants';
import { largeSession, unicodeAndBytes } from './checks/contents';
import { expiry, shortLifetime } from './checks/expiry';
import { garbageCollection } from './checks/garbage-collection';
import { itemsCarryTimeToLive, logOutRemovesTheItem, unknownIdMakesNoItem } from './checks/items';
import { lostServer } from './checks/lost-server';
import { parallelRequests, parallelWrites } from './checks/parallel';
import { variables } from './checks/variables';
import { ClientResult, Facts } from './client-result';
import { clientVersion } from './client-version';
import { ConformanceCase, NEUTRAL_LIFETIME } from './conformance-case';
import { expect } from './expectations';
import { departures } from './installation';
import { walkProfileApp } from './profile-walk';
import { called } from './records';
import { onStage, StageOptions } from './stage';
import { Item } from './table-window';
import { GrantedAction, grantedActions, judge, Verdict } from './verdict';
import { Visitor } from './visitor';

export interface ClientRunOptions {
  /** Called with each line of the kits and their servers. */
  readonly log?: (line: string) => void;
  /** Called at the beginning of each step. */
  readonly onStep?: (step: string) => void;
  /** Called with the cloud assembly before anything runs from it. */
  readonly beforeRun?: (assembly: string) => void;
}

/** Runs one client through everything; never throws, the result says what went wrong. */
export async function runClient(testCase: ConformanceCase, options: ClientRunOptions = {}): Promise<ClientResult> {
  const start = Date.now();
  const run = new ClientRun(testCase, options);
  const finish = (status: ClientResult['status'], reason?: string): ClientResult => ({
    client: testCase.name,
    package: testCase.client.name,
    framework: run.framework,
    departures: run.departures,
    preset: testCase.preset,
    presetOptions: testCase.presetOptions,
    version: run.version,
    status,
    reason,
    calls: run.accessLog.calls,
    ...run.verdict(),
    facts: run.facts,
    seconds: Math.round((Date.now() - start) / 100) / 10,
  });
  const reason = testCase.skip?.();
  if (reason !== undefined) {
    return finish('skipped', reason);
  }
  try {
    await run.prepare();
  } catch (error) {
    return error instanceof KitError ? finish('skipped', error.message) : finish('failed', (error as Error).message);
  }
  try {
    await run.play();
  } catch (error) {
    return finish('failed', [(error as Error).message, ...run.denials()].join('; '));
  } finally {
    run.removeFiles();
  }
  const problems = [...run.denials(), ...run.excesses()];
  return problems.length === 0 ? finish('passed') : finish('failed', problems.join('; '));
}

class ClientRun {
  readonly accessLog = new AccessLog();
  version?: string;
  framework?: string;
  departures?: string;
  facts: Facts = {};
  private folder?: string;
  private readonly granted: GrantedAction[] = [];
  private sessions: readonly Item[] = [];
  private role?: string;
  private example!: Example;

  constructor(private readonly testCase: ConformanceCase, private readonly options: ClientRunOptions) {}

  async prepare(): Promise<void> {
    const { name, prepare = () => prepareExample(name), client, framework } = this.testCase;
    this.example = await prepare();
    this.version = clientVersion(client, this.example.directory);
    this.departures = departures(this.example.directory);
    this.framework = framework && `${framework.name} ${clientVersion(framework, this.example.directory)}`;
  }

  async play(): Promise<void> {
    const { expiry: { timeToLiveAttribute, reason } } = this.testCase.store();
    this.know({ locks: this.testCase.locks ?? false, timeToLive: timeToLiveAttribute ?? reason });
    this.options.beforeRun?.(this.example.assembly);
    await this.serveRequests();
    await all([
      this.check('expiry', () => this.shortLife()),
      this.check('variables', () => this.changedVariables()),
      this.check('garbage collection', () => this.cleanUp()),
      this.check('more calls', () => this.moreCalls()),
    ]);
  }

  verdict(): Verdict {
    return judge(this.granted, this.accessLog.calls, (grant) => this.reasonFor(grant));
  }

  denials(): string[] {
    return this.verdict().denied.map(({ operation, reason }) => `${operation} was denied: ${reason}`);
  }

  /** What is granted or said without need; known only when everything has run. */
  excesses(): string[] {
    const { unused, explained } = this.verdict();
    const stale = Object.keys(this.testCase.unused ?? {}).filter((action) => !explained.some((grant) => called(grant) === action));
    return [
      ...unused.map((grant) => `${called(grant)} is granted to ${grant.role} and was never called`),
      ...stale.map((operation) => `${operation} is said to be unused, but it was called or is not granted`),
    ];
  }

  removeFiles(): void {
    if (this.folder !== undefined) {
      fs.rmSync(this.folder, { recursive: true, force: true });
    }
  }

  private async serveRequests(): Promise<void> {
    await onStage(this.stage(), async (stage) => {
      const { kit } = stage;
      this.role = kit.service.role.name;
      this.granted.push(...grantedActions(kit.service.role, [stage.table]));
      await this.check('walk', () => walkProfileApp({ baseUrl: kit.url, directUrl: kit.servers[0].url }));
      await this.check('parallel requests', () => parallelRequests(stage));
      const { kept } = await this.check('parallel writes of one session', () => parallelWrites(stage));
      await this.check('Unicode and bytes', () => unicodeAndBytes(stage));
      const largestItem = await this.check('large session', () => largeSession(stage));
      await this.check('log-out', () => logOutRemovesTheItem(stage));
      await this.check('unknown id', () => unknownIdMakesNoItem(stage));
      await this.check('lost server', () => lostServer(stage));
      await this.check('time to live of the items', () => itemsCarryTimeToLive(stage));
      this.sessions = await stage.sessions();
      this.know({ parallelWritesKept: kept, largestItem });
    });
  }

  private async shortLife(): Promise<void> {
    const { lifetime = NEUTRAL_LIFETIME } = this.testCase;
    await onStage({ ...this.stage(), kit: { ...this.serviceOption(), servers: 1, environment: shortLifetime(lifetime) } }, async (stage) => {
      this.know(await expiry(stage, lifetime));
    });
  }

  private async changedVariables(): Promise<void> {
    const { example, testCase } = this;
    this.know({
      variables: await variables(testCase, (environment, endpoint) => Kit.start({
        endpoint,
        app: this.assembly(),
        ...this.serviceOption(),
        command: example.command,
        workingDirectory: example.directory,
        environment: { ...example.environment, ...testCase.environment, ...environment },
        servers: 1,
        log: this.options.log,
      })),
    });
  }

  /** The client's own clean-up, by a job that may do nothing else. */
  private async cleanUp(): Promise<void> {
    const { garbageCollection: command } = this.testCase;
    if (command === undefined) {
      return;
    }
    const example = { ...this.example, command: [...command] };
    const options = { ...this.stage(), example, assembly: this.separateGrants(), kit: { service: CLEAN_UP, servers: 1 } };
    await onStage(options, async (stage) => {
      this.granted.push(...grantedActions(stage.kit.service.role, [stage.table]));
      await garbageCollection(stage, this.sessions);
    });
    this.know({ garbageCollection: true });
  }

  private async moreCalls(): Promise<void> {
    const { moreCalls: command } = this.testCase;
    if (command === undefined) {
      return;
    }
    const example = { ...this.example, command: [...command] };
    await onStage({ ...this.stage(), example, kit: { ...this.serviceOption(), servers: 1 } }, async ({ url }) => {
      const { status } = await new Visitor(url).post('/');
      expect('the job', 'status', 200, status);
    });
  }

  private reasonFor(grant: GrantedAction): string | undefined {
    const { operation, role } = grant;
    if (role !== this.role) {
      return undefined;
    }
    const { store, unused = {} } = this.testCase;
    const reason = unused[called(grant)];
    if (reason !== undefined) {
      return reason;
    }
    if (!store().garbageCollectionActions.includes(`dynamodb:${operation}`)) {
      return undefined;
    }
    return this.facts.garbageCollection ? 'clean-up: called by the job with the separate grant' : 'clean-up: not run by this case';
  }

  private stage(): StageOptions {
    return {
      testCase: this.testCase,
      example: this.example,
      assembly: this.assembly(),
      onAccess: (record) => this.accessLog.record(record),
      log: (line) => this.options.log?.(line),
      kit: this.serviceOption(),
    };
  }

  private assembly(): string {
    return this.testCase.grant === 'requests' ? this.separateGrants() : this.example.assembly;
  }

  private serviceOption(): { service?: string } {
    return this.testCase.grant === 'requests' ? { service: WEB } : {};
  }

  private separateGrants(): string {
    if (this.folder === undefined) {
      this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'conformance-'));
      synthesizeSeparateGrants(this.folder, this.testCase.store());
    }
    return this.folder;
  }

  /** A failure says what was being done. */
  private async check<T>(step: string, what: () => Promise<T>): Promise<T> {
    this.options.onStep?.(step);
    try {
      return await what();
    } catch (error) {
      throw new Error(`${step}: ${(error as Error).message}`, { cause: error });
    }
  }

  private know(facts: Facts): void {
    this.facts = { ...this.facts, ...facts };
  }
}

/** Waits for the end of each, so that none goes on after the run, and then fails as the first one did. */
async function all(parts: ReadonlyArray<Promise<void>>): Promise<void> {
  for (const outcome of await Promise.allSettled(parts)) {
    if (outcome.status === 'rejected') {
      throw outcome.reason;
    }
  }
}

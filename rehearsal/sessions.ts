import { once } from 'node:events';
import { ProfileWalkReport, walkProfileApp } from '../conformance/profile-walk';
import { SessionView, Visitor } from '../conformance/visitor';
import { Cloud } from './cloud';
import { Machine } from './machine';
import { Report } from './report';

/** A visitor who stays logged in while machines come and go. */
export class Sessions {
  private readonly visitor: Visitor;

  constructor(private readonly report: Report, private readonly cloud: Cloud) {
    this.visitor = new Visitor(cloud.loadBalancer.url);
  }

  /** The HTTP script of the profile app through the load balancer. */
  async walk(machines: readonly Machine[]): Promise<void> {
    let last = 'it begins';
    try {
      const { servers } = await this.walkWith(machines, (text) => this.report.pass(`profile app: ${last = text}`));
      this.report.pass(`profile app: its pages name ${servers.length} instances, as the metadata service tells them`);
    } catch (error) {
      this.report.fail(`profile app: what comes after "${last}"`, error);
    }
  }

  /** The same in one step. */
  async walkAgain(when: string, machines: readonly Machine[]): Promise<void> {
    await this.report.step(`profile app ${when}: all of it holds again`, async () => {
      await this.walkWith(machines);
    });
  }

  async logIn(): Promise<void> {
    await this.visitor.post('/login', { name: 'Grace' });
    await this.visitor.post('/profile', { key: 'ship', value: 'Hopper' });
  }

  /** Throws unless exactly these machines answer, and all of them know the visitor. */
  async expectKnownOn(machines: readonly Machine[]): Promise<void> {
    const answered = new Set<string>();
    for (let request = 0; request < 6; request++) {
      const page = await this.visitor.get('/session.json');
      if (page.status !== 200) {
        throw new Error(`expected a page, got status ${page.status}`);
      }
      const { name, profile, server } = JSON.parse(page.body) as SessionView;
      if (name !== 'Grace' || profile.ship !== 'Hopper') {
        throw new Error(`expected Grace with her profile on ${server}, got ${page.body}`);
      }
      answered.add(server);
    }
    expectAnswers(machines, [...answered]);
  }

  /** Resolves when the load balancer's health checks have noticed. */
  async until(event: 'healthy' | 'unhealthy', machine: Machine): Promise<void> {
    const signal = AbortSignal.timeout(30_000);
    for (;;) {
      if (this.cloud.loadBalancer.targets.some(({ name, state }) => name === machine.name && state === event)) {
        return;
      }
      await once(this.cloud.loadBalancer, event, { signal });
    }
  }

  /** Throws unless every call to the table came with the credentials of one of the instances and was allowed. */
  expectCalls(machines: readonly Machine[]): string {
    const { records } = this.cloud;
    const refused = records.find(({ allowed }) => !allowed);
    if (refused) {
      throw new Error(`${refused.operation} of ${refused.server ?? 'an unknown caller'} was refused: ${refused.reason}`);
    }
    for (const { name, instanceId } of machines) {
      if (!records.some(({ server }) => server === instanceId)) {
        throw new Error(`${name} has never called the table`);
      }
    }
    return [...new Set(records.map(({ operation }) => operation))].sort().join(', ');
  }

  private async walkWith(machines: readonly Machine[], step?: (text: string) => void): Promise<ProfileWalkReport> {
    const report = await walkProfileApp({ baseUrl: this.cloud.loadBalancer.url, directUrl: machines[0].url, servers: machines.length, step });
    expectAnswers(machines, report.servers);
    return report;
  }
}

function expectAnswers(machines: readonly Machine[], servers: readonly string[]): void {
  const expected = machines.map(({ instanceId }) => instanceId).sort().join(', ');
  const got = [...servers].sort().join(', ');
  if (got !== expected) {
    throw new Error(`expected answers of ${expected}, got ${got}`);
  }
}

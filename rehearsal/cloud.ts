import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as http from 'node:http';
import * as net from 'node:net';
import * as path from 'node:path';
import { readAssembly } from '../local/src/cloud-assembly/assembly';
import { ServiceBlueprint } from '../local/src/blueprint/blueprint';
import { AccessRecord } from '../local/src/iam/access-record';
import { Identity } from '../local/src/iam/identity';
import { InstanceMetadata } from '../local/src/credentials/instance-metadata';
import { LoadBalancer } from '../local/src/load-balancer/load-balancer';
import { readBlueprint } from '../local/src/blueprint/read-blueprint';
import { ResourceReader } from '../local/src/blueprint/resource-reader';
import { createIdentity } from '../local/src/servers/server-identity';
import { createServerName } from '../local/src/servers/server-name';
import { TableEngine } from '../local/src/tables/table-engine';
import { Machine } from './machine';
import { metadataAddress } from './network';
import { tableAddress } from './values';

/** Divides the load balancer's interval: 30 s become a third of a second. */
const timeScale = 90;

/** What the cloud has besides machines: table, policy, credentials, load balancer. Nothing of it listens outside of the rehearsal's namespace. */
export class Cloud {
  static async start(assembly: string): Promise<Cloud> {
    const { services: [service], tables } = readBlueprint(assembly);
    const identities = new Map<string, Identity>();
    const records: AccessRecord[] = [];
    const engine = await TableEngine.start({
      tables, identify: (accessKeyId) => identities.get(accessKeyId), onAccess: (record) => records.push(record),
    });
    const { healthCheck, deregistrationDelaySeconds } = service;
    const loadBalancer = await LoadBalancer.start({ healthCheck, deregistrationDelaySeconds, timeScale });
    const cloud = new Cloud(service, readUserData(assembly), engine, loadBalancer, identities, records);
    await cloud.startMetadata();
    return cloud;
  }

  /** By the instance's address. */
  private readonly metadata = new Map<string, InstanceMetadata>();

  private constructor(
    readonly service: ServiceBlueprint,
    /** User data as an instance would get it, every reference resolved. */
    readonly userData: string,
    private readonly engine: TableEngine,
    readonly loadBalancer: LoadBalancer,
    private readonly identities: Map<string, Identity>,
    /** Every call that has reached the table. */
    readonly records: AccessRecord[],
  ) {}

  /** Credentials of the service's role for one instance. */
  createInstance(): Identity {
    const expires = new Date(Date.now() + 6 * 3_600_000);
    const identity = createIdentity(createServerName('ec2'), this.service.role, expires);
    this.identities.set(identity.accessKeyId, identity);
    return identity;
  }

  /** Gives a machine its metadata and its way to the table, a port of its own loopback. */
  async attach({ name, address, folder }: Machine, identity: Identity, zone: string): Promise<void> {
    this.metadata.set(address, new InstanceMetadata({ current: identity }, { region: this.service.region, zone }));
    const socket = path.join(folder, 'table');
    const table = new URL(this.engine.url);
    await this.listen(net.createServer((outside) => join(outside, net.connect(Number(table.port), table.hostname))), { path: socket });
    const relay = spawn('ip', ['netns', 'exec', name, process.execPath, path.join(__dirname, 'relay.js'), tableAddress, socket], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(relay.stdout!, 'data');
  }

  /** Puts the machine behind the load balancer, whose targets have ports of the loopback. */
  async register(machine: Machine): Promise<void> {
    const server = net.createServer((socket) => join(socket, net.connect(80, machine.address)));
    await this.listen(server, { host: '127.0.0.1', port: 0 });
    const healthy = once(this.loadBalancer, 'healthy', { signal: AbortSignal.timeout(10_000) });
    this.loadBalancer.register({ name: machine.name, port: (server.address() as net.AddressInfo).port });
    await healthy;
  }

  /** Starts the metadata service, which knows an instance by its address. */
  private async startMetadata(): Promise<void> {
    const server = http.createServer((request, response) => {
      const metadata = this.metadata.get(request.socket.remoteAddress ?? '');
      return metadata === undefined ? response.writeHead(404).end() : metadata.answer(request, response);
    });
    await this.listen(server, { host: metadataAddress, port: 80 });
  }

  private async listen(server: net.Server, where: net.ListenOptions): Promise<void> {
    await new Promise<void>((resolve) => server.listen(where, resolve));
  }
}

function join(one: net.Socket, other: net.Socket): void {
  for (const [from, to] of [[one, other], [other, one]]) {
    from.on('error', () => from.destroy());
    from.on('close', () => to.destroy());
    from.pipe(to);
  }
}

function readUserData(assembly: string): string {
  const reader = new ResourceReader(readAssembly(assembly), {});
  const [template] = reader.resources('AWS::EC2::LaunchTemplate');
  return Buffer.from(reader.properties(template).get('LaunchTemplateData').get('UserData').text(), 'base64').toString('utf8');
}

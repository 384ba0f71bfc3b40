import * as fs from 'node:fs';
import { run } from './run';

const bridge = 'rehearsal';
const network = '10.0.0';

/** Where instances find their metadata service. */
export const metadataAddress = '169.254.169.254';

/** The network of the load balancer: the rehearsal's own namespace, which knows nothing but the machines. */
export async function makeNetwork(): Promise<void> {
  fs.mkdirSync('/run/netns', { recursive: true });
  // names of namespaces are files, seen by this mount namespace alone
  await run('mount', ['-t', 'tmpfs', 'rehearsal', '/run/netns']);
  await ip('link', 'set', 'lo', 'up');
  await ip('link', 'add', bridge, 'type', 'bridge');
  await ip('address', 'add', `${network}.1/24`, 'dev', bridge);
  await ip('address', 'add', `${metadataAddress}/32`, 'dev', bridge);
  await ip('link', 'set', bridge, 'up');
}

/** A network namespace with an address of its own and a route to the metadata service. */
export async function addNamespace(name: string, number: number): Promise<string> {
  const address = `${network}.${10 + number}`;
  await ip('netns', 'add', name);
  await ip('link', 'add', name, 'type', 'veth', 'peer', 'name', 'host0', 'netns', name);
  await ip('link', 'set', name, 'master', bridge, 'up');
  await ip('-n', name, 'link', 'set', 'lo', 'up');
  await ip('-n', name, 'address', 'add', `${address}/24`, 'dev', 'host0');
  await ip('-n', name, 'link', 'set', 'host0', 'up');
  await ip('-n', name, 'route', 'add', metadataAddress, 'dev', 'host0');
  return address;
}

/** Pulls the plug. */
export async function cut(name: string): Promise<void> {
  await ip('link', 'set', name, 'down');
}

/** Puts it back. */
export async function connect(name: string): Promise<void> {
  await ip('link', 'set', name, 'up');
}

async function ip(...args: string[]): Promise<void> {
  await run('ip', args);
}

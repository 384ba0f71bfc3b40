import * as path from 'node:path';
import { Identity } from '../local/src/iam/identity';
import { Cloud } from './cloud';
import { Delivery } from './delivery';
import { differences } from './environment';
import { checkCredentials, checkFiles } from './files';
import { Flavour, Machine } from './machine';
import { Plan } from './plan';
import { Report } from './report';
import { Sessions } from './sessions';
import { awkwardValues } from './values';

export interface Stage {
  readonly plan: Plan;
  readonly cloud: Cloud;
  readonly report: Report;
  /** What the machines get. */
  readonly userData: string;
}

const flavours: readonly Flavour[] = ['apache', 'nginx', 'amazon-linux'];

/** Boots three machines, checks what their user data has done, and takes them through what happens to machines. */
export async function rehearse(stage: Stage): Promise<void> {
  const { cloud, report, userData } = stage;
  const environment = cloud.service.environment;
  await report.step('the template holds the user\'s variables as they were given', async () => {
    const wrong = differences(awkwardValues, environment);
    if (wrong.length > 0) {
      throw new Error(wrong.join(', '));
    }
  });
  const identities = new Map<Flavour, Identity>();
  const machines = await Promise.all(flavours.map(async (flavour, number) => {
    const identity = cloud.createInstance();
    identities.set(flavour, identity);
    return bootFirst(stage, flavour, number, identity);
  }));
  machines.forEach(({ name }) => report.pass(`${name} boots with systemd and cloud-init`));
  const [apache, nginx, amazonLinux] = machines;
  const pair = [apache, nginx];
  report.say('amazon-linux is a stand-in: Debian with the paths and unit names of Amazon Linux 2023');

  const delivery = new Delivery(report, environment);
  for (const machine of machines) {
    await delivery.afterFirstBoot(machine);
  }
  for (const machine of machines) {
    await checkFiles(report, machine, userData);
  }
  for (const machine of machines) {
    await delivery.still(machine, 'after user data has run a second time');
  }

  for (const machine of pair) {
    await cloud.register(machine);
  }
  const sessions = new Sessions(report, cloud);
  await sessions.walk(pair);
  await sessions.logIn();

  await report.step('nginx reboots and is taken out and in by the health checks; a session from before is known on both', async () => {
    const noticed = sessions.until('unhealthy', nginx);
    await Promise.all([nginx.reboot(), amazonLinux.reboot(), noticed]);
    await sessions.until('healthy', nginx);
    await sessions.expectKnownOn(pair);
  });
  for (const machine of [nginx, amazonLinux]) {
    await delivery.afterReboot(machine);
  }
  await sessions.walkAgain('after the reboot', pair);

  await report.step('nginx loses its power and is taken out by the health checks; the session goes on with apache', async () => {
    await nginx.powerOff();
    await sessions.until('unhealthy', nginx);
    await sessions.expectKnownOn([apache]);
  });
  await sessions.walkAgain('with one machine left', [apache]);
  await report.step('nginx gets its power back and is taken in again; the session is known on both', async () => {
    await nginx.powerOn();
    await sessions.until('healthy', nginx);
    await sessions.expectKnownOn(pair);
  });
  await delivery.still(nginx, 'after the power cut');

  for (const machine of pair) {
    await checkCredentials(report, machine, identities.get(machine.name)!);
  }
  await report.step('every call to the table came from an instance and is allowed by its role', async () => sessions.expectCalls(pair));

  await report.step('apache reboots', () => apache.reboot());
  await delivery.afterReboot(apache);
}

async function bootFirst({ plan, cloud, userData }: Stage, flavour: Flavour, number: number, identity: Identity): Promise<Machine> {
  const machine = await Machine.make({
    flavour,
    number,
    root: plan.root,
    folder: path.join(plan.folder, flavour),
    instanceId: identity.server,
    userData,
    groupPrefix: plan.groupPrefix,
  });
  await cloud.attach(machine, identity, `${cloud.service.region}${'abc'[number]}`);
  await machine.boot();
  return machine;
}

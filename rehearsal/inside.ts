/** The rehearsal itself, in namespaces of its own; ec2.ts starts it with its plan as the only argument. */
import { breakUserData } from './breaks';
import { Cloud } from './cloud';
import { makeNetwork } from './network';
import { Plan } from './plan';
import { Report } from './report';
import { run } from './run';
import { rehearse } from './story';

async function main(plan: Plan): Promise<void> {
  const report = new Report();
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'mode=755', 'rehearsal', plan.folder]);
    await makeNetwork();
    const cloud = await Cloud.start(plan.assembly);
    const userData = plan.break === undefined ? cloud.userData : breakUserData(cloud.userData, plan.break);
    await rehearse({ plan, cloud, report, userData });
  } catch (error) {
    report.fail('the rehearsal comes to its end', error);
  }
  report.close();
  // what still runs ends with this process, the first of its namespace
  process.exit(report.failures === 0 ? 0 : 1);
}

void main(JSON.parse(process.argv[2]));

// one part of a run, in a process of its own: aws-cdk-lib keeps every token for ever
import { JobOptions, runJob } from './job';
import { subjectNamed } from './subjects';

process.once('message', ({ subject, ...options }: JobOptions & { subject: string }) => {
  const report = runJob(subjectNamed(subject), options);
  process.send!({ ...report, cpuSeconds: cpuSeconds() }, () => process.disconnect());
});

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

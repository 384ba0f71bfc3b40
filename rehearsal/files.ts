import { Identity } from '../local/src/iam/identity';
import { Machine } from './machine';
import { Report } from './report';
import { run } from './run';

const author = 'cdk-dynamodb-sessions';

/** What user data leaves on the disk, and what it does when it runs once more. */
export async function checkFiles(report: Report, machine: Machine, userData: string): Promise<void> {
  const step: Report['step'] = (text, check) => report.step(`${machine.name}, user data: ${text}`, check);
  await step('cloud-init got it byte for byte as the template has it, references resolved', async () => {
    for (const file of ['user-data.txt', 'scripts/part-001']) {
      const got = await machine.exec('cat', `/var/lib/cloud/instance/${file}`);
      if (got !== userData) {
        throw new Error(`${file} differs`);
      }
    }
  });
  await step('no unit has failed', async () => {
    const failed = await machine.exec('systemctl', 'list-units', '--failed', '--plain', '--no-legend');
    if (failed !== '') {
      throw new Error(failed.trim().replaceAll('\n', '; '));
    }
  });
  let written: string[] = [];
  await step('run a second time, it changes nothing', async () => {
    const before = await fingerprint(machine);
    await machine.shell('touch /var/lib/rehearsal/stamp; sleep 0.02; /var/lib/cloud/instance/scripts/part-001 > /dev/null');
    written = (await machine.shell('find /etc -type f -newer /var/lib/rehearsal/stamp')).trim().split('\n');
    const after = await fingerprint(machine);
    const changed = [...new Set([...before, ...after])].filter((line) => !(before.has(line) && after.has(line)));
    if (changed.length > 0) {
      throw new Error(`changed: ${changed.map((line) => line.split('  ')[1]).join(', ')}`);
    }
  });
  await step('each file that it writes says who wrote it', async () => {
    if (written.length < 6) {
      throw new Error(`expected at least 6 files, got: ${written.join(', ')}`);
    }
    for (const file of written) {
      if (!file.includes(author) && !(await machine.exec('cat', file)).includes(author)) {
        throw new Error(`${file} does not`);
      }
    }
  });
  await step('none of them can be changed by anybody but root', async () => {
    const open = await machine.exec('find', ...written, '(', '-perm', '/022', '-o', '!', '-user', 'root', ')');
    if (open !== '') {
      throw new Error(open.trim().replaceAll('\n', ', '));
    }
  });
}

/** The role's credentials come from the metadata service, version 2, and stay in memory. */
export async function checkCredentials(report: Report, machine: Machine, identity: Identity): Promise<void> {
  const step: Report['step'] = (text, check) => report.step(`${machine.name}, credentials: ${text}`, check);
  const metadata = 'http://169.254.169.254/latest';
  const curl = (...args: string[]) => machine.exec('curl', '--silent', '--max-time', '5', ...args);
  await step('the metadata service refuses version 1 and hands out the role\'s credentials by version 2', async () => {
    const status = await curl('--output', '/dev/null', '--write-out', '%{http_code}', `${metadata}/meta-data/iam/security-credentials/`);
    if (status !== '401') {
      throw new Error(`expected status 401 without a token, got ${status}`);
    }
    const token = await curl('--request', 'PUT', '--header', 'X-aws-ec2-metadata-token-ttl-seconds: 60', `${metadata}/api/token`);
    const answer = await curl('--header', `X-aws-ec2-metadata-token: ${token}`, `${metadata}/meta-data/iam/security-credentials/${identity.role.name}`);
    if (JSON.parse(answer).AccessKeyId !== identity.accessKeyId) {
      throw new Error(`expected the credentials of the role, got: ${answer}`);
    }
  });
  await step('no file of the machine holds a key of the role', async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = identity;
    const patterns = [accessKeyId, secretAccessKey, sessionToken].flatMap((secret) => ['-e', secret]);
    const found = await run('grep', ['-rlF', ...patterns, machine.layer]).catch((error) => {
      if (/\(1\)/.test(error.message)) {
        return '';
      } // none found
      throw error;
    });
    if (found !== '') {
      throw new Error(found.trim().replaceAll(machine.layer, '').replaceAll('\n', ', '));
    }
  });
}

/** Mode, owner, content and name of everything below /etc. */
async function fingerprint(machine: Machine): Promise<Set<string>> {
  const script = 'find /etc -type f -exec stat -c "%a %u:%g %n" {} + | sort; find /etc -type l -printf "%l  %p\\n"; find /etc -type f -exec sha256sum {} +';
  return new Set((await machine.shell(script)).split('\n'));
}

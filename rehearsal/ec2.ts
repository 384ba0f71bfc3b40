/**
 * `npm run rehearse:ec2 [-- --install] [--write-docs] [--break NAME]`: the synthesized user data on machines that boot.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { removeGroups } from './cgroups';
import { endIsolated, runIsolated } from './isolation';
import { Options, parseOptions, usage } from './options';
import { Plan } from './plan';
import { reasonToSkip } from './requirements';
import { OutOfReach, rootFolder } from './root-folder';
import { run } from './run';
import { writeDocs } from './write-docs';

const name = 'rehearse:ec2';

async function main(options: Options): Promise<void> {
  // sudo and cron leave these out
  process.env.PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
  const reason = reasonToSkip(options.install);
  if (reason !== undefined) {
    return skip(reason);
  }
  const root = await rootFolder(say).catch((error) => {
    if (error instanceof OutOfReach) {
      return undefined;
    }
    throw error;
  });
  if (root === undefined) {
    return skip('needs a mirror of Debian\'s packages, once, and reaches none');
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rehearsal-'));
  const plan: Plan = {
    root, folder: path.join(folder, 'machines'), assembly: path.join(folder, 'cdk.out'), groupPrefix: path.basename(folder), break: options.break,
  };
  try {
    fs.mkdirSync(plan.folder);
    await synthesize(plan.assembly);
    await rehearse(plan, options);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
    removeGroups(plan.groupPrefix);
  }
}

async function synthesize(assembly: string): Promise<void> {
  // the validator costs two seconds; the tests run it
  await run(process.execPath, ['--import', 'tsx', path.join(__dirname, 'app.ts'), assembly], { env: { CDK_VALIDATION: 'false', ...process.env } });
}

async function rehearse(plan: Plan, options: Options): Promise<void> {
  let output = '';
  const inside = [process.execPath, '--import', 'tsx', path.join(__dirname, 'inside.ts'), JSON.stringify(plan)];
  rehearsed = true;
  await runIsolated(inside, {
    network: 'none',
    onOutput: (text) => {
      output += text;
      process.stdout.write(text);
    },
  });
  if (options.writeDocs) {
    writeDocs(output);
  }
}

function skip(reason: string): void {
  say(`skipped ${name}: ${reason}`);
  if (process.env.SKIPPED_LOG) {
    fs.appendFileSync(process.env.SKIPPED_LOG, `${name}: ${reason}\n`);
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

let stopped = false;
/** The machines have been asked, and their output says what is wrong. */
let rehearsed = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stopped = true;
    endIsolated();
  });
}

function start(): Options {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`error: ${(error as Error).message}; write ${usage}\n`);
    process.exit(2);
  }
}

main(start()).catch((error) => {
  if (stopped) {
    process.stderr.write('stopped; nothing is left running\n');
  } else if (!rehearsed) {
    process.stderr.write(`${error.stack}\n`);
  }
  process.exitCode = stopped ? 130 : 1;
});

#!/usr/bin/env node
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArguments } from './cli/arguments';
import { doctor } from './cli/doctor';
import { explain } from './cli/explain';
import { HELP } from './cli/help';
import { KitError } from './foundation/error';
import { up } from './cli/up';

const COMMANDS = { up, explain, doctor };

void main();

async function main(): Promise<void> {
  try {
    const request = parseArguments(process.argv.slice(2));
    if (request === 'help') {
      process.stdout.write(HELP);
    } else if (request === 'version') {
      process.stdout.write(`${version()}\n`);
    } else {
      await COMMANDS[request.verb](request);
    }
  } catch (error) {
    if (!isForPeople(error)) {
      throw error;
    }
    process.stderr.write(`error: ${error.message.replaceAll(/\s*\n\s*/g, ' ')}\n`);
    process.exitCode = 2;
  }
}

/** Anything else is a fault of the kit, whose stack trace belongs into a bug report. */
function isForPeople(error: unknown): error is Error {
  return error instanceof KitError || (error instanceof Error && 'syscall' in error);
}

function version(): string {
  return JSON.parse(fs.readFileSync(path.join(__dirname, '..', 'package.json'), 'utf8')).version;
}

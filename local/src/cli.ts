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
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const isKnown = isForPeople(error);
    const advice = '; this is a fault of the kit: run it again with --verbose and report what it shows';
    process.stderr.write(`error: ${message.replaceAll(/\s*\n\s*/g, ' ')}${isKnown ? '' : advice}\n`);
    if (isVerbose(process.argv)) {
      process.stderr.write(`${stack}\n`);
    }
    process.exitCode = isKnown ? 2 : 1;
  }
}

/** Asked without the parser, whose errors are to be seen as well. */
function isVerbose(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return (end === -1 ? words : words.slice(0, end)).includes('--verbose');
}

/** Anything else is a fault of the kit, whose stack trace belongs into a bug report. */
function isForPeople(error: unknown): boolean {
  return error instanceof KitError || (error instanceof Error && 'syscall' in error);
}

function version(): string {
  return JSON.parse(fs.readFileSync(path.join(__dirname, '..', 'package.json'), 'utf8')).version;
}

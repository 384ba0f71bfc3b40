import { parseArgs } from 'node:util';
import { breakNames } from './breaks';

export interface Options {
  /** Installs Debian packages that are missing. */
  readonly install: boolean;
  /** Writes the output to docs/evidence/rehearsal.md. */
  readonly writeDocs: boolean;
  /** Breaks the user data in this way, to see red. */
  readonly break?: string;
}

export const usage = 'npm run rehearse:ec2 -- [--install] [--write-docs] [--break NAME]';

/** @throws an error for people */
export function parseOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      'install': { type: 'boolean', default: process.env.CI === 'true' },
      'write-docs': { type: 'boolean', default: false },
      'break': { type: 'string' },
    },
  });
  if (values.break !== undefined && !breakNames.includes(values.break)) {
    throw new Error(`--break takes one of ${breakNames.join(', ')}, got: '${values.break}'`);
  }
  return { install: values.install, writeDocs: values['write-docs'], break: values.break };
}

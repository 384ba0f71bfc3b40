import * as fs from 'node:fs';
import * as path from 'node:path';
import { readBlueprint } from '../blueprint/read-blueprint';
import { Finding, note, ok, problem } from './finding';
import { KitError } from '../foundation/error';
import { chooseService } from '../kit/choose-service';

export interface AssemblyQuestion {
  readonly app: string;
  readonly service?: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Whether the assembly is there and which service the kit would run. */
export function checkAssembly({ app, service, parameters = {} }: AssemblyQuestion, now = new Date()): Finding[] {
  try {
    const blueprint = readBlueprint(app, { parameters });
    const { path: found, desiredServers } = chooseService(blueprint.services, service);
    const { mtime } = fs.statSync(path.join(app, 'manifest.json'));
    return [
      ok('assembly', `${app}, synthesized ${ageInWords(now.getTime() - mtime.getTime())}`),
      ok('service', `${found}, ${desiredServers} ${desiredServers === 1 ? 'server' : 'servers'}`),
      ok('tables', blueprint.tables.map((table) => table.path).join(', ')),
      ...blueprint.notes.map((text) => note('assembly note', text)),
    ];
  } catch (error) {
    if (error instanceof KitError) {
      return [problem('assembly', error.message)];
    }
    throw error;
  }
}

function ageInWords(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) {
    return 'just now';
  }
  const [value, unit] = minutes < 60 ? [minutes, 'minute'] : minutes < 48 * 60 ? [Math.floor(minutes / 60), 'hour'] : [Math.floor(minutes / 60 / 24), 'day'];
  return `${value} ${unit}${value === 1 ? '' : 's'} ago`;
}

import * as fs from 'node:fs';
import * as path from 'node:path';
import { isNamed, readBlueprint, ServiceChoice } from '../blueprint/read-blueprint';
import { Finding, note, ok, problem } from './finding';
import { KitError } from '../foundation/error';
import { onlyService } from '../kit/only-service';

export interface AssemblyQuestion {
  readonly app: string;
  readonly service?: string;
  readonly container?: string;
  readonly alongside?: readonly ServiceChoice[];
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Whether the assembly is there and which service the kit would run. */
export function checkAssembly({ app, service, container, alongside = [], parameters = {} }: AssemblyQuestion, now = new Date()): Finding[] {
  const choices = [{ service, container }, ...alongside];
  try {
    const blueprint = readBlueprint(app, { parameters, services: choices });
    const services = isNamed(choices) ? blueprint.services : [onlyService(blueprint.services)];
    const { mtime } = fs.statSync(path.join(app, 'manifest.json'));
    return [
      ok('assembly', `${app}, synthesized ${ageInWords(now.getTime() - mtime.getTime())}`),
      ...services.map(({ path: found, desiredServers }) => ok('service', `${found}, ${desiredServers} ${desiredServers === 1 ? 'server' : 'servers'}`)),
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

import { readAssembly } from '../cloud-assembly/assembly';
import { readAutoScalingServices } from './auto-scaling-service';
import { Blueprint } from './blueprint';
import { readContainerServices } from './container-service';
import { KitError } from '../foundation/error';
import { checkParameters } from '../intrinsics/parameters';
import { ResourceReader } from './resource-reader';
import { readTables } from './table';

export interface ReadBlueprintOptions {
  /** Values of template parameters: by `NAME`, or by `STACK:NAME` for one stack only. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Reads the tables and services of a synthesized cloud assembly. */
export function readBlueprint(assemblyDirectory: string, options: ReadBlueprintOptions = {}): Blueprint {
  const assembly = readAssembly(assemblyDirectory);
  const parameters = options.parameters ?? {};
  checkParameters(assembly, parameters);
  const reader = new ResourceReader(assembly, parameters);
  const tables = readTables(reader);
  if (tables.length === 0) {
    const advice = 'add a SessionTable to a stack, also where your own is imported and thus defined elsewhere, and run "cdk synth" again';
    throw new KitError(`"${assemblyDirectory}" holds no DynamoDB table; ${advice}`);
  }
  const services = [...readAutoScalingServices(reader), ...readContainerServices(reader)];
  if (services.length === 0) {
    const passedOver = reader.notes.map((note) => ` (${note})`).join('');
    const advice = 'add a LoadBalancedSessionService to a stack and run "cdk synth" again';
    throw new KitError(`"${assemblyDirectory}" holds no session service${passedOver}; ${advice}`);
  }
  return { tables, services, notes: reader.notes };
}

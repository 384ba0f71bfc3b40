import { readAssembly } from '../cloud-assembly/assembly';
import { readAutoScalingServices } from './services/auto-scaling-service';
import { Blueprint, FunctionBlueprint } from './blueprint';
import { readContainerServices } from './services/container-service';
import { readFunctions } from './services/function';
import { KitError } from '../foundation/error';
import { checkParameters } from '../intrinsics/parameters';
import { ResourceReader } from './resource-reader';
import { readTables } from './table';

export interface ReadBlueprintOptions {
  /** Values of template parameters: by `NAME`, or by `STACK:NAME` for one stack only. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Everything that an assembly says about sessions, also where there is nothing to run. */
export interface Survey extends Blueprint {
  readonly functions: readonly FunctionBlueprint[];
}

/**
 * Reads the tables and services of a synthesized cloud assembly.
 *
 * @throws KitError when it has no table or no service
 */
export function readBlueprint(assemblyDirectory: string, options: ReadBlueprintOptions = {}): Blueprint {
  const { tables, services, notes } = read(readerOf(assemblyDirectory, options));
  if (tables.length === 0) {
    const advice = 'add a SessionTable to a stack, also where your own is imported and thus defined elsewhere, and run "cdk synth" again';
    throw new KitError(`"${assemblyDirectory}" holds no DynamoDB table; ${advice}`);
  }
  if (services.length === 0) {
    const passedOver = notes.map((note) => ` (${note})`).join('');
    const advice = 'add a LoadBalancedSessionService to a stack and run "cdk synth" again';
    throw new KitError(`"${assemblyDirectory}" holds no session service${passedOver}; ${advice}`);
  }
  return { tables, services, notes };
}

/** Reads the tables, the services and the Lambda functions of a synthesized cloud assembly, however many there are. */
export function surveyAssembly(assemblyDirectory: string, options: ReadBlueprintOptions = {}): Survey {
  const reader = readerOf(assemblyDirectory, options);
  // notes about functions would be noise: most of them belong to CDK itself
  return { ...read(reader), functions: readFunctions(reader) };
}

function readerOf(assemblyDirectory: string, { parameters = {} }: ReadBlueprintOptions): ResourceReader {
  const assembly = readAssembly(assemblyDirectory);
  checkParameters(assembly, parameters);
  return new ResourceReader(assembly, parameters);
}

function read(reader: ResourceReader): Blueprint {
  const tables = readTables(reader);
  const services = tables.length === 0 ? [] : [...readAutoScalingServices(reader), ...readContainerServices(reader)];
  return { tables, services, notes: reader.notes };
}

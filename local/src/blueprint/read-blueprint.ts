import { readAssembly } from '../cloud-assembly/assembly';
import { autoScalingCandidates } from './services/auto-scaling-service';
import { beanstalkCandidates } from './services/beanstalk-environment';
import { Blueprint, FunctionBlueprint, ServiceBlueprint } from './blueprint';
import { Candidate, readChosen, readUnnamed, ServiceChoice } from './services/candidate';
import { containerCandidates } from './services/container-service';
import { FUNCTION, functionCandidates, readFunctions } from './services/function';
import { instanceCandidates } from './services/instance';
import { KitError } from '../foundation/error';
import { checkParameters } from '../intrinsics/parameters';
import { ResourceReader } from './resource-reader';
import { roleCandidates } from './services/role-by-name';
import { readTables } from './table';

export type { ServiceChoice };

export interface ReadBlueprintOptions {
  /** Values of template parameters: by `NAME`, or by `STACK:NAME` for one stack only. */
  readonly parameters?: Readonly<Record<string, string>>;
  /**
   * Which services to read.
   *
   * @default - those that use a table and serve requests, else those that do one of the two
   */
  readonly services?: readonly ServiceChoice[];
}

/** Everything that an assembly says about sessions, also where there is nothing to run. */
export interface Survey extends Blueprint {
  readonly functions: readonly FunctionBlueprint[];
}

/**
 * Reads the tables and services of a synthesized cloud assembly.
 *
 * @throws KitError when it has no table, or no service, or not the named ones
 */
export function readBlueprint(assemblyDirectory: string, options: ReadBlueprintOptions = {}): Blueprint {
  const reader = readerOf(assemblyDirectory, options);
  const tables = readTables(reader);
  if (tables.length === 0) {
    const advice = 'add a SessionTable to a stack, also where your own is imported and thus defined elsewhere, and run "cdk synth" again';
    throw new KitError(`"${assemblyDirectory}" holds no DynamoDB table; ${advice}`);
  }
  const candidates = candidatesOf(reader);
  const { services: choices = [] } = options;
  const services = isNamed(choices)
    ? readChosen(candidates, choices)
    : readSome(reader, candidates, assemblyDirectory, choices[0]?.container);
  return { tables, services, notes: reader.notes };
}

/** Whether the choices say which services they mean; a single one need not. */
export function isNamed(choices: readonly ServiceChoice[]): boolean {
  return choices.length > 1 || choices.some(({ service }) => service !== undefined);
}

/** The services that nobody has named. */
function readSome(
  reader: ResourceReader, candidates: readonly Candidate[], assemblyDirectory: string, container?: string,
): readonly ServiceBlueprint[] {
  const { services, failures } = readUnnamed(reader, candidates, container);
  if (services.length > 0) {
    failures.forEach(({ message }) => reader.say(`left out: ${message}`));
    return services;
  }
  if (failures.length > 0) {
    throw failures[0];
  }
  const found = candidates.filter(({ onlyByName }) => !onlyByName).map(({ path, kind }) => `${path} (${kind})`);
  throw new KitError(`"${assemblyDirectory}" holds no service that uses a table; ${found.length === 0
    ? 'add a LoadBalancedSessionService to a stack and run "cdk synth" again'
    : `grant one of these access to the table, or name it with --service: ${found.join(', ')}`}`);
}

/** Reads the tables, the services and the Lambda functions of a synthesized cloud assembly, however many there are. */
export function surveyAssembly(assemblyDirectory: string, options: ReadBlueprintOptions = {}): Survey {
  const reader = readerOf(assemblyDirectory, options);
  const tables = readTables(reader);
  const candidates = candidatesOf(reader);
  const { services: choices = [] } = options;
  const unnamed = () => tables.length === 0 ? [] : readUnnamed(reader, candidates.filter(({ kind }) => kind !== FUNCTION)).services;
  const services = isNamed(choices) ? readChosen(candidates, choices) : unnamed();
  // notes about functions would be noise: most of them belong to CDK itself
  return { tables, services, notes: reader.notes, functions: readFunctions(reader) };
}

/** Everything in whose place a command can run, what serves requests by itself first. */
function candidatesOf(reader: ResourceReader): Candidate[] {
  return [
    autoScalingCandidates, containerCandidates, instanceCandidates, beanstalkCandidates, functionCandidates, roleCandidates,
  ].flatMap((each) => each(reader));
}

function readerOf(assemblyDirectory: string, { parameters = {} }: ReadBlueprintOptions): ResourceReader {
  const assembly = readAssembly(assemblyDirectory);
  checkParameters(assembly, parameters);
  return new ResourceReader(assembly, parameters);
}

/** The matrix: every construct with every prop, as templates. Whatever runs a rule engine runs it over these. */
import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { App, Stack, Stage } from 'aws-cdk-lib/core';
import { synthesize as synthesizeApp } from '../../tools/synthesize';
import { europe } from '../helpers';
import { hosts } from './matrix/hosts';
import { services } from './matrix/services';
import { Define, Place } from './matrix/specification';
import { tables } from './matrix/tables';

/** One specification in one place. */
export interface NamedSpecification {
  /** Unique. */
  readonly name: string;
  readonly place: Place;
  readonly define: Define;
}

export interface Synthesis {
  /** By name of the specification; stacks that stand beside the first one have their own name behind it. */
  readonly templates: Record<string, any>;
  /** What CloudFormation Validate says, warnings too, by name of the specification; undefined where it is switched off. */
  readonly findings?: Record<string, string[]>;
}

/** Everything, in every place where it can stand. */
export function matrix(): NamedSpecification[] {
  return [...tables(), ...hosts(), ...services()].flatMap(({ places, specifications }) =>
    Object.entries(specifications).flatMap(([name, define]) => places.map((place) => ({ name: `${name} (${place})`, place, define }))));
}

/** One app with a stage for each: the validator takes seconds to start, and then a fraction of one for a template. */
export function synthesize(specifications: NamedSpecification[]): Synthesis {
  const define = (app: App) => specifications.map((specification, index) => defineStage(app, `S${index}`, specification));
  return synthesizeApp(define, (assembly, stages) => {
    const templates = specifications.flatMap(({ name }, index) => assembly.getNestedAssembly(stages[index].artifactId).stacks
      .map(({ stackName, template }) => [stackName.endsWith('-Stack') ? name : `${name}, ${stackName.replace(/.*-/, '')}`, template]));
    const names = new Map(stages.map(({ node }, index) => [node.id, specifications[index].name]));
    return { templates: Object.fromEntries(templates), findings: readFindings(assembly.directory, names) };
  }, { context: STRICT });
}

/** Every finding counts; they are read from the report, so that each is told with its template. */
const STRICT = {
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  '@aws-cdk/core:strictCfnValidateErrors': true,
  '@aws-cdk/core:failSynthOnValidationErrors': false,
};

function defineStage(app: App, id: string, { name, place, define }: NamedSpecification): Stage {
  const stage = new Stage(app, id);
  if (place === Place.FIXED) {
    Object.entries(newFlags()).forEach(([flag, value]) => stage.node.setContext(flag, value));
  }
  try {
    define(new Stack(stage, 'Stack', { env: place === Place.FIXED ? europe : undefined }));
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`);
  }
  return stage;
}

function newFlags(): Record<string, unknown> {
  return JSON.parse(readFileSync(require.resolve('aws-cdk-lib/recommended-feature-flags.json'), 'utf8'));
}

/** @param names of the specifications, by id of their stage, with which every path begins */
function readFindings(outdir: string, names: Map<string, string>): Record<string, string[]> | undefined {
  const file = join(outdir, 'validation-report.json');
  if (!existsSync(file)) {
    return undefined;
  }
  const findings: Record<string, string[]> = {};
  for (const { violations } of JSON.parse(readFileSync(file, 'utf8')).pluginReports) {
    for (const { ruleName, description, violatingConstructs } of violations) {
      for (const { constructPath = '' } of violatingConstructs) {
        const [stage, ...path] = constructPath.split('/');
        (findings[names.get(stage) ?? 'no template known'] ??= []).push(`${ruleName} ${path.join('/')}: ${description}`);
      }
    }
  }
  return findings;
}

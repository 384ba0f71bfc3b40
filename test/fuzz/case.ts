import { App, Environment } from 'aws-cdk-lib/core';
import * as fc from 'fast-check';
import { Fault, source } from './given';
import { hasPath, kindsOf, Place, wordingFaults } from './house';
import { commonFaults, lateProblems, StackTemplate } from './template';
import { World } from './world';

/** One generated use of the library: how it is written, how it is done and what must come of it. */
export interface Case<T = any> {
  /** As TypeScript. */
  readonly text: string;
  readonly env?: Environment;
  /** Known mistakes; none when it must be taken. */
  readonly faults: Fault[];
  /** Whether something in it may be refused or taken. */
  readonly isUnknown: boolean;
  readonly place: Place;
  readonly define: (world: World) => T;
  /** What is wrong with the template, by the generated props alone. */
  readonly broken: (template: StackTemplate, world: World, defined: T) => string[];
}

/** A construct or a value of the library, with its uses. */
export interface Subject {
  readonly name: string;
  readonly cases: fc.Arbitrary<Case>;
  /** Each end of each range by itself. */
  readonly edges?: Case[];
}

export interface Outcome {
  readonly result: 'thrown' | 'synthesized';
  /** What messages were about. */
  readonly kinds: string[];
  /** Empty when the property holds. */
  readonly failures: string[];
}

export const ENVIRONMENTS: (Environment | undefined)[] = [undefined, { account: '111122223333', region: 'eu-west-1' }, { region: 'us-east-1' }];

export function environment(): fc.Arbitrary<Environment | undefined> {
  return fc.constantFrom(...ENVIRONMENTS);
}

/** Does what the case says in a stack of its own, and judges it. */
export function outcomeOf(each: Case, app: App): Outcome {
  const world = new World(app, each.env);
  let defined: unknown;
  try {
    defined = each.define(world);
  } catch (error) {
    return thrown(each, error);
  }
  try {
    const late = lateProblems(world.stack);
    if (late.length > 0) {
      return thrown({ ...each, place: { isOptional: true } }, new Error(late.join('; ')));
    }
    if (each.faults.length > 0) {
      return synthesized([`taken, though ${each.faults.map(({ props }) => props.join(' or ')).join(', ')} must be refused`]);
    }
    const template = new StackTemplate(world.stack);
    return synthesized([...commonFaults(template), ...each.broken(template, world, defined)]);
  } catch (error) {
    return synthesized([`no template: ${(error as Error).message.split('\n', 1)[0]}`]);
  }
}

function thrown({ faults, isUnknown, place }: Case, error: unknown): Outcome {
  const message = (error as Error).message;
  const refused = faults.length === 0 && !isUnknown ? ['refused, though every prop is fine'] : [];
  return {
    result: 'thrown',
    kinds: kindsOf(message),
    failures: [...refused, ...wordingFaults(error, isUnknown ? certain(faults, error) : faults, place)].map((failure) => `${failure}: ${source(message)}`),
  };
}

/** What a message must name where something else may have been refused before. */
function certain(faults: Fault[], error: unknown): Fault[] {
  return hasPath(error) ? faults.filter(({ late }) => !late) : [];
}

function synthesized(failures: string[]): Outcome {
  return { result: 'synthesized', kinds: [], failures };
}

export function programOf({ env, text }: Case): string {
  return `const stack = new Stack(app, 'Stack'${env ? `, { env: ${source(env)} }` : ''});\n${text}`;
}

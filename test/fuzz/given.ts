import * as fc from 'fast-check';
import { Duration, Lazy } from 'aws-cdk-lib/core';
import { World } from './world';

/** Whether a value must be taken, must be refused, or either. */
export type Verdict = 'good' | 'bad' | 'unknown';

/** One mistake: the message must name one of these props. */
export interface Fault {
  readonly props: string[];
  /** Whether it is thrown before the construct is there, by a value of it. */
  readonly early?: boolean;
  /** Whether it is told at synthesis only, if nothing else is wrong. */
  readonly late?: boolean;
}

/** A value for a prop, as a description: each set of props makes it anew in a stack of its own. */
export interface Given<T = any> {
  /** As one would write it. */
  readonly text: string;
  readonly verdict: Verdict;
  /** The mistakes of a bad value that is made of others; else it is one mistake of the prop. */
  readonly faults?: Fault[];
  /** Whether the value may throw by itself. */
  readonly early?: boolean;
  /** What rules and expectations must know of it. */
  readonly facts?: any;
  readonly make: (world: World) => T;
}

export type Arbitrary<T = any> = fc.Arbitrary<Given<T>>;

/** What is known only when the template is resolved: rules cannot see it, expectations can. */
export class Later {
  constructor(public readonly resolved: unknown) {}

  /** Neither above nor below anything. */
  public valueOf(): number {
    return NaN;
  }
}

export function settled(facts: unknown): any {
  return facts instanceof Later ? facts.resolved : facts;
}

export function isKnown(facts: unknown): boolean {
  return facts !== undefined && !(facts instanceof Later);
}

/** A value as TypeScript; a long run of one character is short. */
export function source(value: unknown): string {
  if (typeof value === 'string') {
    const run = /^(.)\1{30,}$/su.exec(value);
    if (run) {
      return `${source(run[1])}.repeat(${value.length / run[1].length})`;
    }
    return `'${JSON.stringify(value).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'")}'`;
  }
  if (Array.isArray(value)) {
    return `[${value.map(source).join(', ')}]`;
  }
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value).map(([name, member]) => `${/^[A-Za-z_]\w*$/.test(name) ? name : source(name)}: ${source(member)}`);
    return members.length > 0 ? `{ ${members.join(', ')} }` : '{}';
  }
  return Object.is(value, -0) ? '-0' : String(value);
}

export function literal<T>(value: T, verdict: Verdict = 'good'): Given<T> {
  return { text: source(value), verdict, facts: value, make: () => value };
}

export function good<T>(...values: T[]): Arbitrary<T> {
  return fc.constantFrom(...values.map((value) => literal(value)));
}

export function bad<T>(...values: T[]): Arbitrary<T> {
  return fc.constantFrom(...values.map((value) => literal(value, 'bad')));
}

export function unknown<T>(...values: T[]): Arbitrary<T> {
  return fc.constantFrom(...values.map((value) => literal(value, 'unknown')));
}

/** A value that TypeScript text says better than its literal: `made('Peer.anyIpv4()', () => ec2.Peer.anyIpv4())`. */
export function made<T>(text: string, make: (world: World) => T, facts?: unknown, verdict: Verdict = 'good'): Given<T> {
  return { text, verdict, facts, make };
}

export function oneOf<T>(...givens: Given<T>[]): Arbitrary<T> {
  return fc.constantFrom(...givens);
}

const idOf = (prop: string) => `Parameter${prop.replace(/[^A-Za-z0-9]/g, '')}`;

export function parameter(prop: string): Given<string> {
  const id = idOf(prop);
  return made(`new CfnParameter(stack, '${id}').valueAsString`, (world) => world.parameter(id).valueAsString, new Later({ Ref: id }));
}

export function numberParameter(prop: string): Given<number> {
  const id = idOf(prop);
  return made(`new CfnParameter(stack, '${id}', { type: 'Number' }).valueAsNumber`,
    (world) => world.parameter(id, 'Number').valueAsNumber, new Later({ Ref: id }));
}

export function lazyText(value: string): Given<string> {
  return made(`Lazy.string({ produce: () => ${source(value)} })`, () => Lazy.string({ produce: () => value }), new Later(value));
}

export function lazyNumber(value: number): Given<number> {
  return made(`Lazy.number({ produce: () => ${value} })`, () => Lazy.number({ produce: () => value }), new Later(value));
}

export function duration(milliseconds: number, verdict: Verdict = 'good'): Given<Duration> {
  const text = milliseconds % 1000 === 0 ? `Duration.seconds(${milliseconds / 1000})` : `Duration.millis(${milliseconds})`;
  const make = () => milliseconds % 1000 === 0 ? Duration.seconds(milliseconds / 1000) : Duration.millis(milliseconds);
  return made(text, make, milliseconds / 1000, verdict);
}

export function durationParameter(prop: string): Given<Duration> {
  const number = numberParameter(prop);
  return made(`Duration.seconds(${number.text})`, (world) => Duration.seconds(number.make(world)), number.facts);
}

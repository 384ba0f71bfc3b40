import * as fc from 'fast-check';
import {
  Arbitrary, bad, duration, durationParameter, Fault, Given, good, lazyNumber, lazyText, literal, made, numberParameter, oneOf, parameter, Verdict,
} from './given';
import { World } from './world';

/** A set of props by name. */
export type Props = Record<string, Given>;

/** Values for one prop: those that must be taken, and others. */
export interface Choice {
  readonly legal: Arbitrary;
  readonly odd?: Arbitrary;
  /** Values just within and just beyond a range: chance finds them seldom. */
  readonly edges?: Given[];
}

/** Whether everything must be taken. */
export type Kind = 'legal' | 'wild';

export interface Bundle {
  readonly legal: fc.Arbitrary<Props>;
  readonly wild: fc.Arbitrary<Props>;
}

/** A contradiction between props, or a prop that is missing. */
export interface Rule {
  /** The message must name one of them. */
  readonly props: string[];
  /** What to leave out so that the rule holds; the first that is there and not required goes, or else one of `props`. */
  readonly remove?: string[];
  /** Whether it is against the rule; sees the facts of the props that are there. */
  readonly broken: (facts: Record<string, any>) => boolean;
  /** Whether it is undecided if such a set must be refused. */
  readonly undecided?: boolean;
  /** Whether it is told at synthesis only, if nothing else is wrong. */
  readonly late?: boolean;
}

export interface PropsModel {
  readonly props: Record<string, Choice>;
  readonly required?: string[];
  /** Props that make sense together only, each a set of its own; they come in addition. */
  readonly bundles?: Bundle[];
  readonly rules?: Rule[];
  /** How seldom an optional prop is there: one in so many. */
  readonly oneIn?: number;
  /** How seldom a value is odd in a set that need not be taken: one in so many. */
  readonly oddOneIn?: number;
}

export function choice(legal: Arbitrary, odd?: Arbitrary, edges?: Given[]): Choice {
  return { legal, odd, edges };
}

/** Every end of every range by itself. */
export function edgeSetsOf({ props }: PropsModel, required: Props = {}): Props[] {
  return Object.entries(props).flatMap(([name, { edges = [] }]) => edges.map((each) => ({ ...required, [name]: each })));
}

export function valueOf({ legal, odd }: Choice, kind: Kind, oddOneIn = 4): Arbitrary {
  return kind === 'legal' || !odd ? legal : fc.oneof({ weight: oddOneIn - 1, arbitrary: legal }, { weight: 1, arbitrary: odd });
}

export function bundle(values: (kind: Kind) => fc.Arbitrary<Props>): Bundle {
  return { legal: values('legal'), wild: values('wild') };
}

/** A set of props: mostly one that must be taken, else anything. */
export function setOf(model: PropsModel): fc.Arbitrary<Props> {
  return fc.oneof({ weight: 3, arbitrary: legalSetOf(model) }, { weight: 2, arbitrary: wildSetOf(model) });
}

/** A set of props that must be taken. */
export function legalSetOf(model: PropsModel): fc.Arbitrary<Props> {
  return record(model, 'legal').map((props) => mended(props, model));
}

export function wildSetOf(model: PropsModel): fc.Arbitrary<Props> {
  return record(model, 'wild');
}

function record(model: PropsModel, kind: Kind): fc.Arbitrary<Props> {
  const { required = [], oneIn = 5, oddOneIn, bundles = [] } = model;
  const members = Object.entries(model.props).map(([name, each]): [string, fc.Arbitrary<Given | undefined>] => [
    name, required.includes(name) ? valueOf(each, kind, oddOneIn) : sometimes(valueOf(each, kind, oddOneIn), oneIn),
  ]);
  const singles = fc.record(Object.fromEntries(members)).map(present);
  return fc.tuple(singles, ...bundles.map((each) => each[kind])).map((parts) => Object.assign({}, ...parts) as Props);
}

/** Shrinks to nothing. */
function sometimes(arbitrary: Arbitrary, oneIn: number): fc.Arbitrary<Given | undefined> {
  return fc.oneof({ withCrossShrink: true },
    { weight: 2 * (oneIn - 1) - 1, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary },
    { weight: 1, arbitrary: fc.constant(literal(undefined)) });
}

function present(props: Record<string, Given | undefined>): Props {
  return Object.fromEntries(Object.entries(props).filter((entry): entry is [string, Given] => entry[1] !== undefined));
}

/** Leaves out props until no rule is broken. */
function mended(props: Props, { rules = [], required = [] }: PropsModel): Props {
  const result = { ...props };
  for (;;) {
    const rule = rules.find(({ broken }) => broken(factsOf(result)));
    if (!rule) {
      return result;
    }
    const name = [...rule.remove ?? [], ...rule.props].find((each) => each in result && !required.includes(each));
    if (name === undefined) {
      throw new Error(`the rule about ${rule.props.join(', ')} leaves nothing to remove from ${textOf(result)}`);
    }
    delete result[name];
  }
}

/** Facts of the props that are there; a prop that is undefined is not. */
export function factsOf(props: Props): Record<string, any> {
  return Object.fromEntries(Object.entries(props).filter(([, given]) => given.text !== 'undefined').map(([name, given]) => [name, given.facts]));
}

export function verdictOf(props: Props, rules: Rule[] = []): { faults: Fault[]; verdict: Verdict; isUnknown: boolean } {
  const facts = factsOf(props);
  const broken = rules.filter((rule) => rule.broken(facts));
  const faults = [
    ...Object.entries(props).filter(([, { verdict }]) => verdict === 'bad').flatMap(([name, given]) => given.faults ?? [{ props: [name] }]),
    ...broken.filter(({ undecided }) => !undecided).map((rule) => ({ props: rule.props, late: rule.late })),
  ];
  const isUnknown = broken.some(({ undecided }) => undecided) || Object.values(props).some(({ verdict }) => verdict === 'unknown');
  return { faults, isUnknown, verdict: faults.length > 0 ? 'bad' : isUnknown ? 'unknown' : 'good' };
}

export function makeProps(props: Props, world: World): any {
  return Object.fromEntries(Object.entries(props).map(([name, given]) => [name, given.make(world)]));
}

/** The props as TypeScript, on one line each where `indent` is given. */
export function textOf(props: Props, indent?: string): string {
  const members = Object.entries(props).map(([name, { text }]) => `${/^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`}: ${text}`);
  if (members.length === 0) {
    return '{}';
  }
  return indent === undefined ? `{ ${members.join(', ')} }` : `{\n${members.map((each) => `${indent}  ${each},\n`).join('')}${indent}}`;
}

/** A struct as the value of one prop: its faults are named `prop.member`. */
export function structOf(prop: string, model: PropsModel, facts: (facts: Record<string, any>) => any = (each) => each): Choice {
  const given = (props: Props): Given => {
    const { faults, verdict } = verdictOf(props, model.rules);
    return {
      text: textOf(props),
      verdict,
      faults: faults.map((fault) => ({ ...fault, props: fault.props.map((name) => `${prop}.${name}`) })),
      facts: facts(factsOf(props)),
      make: (world) => makeProps(props, world),
    };
  };
  return { legal: legalSetOf(model).map(given), odd: wildSetOf({ ...model, oddOneIn: 2 }).map(given), edges: edgeSetsOf(model).map(given) };
}

export const flag: Choice = choice(good(true, false));

export function oneOfValues<T>(text: string, values: Record<string, T>): Choice {
  return choice(oneOf(...Object.entries(values).map(([name, value]) => made(`${text}.${name}`, () => value, value))));
}

interface NumberOptions {
  /** What to expect of tokens. */
  readonly tokens?: Verdict;
  /** What a token becomes. */
  readonly lazily?: number;
  /** Good numbers that rules are about. */
  readonly likely?: number[];
}

/** A whole number in a range: its ends, beyond its ends, and no number at all. */
export function wholeNumber(prop: string, min: number, max?: number, options: NumberOptions = {}): Choice {
  const { tokens = 'good', lazily = min, likely = [] } = options;
  const upper = max ?? min + 100_000;
  const known = fc.oneof(good(min, upper, Math.min(min + 1, upper), ...likely), fc.integer({ min, max: upper }).map((value) => literal(value)));
  const token = oneOf(numberParameter(prop), lazyNumber(lazily)).map((given) => ({ ...given, verdict: tokens }));
  const beyond = bad(min - 1, min + 0.5, -1, NaN, Infinity, -Infinity, ...max === undefined ? [] : [max + 1, max + 0.1, Number.MAX_SAFE_INTEGER]);
  const edges = [literal(min), literal(min - 1, 'bad'), ...max === undefined ? [] : [literal(max), literal(max + 1, 'bad')]];
  return withTokens(known, token, tokens, beyond, edges);
}

function withTokens(known: Arbitrary, token: Arbitrary, tokens: Verdict, beyond: Arbitrary, edges: Given[]): Choice {
  return tokens === 'good'
    ? choice(fc.oneof({ weight: 6, arbitrary: known }, { weight: 1, arbitrary: token }), beyond, edges)
    : choice(known, fc.oneof({ weight: 4, arbitrary: beyond }, { weight: 1, arbitrary: token }), edges);
}

/** Whole seconds in a range. */
export function seconds(prop: string, min: number, max?: number, options: { tokens?: Verdict } = {}): Choice {
  const { tokens = 'good' } = options;
  const upper = max ?? 31_536_000;
  const known = fc.oneof(oneOf(duration(min * 1000), duration(upper * 1000)), fc.integer({ min, max: upper }).map((each) => duration(each * 1000)));
  const token = fc.constant({ ...durationParameter(prop), verdict: tokens });
  const past = max === undefined ? [] : [max * 1000 + 1000];
  const beyond = oneOf(...[...min > 0 ? [(min - 1) * 1000, 0] : [], ...past, min * 1000 + 500, min * 1000 + 1, NaN, Infinity]
    .map((each) => duration(each, 'bad')));
  const edges = [
    duration(min * 1000), ...min > 0 ? [duration((min - 1) * 1000, 'bad')] : [],
    ...max === undefined ? [] : [duration(max * 1000), duration((max + 1) * 1000, 'bad')],
  ];
  return withTokens(known, token, tokens, beyond, edges);
}

interface TextOptions {
  /** What to expect of a text that nobody chose. */
  readonly judge?: (text: string) => Verdict;
  /** What to expect of tokens. */
  readonly tokens?: Verdict;
  /** What a token becomes. */
  readonly lazily?: string;
}

/** Texts of a form: some that have it, some that do not, and whatever people type. */
export function texts(prop: string, fine: string[], wrong: string[], options: TextOptions = {}): Choice {
  const { judge = () => 'unknown', tokens = 'good', lazily = fine[0] } = options;
  const typed = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.string({ maxLength: 20 }));
  const anything = typed.map((value) => literal(value, judge(value)));
  const token = oneOf(parameter(prop), lazyText(lazily)).map((given) => ({ ...given, verdict: tokens }));
  const odd = fc.oneof(
    ...wrong.length > 0 ? [{ weight: 4, arbitrary: bad(...wrong) as Arbitrary }] : [],
    { weight: 2, arbitrary: anything },
    ...tokens === 'good' ? [] : [{ weight: 1, arbitrary: token as Arbitrary }],
  );
  if (tokens !== 'good') {
    return choice(good(...fine), odd);
  }
  return choice(fc.oneof({ weight: 5, arbitrary: good(...fine) }, { weight: 1, arbitrary: token }), odd);
}

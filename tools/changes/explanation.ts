import { EveryProp, NEEDS, TOGETHER, Variant } from './every-prop';
import { Line, linesBetween } from './lines';
import { ownPropsOf, structs } from '../props';

/** Props that take a struct of ours. */
const STRUCTS = new Set(structs().flatMap(ownPropsOf).filter(({ struct }) => struct).map(({ name }) => name));

/** A difference, and the props without which it would not be there. */
export interface Explained extends Line {
  readonly because: string;
}

/** Each prop of the variant is left out once: the lines that go with it are its own. What two props cause, each alone, is said of both. */
export function explain(each: EveryProp, variant: Variant<unknown>): Explained[] {
  if (!explained.has(variant)) {
    explained.set(variant, explanation(each, variant));
  }
  return explained.get(variant)!;
}

/** An explanation takes as many templates as there are props. */
const explained = new WeakMap<Variant<unknown>, Explained[]>();

function explanation({ synthesize }: EveryProp, { props }: Variant<unknown>): Explained[] {
  const minimal = synthesize(() => ({}));
  const linesWith = (wanted: (name: string) => boolean) => linesBetween(minimal, synthesize((stack) => (
    nested(Object.entries(flat(props(stack))).filter(([path]) => wanted(path))))));
  const keysWith = (wanted: (name: string) => boolean) => new Set(linesWith(wanted).map(keyOf));
  const effects = namesIn(synthesize, props).map((name) => {
    const group = [name, ...TOGETHER[name] ?? []];
    const legal = [name, ...NEEDS[name] ?? []];
    const alone = lazily(() => keysWith((other) => legal.includes(other)));
    return { name, without: keysWith((other) => !group.includes(other)), withoutHow: group.length, alone, aloneHow: legal.length };
  });
  return withoutWaiting(linesWith(() => true)).map((line) => {
    if (isHeading(line)) {
      return { ...line, because: '' };
    }
    const needed = smallest(effects.filter(({ without }) => !without.has(keyOf(line))), 'withoutHow');
    if (needed.length > 0) {
      return { ...line, because: needed.join(', ') };
    }
    return { ...line, because: smallest(effects.filter(({ alone }) => alone().has(keyOf(line))), 'aloneHow').join(' or ') };
  });
}

/** A resource that stays; its changes follow, each with its own reason. */
function isHeading({ sign, text }: Line): boolean {
  return sign === ' ' && text === '';
}

/** Without resources that stay and merely wait for others than before. */
function withoutWaiting(lines: Line[]): Line[] {
  const changing = new Set(lines.filter((line) => !isHeading(line) && !line.text.startsWith('DependsOn: ')).map(({ resource }) => resource));
  return lines.filter(({ resource }) => changing.has(resource));
}

/** Names of the effects that took the fewest props to see. */
function smallest<K extends string>(effects: ({ readonly name: string } & Record<K, number>)[], how: K): string[] {
  const least = Math.min(...effects.map((effect) => effect[how]));
  return effects.filter((effect) => effect[how] === least).map(({ name }) => name);
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => made ??= make();
}

/** Props by path: the members of structs of our own stand by themselves. */
function flat(props: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(props as object).flatMap(([name, value]) => STRUCTS.has(name)
    ? Object.entries(value as object).map(([member, each]) => [`${name}.${member}`, each]) : [[name, value]]));
}

function nested(entries: [path: string, value: unknown][]): Record<string, any> {
  return entries.reduce<Record<string, any>>((props, [path, value]) => {
    const [name, member] = path.split('.');
    return { ...props, [name]: member === undefined ? value : { ...props[name], [member]: value } };
  }, {});
}

/** Names of the props that are given. */
export function namesIn(synthesize: EveryProp['synthesize'], props: Variant<unknown>['props']): string[] {
  let names: string[] = [];
  synthesize((stack) => {
    const all = props(stack);
    names = Object.keys(flat(all));
    return all;
  });
  return names;
}

function keyOf({ resource, sign, text }: Line): string {
  return [resource, sign, text].join('\n');
}

/**
 * A line for each difference: new (`+`), gone (`-`) or changed, and the props without which it would not be there.
 *
 * The lines of a new resource have its props, unless they say others.
 */
export function textsOf(lines: Explained[]): string[] {
  let heading = '';
  return lines.map(({ resource, sign, text, because }) => {
    if (text === '') {
      heading = because;
    }
    const reason = because === '' || (text !== '' && because === heading) ? '' : `  ← ${because}`;
    return (text === '' ? `${sign} ${resource}` : `${sign}     ${text}`).trimEnd() + reason;
  });
}

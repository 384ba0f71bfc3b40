import { Assembly } from '../cloud-assembly/assembly';
import { isRecord, Resource, StackTemplate } from '../cloud-assembly/template';

/** Resolves CloudFormation's intrinsic functions. */
export interface Resolver {
  readonly assembly: Assembly;
  /** Values of template parameters, as the person gave them. */
  readonly parameters: Readonly<Record<string, string>>;

  /**
   * The same resolver, which never fails: where a value cannot be known it puts a text that is the same for the same
   * reference, good enough to find out which resource another one points at.
   */
  readonly withPlaceholders: Resolver;

  /** The value with all references resolved; `undefined` for `AWS::NoValue`. Throws Unresolved. */
  resolve(value: unknown, stack: StackTemplate): unknown;

  /** Opens the value one level: takes the branch of `Fn::If`, leaves everything inside alone. */
  open(value: unknown, stack: StackTemplate): unknown;

  /** Like `resolve`, without dynamic references: CloudFormation fills these in last. */
  evaluate(value: unknown, stack: StackTemplate): unknown;

  /** Whether a condition of the stack holds. */
  condition(name: unknown, stack: StackTemplate): boolean;

  /** Whether a condition expression holds, `{ Condition: NAME }` included. */
  holds(expression: unknown, stack: StackTemplate): boolean;

  /** Whether the conditions of the resource, and of the stack around it, let it be created. */
  isCreated(resource: Resource): boolean;

  /** Runs the function unless it is running already for the same thing, which would never end. */
  guarded<T>(what: string, stack: StackTemplate, work: () => T): T;
}

/** Computes one intrinsic function. */
export type Intrinsic = (argument: unknown, stack: StackTemplate, resolver: Resolver) => unknown;

/** Name and argument when the value is an intrinsic function: an object with one key. */
export function intrinsicOf(value: unknown): { name: string; argument: unknown } | undefined {
  const keys = isRecord(value) ? Object.keys(value) : [];
  return keys.length === 1 && (keys[0] === 'Ref' || keys[0].startsWith('Fn::'))
    ? { name: keys[0], argument: (value as Record<string, unknown>)[keys[0]] }
    : undefined;
}

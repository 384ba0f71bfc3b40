// a second opinion on policies: as little of IAM's logic as the grants need, written apart from the local kit's matcher, so that both must err alike

/** A statement with all references resolved and single values made lists. */
export interface Statement {
  readonly Effect: string;
  readonly Action: string[];
  readonly Resource: string[];
  /** ARNs or account numbers; only in the policy of a resource. */
  readonly Principal?: string[];
  readonly Condition?: Record<string, Record<string, string[]>>;
}

export interface Call {
  readonly action: string;
  readonly resource: string;
  /** ARN of the calling role. */
  readonly role: string;
  /** Values of the condition keys that the call carries. */
  readonly context: Readonly<Record<string, string[]>>;
}

/** The policies that decide about a call: the role's, and that of the table or key. */
export interface Policies {
  readonly identity: readonly Statement[];
  readonly resource: readonly Statement[];
}

type Operator = (values: string[], patterns: string[]) => boolean;

const OPERATORS: Record<string, Operator> = {
  'StringEquals': (values, patterns) => values.length === 1 && patterns.includes(values[0]),
  'ArnEquals': (values, patterns) => values.length === 1 && patterns.includes(values[0]),
  'StringLike': (values, patterns) => values.length === 1 && patterns.some((pattern) => like(pattern, values[0])),
  'ForAllValues:StringLike': (values, patterns) => values.every((value) => patterns.some((pattern) => like(pattern, value))),
  'ForAnyValue:StringEquals': (values, patterns) => values.some((value) => patterns.includes(value)),
  'Null': (values, patterns) => patterns.includes(String(values.length === 0)),
};

/** Whether DynamoDB lets the call pass: in one account either policy is enough, across accounts it takes both. */
export function dynamodbAllows(call: Call, { identity, resource }: Policies): boolean {
  if (isDenied(call, identity, resource)) {
    return false;
  }
  const role = identity.some((statement) => covers(statement, call));
  const own = resource.filter((statement) => covers(statement, call));
  const named = own.some(({ Principal = [] }) => Principal.includes('*') || Principal.includes(call.role));
  if (accountOf(call.role) === accountOf(call.resource)) {
    return role || named;
  }
  return role && (named || own.some((statement) => namesAccount(statement, call)));
}

/** Whether KMS lets the call pass: the role's policy counts only where the key's policy hands the decision to its account. */
export function kmsAllows(call: Call, { identity, resource }: Policies): boolean {
  if (isDenied(call, identity, resource)) {
    return false;
  }
  const role = identity.some((statement) => covers(statement, call));
  const own = resource.filter((statement) => covers(statement, call));
  const named = own.some(({ Principal = [] }) => Principal.includes('*') || Principal.includes(call.role));
  const delegated = role && own.some((statement) => namesAccount(statement, call));
  return accountOf(call.role) === accountOf(call.resource) ? named || delegated : (role && named) || delegated;
}

function isDenied(call: Call, identity: readonly Statement[], resource: readonly Statement[]): boolean {
  const concerns = (statement: Statement) => statement.Principal!.some((principal) => ['*', call.role].includes(principal)) || namesAccount(statement, call);
  const denials = [...identity, ...resource.filter(concerns)].filter(({ Effect }) => Effect === 'Deny');
  return denials.some((statement) => matches(statement, call));
}

function covers(statement: Statement, call: Call): boolean {
  return statement.Effect === 'Allow' && matches(statement, call);
}

function matches({ Action, Resource, Condition = {} }: Statement, { action, resource, context }: Call): boolean {
  return Action.some((pattern) => like(pattern.toLowerCase(), action.toLowerCase())) &&
    Resource.some((pattern) => like(pattern, resource)) &&
    Object.entries(Condition).every(([operator, keys]) => Object.entries(keys).every(([key, patterns]) => {
      if (!Object.hasOwn(OPERATORS, operator)) {
        throw new Error(`this oracle does not know the operator ${operator}`);
      }
      return OPERATORS[operator](context[key] ?? [], patterns);
    }));
}

function namesAccount({ Principal = [] }: Statement, { role }: Call): boolean {
  return Principal.some((principal) => principal === accountOf(role) || principal.endsWith(`:iam::${accountOf(role)}:root`));
}

function accountOf(arn: string): string {
  return arn.split(':')[4];
}

const compiled = new Map<string, RegExp>();

function like(pattern: string, text: string): boolean {
  if (!/[*?]/.test(pattern)) {
    return pattern === text;
  }
  if (!compiled.has(pattern)) {
    const source = pattern.replace(/[\\^$.|+()[\]{}]/g, '\\$&').replaceAll('*', '[\\s\\S]*').replaceAll('?', '[\\s\\S]');
    compiled.set(pattern, new RegExp(`^${source}$`));
  }
  return compiled.get(pattern)!.test(text);
}

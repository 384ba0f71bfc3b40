import { PolicyStatement } from './blueprint';
import { ResourceReader } from './resource-reader';
import { TemplateValue } from './template-value';
import { SYNTH_AGAIN, Unresolved } from '../intrinsics/unresolved';
import { matchesWildcard } from '../foundation/wildcard';

const PRINCIPAL_KINDS = ['AWS', 'Service', 'Federated', 'CanonicalUser'];

/** The statements of a policy document. */
export function readStatements(reader: ResourceReader, document: TemplateValue): PolicyStatement[] {
  return document.get('Statement').items().flatMap((statement) => readStatement(reader, statement) ?? []);
}

function readStatement(reader: ResourceReader, statement: TemplateValue): PolicyStatement | undefined {
  const actions = texts(statement.get('Action'));
  const notActions = texts(statement.get('NotAction'));
  if (actions !== undefined && !actions.some(concernsDynamoDb) && statement.attempt() instanceof Unresolved) {
    // what it grants on a bucket or a key that only AWS knows is nobody's business here
    return undefined;
  }
  if (statement.get('NotPrincipal').present) {
    const advice = 'write Principal and a Condition instead';
    throw statement.error(`the kit cannot judge ${statement.property}.NotPrincipal; ${advice}`);
  }
  const resources = known(reader, statement, statement.get('Resource'));
  const principals = readPrincipals(reader, statement);
  if (resources?.length === 0 || principals?.length === 0) {
    return undefined;
  }
  return withoutAbsent({
    sid: statement.get('Sid').present ? statement.get('Sid').text() : undefined,
    effect: effectOf(statement),
    actions,
    notActions,
    resources,
    notResources: texts(statement.get('NotResource')),
    principals,
    conditions: readConditions(statement.get('Condition')),
  });
}

function effectOf(statement: TemplateValue): 'Allow' | 'Deny' {
  const effect = statement.get('Effect').text();
  if (effect !== 'Allow' && effect !== 'Deny') {
    const problem = `${statement.property}.Effect must be Allow or Deny, got "${effect}"`;
    throw statement.error(`${problem}; correct it and ${SYNTH_AGAIN}`);
  }
  return effect;
}

/** Resources or principals: an allowance can do without one that nobody knows, a denial would become too narrow. */
function known(reader: ResourceReader, statement: TemplateValue, value: TemplateValue): string[] | undefined {
  if (!value.present || effectOf(statement) === 'Deny') {
    return texts(value);
  }
  return value.items().flatMap((item) => {
    const attempt = item.attempt();
    if (attempt instanceof Unresolved) {
      reader.note(item.resource, `${item.property} is left out of what is allowed: ${attempt.reason}`);
      return [];
    }
    return texts(item) ?? [];
  });
}

function readPrincipals(reader: ResourceReader, statement: TemplateValue): string[] | undefined {
  const principal = statement.get('Principal');
  if (!principal.present) {
    return undefined;
  }
  const kinds = principal.entries();
  return kinds.some(([kind]) => PRINCIPAL_KINDS.includes(kind))
    ? kinds.flatMap(([, value]) => known(reader, statement, value) ?? [])
    : known(reader, statement, principal);
}

function readConditions(conditions: TemplateValue): PolicyStatement['conditions'] {
  if (!conditions.present) {
    return undefined;
  }
  return Object.fromEntries(conditions.entries().map(([operator, keys]) =>
    [operator, Object.fromEntries(keys.entries().map(([key, value]) => [key, texts(value) ?? []]))]));
}

/** One text or a list of texts, as a list. */
function texts(value: TemplateValue): string[] | undefined {
  if (!value.present) {
    return undefined;
  }
  return value.items().map((item) => item.text());
}

export function concernsDynamoDb(action: string): boolean {
  return matchesWildcard(action.split(':')[0].toLowerCase(), 'dynamodb');
}

function withoutAbsent<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;
}

import { accountOf } from '../foundation/arn';
import { PolicyStatement } from '../blueprint/blueprint';
import { ConditionContext, Judgement, judgeConditions, undecidableVariable } from './policy-condition';
import { matchesWildcard } from '../foundation/wildcard';

/** One call of a role, as IAM sees it. */
export interface PolicyRequest {
  /** `dynamodb:GetItem`, … */
  readonly action: string;
  /** ARN of the table or index; `*` for an action that has no resource. */
  readonly resource: string;
  /** ARN of the calling role. */
  readonly principal: string;
  readonly context: ConditionContext;
}

export interface Decision {
  readonly allowed: boolean;
  /** Why the call is denied, in words for people. */
  readonly reason?: string;
  /** How AWS ends its sentence about the denial. */
  readonly clause?: string;
  /** Which of the role's statements allow the call, counted from 0. */
  readonly statements?: readonly number[];
}

type Basis = 'identity-based policy' | 'resource-based policy' | 'permissions boundary';

interface Finding {
  readonly effect: PolicyStatement['effect'];
  readonly basis: Basis;
  readonly label: string;
  readonly judgement: Judgement;
}

/** Evaluates a call against the statements of its role, those of the resource's own policy and those of the role's boundary. */
export function decide(
  request: PolicyRequest,
  roleStatements: readonly PolicyStatement[],
  resourceStatements: readonly PolicyStatement[],
  boundary?: readonly PolicyStatement[],
): Decision {
  const findings = [
    ...roleStatements.map((statement, i) => toFinding(statement, i, 'identity-based policy', judgeStatement(statement, request))),
    ...resourceStatements.map((statement, i) =>
      toFinding(statement, i, 'resource-based policy', judgeResourceStatement(statement, request))),
  ];
  const limits = boundary?.map((statement, i) => toFinding(statement, i, 'permissions boundary', judgeStatement(statement, request)));
  const allowed = allowance(findings, request);
  // what the table gives to everybody is not limited by a boundary within one account, only what it gives to the role is
  const isForEverybody = !crossesAccounts(request) && resourceStatements.some((statement) =>
    statement.effect === 'Allow' && statement.principals?.includes('*') && judgeResourceStatement(statement, request)?.outcome === 'met');
  return explicitDenial([...findings, ...limits ?? []]) ??
    (allowed && limits && !isForEverybody ? boundaryDenial(limits, request) : undefined) ??
    allowed ??
    implicitDenial(findings, request);
}

const POSSESSIVES: Readonly<Record<Basis, string>> = {
  'identity-based policy': '',
  'resource-based policy': ' of the table\'s own policy',
  'permissions boundary': ' of the role\'s permissions boundary',
};

function toFinding(statement: PolicyStatement, index: number, basis: Basis, judgement: Judgement | undefined): Finding {
  const possessive = POSSESSIVES[basis];
  const label = `statement ${statement.sid === undefined ? index + 1 : `"${statement.sid}"`}${possessive}`;
  return { effect: statement.effect, basis, label, judgement: judgement ?? { outcome: 'unmet', because: '' } };
}

function explicitDenial(findings: readonly Finding[]): Decision | undefined {
  const denials = findings.filter(({ effect }) => effect === 'Deny');
  const met = denials.find(({ judgement }) => judgement.outcome === 'met');
  if (met) {
    const article = met.basis === 'identity-based policy' ? 'an' : 'a';
    return {
      allowed: false,
      reason: `${met.label} denies it`,
      clause: `with an explicit deny in ${article} ${met.basis}`,
    };
  }
  return undecidableDenial(denials);
}

function allowance(findings: readonly Finding[], request: PolicyRequest): Decision | undefined {
  // the role's own statements come first, so that the position of one of its findings is its number
  const allowedBy = (basis: Basis) => findings.flatMap((finding, index) =>
    finding.effect === 'Allow' && finding.basis === basis && finding.judgement.outcome === 'met' ? [index] : []);
  const statements = allowedBy('identity-based policy');
  const role = statements.length > 0;
  const resource = allowedBy('resource-based policy').length > 0;
  // in one account either policy is enough, across accounts both must allow
  return (crossesAccounts(request) ? role && resource : role || resource) ? { allowed: true, statements } : undefined;
}

function implicitDenial(findings: readonly Finding[], request: PolicyRequest): Decision {
  const allows = findings.filter(({ effect }) => effect === 'Allow');
  const roleAllows = allows.some(({ basis, judgement }) => basis === 'identity-based policy' && judgement.outcome === 'met');
  const owner = roleAllows ? 'the table\'s own policy' : 'the role';
  const basis = roleAllows ? 'resource-based' : 'identity-based';
  return undecidableDenial(allows) ?? {
    allowed: false,
    reason: `no statement of ${owner} allows ${request.action} on ${request.resource}${nearMiss(allows)}`,
    clause: `because no ${basis} policy allows the ${request.action} action`,
  };
}

/** Undefined when the boundary lets the call pass; it limits what a policy of the table gives to the role as well. */
function boundaryDenial(limits: readonly Finding[], request: PolicyRequest): Decision | undefined {
  const allows = limits.filter(({ effect }) => effect === 'Allow');
  if (allows.some(({ judgement }) => judgement.outcome === 'met')) {
    return undefined;
  }
  return undecidableDenial(allows) ?? {
    allowed: false,
    reason: `the role's permissions boundary does not allow ${request.action} on ${request.resource}${nearMiss(allows)}`,
    clause: `because no permissions boundary allows the ${request.action} action`,
  };
}

/** The statement that would allow it but for a condition. */
function nearMiss(allows: readonly Finding[]): string {
  for (const { label, judgement } of allows) {
    if (judgement.outcome === 'unmet' && judgement.because) {
      return `: ${label} would, but ${judgement.because}`;
    }
  }
  return '';
}

function undecidableDenial(findings: readonly Finding[]): Decision | undefined {
  for (const { label, judgement } of findings) {
    if (judgement.outcome === 'undecidable') {
      const reason = `${label}: ${judgement.because}`;
      return { allowed: false, reason, clause: `because the local kit cannot judge ${reason}` };
    }
  }
  return undefined;
}

/** Undefined when the statement is about other actions or resources. */
function judgeStatement(statement: PolicyStatement, request: PolicyRequest): Judgement | undefined {
  if (!coversAction(statement, request.action)) {
    return undefined;
  }
  const resource = judgeResource(statement, request.resource);
  if (resource.outcome === 'unmet') {
    return undefined;
  }
  const conditions = judgeConditions(statement.conditions, request.context);
  return conditions.outcome === 'met' ? resource : conditions;
}

function judgeResourceStatement(statement: PolicyStatement, request: PolicyRequest): Judgement | undefined {
  const judgement = judgeStatement(statement, request);
  if (!judgement || judgement.outcome === 'unmet') {
    return judgement;
  }
  if (!statement.principals) {
    return { outcome: 'undecidable', because: 'it names no principal, so the call is refused' };
  }
  return coversPrincipal(statement, request) ? judgement : undefined;
}

function coversAction({ actions, notActions }: PolicyStatement, action: string): boolean {
  const matches = (pattern: string) => matchesWildcard(pattern.toLowerCase(), action.toLowerCase());
  return actions?.some(matches) ?? !(notActions?.some(matches) ?? true);
}

function judgeResource({ resources, notResources }: PolicyStatement, resource: string): Judgement {
  const patterns = resources ?? notResources ?? [];
  const matched = patterns.some((pattern) => !undecidableVariable(pattern) && matchesWildcard(pattern, resource));
  const variable = patterns.map(undecidableVariable).find((text) => text);
  if (!matched && variable) {
    return { outcome: 'undecidable', because: variable };
  }
  const covered = resources ? matched : notResources !== undefined && !matched;
  return covered ? { outcome: 'met' } : { outcome: 'unmet', because: '' };
}

function coversPrincipal({ principals, effect }: PolicyStatement, request: PolicyRequest): boolean {
  const account = accountOf(request.principal);
  return principals?.some((principal) => {
    if (principal === account || principal.endsWith(`::${account}:root`)) {
      // naming one's own account hands the decision to the role's policies, it allows nothing itself
      return effect === 'Deny' || crossesAccounts(request);
    }
    return principal === '*' || principal === request.principal;
  }) ?? false;
}

function crossesAccounts({ principal, resource }: PolicyRequest): boolean {
  return resource !== '*' && accountOf(resource) !== accountOf(principal);
}

import { PolicyStatement } from './blueprint';
import { ConditionContext, Judgement, judgeConditions, unjudgeableVariable } from './policy-condition';
import { matchesWildcard } from './wildcard';

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
}

interface Finding {
  readonly effect: PolicyStatement['effect'];
  readonly basis: 'identity-based' | 'resource-based';
  readonly label: string;
  readonly judgement: Judgement;
}

/** Evaluates a call against the statements of its role and those of the resource's own policy. */
export function decide(
  request: PolicyRequest,
  roleStatements: readonly PolicyStatement[],
  resourceStatements: readonly PolicyStatement[],
): Decision {
  const findings = [
    ...roleStatements.map((statement, i) => find(statement, i, 'identity-based', judgeStatement(statement, request))),
    ...resourceStatements.map((statement, i) =>
      find(statement, i, 'resource-based', judgeResourceStatement(statement, request))),
  ];
  return explicitDenial(findings) ?? allowance(findings, request) ?? implicitDenial(findings, request);
}

function find(statement: PolicyStatement, index: number, basis: Finding['basis'], judgement: Judgement | undefined): Finding {
  const owner = basis === 'identity-based' ? '' : ' of the table\'s own policy';
  const label = `statement ${statement.sid === undefined ? index + 1 : `"${statement.sid}"`}${owner}`;
  return { effect: statement.effect, basis, label, judgement: judgement ?? { outcome: 'unmet', because: '' } };
}

function explicitDenial(findings: readonly Finding[]): Decision | undefined {
  const denials = findings.filter(({ effect }) => effect === 'Deny');
  const met = denials.find(({ judgement }) => judgement.outcome === 'met');
  if (met) {
    const article = met.basis === 'identity-based' ? 'an' : 'a';
    return {
      allowed: false,
      reason: `${met.label} denies it`,
      clause: `with an explicit deny in ${article} ${met.basis} policy`,
    };
  }
  return unjudgeableDenial(denials);
}

function allowance(findings: readonly Finding[], request: PolicyRequest): Decision | undefined {
  const allowedBy = (basis: Finding['basis']) => findings.some((finding) =>
    finding.effect === 'Allow' && finding.basis === basis && finding.judgement.outcome === 'met');
  const role = allowedBy('identity-based');
  const resource = allowedBy('resource-based');
  // in one account either policy is enough, across accounts both must allow
  return (crossesAccounts(request) ? role && resource : role || resource) ? { allowed: true } : undefined;
}

function implicitDenial(findings: readonly Finding[], request: PolicyRequest): Decision {
  const allows = findings.filter(({ effect }) => effect === 'Allow');
  const nearest = allows.find(({ judgement }) => judgement.outcome === 'unmet' && judgement.because);
  const detail = nearest?.judgement.outcome === 'unmet' ? `: ${nearest.label} would, but ${nearest.judgement.because}` : '';
  const roleAllows = allows.some(({ basis, judgement }) => basis === 'identity-based' && judgement.outcome === 'met');
  const owner = roleAllows ? 'the table\'s own policy' : 'the role';
  const basis = roleAllows ? 'resource-based' : 'identity-based';
  return unjudgeableDenial(allows) ?? {
    allowed: false,
    reason: `no statement of ${owner} allows ${request.action} on ${request.resource}${detail}`,
    clause: `because no ${basis} policy allows the ${request.action} action`,
  };
}

function unjudgeableDenial(findings: readonly Finding[]): Decision | undefined {
  for (const { label, judgement } of findings) {
    if (judgement.outcome === 'unjudgeable') {
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
    return { outcome: 'unjudgeable', because: 'it names no principal, so the call is refused' };
  }
  return coversPrincipal(statement, request) ? judgement : undefined;
}

function coversAction({ actions, notActions }: PolicyStatement, action: string): boolean {
  const matches = (pattern: string) => matchesWildcard(pattern.toLowerCase(), action.toLowerCase());
  return actions?.some(matches) ?? !(notActions?.some(matches) ?? true);
}

function judgeResource({ resources, notResources }: PolicyStatement, resource: string): Judgement {
  const patterns = resources ?? notResources ?? [];
  const matched = patterns.some((pattern) => !unjudgeableVariable(pattern) && matchesWildcard(pattern, resource));
  const variable = patterns.map(unjudgeableVariable).find((text) => text);
  if (!matched && variable) {
    return { outcome: 'unjudgeable', because: variable };
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

function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}

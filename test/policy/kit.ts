import { PolicyStatement } from '../../local/src/blueprint/blueprint';
import { decide } from '../../local/src/iam/policy';
import { Call, Policies, Statement } from './iam';

/** The local kit's matcher, for the same questions. */
export function kitJudge({ identity, resource }: Policies): (call: Call) => boolean {
  const [role, own] = [identity.map(convert), resource.map(convert)];
  return ({ action, resource: arn, role: principal, context }) =>
    decide({ action, resource: arn, principal, context: { values: context } }, role, own).allowed;
}

function convert({ Effect, Action, Resource, Principal, Condition }: Statement): PolicyStatement {
  return { effect: Effect as PolicyStatement['effect'], actions: Action, resources: Resource, principals: Principal, conditions: Condition };
}

/** What services refuse of templates that CloudFormation's schemas allow, as rules. */
import { Template, TemplateJson } from '../../tools/template';
import { AUTO_SCALING_RULES } from './service-rules/auto-scaling';
import { DYNAMODB_RULES } from './service-rules/dynamodb';
import { EC2_RULES } from './service-rules/ec2';
import { SERVICE_RULES as ECS_SERVICE_RULES } from './service-rules/ecs-services';
import { TASK_RULES } from './service-rules/ecs-tasks';
import { LISTENER_RULES } from './service-rules/elb-listeners';
import { LOAD_BALANCER_RULES } from './service-rules/elb-load-balancers';
import { TARGET_GROUP_RULES } from './service-rules/elb-target-groups';
import { OTHER_RULES } from './service-rules/others';
import { ServiceRule } from './service-rules/rule';

export const SERVICE_RULES: ServiceRule[] = [
  ...LOAD_BALANCER_RULES, ...LISTENER_RULES, ...TARGET_GROUP_RULES, ...EC2_RULES, ...TASK_RULES, ...ECS_SERVICE_RULES, ...AUTO_SCALING_RULES,
  ...DYNAMODB_RULES, ...OTHER_RULES,
];

/**
 * What the services refuse of a template, each with the resources: `elb-two-subnets: … (WebLoadBalancer)`.
 *
 * @param warnings with which it was synthesized
 */
export function judge(json: TemplateJson, warnings: string[] = []): string[] {
  const template = new Template(json);
  return SERVICE_RULES.filter(({ warned }) => !warned || !warnings.some((text) => text.includes(`cdk-dynamodb-sessions:${warned}`))).flatMap(({ id, text, offenders }) => {
    const ids = [...new Set(offenders(template))];
    return ids.length > 0 ? [`${id}: ${text} (${ids.join(', ')})`] : [];
  });
}

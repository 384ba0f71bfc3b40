import { Resource, Template } from '../../../tools/template';
import { listIn } from './network';
import { BASES, hasTwice, idsOf, isOutside, numberOf, ServiceRule, sharing } from './rule';

const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';
const API = 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference';
const GUIDE = 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application';

/** Elastic Load Balancing: listeners and their rules. */
export const LISTENER_RULES: ServiceRule[] = [
  {
    id: 'elb-port-per-load-balancer',
    page: `${API}/API_CreateListener.html`,
    text: 'a load balancer has one listener on a port',
    offenders: (template) => sharing(
      template.all(LISTENER), ({ Properties: { LoadBalancerArn, Port } }) => [LoadBalancerArn, numberOf(Port) ?? Port]),
    base: BASES.EC2,
    mistake: (it) => it.repeat(LISTENER, { Port: '80' }),
  },
  {
    id: 'elb-priority-per-listener',
    page: `${API}/API_CreateRule.html`,
    text: 'a listener has one rule with a priority',
    offenders: (template) => sharing(
      template.all(RULE), ({ Properties: { ListenerArn, Priority } }) => [ListenerArn, numberOf(Priority) ?? Priority]),
    base: BASES.SHARED_LISTENER,
    mistake: (it) => it.repeat(RULE),
  },
  {
    id: 'elb-priority-range',
    page: `${API}/API_CreateRule.html`,
    text: 'priorities are 1 to 50,000',
    offenders: (template) => idsOf(template.all(RULE), ({ Properties }) => isOutside(Properties.Priority, 1, 50_000)),
    base: BASES.SHARED_LISTENER,
    mistake: (it) => it.first(RULE).Priority = 50_001,
  },
  {
    id: 'elb-condition-values',
    page: `${GUIDE}/load-balancer-limits.html`,
    text: 'a rule has at most five values in its conditions',
    offenders: (template) => idsOf(template.all(RULE), ({ Properties }) => valuesOf(Properties).length > 5),
    base: BASES.SHARED_LISTENER,
    mistake: (it) => it.first(RULE).Conditions.push(
      { Field: 'source-ip', SourceIpConfig: { Values: [1, 2, 3, 4, 5].map((part) => `10.0.${part}.0/24`) } }),
  },
  {
    id: 'elb-condition-length',
    page: `${API}/API_RuleCondition.html`,
    text: 'a host or path of a condition has at most 128 characters',
    offenders: (template) => idsOf(template.all(RULE), ({ Properties }) =>
      valuesOf(Properties).some((value) => typeof value === 'string' && value.length > 128)),
    base: BASES.SHARED_LISTENER,
    mistake: (it) => it.first(RULE).Conditions = [{ Field: 'path-pattern', PathPatternConfig: { Values: [`/${'a'.repeat(128)}`] } }],
  },
  {
    id: 'elb-condition-field-once',
    page: `${GUIDE}/listener-rules.html`,
    text: 'a rule has at most one condition each for hosts, paths, methods and addresses',
    offenders: (template) => idsOf(template.all(RULE), ({ Properties }) => hasTwice(listIn(Properties.Conditions).map(({ Field }) => Field)
      .filter((field) => !['http-header', 'query-string'].includes(field)))),
    base: BASES.SHARED_LISTENER,
    mistake: (it) => it.first(RULE).Conditions.push(it.first(RULE).Conditions[0]),
  },
  {
    id: 'elb-https-certificate',
    page: `${API}/API_CreateListener.html`,
    text: 'a listener for HTTPS has exactly one default certificate',
    offenders: (template) => idsOf(template.all(LISTENER), ({ Properties }) =>
      Properties.Protocol === 'HTTPS' && !isNotWritten(Properties.Certificates) && listIn(Properties.Certificates).length !== 1),
    base: BASES.EC2_TLS,
    mistake: (it) => it.all(LISTENER).forEach(({ Properties }) => delete Properties.Certificates),
  },
  {
    id: 'elb-tls-policy-with-https',
    page: `${API}/API_CreateListener.html`,
    text: 'certificates and a TLS policy are for HTTPS alone',
    offenders: (template) => idsOf(template.all(LISTENER), ({ Properties }) => Properties.Protocol === 'HTTP' && (Properties.SslPolicy ?? Properties.Certificates)),
    base: BASES.EC2,
    mistake: (it) => it.first(LISTENER).SslPolicy = 'ELBSecurityPolicy-TLS13-1-2-2021-06',
  },
  {
    id: 'elb-redirect-not-to-itself',
    page: `${API}/API_RedirectActionConfig.html`,
    text: 'a redirect changes the protocol, port, host or path',
    offenders: (template) => idsOf(template.all(LISTENER), ({ Properties: { DefaultActions, Port, Protocol } }) => listIn(DefaultActions).some(
      ({ RedirectConfig: to }) => to && isKept(to.Protocol, 'protocol', Protocol) && isKept(to.Port, 'port', Port) &&
        isKept(to.Host, 'host') && isKept(to.Path, 'path', '/#{path}'))),
    base: BASES.EC2_TLS,
    mistake: (it) => it.all(LISTENER).forEach(({ Properties: { DefaultActions: [{ RedirectConfig: to }] } }) =>
      to && Object.assign(to, { Protocol: 'HTTP', Port: '80' })),
  },
  {
    id: 'elb-forward-weights',
    page: `${API}/API_TargetGroupTuple.html`,
    text: 'an action forwards to one to five target groups, with weights of 0 to 999',
    offenders: (template) => idsOf(withActions(template), (resource) => actionsOf(resource).some(({ ForwardConfig }) => ForwardConfig &&
      (isOutside(ForwardConfig.TargetGroups.length, 1, 5) || ForwardConfig.TargetGroups.some(({ Weight }: any) => isOutside(Weight, 0, 999))))),
    base: BASES.BLUE_GREEN,
    mistake: (it) => it.first(RULE).Actions[0].ForwardConfig.TargetGroups[0].Weight = 1000,
  },
  {
    id: 'elb-target-group-of-one-load-balancer',
    page: `${GUIDE}/load-balancer-limits.html`,
    text: 'a target group belongs to one load balancer',
    offenders: (template) => {
      const used = withActions(template).flatMap((resource) =>
        targetGroupsOf(resource).map((group) => ({ group, at: loadBalancerOf(template, resource) })));
      return idsOf(template.all('AWS::ElasticLoadBalancingV2::TargetGroup'), (group) =>
        new Set(used.filter((each) => template.at(each.group) === group).map(({ at }) => JSON.stringify(at))).size > 1);
    },
    base: BASES.EC2,
    mistake: (it) => it.repeat(LISTENER, { LoadBalancerArn: { Ref: it.repeat('AWS::ElasticLoadBalancingV2::LoadBalancer') } }),
  },
  {
    id: 'elb-protocol-version-needs-https',
    page: `${GUIDE}/load-balancer-target-groups.html`,
    text: 'target groups for HTTP/2 and gRPC need a listener for HTTPS',
    offenders: (template) => idsOf(template.all(LISTENER), (listener) => listener.Properties.Protocol === 'HTTP' &&
      targetGroupsOf(listener).some((group) => ['HTTP2', 'GRPC'].includes(template.at(group)?.Properties.ProtocolVersion))),
    base: BASES.EC2,
    mistake: (it) => it.first('AWS::ElasticLoadBalancingV2::TargetGroup').ProtocolVersion = 'HTTP2',
  },
];

function valuesOf({ Conditions }: any): unknown[] {
  return listIn(Conditions).flatMap((condition) => condition.Values ??
    Object.values<any>(condition).flatMap((config) => config?.Values ?? []));
}

/** A list that a condition or a parameter gives. */
function isNotWritten(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isKept(given: unknown, placeholder: string, own?: unknown): boolean {
  return given === undefined || `${given}` === `#{${placeholder}}` || `${given}` === `${own}`;
}

function withActions(template: Template): Resource[] {
  return [...template.all(LISTENER), ...template.all(RULE)];
}

function actionsOf({ Properties }: Resource): any[] {
  return listIn(Properties.DefaultActions ?? Properties.Actions);
}

/** The target groups that a listener or a rule forwards to. */
export function targetGroupsOf(resource: Resource): unknown[] {
  return actionsOf(resource).flatMap(({ TargetGroupArn, ForwardConfig }) =>
    [...TargetGroupArn ? [TargetGroupArn] : [], ...listIn(ForwardConfig?.TargetGroups).map((each: any) => each.TargetGroupArn)]);
}

/** What names the load balancer; the listener itself where another stack has it. */
export function loadBalancerOf(template: Template, { Properties }: Resource): unknown {
  return Properties.LoadBalancerArn ?? template.at(Properties.ListenerArn)?.Properties.LoadBalancerArn ?? Properties.ListenerArn;
}

import { LoadBalancedFargateSessionService, LoadBalancedSessionService } from '../../../src';
import { storeOf } from '../arbitraries/environment';
import { actionsOf, environmentOf } from '../arbitraries/session-store';
import { settled } from '../given';
import { Resource } from '../../../tools/template';
import { expectSame, statementsOf, StackTemplate } from '../template';
import { rowFaults } from '../rows';
import { grantFaults, indexesOf } from './grants';
import { tableFaults } from './session-table';

type Facts = Record<string, any>;
type Service = LoadBalancedSessionService | LoadBalancedFargateSessionService;

const TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';

/** What is wrong with any service of these props. */
export function serviceFaults(
  template: StackTemplate, service: Service, roleName: unknown, facts: Facts, env: { region?: string } | undefined,
): string[] {
  const store = storeOf(facts);
  const tables = template.all('AWS::DynamoDB::GlobalTable');
  return [
    ...rowFaults(template, facts),
    ...template.all(TARGET_GROUP).flatMap((group) => targetGroupFaults(group, facts, store.healthCheckPath)),
    ...(facts.sessionTable === undefined ? tableFaults(tables[0], { props: { sessionStore: facts.sessionStore }, env }) : []),
    ...expectSame('tables', tables.length, facts.sessionTable?.isOwn === false ? 0 : 1),
    ...grantFaults(statementsOf(template, roleName), {
      actions: actionsOf(store, facts.sessionAccess === 'requests' ? 'requests' : 'sessionAccess'),
      tableArns: [template.resolve(service.sessionTable.tableArn)],
      indexes: indexesOf(store),
      keyPrefix: settled(facts.keyPrefix),
    }),
    ...expectSame('environment', template.resolve(service.environment), resolved(environmentFor(template, facts, env))),
    ...loadBalancerFaults(template, facts),
    ...listenerFaults(template, facts),
  ];
}

/** All variables of a service: for the sessions under the wanted names, then the user's. */
export function environmentFor(template: StackTemplate, facts: Facts, env: { region?: string } | undefined): Facts {
  const tableName = facts.sessionTable?.isOwn === false ? 'theirs' : { Ref: template.only('AWS::DynamoDB::GlobalTable').id };
  const session = environmentOf(storeOf(facts), tableName, env?.region ?? { Ref: 'AWS::Region' });
  const named = Object.entries(session).map(([name, value]) => [facts.variableNames?.[name] ?? name, value]);
  return { ...Object.fromEntries(named), ...facts.environment };
}

export function resolved(values: Facts): Facts {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, settled(value)]));
}

function attributesOf(resource: Resource, list: string): Record<string, unknown> {
  return Object.fromEntries((resource.Properties[list] ?? []).map(({ Key, Value }: any) => [Key, Value]));
}

function targetGroupFaults(group: Resource, facts: Facts, storePath: unknown): string[] {
  const attributes = attributesOf(group, 'TargetGroupAttributes');
  const { healthCheck = {} } = facts;
  const { Properties } = group;
  const asText = (value: unknown) => typeof value === 'number' ? `${value}` : value;
  return [
    ...expectSame('stickiness', attributes['stickiness.enabled'], 'false'),
    ...(Object.keys(attributes).some((name) => /^stickiness\.(?!enabled)/.test(name)) ? ['stickiness is configured'] : []),
    ...([undefined, 0].includes(facts.slowStart) ? []
      : expectSame('slow start', attributes['slow_start.duration_seconds'], asText(settled(facts.slowStart)))),
    ...expectSame('port', Properties.Port, facts.port ?? 80),
    ...expectSame('health check path', Properties.HealthCheckPath,
      healthCheck.path ?? (facts.protocolVersion === 'GRPC' ? '/AWS.ALB/healthcheck' : storePath ?? '/ping.html')),
    ...expectSame('health check interval', Properties.HealthCheckIntervalSeconds, healthCheck.interval ?? 30),
    ...expectSame('health check timeout', Properties.HealthCheckTimeoutSeconds, healthCheck.timeout ?? 5),
    ...expectSame('healthy threshold', Properties.HealthyThresholdCount, healthCheck.healthyThresholdCount ?? 10),
    ...expectSame('unhealthy threshold', Properties.UnhealthyThresholdCount, healthCheck.unhealthyThresholdCount ?? 2),
    ...expectSame('health check port', Properties.HealthCheckPort, healthCheck.port),
    ...expectSame('protocol version', Properties.ProtocolVersion, facts.protocolVersion),
  ];
}

function loadBalancerFaults(template: StackTemplate, facts: Facts): string[] {
  const isGiven = facts.loadBalancer !== undefined || facts.listener !== undefined;
  const own = template.all('AWS::ElasticLoadBalancingV2::LoadBalancer');
  if (isGiven) {
    return expectSame('own load balancers', own.length, facts.loadBalancer?.isOwn || facts.listener?.isOwn ? 1 : 0);
  }
  const attributes = attributesOf(own[0], 'LoadBalancerAttributes');
  return [
    ...expectSame('scheme', own[0].Properties.Scheme, (facts.publicLoadBalancer ?? true) ? 'internet-facing' : 'internal'),
    ...expectSame('invalid headers dropped', attributes['routing.http.drop_invalid_header_fields.enabled'], 'true'),
    ...expectSame('web ACL', template.all('AWS::WAFv2::WebACLAssociation').map(({ Properties }) => Properties.WebACLArn),
      facts.webAclArn === undefined ? [] : [settled(facts.webAclArn)]),
  ];
}

function listenerFaults(template: StackTemplate, facts: Facts): string[] {
  if (facts.listener !== undefined) {
    const rules = template.all('AWS::ElasticLoadBalancingV2::ListenerRule');
    return expectSame('priority', rules.map(({ Properties }) => Properties.Priority), [settled(facts.priority)]);
  }
  const isSecure = facts.certificate !== undefined || facts.domainName !== undefined;
  const listeners = template.all('AWS::ElasticLoadBalancingV2::Listener');
  const main = listeners.filter(({ Properties }) => Properties.DefaultActions[0].Type === 'forward');
  const port = settled(facts.listenerPort) ?? (isSecure ? 443 : 80);
  const redirects = isSecure && (facts.redirectHTTP ?? (facts.loadBalancer === undefined && port !== 80));
  return [
    ...expectSame('protocol', main.map(({ Properties }) => Properties.Protocol), [isSecure ? 'HTTPS' : 'HTTP']),
    ...expectSame('listener port', main.map(({ Properties }) => Properties.Port), [port]),
    ...expectSame('redirects', listeners.filter(({ Properties }) => Properties.DefaultActions[0].Type === 'redirect').length, redirects ? 1 : 0),
    ...opennessFaults(template, facts),
  ];
}

/** Whether everybody may connect. */
function opennessFaults(template: StackTemplate, facts: Facts): string[] {
  if (facts.loadBalancer !== undefined) {
    return [];
  }
  const open = facts.openListener ?? facts.allowedPeers === undefined;
  const group = template.all('AWS::EC2::SecurityGroup').find(({ id }) => id.includes('WebLoadBalancerSecurityGroup'));
  const others = template.all('AWS::EC2::SecurityGroupIngress').map(({ Properties }) => Properties);
  const ingress: any[] = [...group?.Properties.SecurityGroupIngress ?? [], ...others];
  return expectSame('open to everybody', ingress.some(({ CidrIp }) => CidrIp === '0.0.0.0/0'), open);
}

import { LoadBalancer } from './load-balancer';
import { Servers } from './servers';
import { listOf, Resource, Template } from '../template';

/** A connection that the security groups allow. */
export interface Connection {
  readonly from: string;
  readonly to: string;
  readonly ports: string;
}

interface ConnectedParts {
  readonly loadBalancer?: LoadBalancer;
  readonly servers?: Servers;
}

interface Rule {
  readonly group: Resource;
  readonly peer: Resource | string;
  readonly ports: string;
}

export const ANYBODY = '0.0.0.0/0';

/** A connection between two groups needs a rule on either side; one with the world needs the one rule there is. */
export function readConnections(template: Template, parts: ConnectedParts): Connection[] {
  const nameOf = (peer: Resource | string) => typeof peer === 'string' ? peer : ownerOf(template, parts, peer);
  const egress = rules(template, 'Egress', 'DestinationSecurityGroupId');
  const incoming = rules(template, 'Ingress', 'SourceSecurityGroupId')
    .filter(({ group, peer }) => typeof peer === 'string' || egress.some((rule) => rule.group === peer && (rule.peer === group || rule.peer === ANYBODY)))
    .map(({ group, peer, ports }) => ({ from: nameOf(peer), to: nameOf(group), ports }));
  const outgoing = egress.filter(({ peer }) => typeof peer === 'string')
    .map(({ group, peer, ports }) => ({ from: nameOf(group), to: nameOf(peer), ports }));
  return [...incoming, ...outgoing];
}

function rules(template: Template, direction: 'Ingress' | 'Egress', peerProperty: string): Rule[] {
  const groups = template.all('AWS::EC2::SecurityGroup');
  const inline = groups.flatMap((group) => listOf(group.Properties[`SecurityGroup${direction}`]).map((rule) => ({ ...rule as object, group })));
  const apart = template.all(`AWS::EC2::SecurityGroup${direction}`)
    .map(({ Properties }) => ({ ...Properties, group: template.at(Properties.GroupId) }));
  const found = [...inline, ...apart].filter(({ group }) => group).map((rule) => ({
    group: rule.group, peer: template.at(rule[peerProperty]) ?? rule.CidrIp ?? rule.CidrIpv6 ?? '(missing)', ports: portsOf(rule),
  }));
  // EC2's own rule, which is there until the group has one of its own
  const silent = direction === 'Egress' ? groups.filter((group) => !found.some((rule) => rule.group === group)) : [];
  return [...found, ...silent.map((group) => ({ group, peer: ANYBODY, ports: 'all ports' }))];
}

function portsOf({ IpProtocol, FromPort, ToPort }: { IpProtocol?: string; FromPort?: number; ToPort?: number }): string {
  if (IpProtocol === '-1') {
    return 'all ports';
  }
  return `${IpProtocol?.toUpperCase()} ${FromPort === ToPort ? FromPort : `${FromPort} to ${ToPort}`}`;
}

function ownerOf(template: Template, { loadBalancer, servers }: ConnectedParts, group: Resource): string {
  if (servers?.securityGroups.includes(group)) {
    return `${servers.noun}s`;
  }
  const isBalancers = listOf(loadBalancer?.resource.Properties.SecurityGroups).some((reference) => template.isAt(reference, group));
  return isBalancers ? 'load balancer' : '(unused group)';
}

import { Architecture } from './architecture';
import { counted } from './servers';

export interface Cost {
  readonly part: string;
  readonly aMonth: string;
}

/** US dollars in us-east-1, as docs/cost.md holds them. */
export const NAT_GATEWAY_A_MONTH = 32.85;
export const NAT_GATEWAY_A_GIGABYTE = 0.045;

/** What is charged while nobody comes. */
export function idleCosts({ network, loadBalancer, servers, table, logs, bucket, hasInsights }: Architecture): Cost[] {
  const nats = network.zones.flatMap(({ subnets }) => subnets).map(({ natGateway }) => natGateway).filter((nat) => nat !== undefined);
  const addresses = nats.filter(({ hasAddress }) => hasAddress).length + (loadBalancer?.isPublic ? loadBalancer.subnets.length : 0);
  const group = servers?.noun === 'instance' ? 'EC2, EBS' : 'Fargate';
  return [
    ...nats.length ? [{ part: counted(nats.length, 'NAT gateway'), aMonth: `about ${Math.round(nats.length * NAT_GATEWAY_A_MONTH)} USD, and ${NAT_GATEWAY_A_GIGABYTE} a GB` }] : [],
    ...loadBalancer ? [listed('1 load balancer', 'Elastic Load Balancing')] : [],
    ...servers ? [listed(`${counted(servers.least, servers.noun)}${servers.size ? `, ${servers.size}` : ''}`, group)] : [],
    ...addresses ? [listed(counted(addresses, 'public IPv4 address'), 'VPC')] : [],
    ...servers?.scaling ? [listed('alarms of the scaling', 'CloudWatch')] : [],
    ...hasInsights ? [listed('container insights', 'CloudWatch')] : [],
    ...logs.length || bucket ? [listed('logs, by volume', [...logs.length ? ['CloudWatch'] : [], ...bucket ? ['S3'] : []].join(', '))] : [],
    ...network.gatewayEndpoints.length ? [{ part: 'gateway endpoint', aMonth: '0 USD' }] : [],
    ...table ? [{ part: 'session table, on demand', aMonth: '0 USD, and storage by size' }] : [],
  ];
}

function listed(part: string, service: string): Cost {
  return { part, aMonth: `see price list (${service})` };
}

import { Architecture } from './architecture';
import { HOURS_A_MONTH, IDLE, PRICES } from './prices';
import { counted, Servers } from './servers';

export interface Cost {
  readonly part: string;
  /** US dollars; undefined where no price is known. */
  readonly dollars?: number;
  /** What use adds. */
  readonly besides?: string;
}

/** What is charged in a month while nobody comes, in the order of docs/reference/prices.md. */
export function idleCosts({ network, loadBalancer, servers, table, logs, bucket, hasInsights }: Architecture): Cost[] {
  const nats = network.zones.flatMap(({ subnets }) => subnets).map(({ natGateway }) => natGateway).filter((nat) => nat !== undefined);
  const addresses = nats.filter(({ hasAddress }) => hasAddress).length + (loadBalancer?.isPublic ? loadBalancer.subnets.length : 0);
  const others = logs.filter(({ name }) => name !== 'flow logs');
  return [
    ...nats.length ? [hourly(counted(nats.length, 'NAT gateway'), nats.length * PRICES.natGatewayHour, `${PRICES.natGatewayGigabyte} a GB`)] : [],
    ...loadBalancer ? [hourly('1 load balancer', PRICES.loadBalancerHour, 'capacity units')] : [],
    ...addresses ? [hourly(counted(addresses, 'public IPv4 address'), addresses * PRICES.addressHour)] : [],
    ...servers ? [costOf(servers)] : [],
    ...servers?.scaling ? [{ part: `${IDLE.scalingAlarms} alarms of the scaling`, dollars: IDLE.scalingAlarms * PRICES.alarmMonth }] : [],
    ...hasInsights ? [{ part: 'container insights', dollars: IDLE.insightsMetrics * PRICES.metricMonth }] : [],
    ...bucket ? [{ part: 'access logs', dollars: IDLE.accessLogs, besides: 'volume' }] : [],
    ...logs.length ? [{
      part: others.length ? 'flow logs, logs of the tasks' : 'flow logs',
      dollars: (logs.length - others.length) * IDLE.flowLogs + others.length * IDLE.otherLogs,
      besides: 'volume',
    }] : [],
    ...network.gatewayEndpoints.length ? [{ part: 'gateway endpoint', dollars: 0 }] : [],
    ...table ? [{ part: 'session table, on demand', dollars: 0, besides: 'requests and storage' }] : [],
  ];
}

function costOf({ least, noun, size, vcpu, memoryGigabytes }: Servers): Cost {
  const part = `${counted(least, noun)}${size ? `, ${size}` : ''}`;
  if (vcpu !== undefined && memoryGigabytes !== undefined) {
    return hourly(part, least * (vcpu * PRICES.vcpuHour + memoryGigabytes * PRICES.memoryGigabyteHour));
  }
  const price = PRICES.instanceHour[size ?? ''];
  if (price === undefined) {
    return { part };
  }
  const disks = least * IDLE.diskGigabytes * PRICES.diskGigabyteMonth;
  return { part: `${part}, ${IDLE.diskGigabytes} GB gp3`, dollars: least * price * HOURS_A_MONTH + disks };
}

function hourly(part: string, anHour: number, besides?: string): Cost {
  return { part, dollars: anHour * HOURS_A_MONTH, besides };
}

/** The sum of what has a price, to the cent. */
export function together(costs: Cost[]): number {
  return costs.reduce((sum, { dollars = 0 }) => sum + Number(dollars.toFixed(2)), 0);
}

/** As the picture writes it. */
export function written({ dollars, besides }: Cost): string {
  const price = dollars === undefined ? 'see the price list' : `${dollars === 0 ? '0' : dollars.toFixed(2)} USD`;
  return `${price}${besides ? ` + ${besides}` : ''}`;
}

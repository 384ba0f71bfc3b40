import { Given, Fault } from './given';
import { makeProps, Props, textOf } from './props';

/** Props that users give as members of one value; rules and expectations know each by a name of its own. */
const GROUPS: Record<string, Record<string, string>> = {
  loadBalancerOptions: {
    loadBalancerSubnets: 'vpcSubnets', idleTimeout: 'idleTimeout', ipAddressType: 'ipAddressType', webAclArn: 'webAclArn',
    deletionProtection: 'deletionProtection',
  },
  listenerOptions: { listenerPort: 'port', openListener: 'open', allowedPeers: 'allowedPeers', sslPolicy: 'sslPolicy' },
  sharedListener: { listener: 'listener', priority: 'priority', conditions: 'conditions' },
  targetGroupOptions: {
    protocolVersion: 'protocolVersion', loadBalancingAlgorithm: 'loadBalancingAlgorithm', slowStart: 'slowStart', deregistrationDelay: 'deregistrationDelay',
  },
};

/** The props as users give them. */
export function grouped(props: Props): Props {
  const result = { ...props };
  for (const [group, names] of Object.entries(GROUPS)) {
    const members: Props = {};
    for (const [name, member] of Object.entries(names).filter(([each]) => each in props)) {
      members[member] = props[name];
      delete result[name];
    }
    if (Object.keys(members).length > 0) {
      result[group] = { text: textOf(members), verdict: 'good', make: (world) => makeProps(members, world) } satisfies Given;
    }
  }
  return result;
}

/** A fault by the names that messages use: that of the member, or of its group. */
export function groupedFault(fault: Fault): Fault {
  return { ...fault, props: fault.props.flatMap(namesOf) };
}

function namesOf(prop: string): string[] {
  const [group, names] = Object.entries(GROUPS).find(([, members]) => prop in members) ?? [];
  return group && names ? [`${group}.${names[prop]}`, group] : [prop];
}

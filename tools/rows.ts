import { Duration } from 'aws-cdk-lib/core';
import { Template } from './template';

/** Who takes a prop: both services, or one of them. */
export type Taker = 'LoadBalancedSessionServiceOptions' | 'LoadBalancedSessionServiceProps' | 'LoadBalancedFargateSessionServiceProps';

export type Range = { readonly seconds: [min: number, max: number] } | { readonly whole: [min: number, max: number] } | 'flag';

/**
 * A simple prop: any value of its range may be given, beside whatever else. Its row is all that the checks must know of it: the rules of
 * CloudFormation and Guard, the snapshot and the page of changes, the fuzz, bad inputs, values known only at deployment, the documented default.
 */
export interface Row {
  readonly taker: Taker;
  /** As a message has it: a member of a struct behind the prop that takes the struct. */
  readonly prop: string;
  readonly range: Range;
  /** A value other than the default: as a template has it when it is given as a number of seconds, a number or a flag. */
  readonly given: number | boolean;
  /** What the documentation says, and what the template then holds. Absent where AWS decides. */
  readonly byDefault?: readonly [documented: string, rendered: unknown];
  /** Where the template has it, as a text. */
  readonly rendered: (template: Template) => unknown;
  /** Whether a load balancer that is given decides it. */
  readonly isOfLoadBalancer?: boolean;
  /** Whether tasks get a new task definition. */
  readonly newTasks?: boolean;
}

const attribute = (type: string, list: string, key: string) => (template: Template) => (
  template.all(`AWS::ElasticLoadBalancingV2::${type}`)[0]?.Properties[list].find(({ Key }: { Key: string }) => Key === key)?.Value);

export const ROWS: Row[] = [
  {
    taker: 'LoadBalancedSessionServiceOptions', prop: 'loadBalancerOptions.idleTimeout', range: { seconds: [1, 4000] }, given: 120, isOfLoadBalancer: true,
    rendered: attribute('LoadBalancer', 'LoadBalancerAttributes', 'idle_timeout.timeout_seconds'),
  },
  {
    taker: 'LoadBalancedSessionServiceOptions', prop: 'loadBalancerOptions.deletionProtection', range: 'flag', given: true, isOfLoadBalancer: true,
    byDefault: ['false', 'false'], rendered: attribute('LoadBalancer', 'LoadBalancerAttributes', 'deletion_protection.enabled'),
  },
  {
    taker: 'LoadBalancedSessionServiceOptions', prop: 'targetGroupOptions.deregistrationDelay', range: { seconds: [0, 3600] }, given: 60,
    byDefault: ['Duration.seconds(30)', '30'], rendered: attribute('TargetGroup', 'TargetGroupAttributes', 'deregistration_delay.timeout_seconds'),
  },
  {
    taker: 'LoadBalancedSessionServiceProps', prop: 'detailedMonitoring', range: 'flag', given: true,
    byDefault: ['false', undefined],
    rendered: (template) => template.all('AWS::EC2::LaunchTemplate')[0].Properties.LaunchTemplateData.Monitoring?.Enabled,
  },
  {
    taker: 'LoadBalancedFargateSessionServiceProps', prop: 'readonlyRootFilesystem', range: 'flag', given: true, newTasks: true,
    byDefault: ['false', undefined],
    rendered: (template) => template.all('AWS::ECS::TaskDefinition')[0].Properties.ContainerDefinitions[0].ReadonlyRootFilesystem,
  },
];

export function rowsOf(taker: Taker): Row[] {
  return ROWS.filter((row) => row.taker === taker);
}

/** The value as the prop takes it. */
export function valueOf({ range }: Row, value: number | boolean): unknown {
  return typeof range === 'object' && 'seconds' in range ? Duration.seconds(value as number) : value;
}

/** A value for each simple prop, beside others. */
export function givenOf(taker: Taker, others: Record<string, any> = {}): Record<string, any> {
  return rowsOf(taker).reduce((props, row) => withValue(props, row, valueOf(row, row.given)), others);
}

/** Props with one more. */
export function withValue(props: Record<string, any>, { prop }: Row, value: unknown): Record<string, any> {
  const [name, member] = prop.split('.');
  return { ...props, [name]: member === undefined ? value : { ...props[name], [member]: value } };
}

import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { LoadBalancedSessionServiceOptions } from '../../load-balanced-session-service-options';
import { Given, hasDynamoDbEndpoint, isIsolated, isPublic } from './network';
import { ValidationErrors } from '../../../validation/validation-errors';

type Options = LoadBalancedSessionServiceOptions;

/** `us-west-2-lax-1a`, and not `us-west-2a`. */
const LOCAL_ZONE = /^[a-z]+(-[a-z]+)+-\d-/;

/** The id of every network until CDK has looked it up, which an error would prevent. */
const NOT_LOOKED_UP = 'vpc-12345';
/** The prop for the subnets of the load balancer. */
const SUBNETS = 'loadBalancerOptions.vpcSubnets';

export function validateNetwork(errors: ValidationErrors, options: Options, { vpc: given, loadBalancer }: Given): void {
  if (given && options.natGateways !== undefined) {
    errors.add(`\`natGateways\` goes with an own network only, got: ${options.natGateways} beside a given one; remove \`natGateways\``);
  }
  if (!given) {
    errors.requireResolved('natGateways', options.natGateways);
  }
  if (!given && isIsolated(options) && options.dynamoDbEndpoint === false && !isPublic(options.vpcSubnets)) {
    errors.add('`dynamoDbEndpoint` must not be false beside `natGateways: 0`, since no server could reach its table, got: false; remove it');
  }
  const part = options.sharedListener ? 'sharedListener' : 'loadBalancer';
  if (!given && options[part]) {
    errors.add(`\`vpc\` is required beside a \`${part}\` that does not know its own, got: none; give the network of the load balancer`);
  }
  validateSameNetwork(errors, 'loadBalancer', loadBalancer?.vpc, options.vpc);
  validateAddresses(errors, options);
  validateSelection(errors, options, given, 'vpcSubnets', options.vpcSubnets);
  validateSelection(errors, options, given, SUBNETS, options.loadBalancerOptions?.vpcSubnets);
  validateMembers(errors, options, given);
  validatePublicSubnets(errors, options);
  if (given) {
    validateServerSubnets(errors, options, given);
    validateEndpoint(errors, options, given);
    if (!loadBalancer && !options.sharedListener) {
      validateZones(errors, options, given);
    }
  }
}

/** A network may be imported twice, and then only its id tells that it is the same. */
export function areDifferent(one: ec2.IVpc | undefined, other: ec2.IVpc | undefined): boolean {
  if (!one || !other || [one.vpcId, other.vpcId].includes(NOT_LOOKED_UP)) {
    return false;
  }
  return one.vpcId !== other.vpcId && Token.isUnresolved(one.vpcId) === Token.isUnresolved(other.vpcId);
}

export function validateSameNetwork(errors: ValidationErrors, owner: string, theirs: ec2.IVpc | undefined, given: ec2.IVpc | undefined): void {
  if (!areDifferent(theirs, given)) {
    return;
  }
  errors.add(`\`vpc\` must be the network of \`${owner}\` ('${theirs!.node.path}'), got: '${given!.node.path}'; remove \`vpc\``);
}

export function validateSecurityGroups(errors: ValidationErrors, { securityGroups }: Options, max: number): void {
  if (securityGroups?.length === 0) {
    errors.add('`securityGroups` must hold at least one, got: none; leave the prop out for an own one');
  }
  if (securityGroups && securityGroups.length > max) {
    errors.add(`\`securityGroups\` must hold at most ${max}, got: ${securityGroups.length}; put their rules together`);
  }
}

function validateAddresses(errors: ValidationErrors, { loadBalancerOptions: { ipAddressType } = {}, publicLoadBalancer }: Options): void {
  if (publicLoadBalancer === false && ipAddressType === elbv2.IpAddressType.DUAL_STACK_WITHOUT_PUBLIC_IPV4) {
    errors.add(`\`loadBalancerOptions.ipAddressType\` '${ipAddressType}' is for public load balancers, got: \`publicLoadBalancer: false\`; use DUAL_STACK`);
  }
}

function validateSelection(
  errors: ValidationErrors, options: Options, given: ec2.IVpc | undefined, prop: string, selection: ec2.SubnetSelection | undefined,
): void {
  if (!selection) {
    return;
  }
  if (selection.subnets?.length === 0) {
    errors.add(`\`${prop}.subnets\` must hold at least one, got: none; leave the prop out for the default`);
  } else if (!given && selection.subnets) {
    errors.add(`\`${prop}.subnets\` must be of the service's network, got: some beside an own network; give their network as \`vpc\``);
  } else if (given ? !select(given, selection) : !isInOwnNetwork(options, selection)) {
    const instead = given ? '' : ` beside an own network; give \`vpc\`, or remove \`${prop}\``;
    errors.add(`\`${prop}\` must select subnets that the network has (${given ? kindsOf(given) : ownKinds(options).join(' and ')}), ` +
      `got: ${selectionText(selection)}${instead}`);
  }
}

/** Elsewhere nothing from the internet arrives. */
function validatePublicSubnets(errors: ValidationErrors, { publicLoadBalancer, loadBalancerOptions }: Options): void {
  const { PRIVATE_ISOLATED, PRIVATE_WITH_EGRESS } = ec2.SubnetType;
  const kind = loadBalancerOptions?.vpcSubnets?.subnetType;
  if (publicLoadBalancer === false || !kind || ![PRIVATE_ISOLATED, PRIVATE_WITH_EGRESS].includes(kind)) {
    return;
  }
  errors.add(`\`${SUBNETS}\` of a public load balancer must be public, got: '${kind}'; use SubnetType.PUBLIC, or \`publicLoadBalancer: false\``);
}

function validateServerSubnets(errors: ValidationErrors, { vpcSubnets }: Options, vpc: ec2.IVpc): void {
  if (vpcSubnets || select(vpc, { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS })) {
    return;
  }
  errors.add(`\`vpc\` must have private subnets with a way out for the servers, got: ${kindsOf(vpc)}; say in \`vpcSubnets\` which ones to use`);
}

/** The endpoint is a route, and an imported network may not know where its routes stand. */
function validateEndpoint(errors: ValidationErrors, { dynamoDbEndpoint }: Options, vpc: ec2.IVpc): void {
  if (!dynamoDbEndpoint) {
    return;
  }
  const subnets = [...vpc.publicSubnets, ...vpc.privateSubnets, ...vpc.isolatedSubnets];
  if (subnets.some(({ routeTable }) => routeTable.routeTableId) || hasDynamoDbEndpoint(vpc)) {
    return;
  }
  errors.add('`dynamoDbEndpoint` needs a `vpc` that knows its route tables, got: an imported one without; ' +
    'import it with Vpc.fromLookup, or with `privateSubnetRouteTableIds`');
}

/** The load balancer is in two zones or AWS refuses it. */
function validateZones(errors: ValidationErrors, options: Options, vpc: ec2.IVpc): void {
  const { loadBalancerOptions: { vpcSubnets } = {}, publicLoadBalancer = true } = options;
  const selected = select(vpc, vpcSubnets ?? (publicLoadBalancer ? { subnetType: ec2.SubnetType.PUBLIC } : {}));
  if (!selected) {
    if (!vpcSubnets) {
      errors.add(`\`vpc\` must have public subnets for the load balancer, got: ${kindsOf(vpc)}; give \`publicLoadBalancer: false\` or another network`);
    }
  } else if (zonesOf(selected) === 1) {
    errors.add(`\`${vpcSubnets ? SUBNETS : 'vpc'}\` must have subnets in two zones for the load balancer, got: one zone`);
  } else if (vpcSubnets) {
    validateOnePerZone(errors, selected);
  }
}

/** AWS refuses a load balancer with two subnets in a zone. */
function validateOnePerZone(errors: ValidationErrors, selected: ec2.SelectedSubnets): void {
  if (zonesOf(selected) === undefined) {
    return;
  }
  const crowded = selected.availabilityZones.find((zone, index, zones) => zones.indexOf(zone) !== index);
  if (crowded) {
    const count = selected.availabilityZones.filter((zone) => zone === crowded).length;
    errors.add(`\`${SUBNETS}\` must have one subnet in each zone, got: ${count} in '${crowded}'; add \`onePerAz: true\`, or name one of them`);
  }
}

/** Where this app defines a part, it is known in which network that stands. */
function vpcIdOf(part: IConstruct): string | undefined {
  return (part.node.defaultChild as { vpcId?: string } | undefined)?.vpcId;
}

/** Subnets and security groups of another network, which AWS refuses. */
function validateMembers(errors: ValidationErrors, options: Options, given: ec2.IVpc | undefined): void {
  const members = {
    'vpcSubnets.subnets': options.vpcSubnets?.subnets,
    [`${SUBNETS}.subnets`]: options.loadBalancerOptions?.vpcSubnets?.subnets,
    'securityGroups': options.securityGroups,
  };
  for (const [prop, parts] of Object.entries<IConstruct[] | undefined>(members)) {
    const foreign = parts?.find((part) => vpcIdOf(part) !== undefined && isElsewhere(vpcIdOf(part)!, given?.vpcId));
    if (foreign) {
      const where = given ? `\`vpc\` ('${given.node.path}')` : 'the service, which makes its own';
      errors.add(`\`${prop}\` must be of the network of ${where}, got: '${foreign.node.path}' of another one; ${given ? 'use one of that network' : 'give `vpc`'}`);
    }
  }
}

function isElsewhere(theirs: string, ours: string | undefined): boolean {
  return ours === undefined || (ours !== NOT_LOOKED_UP && ours !== theirs && Token.isUnresolved(ours) === Token.isUnresolved(theirs));
}

/** How many zones the subnets certainly are in; undefined where it cannot be told. */
export function zonesOf(selected: ec2.SelectedSubnets): number | undefined {
  // a list that is known at deployment only looks like one subnet
  if (selected.isPendingLookup || Token.isUnresolved(selected.subnetIds)) {
    return undefined;
  }
  try {
    const zones = new Set(selected.availabilityZones);
    // a Local Zone is enough by itself
    return [...zones].some((zone) => zone === undefined || LOCAL_ZONE.test(zone)) ? undefined : zones.size;
  } catch {
    // a subnet that is imported by its id does not know its zone, and says so by an exception
    return selected.subnets.length === 1 ? 1 : undefined;
  }
}

/** Undefined where there are none, which aws-cdk-lib says in words of its own. */
function select(vpc: ec2.IVpc, selection: ec2.SubnetSelection): ec2.SelectedSubnets | undefined {
  try {
    const selected = vpc.selectSubnets(selection);
    return selected.subnets.length > 0 || selected.isPendingLookup ? selected : undefined;
  } catch {
    return undefined;
  }
}

function kindsOf(vpc: ec2.IVpc): string {
  const kinds = { public: vpc.publicSubnets, private: vpc.privateSubnets, isolated: vpc.isolatedSubnets };
  const found = Object.entries(kinds).filter(([, subnets]) => subnets.length > 0).map(([kind]) => kind);
  return found.join(' and ') || 'none';
}

function ownKinds(options: Options): string[] {
  return ['public', isIsolated(options) ? 'isolated' : 'private'];
}

function isInOwnNetwork(options: Options, { subnetType, subnetGroupName }: ec2.SubnetSelection): boolean {
  const { PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED } = ec2.SubnetType;
  const types = [PUBLIC, isIsolated(options) ? PRIVATE_ISOLATED : PRIVATE_WITH_EGRESS];
  const fits = !subnetType || subnetType.startsWith('Deprecated') || types.includes(subnetType);
  return fits && (subnetGroupName === undefined || ['Public', 'Private'].includes(subnetGroupName));
}

function selectionText({ subnetType, subnetGroupName, availabilityZones }: ec2.SubnetSelection): string {
  if (subnetGroupName !== undefined) {
    return `group '${subnetGroupName}'`;
  }
  if (availabilityZones) {
    return `zones ${availabilityZones.join(', ')}`;
  }
  return subnetType ? `'${subnetType}'` : 'none of them';
}

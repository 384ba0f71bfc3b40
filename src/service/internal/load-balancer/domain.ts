import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Stack, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { LoadBalancedSessionServiceOptions } from '../../load-balanced-session-service-options';
import { DOMAIN_NAME } from '../ranges';
import { Given, isDualStack } from '../network/network';
import { regionOfArn, validateRegion } from '../../../validation/regions';
import { ValidationErrors } from '../../../validation/validation-errors';

/** What ACM takes as the name of a certificate. */
const CERTIFICATE_NAME_LENGTH = 64;

/** The given certificate, or one for the domain; a listener that exists has its own. */
export function defineCertificate(scope: Construct, options: LoadBalancedSessionServiceOptions): acm.ICertificate | undefined {
  const { certificate, domainName, domainZone, sharedListener } = options;
  if (certificate || domainName === undefined || sharedListener) {
    return certificate;
  }
  return new acm.Certificate(scope, 'Certificate', { domainName, validation: acm.CertificateValidation.fromDns(domainZone) });
}

/** Leads the domain to the load balancer. */
export function defineRecords(
  scope: Construct, { domainName, domainZone }: LoadBalancedSessionServiceOptions, loadBalancer: elbv2.IApplicationLoadBalancer | undefined,
): void {
  if (domainName === undefined || !domainZone || !loadBalancer) {
    return;
  }
  // what aws-route53-targets does, without loading it for every service that has no domain
  const target = route53.RecordTarget.fromAlias({
    bind: () => ({
      hostedZoneId: loadBalancer.loadBalancerCanonicalHostedZoneId, dnsName: `dualstack.${loadBalancer.loadBalancerDnsName}`,
    }),
  });
  const record = { zone: domainZone, recordName: domainName, target };
  new route53.ARecord(scope, 'AliasRecord', record);
  if (isDualStack(loadBalancer.ipAddressType)) {
    new route53.AaaaRecord(scope, 'AliasRecordIpv6', record);
  }
}

export function validateCertificate(errors: ValidationErrors, scope: IConstruct, { certificate }: LoadBalancedSessionServiceOptions): void {
  if (!certificate) {
    return;
  }
  const arn = certificate.certificateArn;
  errors.matches('certificate', arn, /^arn:[^:]+:(acm:[^:]+:\d+:certificate|iam::\d+:server-certificate)\/./, 'a certificate of ACM or IAM');
  validateRegion(errors, scope, 'certificate', regionOfArn(arn) ?? certificate.env.region, 'request one there');
}

export function validateDomain(errors: ValidationErrors, options: LoadBalancedSessionServiceOptions, { loadBalancer }: Given): void {
  const { certificate, domainName, domainZone, sharedListener } = options;
  if (domainName !== undefined && !Token.isUnresolved(domainName) && !certificate && !sharedListener && domainName.length > CERTIFICATE_NAME_LENGTH) {
    errors.add(`\`domainName\` must have at most ${CERTIFICATE_NAME_LENGTH} characters for the certificate that is made, ` +
      `got: ${domainName.length}; give a \`certificate\` that has it as a further name`);
  }
  if ((domainName === undefined) !== (domainZone === undefined)) {
    const [given, missing] = domainZone ? ['domainZone', 'domainName'] : ['domainName', 'domainZone'];
    errors.add(`\`${given}\` needs \`${missing}\`, got: none; give it or remove \`${given}\``);
  } else if (domainName !== undefined && domainZone && DOMAIN_NAME.test(domainName) && !isWithin(domainName, zoneNameOf(domainZone))) {
    errors.add(`\`domainName\` must be '${zoneNameOf(domainZone)}' or end with '.${zoneNameOf(domainZone)}', got: '${domainName}'`);
  }
  if (!certificate && !sharedListener && domainZone && isPrivate(domainZone)) {
    errors.add('`domainZone` must be public for the certificate that is made, since nobody could validate it, ' +
      `got: '${domainZone.node.path}', which is private; give a \`certificate\``);
  }
  if (domainName !== undefined && loadBalancer && !knowsItsName(loadBalancer)) {
    errors.add('`domainName` needs a `loadBalancer` that knows its own name, got: an imported one without; ' +
      'import it with `loadBalancerDnsName` and `loadBalancerCanonicalHostedZoneId`');
  }
  if (domainName !== undefined && sharedListener && !loadBalancer) {
    errors.add('`domainName` beside an imported `sharedListener.listener` needs its load balancer, got: none; give `loadBalancer` too');
  }
}

/** An imported load balancer may not know its name, and says so by an exception. */
function knowsItsName(loadBalancer: elbv2.IApplicationLoadBalancer): boolean {
  try {
    return Boolean(loadBalancer.loadBalancerDnsName && loadBalancer.loadBalancerCanonicalHostedZoneId);
  } catch {
    return false;
  }
}

/** Undefined of a zone that was imported by its id alone, which says so by an exception. */
function zoneNameOf(zone: route53.IHostedZone): string | undefined {
  try {
    return zone.zoneName.replace(/\.$/, '');
  } catch {
    return undefined;
  }
}

/** As far as this app defines it: one that is imported does not show its networks. */
function isPrivate(zone: route53.IHostedZone): boolean {
  const { vpcs } = (zone.node.defaultChild ?? {}) as Partial<route53.CfnHostedZone>;
  return Boolean(Stack.of(zone).resolve(vpcs)?.length);
}

function isWithin(domainName: string, zoneName: string | undefined): boolean {
  if (zoneName === undefined || Token.isUnresolved(domainName) || Token.isUnresolved(zoneName)) {
    return true;
  }
  return domainName === zoneName || domainName.endsWith(`.${zoneName}`);
}

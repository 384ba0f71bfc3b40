import { Resource, Template } from '../../../tools/template';

/** What a service refuses of a template that CloudFormation's schemas allow. */
export interface ServiceRule {
  readonly id: string;
  /** The page of AWS that says so. */
  readonly page: string;
  readonly text: string;
  /** Logical ids of the resources that break it. What a template does not tell breaks nothing. */
  readonly offenders: (template: Template) => string[];
  /** The warning of a library that cannot refuse what the next deployment may do. */
  readonly warned?: string;
  /** Name in the matrix of a template that the mistake is made in. */
  readonly base: string;
  /** Breaks the rule, and may break others. */
  readonly mistake: (resources: Resources) => void;
}

/** The resources of a template that is about to be changed. */
export class Resources {
  public constructor(public readonly json: any) {}

  public all(type: string): any[] {
    const found = Object.values<any>(this.json.Resources).filter(({ Type }) => Type === type);
    if (found.length === 0) {
      throw new Error(`expected ${type} in the template, got: none`);
    }
    return found;
  }

  /** The properties of the first one of the type. */
  public first(type: string): any {
    return this.all(type)[0].Properties;
  }

  public id(type: string): string {
    return Object.keys(this.json.Resources).find((id) => this.json.Resources[id].Type === type)!;
  }

  public add(type: string, properties: object): string {
    const id = `Added${Object.keys(this.json.Resources).length}`;
    this.json.Resources[id] = { Type: type, Properties: properties };
    return id;
  }

  /** One more of the first one of the type, with other properties. */
  public repeat(type: string, properties: object = {}): string {
    return this.add(type, { ...structuredClone(this.first(type)), ...properties });
  }
}

export const BASES = {
  TABLE: 'a table (eu-west-1)',
  REPLICAS: 'a table with replicas (eu-west-1)',
  REPLICA_KEYS: 'a table with replicas and keys of one\'s own (eu-west-1)',
  AUTOSCALED: 'a table with replicas, an index and autoscaled capacity (eu-west-1)',
  INDEXED: 'a table for authJs (eu-west-1)',
  FUNCTION: 'sessions attached to a function (eu-west-1)',
  EC2: 'EC2 as it comes (eu-west-1)',
  EC2_TLS: 'EC2 with a certificate (eu-west-1)',
  EC2_DOMAIN: 'EC2 with a domain (eu-west-1)',
  EC2_DUALSTACK: 'EC2 with both IP protocols (eu-west-1)',
  EC2_REQUESTS: 'EC2 that follows requests (eu-west-1)',
  EC2_SPOT: 'EC2 with mixed instances and Spot (eu-west-1)',
  EC2_WARM: 'EC2 with a warm pool (eu-west-1)',
  EC2_HIBERNATED: 'EC2 with a warm pool that hibernates (eu-west-1)',
  EC2_ROLLING: 'EC2 with a rolling update (eu-west-1)',
  EC2_WAF: 'EC2 with a web ACL, protection and patience (eu-west-1)',
  FARGATE: 'Fargate as it comes (eu-west-1)',
  FARGATE_WINDOWS: 'Fargate with Windows (eu-west-1)',
  FARGATE_SPOT: 'Fargate with Spot (eu-west-1)',
  FARGATE_SECRETS: 'Fargate with secrets of both kinds and without a NAT gateway (eu-west-1)',
  FARGATE_COMMANDS: 'Fargate with commands, parameters and no NAT gateway (eu-west-1)',
  FARGATE_LOG_KEY: 'Fargate with logs for a week, under a key (eu-west-1)',
  FARGATE_DISK: 'Fargate with Arm, a disk and a command (eu-west-1)',
  BLUE_GREEN: 'Fargate with blue/green deployments (eu-west-1)',
  SHARED_LISTENER: 'two services behind one listener, in a network that gets one endpoint (eu-west-1)',
};

export function idsOf(resources: Resource[], isWrong: (resource: Resource) => unknown): string[] {
  return resources.filter(isWrong).map(({ id }) => id);
}

/** A number, or text that is one; undefined for what only a deployment knows. */
export function numberOf(value: unknown): number | undefined {
  return (typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')) && !Number.isNaN(Number(value)) ? Number(value) : undefined;
}

/** Whether a number is known and outside. */
export function isOutside(value: unknown, least: number, most: number): boolean {
  const number = numberOf(value);
  return number !== undefined && (number < least || number > most);
}

/** Whether both are known and the first one is larger. */
export function isAbove(value: unknown, limit: unknown): boolean {
  const [number, most] = [numberOf(value), numberOf(limit)];
  return number !== undefined && most !== undefined && number > most;
}

export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export function hasTwice(values: unknown[]): boolean {
  return new Set(values.map((value) => JSON.stringify(value))).size < values.length;
}

/** Those whose key another one has too; an undefined key is nobody's. */
export function sharing(resources: Resource[], keyOf: (resource: Resource) => unknown): string[] {
  const keys = resources.map((resource) => JSON.stringify(keyOf(resource)));
  return resources.filter((_, index) => keys[index] !== undefined && keys.indexOf(keys[index]) !== keys.lastIndexOf(keys[index])).map(({ id }) => id);
}

/** Every text of a value, with references left out: never longer than what is deployed. */
export function literalText(value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    return String(value ?? '');
  }
  const { 'Fn::Join': join, 'Fn::Sub': sub, 'Fn::Base64': base64 } = value as Record<string, any>;
  if (join) {
    return Array.isArray(join[1]) ? join[1].map(literalText).join(literalText(join[0])) : '';
  }
  return sub ? literalText(Array.isArray(sub) ? sub[0] : sub).replace(/\$\{[^}]*\}/g, '') : literalText(base64);
}

/** The size of a policy as IAM counts it, without white space. */
export function policySize(document: unknown): number {
  return JSON.stringify(document, (_, value) => isIntrinsic(value) ? literalText(value) : value).replace(/\s/g, '').length;
}

function isIntrinsic(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 1 && /^(Ref|Fn::.*)$/.test(Object.keys(value)[0]);
}

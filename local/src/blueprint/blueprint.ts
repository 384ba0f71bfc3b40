/**
 * What the kit runs: a synthesized cloud assembly with every reference resolved.
 *
 * Everything here is read from templates alone, never from the construct library.
 */
export interface Blueprint {
  readonly tables: readonly TableBlueprint[];
  readonly services: readonly ServiceBlueprint[];
  /** What the templates hold that the kit cannot do, one sentence each. */
  readonly notes: readonly string[];
}

/** A DynamoDB table (`AWS::DynamoDB::GlobalTable` or `AWS::DynamoDB::Table`). */
export interface TableBlueprint {
  /** Stack name and construct path, for people: `Demo/Web/Sessions`. */
  readonly path: string;
  readonly name: string;
  /** The table's ARN in its own region, then those of its replicas. */
  readonly arns: readonly string[];
  /** Input of DynamoDB's CreateTable, reduced to what the engine understands. */
  readonly createTable: Readonly<Record<string, unknown>>;
  /** Attribute of the enabled time to live; absent when the template has none. */
  readonly timeToLiveAttribute?: string;
  /** Statements of the table's own resource policy. */
  readonly resourcePolicy: readonly PolicyStatement[];
  /** Set where the stack does not say its region: a client of any region is right then. */
  readonly regionIsAssumed?: boolean;
  /** Set where the table has a capacity of its own, which decides how it throttles. */
  readonly isProvisioned?: boolean;
}

/** What a command runs in the place of: an Auto Scaling group, an ECS service, or anything else with a role. */
export interface ServiceBlueprint {
  /** Stack name and construct path, for people: `Demo/Web`. */
  readonly path: string;
  /** EC2 instances, tasks on Fargate, tasks on instances of an ECS cluster, or a Lambda function. */
  readonly compute: 'ec2' | 'fargate' | 'ecs-on-ec2' | 'lambda';
  /** What the service tells every process or container. */
  readonly environment: Readonly<Record<string, string>>;
  readonly role: RoleBlueprint;
  readonly region: string;
  /** Servers that the template asks for. */
  readonly desiredServers: number;
  /** That of the target group through which it gets its requests; absent where no load balancer sends it any. */
  readonly healthCheck?: HealthCheckBlueprint;
  readonly deregistrationDelaySeconds: number;
  /** What its load balancer's attributes say; those that are left out are AWS's defaults. */
  readonly loadBalancer?: LoadBalancerBlueprint;
  /** Name of the task's container in whose place the servers run. */
  readonly container?: string;
  /** What a Lambda function tells its processes about itself. */
  readonly function?: FunctionDetails;
}

/** What a Lambda function is to itself. */
export interface FunctionDetails {
  readonly name: string;
  readonly memoryMegabytes: number;
  readonly handler?: string;
  readonly runtime?: string;
}

/** A Lambda function, as `explain` tells it. */
export interface FunctionBlueprint {
  /** Stack name and construct path, for people: `Demo/Login`. */
  readonly path: string;
  /** A value that only AWS knows is undefined. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly role: RoleBlueprint;
  readonly region: string;
  readonly function: FunctionDetails;
}

/** The attributes of a load balancer that change what its clients and targets see. */
export interface LoadBalancerBlueprint {
  /** Whether it drops headers whose names have other characters than letters, digits and hyphens. */
  readonly dropInvalidHeaderFields?: boolean;
  readonly idleTimeoutSeconds?: number;
}

/** An IAM role with all the statements that reach it. */
export interface RoleBlueprint {
  /** Stack name and construct path; absent for a role of somebody else. */
  readonly path?: string;
  readonly name: string;
  readonly arn: string;
  readonly statements: readonly PolicyStatement[];
  /** Statements of its permissions boundary: what they do not allow, the others cannot. */
  readonly boundary?: readonly PolicyStatement[];
}

/** A target group's health check. */
export interface HealthCheckBlueprint {
  /** Set where a connection is enough, as for target groups of TCP; a path and codes mean nothing then. */
  readonly isConnection?: boolean;
  readonly path: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** Status codes as the target group writes them: `200`, `200,302` or `200-399`. */
  readonly healthyHttpCodes: string;
}

/** One statement of a policy document, references resolved, single values made lists. */
export interface PolicyStatement {
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  /** Only in resource policies; absent in a role's own. */
  readonly principals?: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

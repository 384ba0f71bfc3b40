import { ExplainedFunction, ExplainedKey, ExplainedPermissions, ExplainedService, ExplainedTable, Explanation } from './explanation';

/** A heading with rows of a name and a value below it. */
interface Section {
  readonly title: string;
  readonly rows: ReadonlyArray<readonly [name: string, value: string]>;
}

const COMPUTE = { 'ec2': 'EC2 instances', 'fargate': 'tasks on Fargate', 'ecs-on-ec2': 'ECS tasks on EC2 instances', 'lambda': 'a Lambda function' };

export function explanationInWords({ tables, services, functions, notes }: Explanation): Section[] {
  return [
    ...tables.length === 0 ? [{ title: 'No DynamoDB table', rows: [] }] : tables.map(tableInWords),
    ...services.length === 0 ? [{ title: 'No service that the local kit can run', rows: [] }] : services.map(serviceInWords),
    ...functions.map(functionInWords),
    ...notes.length === 0 ? [] : [{ title: 'Notes', rows: notes.map((note) => ['', note] as const) }],
  ];
}

function tableInWords({ path, name, keys, indexes, timeToLiveAttribute, billing, regions, regionIsAssumed }: ExplainedTable): Section {
  return {
    title: `Table ${path}`,
    rows: [
      ['name', name],
      ['key', keysInWords(keys)],
      ...indexes.map((index) => ['index', `${index.name}: ${keysInWords(index.keys)}`] as const),
      ['time to live', timeToLiveAttribute === null ? 'off: items stay until they are deleted' : `attribute ${timeToLiveAttribute}`],
      ['capacity', billing],
      [regions.length > 1 ? 'regions' : 'region', `${regions.join(', ')}${regionIsAssumed ? ' for now: the stack names no region' : ''}`],
    ],
  };
}

function keysInWords(keys: readonly ExplainedKey[]): string {
  return keys.map(({ name, type, role }) => `${role} ${name} (${type})`).join(', ');
}

function serviceInWords(service: ExplainedService): Section {
  return {
    title: `Service ${service.path}`,
    rows: [
      ['compute', `${COMPUTE[service.compute]}, ${service.servers} ${service.servers === 1 ? 'server' : 'servers'}, in ${service.region}`],
      ['role', service.role],
      ...permissionsInWords(service.permissions),
      ...variablesInWords(service.environment),
      setByAws(service.platformEnvironment),
      ...requestsInWords(service),
    ],
  };
}

function requestsInWords({ healthCheck, deregistrationDelaySeconds }: ExplainedService): Array<readonly [string, string]> {
  if (healthCheck === null) {
    return [['requests', 'no load balancer sends it any']];
  }
  const { isConnection, path, intervalSeconds, timeoutSeconds, healthyHttpCodes, unhealthyThreshold } = healthCheck;
  const check = isConnection
    ? `a connection every ${intervalSeconds} s must stand within ${timeoutSeconds} s`
    : `GET ${path} every ${intervalSeconds} s must answer ${healthyHttpCodes} within ${timeoutSeconds} s`;
  return [
    ['health check', `${check}; unhealthy after ${unhealthyThreshold} failed checks`],
    ['draining', `${deregistrationDelaySeconds} s for requests in flight when a server is replaced`],
  ];
}

function functionInWords({ path, role, permissions, environment, platformEnvironment }: ExplainedFunction): Section {
  return {
    title: `Lambda function ${path}`,
    rows: [
      ['role', role],
      ...permissionsInWords(permissions),
      ...variablesInWords(environment),
      setByAws(platformEnvironment),
      ['local kit', `runs a command of yours in its place with --service ${path}`],
    ],
  };
}

function setByAws(variables: Readonly<Record<string, string>>): readonly [string, string] {
  const texts = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return ['AWS sets', texts.length === 0 ? 'no variable, not even the region' : texts.join(' ')];
}

function permissionsInWords(permissions: readonly ExplainedPermissions[]): Array<readonly [string, string]> {
  if (permissions.length === 0) {
    return [['permissions', 'none on a table of this assembly']];
  }
  return permissions.flatMap(({ table, index, allowed, conditional, conditions }) => {
    const where = index === undefined ? table : `${table}, index ${index}`;
    return [
      ...allowed.length === 0 ? [] : [['permissions', `${where}: ${allowed.join(', ')}`] as const],
      ...conditional.length === 0 ? [] : [['permissions', `${where}: ${conditional.join(', ')} ${conditions.join('; ')}`] as const],
    ];
  });
}

function variablesInWords(environment: Readonly<Record<string, string | null>>): Array<readonly [string, string]> {
  const variables = Object.entries(environment);
  return variables.length === 0
    ? [['variables', 'none']]
    : variables.map(([name, value]) => ['variable', `${name}=${value ?? ' (known to AWS alone)'}`] as const);
}

import { FunctionBlueprint, HealthCheckBlueprint, RoleBlueprint, ServiceBlueprint, TableBlueprint } from '../blueprint/blueprint';
import { Survey } from '../blueprint/read-blueprint';
import { regionOf } from '../foundation/arn';
import { Grants, indexGrants, tableGrants } from '../iam/grants';
import { platformEnvironment } from '../servers/platform-environment';

export interface Explanation {
  readonly tables: readonly ExplainedTable[];
  readonly services: readonly ExplainedService[];
  readonly functions: readonly ExplainedFunction[];
  /** What the local kit leaves out, one sentence each. */
  readonly notes: readonly string[];
}

export interface ExplainedKey {
  readonly name: string;
  readonly type: 'string' | 'number' | 'binary';
  readonly role: 'partition key' | 'sort key';
}

export interface ExplainedTable {
  readonly path: string;
  readonly name: string;
  readonly keys: readonly ExplainedKey[];
  readonly indexes: ReadonlyArray<{ readonly name: string; readonly keys: readonly ExplainedKey[] }>;
  /** Attribute with the time at which an item ends, in seconds; null where items stay forever. */
  readonly timeToLiveAttribute: string | null;
  readonly billing: 'on-demand' | 'provisioned';
  readonly regions: readonly string[];
  /** Whether the stack does not say its region and the kit has chosen one. */
  readonly regionIsAssumed: boolean;
}

export interface ExplainedPermissions extends Grants {
  /** Path of the table. */
  readonly table: string;
  readonly index?: string;
}

interface Caller {
  readonly path: string;
  /** Path of the role, or the name of one from elsewhere. */
  readonly role: string;
  readonly permissions: readonly ExplainedPermissions[];
  /** Variables that AWS itself sets, without those of its credentials. */
  readonly platformEnvironment: Readonly<Record<string, string>>;
}

export interface ExplainedService extends Caller {
  readonly compute: ServiceBlueprint['compute'];
  readonly servers: number;
  readonly region: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Null where no load balancer sends it requests. */
  readonly healthCheck: HealthCheckBlueprint | null;
  readonly deregistrationDelaySeconds: number;
}

export interface ExplainedFunction extends Caller {
  /** A value that only AWS knows is null. */
  readonly environment: Readonly<Record<string, string | null>>;
}

/** Functions that reach no table are left out. */
export function explain({ tables, services, functions, notes }: Survey): Explanation {
  return {
    tables: tables.map(explainTable),
    services: services.map((service) => explainService(service, tables)),
    functions: functions.map((each) => explainFunction(each, tables)).filter(({ permissions }) => permissions.length > 0),
    notes,
  };
}

function explainTable(table: TableBlueprint): ExplainedTable {
  const input = createTableOf(table);
  const types = new Map(input.AttributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]));
  const keys = (schema: KeySchema) => schema.map(({ AttributeName, KeyType }): ExplainedKey => ({
    name: AttributeName,
    type: TYPES[types.get(AttributeName) ?? 'S'],
    role: KeyType === 'HASH' ? 'partition key' : 'sort key',
  }));
  return {
    path: table.path,
    name: table.name,
    keys: keys(input.KeySchema),
    indexes: indexesOf(table).map(({ IndexName, KeySchema }) => ({ name: IndexName, keys: keys(KeySchema) })),
    timeToLiveAttribute: table.timeToLiveAttribute ?? null,
    billing: table.isProvisioned ? 'provisioned' : 'on-demand',
    regions: table.arns.map(regionOf),
    regionIsAssumed: table.regionIsAssumed ?? false,
  };
}

function explainService(service: ServiceBlueprint, tables: readonly TableBlueprint[]): ExplainedService {
  const { path, compute, desiredServers, region, environment, healthCheck, deregistrationDelaySeconds } = service;
  return {
    path,
    compute,
    servers: desiredServers,
    region,
    role: nameOf(service.role),
    permissions: permissionsOf(service.role, tables),
    environment,
    healthCheck: healthCheck ?? null,
    deregistrationDelaySeconds,
    platformEnvironment: platformEnvironment(service),
  };
}

function explainFunction(lambda: FunctionBlueprint, tables: readonly TableBlueprint[]): ExplainedFunction {
  const { path, role, environment } = lambda;
  return {
    platformEnvironment: platformEnvironment({ ...lambda, compute: 'lambda' }),
    path,
    role: nameOf(role),
    permissions: permissionsOf(role, tables),
    environment: Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, value ?? null])),
  };
}

/** What a role may do, table by table and index by index; without those where it may do nothing. */
function permissionsOf(role: RoleBlueprint, tables: readonly TableBlueprint[]): ExplainedPermissions[] {
  return tables.flatMap((table) => [
    { table: table.path, ...tableGrants(role, table) },
    ...indexesOf(table).map(({ IndexName }) => ({ table: table.path, index: IndexName, ...indexGrants(role, table, IndexName) })),
  ]).filter(({ allowed, conditional }) => allowed.length + conditional.length > 0);
}

function nameOf({ path, name }: RoleBlueprint): string {
  return path ?? name;
}

type KeySchema = ReadonlyArray<{ readonly AttributeName: string; readonly KeyType: string }>;

interface Index {
  readonly IndexName: string;
  readonly KeySchema: KeySchema;
}

interface CreateTable {
  readonly AttributeDefinitions: ReadonlyArray<{ readonly AttributeName: string; readonly AttributeType: 'S' | 'N' | 'B' }>;
  readonly KeySchema: KeySchema;
  readonly GlobalSecondaryIndexes?: readonly Index[];
  readonly LocalSecondaryIndexes?: readonly Index[];
}

const TYPES = { S: 'string', N: 'number', B: 'binary' } as const;

function createTableOf({ createTable }: TableBlueprint): CreateTable {
  return createTable as unknown as CreateTable;
}

function indexesOf(table: TableBlueprint): Index[] {
  const { GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = createTableOf(table);
  return [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes];
}

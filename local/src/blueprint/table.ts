import { TableBlueprint } from './blueprint';
import { readStatements } from './policy-statements';
import { ResourceReader } from './resource-reader';
import { displayPath, Resource } from '../cloud-assembly/template';
import { TemplateValue } from './template-value';

const GLOBAL_TABLE = 'AWS::DynamoDB::GlobalTable';

/** The DynamoDB tables of an assembly; of several with the same name the first. */
export function readTables(reader: ResourceReader): TableBlueprint[] {
  const tables = new Map<string, TableBlueprint>();
  for (const resource of reader.resources(GLOBAL_TABLE, 'AWS::DynamoDB::Table')) {
    const table = readTable(reader, resource);
    const namesake = tables.get(table.name);
    if (namesake === undefined) {
      tables.set(table.name, table);
    } else {
      reader.note(resource, `left out because ${namesake.path} has the same table name "${table.name}"`);
    }
  }
  return [...tables.values()];
}

function readTable(reader: ResourceReader, resource: Resource): TableBlueprint {
  const properties = reader.properties(resource);
  const name = properties.get('TableName').present ? properties.get('TableName').text() : reader.ref(resource).text();
  const replicas = resource.type === GLOBAL_TABLE ? properties.get('Replicas').items() : [];
  const own = replicas.find((replica) => replica.get('Region').text() === resource.stack.region);
  const policy = (own ?? properties).get('ResourcePolicy').get('PolicyDocument');
  const timeToLive = properties.get('TimeToLiveSpecification');
  return {
    path: displayPath(resource),
    name,
    arns: tableArns(resource, name, replicas),
    createTable: createTableInput(name, properties),
    ...(timeToLive.get('Enabled').isTrue() ? { timeToLiveAttribute: timeToLive.get('AttributeName').text() } : {}),
    resourcePolicy: readStatements(reader, policy),
    ...(resource.stack.regionIsAssumed ? { regionIsAssumed: true } : {}),
    // what a table is where it does not say its billing mode
    ...(properties.get('BillingMode').text('PROVISIONED') === 'PROVISIONED' ? { isProvisioned: true } : {}),
  };
}

function tableArns(resource: Resource, name: string, replicas: TemplateValue[]): string[] {
  const { region, account } = resource.stack;
  const regions = new Set([region, ...replicas.map((replica) => replica.get('Region').text())]);
  return [...regions].map((each) => `arn:aws:dynamodb:${each}:${account}:table/${name}`);
}

/** Capacity is nothing that a computer under a desk can have: every table is on demand. */
function createTableInput(name: string, properties: TemplateValue): Record<string, unknown> {
  const globalIndexes = properties.get('GlobalSecondaryIndexes').items().map(index);
  const localIndexes = properties.get('LocalSecondaryIndexes').items().map(index);
  return {
    TableName: name,
    AttributeDefinitions: properties.get('AttributeDefinitions').items().map((definition) => ({
      AttributeName: definition.get('AttributeName').text(),
      AttributeType: definition.get('AttributeType').text(),
    })),
    KeySchema: keySchema(properties),
    BillingMode: 'PAY_PER_REQUEST',
    // the engine refuses empty lists
    ...(globalIndexes.length > 0 ? { GlobalSecondaryIndexes: globalIndexes } : {}),
    ...(localIndexes.length > 0 ? { LocalSecondaryIndexes: localIndexes } : {}),
  };
}

function index(properties: TemplateValue): Record<string, unknown> {
  return {
    IndexName: properties.get('IndexName').text(),
    KeySchema: keySchema(properties),
    Projection: properties.get('Projection').value(),
  };
}

function keySchema(properties: TemplateValue): Array<Record<string, string>> {
  return properties.get('KeySchema').items().map((key) => ({
    AttributeName: key.get('AttributeName').text(),
    KeyType: key.get('KeyType').text(),
  }));
}

import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Stack } from 'aws-cdk-lib/core';
import { isTable } from './table-reference';

/** The copies that a table of this app has in other regions, and their customer-managed keys. */
interface Copies {
  readonly regions: string[];
  readonly keyArns: string[];
}

/** As far as the construct knows them now. */
export function copiesOf(table: dynamodb.ITableRef): Copies {
  const resource = isTable(table) ? table : table.node.defaultChild;
  const stack = Stack.of(table);
  if (resource && 'replicas' in resource) {
    const replicas: dynamodb.CfnGlobalTable.ReplicaSpecificationProperty[] = stack.resolve((resource as dynamodb.CfnGlobalTable).replicas);
    const own = JSON.stringify(stack.resolve(stack.region));
    const regions = replicas.map(({ region }) => region).filter((region) => JSON.stringify(region) !== own);
    // as they were given: a resolved reference would mean nothing in another stack
    const { replicaKeyArns = {} } = (table as { encryption?: dynamodb.TableEncryptionV2 }).encryption ?? {};
    return { regions, keyArns: regions.flatMap((region) => replicaKeyArns[region] ?? []) };
  }
  // the older construct keeps its copies as custom resources, and tells their ARNs to its own grants alone
  const { regionalArns = [] } = table as { regionalArns?: string[] };
  return { regions: regionalArns.flatMap((arn) => /:dynamodb:([a-z0-9-]+):/.exec(JSON.stringify(stack.resolve(arn)))?.[1] ?? []), keyArns: [] };
}

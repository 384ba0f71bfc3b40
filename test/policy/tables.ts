import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kms from 'aws-cdk-lib/aws-kms';
import { SessionTable, SessionTableAttributes, SessionTableGrants, SessionTableProps } from '../../src';
import { DEPLOYED_TO, Deployment } from './concrete';
import { Client, VARIED_CLIENTS, CLIENTS } from './facts';
import { Statement } from './iam';
import { arnPrincipal, EVERYTHING, importedRole, Scene, THEIRS } from './scene';

/** A table with its grants, and where they must reach. */
export interface Subject {
  readonly grants: SessionTableGrants;
  /** @default true */
  readonly indexesGranted?: boolean;
  readonly key?: KeySubject;
  /** ARNs of the table and its copies that a policy of a role names. */
  tables(deployment: Deployment): string[];
  /** What the table's own policy says, and for a table of somebody else what they had to write. */
  tablePolicy(deployment: Deployment, arn: string, caller: string): Statement[];
}

export interface KeySubject {
  readonly byAlias?: string;
  readonly replicaKeys?: string[];
  /** Regions whose DynamoDB may use it. */
  readonly regions: string[];
  /** What the first statement names; with an alias, those that have it. */
  named(deployment: Deployment): string[];
  /** Keys that can be used after a grant. */
  keys(deployment: Deployment): string[];
  keyPolicy(deployment: Deployment, arn: string, caller: string): Statement[];
}

export interface Kind {
  readonly clients: string[];
  /** Whose policy is ours: the role's, that of table and key, or both; in a table's policy CreateTable has no place. */
  readonly decidedBy: 'role' | 'table' | 'both';
  scene(): Scene;
  define(scene: Scene, id: string, client: Client): Subject;
}

const US = 'us-east-1';
const SYDNEY = 'ap-southeast-2';
const EUROPE = DEPLOYED_TO;
type Keys = Pick<dynamodb.TablePropsV2, 'sortKey'> & Required<Pick<dynamodb.TablePropsV2, 'partitionKey'>>;
const keyId = (n: number) => `key/1111111${n}-2222-3333-4444-555555555555`;

/** What `kms.Key` and the console give every key: its account may decide by the policies of its roles. */
export function delegating(keyArn: string): Statement[] {
  const [, partition, , , account] = keyArn.split(':');
  return [{ Effect: 'Allow', Action: ['kms:*'], Resource: ['*'], Principal: [`arn:${partition}:iam::${account}:root`] }];
}

function policyOf({ stack }: Scene, deployment: Deployment, arn: string): Statement[] {
  const tables = { ...deployment.resources(stack, 'AWS::DynamoDB::GlobalTable'), ...deployment.resources(stack, 'AWS::DynamoDB::Table') };
  const [, , , region, , resource] = arn.split(':');
  for (const [id, { Properties }] of Object.entries(tables)) {
    if (resource !== `table/${Properties.TableName ?? id}`) {
      continue;
    }
    const replica = Properties.Replicas?.find(({ Region }: any) => deployment.text(stack, Region) === region);
    return deployment.statements(stack, (replica ?? Properties).ResourcePolicy?.PolicyDocument);
  }
  return [];
}

/** A table of the app's own, with replicas where regions are given. */
function own(props: (scene: Scene, id: string) => SessionTableProps & { key?: Omit<KeySubject, 'regions'> } = () => ({})): Kind['define'] {
  return (scene, id, client) => {
    const { key, ...given } = props(scene, id);
    const table = new SessionTable(scene.stack, id, { sessionStore: client.store, ...given });
    const regions = [scene.home.region, ...given.replicas?.map(({ region }) => region) ?? []];
    return {
      grants: table.grants,
      tables: (deployment) => regions.map((region) => scene.arn(`table/${given.tableName ?? deployment.text(scene.stack, table.tableName)}`, { region })),
      tablePolicy: (deployment, arn) => deployment.once(arn, () => policyOf(scene, deployment, arn)),
      key: key && { ...key, regions },
    };
  };
}

/** A customer-managed key of the app's own, for the table and under its policy. */
function ownKey(scene: Scene, id: string, replicas: string[] = [], given: (key: kms.Key) => kms.IKey = (key) => key) {
  const key = new kms.Key(scene.stack, `${id}Key`);
  const replicaKeys = Object.fromEntries(replicas.map((region, i) => [region, scene.arn(keyId(i), { region })]));
  const replicaKeyArns = Object.values(replicaKeys);
  const named = (deployment: Deployment) => [deployment.text(scene.stack, key.keyArn), ...replicaKeyArns];
  return {
    encryption: dynamodb.TableEncryptionV2.customerManagedKey(given(key), replicas.length > 0 ? replicaKeys : undefined),
    replicas: replicas.length > 0 ? replicas.map((region) => ({ region })) : undefined,
    key: {
      named,
      keys: named,
      keyPolicy: (deployment: Deployment, arn: string) => {
        const ours = deployment.text(scene.stack, key.keyArn);
        if (arn !== ours) {
          return delegating(arn);
        }
        const { Properties } = deployment.resources(scene.stack, 'AWS::KMS::Key')[arn.split('/')[1]];
        return deployment.once(arn, () => deployment.statements(scene.stack, Properties.KeyPolicy));
      },
    },
  };
}

/** A key that exists and is known by its ARN, in our account or another: there its owner must have allowed it. */
function importedKey(arn: string): Omit<KeySubject, 'regions'> {
  return {
    named: () => [arn],
    keys: () => [arn],
    keyPolicy: (_, keyArn, caller) => keyArn.split(':')[4] === caller.split(':')[4] ? delegating(keyArn) : [{ ...EVERYTHING, Principal: [caller] }],
  };
}

function imported(attributes: (id: string, scene: Scene) => SessionTableAttributes & { arn: string; key?: Omit<KeySubject, 'regions'> }): Kind['define'] {
  return (scene, id, client) => {
    const { arn, key, ...given } = attributes(id, scene);
    return {
      grants: SessionTable.fromSessionTableAttributes(scene.stack, id, { sessionStore: client.store, ...given }).grants,
      tables: () => [arn],
      tablePolicy: (_, tableArn, caller) => tableArn.split(':')[4] === caller.split(':')[4] ? [] : [{ ...EVERYTHING, Principal: [caller] }],
      indexesGranted: given.grantIndexPermissions,
      key: key && { ...key, regions: [arn.split(':')[3]] },
    };
  };
}

function others(
  table: (scene: Scene, id: string, keys: Keys) => { table: dynamodb.ITableRef; key?: Omit<KeySubject, 'regions'>; region?: string },
): Kind['define'] {
  return (scene, id, client) => {
    const { partitionKey, sortKey } = client.store;
    const { table: theirs, key, region = scene.home.region } = table(scene, id, { partitionKey, sortKey });
    return {
      grants: SessionTableGrants.fromTable(theirs, client.store),
      tables: () => [scene.arn(`table/${id}`, { region })],
      tablePolicy: (deployment, arn) => deployment.once(arn, () => policyOf(scene, deployment, arn)),
      key: key && { ...key, regions: [region] },
    };
  };
}

type SceneOptions = ConstructorParameters<typeof Scene>[0];

function kind(define: Kind['define'], options: SceneOptions = {}, decidedBy: Kind['decidedBy'] = 'role', clients = VARIED_CLIENTS): Kind {
  return { define, scene: () => new Scene(options), decidedBy, clients };
}

const inEurope = { env: EUROPE };
const calledByThem = { env: EUROPE, callers: { ...EUROPE, account: THEIRS } };
const named = own((_, id) => ({ tableName: id }));
const replicas = [{ region: US }, { region: SYDNEY }];
const theirTable = (id: string) => `arn:aws:dynamodb:eu-west-1:${THEIRS}:table/${id}`;
const theirKey = `arn:aws:kms:eu-west-1:${THEIRS}:${keyId(0)}`;
const importKey = ({ stack }: Scene, id: string, arn: string) => kms.Key.fromKeyArn(stack, `${id}Key`, arn);

export const KINDS: Record<string, Kind> = {
  'own': kind(own(), {}, 'role', Object.keys(CLIENTS)),
  'own, in a known place': kind(named, inEurope),
  'own, with replicas': kind(own(() => ({ replicas })), inEurope),
  'own, with a customer key': kind(own(ownKey), inEurope, 'role', Object.keys(CLIENTS)),
  'own, with replicas and a customer key in each region': kind(own((scene, id) => ownKey(scene, id, [US, SYDNEY])), inEurope),
  'own, with an imported key': kind(own((scene, id) => {
    const arn = scene.arn(keyId(0));
    return { encryption: dynamodb.TableEncryptionV2.customerManagedKey(importKey(scene, id, arn)), key: importedKey(arn) };
  }), inEurope),
  'own, with a key given as its alias': kind(own((scene, id) => ownKey(scene, id, [], (key) => key.addAlias(`sessions-${id}`))), inEurope),
  'own, with a key known by its alias alone': kind(own((scene, id) => {
    const encryption = dynamodb.TableEncryptionV2.customerManagedKey(kms.Alias.fromAliasName(scene.stack, `${id}Alias`, 'alias/sessions'));
    return { encryption, key: { ...importedKey(scene.arn(keyId(0))), named: () => [scene.arn('key/*')], byAlias: 'alias/sessions' } };
  }), inEurope),
  'own, with a key known by its alias alone and one in another region': kind(own((scene, id) => {
    const replicaKey = scene.arn(keyId(1), { region: US });
    const alias = kms.Alias.fromAliasName(scene.stack, `${id}Alias`, 'alias/sessions');
    return {
      encryption: dynamodb.TableEncryptionV2.customerManagedKey(alias, { [US]: replicaKey }),
      replicas: [{ region: US }],
      key: {
        ...importedKey(scene.arn(keyId(0))),
        named: () => [scene.arn('key/*')],
        byAlias: 'alias/sessions',
        replicaKeys: [replicaKey],
        keys: () => [scene.arn(keyId(0)), replicaKey],
      },
    };
  }), inEurope),
  'own, with a customer key, in China': kind(own(ownKey), { env: { ...EUROPE, region: 'cn-north-1' } }),
  'own, with replicas and customer keys, in GovCloud':
    kind(own((scene, id) => ownKey(scene, id, ['us-gov-east-1'])), { env: { ...EUROPE, region: 'us-gov-west-1' } }),
  'own, called from another stack': kind(own(), { callers: {} }),
  'own, called from another region': kind(named, { env: EUROPE, callers: { ...EUROPE, region: SYDNEY } }),
  'imported by name': kind(imported((id, scene) => ({ tableName: id, arn: scene.arn(`table/${id}`) }))),
  'imported by ARN': kind(imported((id, scene) => ({ tableArn: scene.arn(`table/${id}`), arn: scene.arn(`table/${id}`) }))),
  'imported, of another region': kind(imported((id, scene) => ({ tableName: id, region: US, arn: scene.arn(`table/${id}`, { region: US }) }))),
  'imported, with a key': kind(imported((id, scene) => {
    const key = scene.arn(keyId(0));
    return { tableName: id, encryptionKey: importKey(scene, id, key), arn: scene.arn(`table/${id}`), key: importedKey(key) };
  })),
  'imported, of another region with a key': kind(imported((id, scene) => {
    const key = scene.arn(keyId(0), { region: US });
    return { tableName: id, region: US, encryptionKey: importKey(scene, id, key), arn: scene.arn(`table/${id}`, { region: US }), key: importedKey(key) };
  })),
  'imported, without its indexes': kind(imported((id, scene) => ({ tableName: id, grantIndexPermissions: false, arn: scene.arn(`table/${id}`) }))),
  'imported, of another account': kind(imported((id) => ({ tableArn: theirTable(id), arn: theirTable(id) })), inEurope),
  'imported, of another account with a key': kind(imported((id, scene) =>
    ({ tableArn: theirTable(id), encryptionKey: importKey(scene, id, theirKey), arn: theirTable(id), key: importedKey(theirKey) })), inEurope),
  'own, called by a role of another account': kind(named, calledByThem, 'both'),
  'own, with replicas, called by a role of another account': kind(own((_, id) => ({ tableName: id, replicas })), calledByThem, 'both'),
  'own, with replicas that have policies of their own, called by a role of another account':
    kind(own((_, id) => ({ tableName: id, replicas })), { ...calledByThem, flag: '@aws-cdk/aws-dynamodb:resourcePolicyPerReplica' }, 'both'),
  'own, with a customer key, called by a role of another account':
    kind(own((scene, id) => ({ tableName: id, ...ownKey(scene, id) })), calledByThem, 'both'),
  'own, called by an imported role of another account': kind(named, { ...inEurope, principal: importedRole }, 'table'),
  'own, with a customer key, called by an imported role of another account':
    kind(own((scene, id) => ({ tableName: id, ...ownKey(scene, id) })), { ...inEurope, principal: importedRole }, 'table'),
  'own, with a customer key, called by a principal that takes no policy':
    kind(own((scene, id) => ({ tableName: id, ...ownKey(scene, id) })), { ...inEurope, principal: arnPrincipal }, 'table'),
  'a Table': kind(others(({ stack }, id, keys) => ({ table: new dynamodb.Table(stack, id, { tableName: id, ...keys }) }))),
  'a Table with a customer key': kind(others((scene, id, keys) => {
    const encryptionKey = new kms.Key(scene.stack, `${id}Key`);
    const keyArn = (deployment: Deployment) => [deployment.text(scene.stack, encryptionKey.keyArn)];
    const table = new dynamodb.Table(scene.stack, id, { tableName: id, ...keys, encryptionKey });
    return { table, key: { named: keyArn, keys: keyArn, keyPolicy: (_: Deployment, arn: string) => delegating(arn) } };
  })),
  'a TableV2': kind(others(({ stack }, id, keys) => ({ table: new dynamodb.TableV2(stack, id, { tableName: id, ...keys }) }))),
  'a TableV2 with a customer key': kind(others((scene, id, keys) => {
    const { encryption, key } = ownKey(scene, id);
    return { table: new dynamodb.TableV2(scene.stack, id, { tableName: id, ...keys, encryption }), key };
  }), inEurope),
  'a replica of a TableV2': kind(others(({ stack }, id, keys) =>
    ({ table: new dynamodb.TableV2(stack, id, { tableName: id, ...keys, replicas }).replica(US), region: US })), inEurope),
  'a CfnTable': kind(others(({ stack }, id, { partitionKey, sortKey }) => ({
    table: new dynamodb.CfnTable(stack, id, {
      tableName: id,
      keySchema: [{ attributeName: partitionKey.name, keyType: 'HASH' }, ...(sortKey ? [{ attributeName: sortKey.name, keyType: 'RANGE' }] : [])],
    }),
  }))),
  'a table imported by aws-cdk-lib': kind(others(({ stack }, id) => ({ table: dynamodb.Table.fromTableName(stack, id, id) }))),
};

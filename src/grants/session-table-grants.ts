import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Annotations, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import {
  crossesAccounts, isIndexAction, isResourcePolicyAction, isTableAction, KEY_ACTIONS, reachesAllItems,
} from '../dynamodb/actions';
import { checkReplicaPoliciesLater } from '../dynamodb/replica-policies';
import { copiesOf } from '../dynamodb/table-copies';
import { foreignReference } from '../dynamodb/table-reference';
import { keyResource } from './internal/encryption-key';
import { grantOnResource, ignoresPolicies, validateRoleName } from './internal/grant';
import { validateKeyPrefix } from './internal/key-prefix';
import { granteeName, isAnyPrincipal, isOfAnotherAccount, outsiderOf } from './internal/principal';
import { sessionActions } from './internal/session-actions';
import { warnOfStore } from '../store/internal/store-warnings';
import { checkTable } from '../store/internal/table-requirements';
import { validateRenderedArn } from '../dynamodb/table-arn';
import { describeEnvironment } from '../validation/environments';
import { ValidationErrors, quoted } from '../validation/validation-errors';
import { SessionAccess } from './session-access';
import { SessionStore } from '../store/session-store';

/**
 * Least-privilege rights on a session table: exact actions on exact ARNs.
 *
 * A key that is known by its alias' name alone is `key/*`, limited to that alias.
 *
 * Every grant covers the table and its replicas, the indexes of the store where it has any, and the customer-managed
 * key where the table has one. `SessionTable` has these grants as `grants`; `fromTable` makes them for any other table.
 */
export class SessionTableGrants {
  /**
   * Grants for a table that somebody else defined, of any kind: `Table`, `TableV2`, `CfnTable` or imported.
   *
   * Its keys and time to live are the owner's business: they must be what the store needs, and where this app defines the
   * table, other keys are refused and another time to live is a warning. A customer-managed key is
   * covered where the construct tells it (`Table`, `TableV2` and imports with `encryptionKey`), and so are the replicas that a
   * `Table`, `TableV2` or `CfnGlobalTable` of this app has when this is called; one of them alone is `table.replica('us-east-1')`.
   *
   * @param table the table
   * @param sessionStore the session client, `SessionStore.phpSdk()` by default
   */
  public static fromTable(table: dynamodb.ITableRef, sessionStore: SessionStore = SessionStore._default): SessionTableGrants {
    const errors = new ValidationErrors();
    validateRenderedArn(errors, 'table', table.tableRef.tableArn);
    errors.throwIfAny(table);
    checkTable(table, 'table', table, sessionStore);
    warnOfStore(table, sessionStore);
    const encryptionKey = (table as Partial<dynamodb.ITable>).encryptionKey;
    const { regions, keyArns } = copiesOf(table);
    checkReplicaPoliciesLater(table, table);
    return new SessionTableGrants({ table, store: sessionStore, encryptionKey, replicaRegions: regions, replicaKeyArns: keyArns });
  }

  /**
   * @internal
   */
  public static _of(access: TableAccess): SessionTableGrants {
    return new SessionTableGrants(access);
  }

  /** The table's own ARN, then those of its replicas. */
  private readonly tableArns: string[];

  private constructor(private readonly access: TableAccess) {
    const { tableName, tableArn } = access.table.tableRef;
    this.tableArns = [tableArn, ...(access.replicaRegions ?? []).map((region) => Stack.of(access.table).formatArn({
      service: 'dynamodb', resource: 'table', resourceName: tableName, region,
    }))];
  }

  /**
   * Everything that the session client calls: requests, start-up and its own clean-up.
   *
   * For the default store exactly GetItem, UpdateItem, DeleteItem, Scan and BatchWriteItem; for another store what its
   * client really calls. On a table with a customer-managed key also, through DynamoDB only, kms:Decrypt,
   * kms:DescribeKey, kms:Encrypt, kms:GenerateDataKey, kms:GenerateDataKeyWithoutPlaintext, kms:ReEncryptFrom and
   * kms:ReEncryptTo.
   *
   * With `keyPrefix`, Scan is left out: it cannot be limited to a prefix. So the client's own clean-up no longer works,
   * although BatchWriteItem stays, limited as the other calls are; time to live cleans up.
   *
   * @param grantee who serves requests
   * @throws when the grantee is everybody or a role without a name of another account than the table, or when the key prefix is empty,
   * holds a wildcard or leaves nothing
   */
  public sessionAccess(grantee: iam.IGrantable, options: SessionGrantOptions = {}): iam.Grant {
    return this.grant(grantee, sessionActions(this.access.store), options);
  }

  /**
   * What serving requests takes, without the client's own clean-up. The tightest grant for a web server.
   *
   * For the default store exactly GetItem, UpdateItem and DeleteItem: whoever steals the role cannot list the sessions.
   * Expired items are deleted by DynamoDB's time to live. The customer-managed key is covered as in `sessionAccess`.
   *
   * @param grantee who serves requests
   * @throws when the grantee is everybody or a role without a name of another account than the table, or when the key prefix is empty,
   * holds a wildcard or leaves nothing
   */
  public requests(grantee: iam.IGrantable, options: SessionGrantOptions = {}): iam.Grant {
    return this.grant(grantee, sessionActions(this.access.store, SessionAccess.REQUESTS), options);
  }

  /**
   * What the client's own clean-up calls, for a scheduled job with a role of its own.
   *
   * For the default store exactly Scan and BatchWriteItem. The customer-managed key is covered as in `sessionAccess`.
   *
   * @param grantee who cleans up
   * @throws when the store has no clean-up of its own, or the grantee is everybody
   */
  public garbageCollection(grantee: iam.IGrantable): iam.Grant {
    const { store } = this.access;
    if (store.garbageCollectionActions.length === 0) {
      refuse(`\`garbageCollection\` needs a store with a clean-up of its own, got: ${quoted(store.clientName)}, which has none; ` +
        'remove the call or give the store `garbageCollectionActions`');
    }
    return this.grant(grantee, store.garbageCollectionActions, {});
  }

  private grant(grantee: iam.IGrantable, all: string[], options: SessionGrantOptions): iam.Grant {
    const errors = new ValidationErrors();
    if (isAnyPrincipal(grantee)) {
      errors.add("`grantee` must be a role or an account, got: everybody ('*'); name who serves requests");
    }
    const outsider = outsiderOf(grantee);
    if (outsider) {
      errors.add(`\`grantee\` must be a role, a user, a group or an account, got: ${outsider}, from which no call to DynamoDB comes; grant to the role that it takes`);
    }
    validateRoleName(errors, 'grantee', grantee, this.access.table);
    validateNameable(errors, grantee, this.access.table);
    const { keyPrefix } = options;
    validateKeyPrefix(errors, keyPrefix, this.access.store.clientName, all);
    errors.throwIfAny();
    const actions = keyPrefix === undefined ? all : all.filter((action) => !reachesAllItems(action));
    const onTable = keyPrefix === undefined
      ? [this.grantOnTable(grantee, actions), ...this.grantOnIndexes(grantee, actions)]
      : this.grantOnPrefix(grantee, actions, keyPrefix);
    const onKey = this.grantOnKey(grantee);
    this.warnWhenIneffective(grantee, actions, ineffectiveActions(actions, onTable, onKey));
    this.warnWhenNamed(grantee);
    return [...onTable, ...onKey].reduce((combined, grant) => combined.combine(grant));
  }

  private grantOnTable(grantee: iam.IGrantable, actions: string[], conditions?: Conditions): iam.Grant {
    const options = { grantee, actions, resourceArns: this.tableArns, conditions };
    return grantOnResource(this.access.table, options, actions.filter(isResourcePolicyAction));
  }

  /** Calls about the table without the condition, everything else under it, known or not. */
  private grantOnPrefix(grantee: iam.IGrantable, actions: string[], keyPrefix: string): iam.Grant[] {
    const unlimited = actions.filter(isTableAction);
    const limited = actions.filter((action) => !isTableAction(action));
    const conditions = {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${keyPrefix}*`] },
      // ForAllValues is true where a request has no keys at all
      'Null': { 'dynamodb:LeadingKeys': 'false' },
    };
    const grants = [this.grantOnTable(grantee, limited, conditions), ...this.grantOnIndexes(grantee, limited, conditions)];
    if (unlimited.length > 0) {
      grants.push(this.grantOnTable(grantee, unlimited));
    }
    return grants;
  }

  private grantOnIndexes(grantee: iam.IGrantable, actions: string[], conditions?: Conditions): iam.Grant[] {
    const indexActions = actions.filter(isIndexAction);
    const { store, grantIndexPermissions } = this.access;
    const indexes = grantIndexPermissions ?? true ? store.globalSecondaryIndexes : [];
    if (indexActions.length === 0 || indexes.length === 0) {
      return [];
    }
    const resourceArns = this.tableArns.flatMap((arn) => indexes.map((index) => `${arn}/index/${index.indexName}`));
    return [grantOnResource(this.access.table, { grantee, actions: indexActions, resourceArns, conditions })];
  }

  private grantOnKey(grantee: iam.IGrantable): iam.Grant[] {
    const { table, encryptionKey, replicaRegions = [], replicaKeyArns = [] } = this.access;
    if (!encryptionKey) {
      return [];
    }
    // the key may protect other things than sessions; the service's name ends so in China too
    const services = [table.env.region, ...replicaRegions].map((region) => `dynamodb.${region}.amazonaws.com`);
    const viaDynamoDb = { StringEquals: { 'kms:ViaService': services } };
    const { key, resourceArns, conditions } = keyResource(encryptionKey);
    const grant = (arns: string[], others?: Conditions) =>
      grantOnResource(key, { grantee, actions: KEY_ACTIONS, resourceArns: arns, conditions: { ...viaDynamoDb, ...others } });
    if (!conditions) {
      return [grant([...resourceArns, ...replicaKeyArns])];
    }
    // the keys of the replicas are known and need not have the alias
    return [grant(resourceArns, conditions), ...(replicaKeyArns.length > 0 ? [grant(replicaKeyArns)] : [])];
  }

  private warnWhenIneffective(grantee: iam.IGrantable, actions: string[], lost: string[]): void {
    const { table, encryptionKey, store } = this.access;
    const reason = ignoresPolicies(grantee, table);
    const withinAccount = isOfAnotherAccount(grantee, table) ? actions.filter((action) => !crossesAccounts(action)) : [];
    const needed = [...actions.filter((action) => !withinAccount.includes(action)), ...encryptionKey ? KEY_ACTIONS : []];
    if (reason) {
      this.warn(`the session grant does not reach ${granteeName(grantee)}, because ${reason}; allow ${needed.join(', ')} there`);
    } else if (lost.some((action) => !withinAccount.includes(action))) {
      const missing = lost.filter((action) => !withinAccount.includes(action));
      this.warn(`the session grant for ${granteeName(grantee)} lacks ${missing.join(', ')}, which no policy of this app can allow; ` +
        'allow them where the principal, the table or the key is defined');
    }
    if (withinAccount.length > 0) {
      this.warn(`the session grant for ${granteeName(grantee)} lacks ${withinAccount.join(', ')}, which '${store.clientName}' calls and DynamoDB denies to ` +
        "other accounts; let the application assume a role of the table's account");
    }
  }

  private warn(text: string): void {
    Annotations.of(this.access.table).addWarningV2('cdk-dynamodb-sessions:grantNotAdded', text);
  }

  private warnWhenNamed({ grantPrincipal }: iam.IGrantable): void {
    const { table } = this.access;
    const reference = Construct.isConstruct(grantPrincipal) ? foreignReference(grantPrincipal, table) : undefined;
    if (!reference) {
      return;
    }
    const where = reference.isCertain ? `another ${reference.from}` : `a stack that may be in another ${reference.from}`;
    Annotations.of(table).addWarningV2('cdk-dynamodb-sessions:tableGetsName',
      `a grant from ${where} makes aws-cdk-lib give the table a name, and a table that is deployed already is replaced by an empty one; ` +
      'then use it there with SessionTable.fromSessionTableArn, which refers to nothing; a table with a `tableName`, or a new one, is safe');
  }
}

/** Options of a session grant. */
export interface SessionGrantOptions {
  /**
   * Limit the grant to items whose partition key begins with this text, as a `dynamodb:LeadingKeys` condition.
   *
   * For applications that share a table: `PHPSESSID_`, `sess:`. A request that names another key is denied, a batch as a
   * whole if one of its keys is another. Calls that cannot be limited (Scan, exports, backups) are left out, and calls about
   * the table itself (DescribeTable) stay as they are. In an index the keys of the index must begin with the text.
   *
   * @default - all items
   */
  readonly keyPrefix?: string;
}

/** All that a grant must know about a table; here and not in `internal/`, so that no published declaration points there. */
interface TableAccess {
  readonly table: dynamodb.ITableRef;
  readonly store: SessionStore;
  readonly encryptionKey?: kms.IKey;
  /** Other regions that hold a copy of the table. */
  readonly replicaRegions?: string[];
  readonly replicaKeyArns?: string[];
  /** @default true */
  readonly grantIndexPermissions?: boolean;
}

type Conditions = iam.GrantOnPrincipalOptions['conditions'];

/** aws-cdk-lib would fail at synthesis, in words of its own. */
function validateNameable(errors: ValidationErrors, { grantPrincipal }: iam.IGrantable, table: dynamodb.ITableRef): void {
  if (Construct.isConstruct(grantPrincipal) && foreignReference(grantPrincipal, table)?.canBeNamed === false) {
    errors.add(`\`grantee\` must be in a stack with the same \`env\` as a table without a \`tableName\`, got: one in ${describeEnvironment(grantPrincipal)}, ` +
      `for a table in ${describeEnvironment(table)}; give both stacks the same \`env\``);
  }
}

/** What no policy of this app allows to the grantee: only the table's own and the key's are left where it takes none. */
function ineffectiveActions(actions: string[], onTable: iam.Grant[], onKey: iam.Grant[]): string[] {
  const isLost = ({ success }: iam.Grant) => !success;
  const takesPolicies = onTable.some(({ principalStatements }) => principalStatements.length > 0);
  const ofTable = onTable.some(isLost) ? actions : actions.filter((action) => !takesPolicies && !isResourcePolicyAction(action));
  return onKey.some(isLost) ? [...ofTable, ...KEY_ACTIONS] : ofTable;
}

function refuse(text: string): void {
  const errors = new ValidationErrors();
  errors.add(text);
  errors.throwIfAny();
}

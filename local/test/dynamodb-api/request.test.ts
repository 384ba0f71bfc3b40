import { TableBlueprint } from '../../src/blueprint/blueprint';
import { Call, parseRequest } from '../../src/dynamodb-api/request';

const ORIGIN = { region: 'eu-west-1', roleArn: 'arn:aws:iam::111122223333:role/Web' };
const SESSIONS_ARN = 'arn:aws:dynamodb:eu-west-1:111122223333:table/Sessions';
const SESSIONS: TableBlueprint = {
  path: 'Demo/Sessions',
  name: 'Sessions',
  arns: [SESSIONS_ARN, 'arn:aws:dynamodb:us-east-1:111122223333:table/Sessions'],
  createTable: {
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [{ IndexName: 'byUser', KeySchema: [{ AttributeName: 'user', KeyType: 'HASH' }] }],
  },
  resourcePolicy: [],
};

const parse = (operation: string, input: unknown, region = 'eu-west-1') =>
  parseRequest(operation, JSON.stringify(input), [SESSIONS], { ...ORIGIN, region });
const only = (operation: string, input: unknown): Call => {
  const { calls } = parse(operation, { TableName: 'Sessions', ...input as object });
  expect(calls).toHaveLength(1);
  return calls[0];
};
const contextOf = (operation: string, input: unknown) => only(operation, input).policyRequest.context;
const id = (value: string) => ({ id: { S: value } });

describe('the resource of a call', () => {
  test('is the ARN of the table in the caller\'s region', () => {
    expect(only('GetItem', { Key: id('a') })).toMatchObject({
      operation: 'GetItem', table: 'Sessions', policyRequest: { action: 'dynamodb:GetItem', resource: SESSIONS_ARN },
    });
    expect(parse('GetItem', { TableName: 'Sessions', Key: id('a') }, 'us-east-1').calls[0].policyRequest.resource).toBe(SESSIONS.arns[1]);
  });

  test('is in the caller\'s region where the table has none there, and the call says where it is', () => {
    expect(parse('Scan', { TableName: 'Sessions' }, 'ap-south-1').calls[0]).toMatchObject({
      policyRequest: { resource: 'arn:aws:dynamodb:ap-south-1:111122223333:table/Sessions' },
      misplaced: 'the client calls ap-south-1, the table is in eu-west-1 and us-east-1',
    });
    expect(parse('Scan', { TableName: 'Sessions' }).calls[0].misplaced).toBeUndefined();
  });

  test('is in the caller\'s account, and the call says where the table is', () => {
    const theirs = { ...SESSIONS, arns: ['arn:aws:dynamodb:eu-west-1:999988887777:table/Sessions'] };
    expect(parseRequest('Scan', '{"TableName":"Sessions"}', [theirs], ORIGIN).calls[0]).toMatchObject({
      policyRequest: { resource: SESSIONS_ARN }, misplaced: 'the client calls account 111122223333, the table is in 999988887777',
    });
  });

  test('is the table\'s own ARN where the assembly does not say its region', () => {
    const call = parseRequest('Scan', '{"TableName":"Sessions"}', [{ ...SESSIONS, regionIsAssumed: true }], { ...ORIGIN, region: 'mars-north-9' }).calls[0];
    expect([call.policyRequest.resource, call.misplaced]).toEqual([SESSIONS_ARN, undefined]);
  });

  test('is made up from region and account for an unknown table', () => {
    expect(parse('Scan', { TableName: 'Other' }).calls[0].policyRequest.resource)
      .toBe('arn:aws:dynamodb:eu-west-1:111122223333:table/Other');
  });

  test('is the ARN that the request itself gives, and the engine gets the name', () => {
    const { calls, body } = parse('GetItem', { TableName: SESSIONS.arns[1], Key: id('a') });
    expect(calls[0]).toMatchObject({ table: 'Sessions', policyRequest: { resource: SESSIONS.arns[1] } });
    expect(JSON.parse(body)).toEqual({ TableName: 'Sessions', Key: id('a') });
  });

  test('stays an ARN for the engine when the ARN is not of a known table', () => {
    const arn = 'arn:aws:dynamodb:eu-west-1:999988887777:table/Sessions';
    const { calls, body } = parse('GetItem', { TableName: arn, Key: id('a') });
    expect(calls[0].policyRequest.resource).toBe(arn);
    expect(JSON.parse(body).TableName).toBe(arn);
  });

  test.each(['Query', 'Scan'])('is the index for a %s of an index', (operation) => {
    expect(only(operation, { IndexName: 'byUser' })).toMatchObject({
      index: 'byUser', policyRequest: { resource: `${SESSIONS_ARN}/index/byUser` },
    });
  });

  test.each(['ListTables', 'DescribeLimits'])('is a star for %s', (operation) => {
    const { calls } = parse(operation, {});
    expect(calls).toMatchObject([{ operation, table: undefined, policyRequest: { action: `dynamodb:${operation}`, resource: '*' } }]);
  });

  test('is the ResourceArn of operations on tags', () => {
    expect(parse('ListTagsOfResource', { ResourceArn: SESSIONS_ARN }).calls[0]).toMatchObject({
      table: 'Sessions', policyRequest: { action: 'dynamodb:ListTagsOfResource', resource: SESSIONS_ARN },
    });
  });
});

describe('batches and transactions', () => {
  test('a batch read is one call for each table', () => {
    const { calls, body } = parse('BatchGetItem', {
      RequestItems: { [SESSIONS_ARN]: { Keys: [id('a'), id('b')] }, Other: { Keys: [id('c')] } },
    });
    expect(calls.map(({ operation, table }) => [operation, table])).toEqual([['BatchGetItem', 'Sessions'], ['BatchGetItem', 'Other']]);
    expect(calls[0].policyRequest.context.values['dynamodb:LeadingKeys']).toEqual(['a', 'b']);
    expect(Object.keys(JSON.parse(body).RequestItems)).toEqual(['Sessions', 'Other']);
  });

  test('a batch write carries the keys of its puts and deletes', () => {
    const { calls } = parse('BatchWriteItem', {
      RequestItems: { Sessions: [{ PutRequest: { Item: { ...id('a'), data: { S: 'x' } } } }, { DeleteRequest: { Key: id('b') } }] },
    });
    expect(calls[0].policyRequest.context.values).toMatchObject({
      'dynamodb:LeadingKeys': ['a', 'b'], 'dynamodb:Attributes': ['id', 'data'],
    });
  });

  test('a transaction is one call for each item, with the item\'s own action', () => {
    const { calls, body } = parse('TransactWriteItems', {
      TransactItems: [
        { Put: { TableName: 'Sessions', Item: id('a') } },
        { Update: { TableName: 'Sessions', Key: id('b'), UpdateExpression: 'SET x = :x' } },
        { Delete: { TableName: SESSIONS_ARN, Key: id('c') } },
        { ConditionCheck: { TableName: 'Other', Key: id('d'), ConditionExpression: 'attribute_exists(id)' } },
      ],
    });
    expect(calls.map(({ policyRequest }) => policyRequest.action))
      .toEqual(['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem']);
    expect(calls[1].policyRequest.context.values).toMatchObject({
      'dynamodb:LeadingKeys': ['b'], 'dynamodb:EnclosingOperation': ['TransactWriteItems'],
    });
    expect(JSON.parse(body).TransactItems[2].Delete.TableName).toBe('Sessions');
  });

  test('a transactional read is one GetItem for each item', () => {
    const { calls } = parse('TransactGetItems', { TransactItems: [{ Get: { TableName: 'Sessions', Key: id('a') } }] });
    expect(calls).toMatchObject([{ operation: 'GetItem', policyRequest: { action: 'dynamodb:GetItem' } }]);
  });
});

describe('leading keys', () => {
  const names = { ExpressionAttributeNames: { '#k': 'id' }, ExpressionAttributeValues: { ':k': { S: 'a' }, ':o': { S: 'b' } } };

  test.each([
    ['GetItem', { Key: id('a') }],
    ['DeleteItem', { Key: id('a') }],
    ['UpdateItem', { Key: id('a') }],
    ['PutItem', { Item: id('a') }],
    ['Query', { KeyConditions: { id: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'a' }] } } }],
    ['Query', { KeyConditionExpression: 'id = :k', ...names }],
    ['Query', { KeyConditionExpression: '(#k=:k) AND begins_with(sk, :o)', ...names }],
    ['Query', { KeyConditionExpression: 'sk > :o and :k = #k', ...names }],
  ])('of %s %j is the value of the partition key', (operation, input) => {
    expect(contextOf(operation, input).values['dynamodb:LeadingKeys']).toEqual(['a']);
  });

  test('of an index are those of the index\'s own partition key', () => {
    const input = { IndexName: 'byUser', KeyConditionExpression: '#u = :k', ...names, ExpressionAttributeNames: { '#u': 'user' } };
    expect(contextOf('Query', input).values['dynamodb:LeadingKeys']).toEqual(['a']);
  });

  test('of a number key are its digits', () => {
    expect(contextOf('GetItem', { Key: { id: { N: '7' } } }).values['dynamodb:LeadingKeys']).toEqual(['7']);
  });

  test('are absent from a Scan', () => {
    expect(contextOf('Scan', {}).values).not.toHaveProperty(['dynamodb:LeadingKeys']);
    expect(contextOf('Scan', {}).unreadable).toBeUndefined();
  });

  test.each([
    ['Query', { KeyConditionExpression: 'other = :k', ...names }],
    ['Query', { KeyConditionExpression: 'id = :k AND id = :o', ...names }],
    ['Query', { KeyConditions: { id: { ComparisonOperator: 'GT', AttributeValueList: [{ S: 'a' }] } } }],
    ['Query', { KeyConditionExpression: 'id = :k', KeyConditions: {}, ...names }],
    ['GetItem', { Key: { other: { S: 'a' } } }],
    ['GetItem', { TableName: 'Other', Key: id('a') }],
  ])('fails if %s %j hides them: they are not taken for absent', (operation, input) => {
    expect(contextOf(operation, input).unreadable).toHaveProperty(['dynamodb:LeadingKeys']);
  });
});

describe('other condition keys', () => {
  test('attributes are those that the request names at the top level', () => {
    const input = {
      Key: id('a'),
      UpdateExpression: 'SET #d.inner = :v, counter = if_not_exists(counter, :zero) + :one, list[0].x = :v REMOVE lock ADD visits :one',
      ConditionExpression: 'attribute_exists(seen) AND NOT (size(blob) > :v) OR expires BETWEEN :a AND :b',
      ExpressionAttributeNames: { '#d': 'data' },
    };
    expect([...contextOf('UpdateItem', input).values['dynamodb:Attributes']].sort())
      .toEqual(['blob', 'counter', 'data', 'expires', 'id', 'list', 'lock', 'seen', 'visits']);
  });

  test('attributes of the older parameters count as well', () => {
    const input = { AttributesToGet: ['data'], ScanFilter: { expires: {} } };
    expect(contextOf('Scan', input).values['dynamodb:Attributes']).toEqual(['expires', 'data']);
  });

  test.each([
    ['GetItem', {}, ['ALL_ATTRIBUTES']],
    ['GetItem', { ProjectionExpression: 'id' }, ['SPECIFIC_ATTRIBUTES']],
    ['Query', { IndexName: 'byUser' }, ['ALL_PROJECTED_ATTRIBUTES']],
    ['Scan', { Select: 'COUNT' }, ['COUNT']],
    ['PutItem', {}, undefined],
  ])('Select of %s %j is %j', (operation, input, select) => {
    expect(contextOf(operation, input).values['dynamodb:Select']).toEqual(select);
  });

  test('return values, region, role and transport are known', () => {
    expect(contextOf('PutItem', { ReturnValues: 'ALL_OLD', ReturnConsumedCapacity: 'TOTAL' }).values).toMatchObject({
      'dynamodb:ReturnValues': ['ALL_OLD'],
      'dynamodb:ReturnConsumedCapacity': ['TOTAL'],
      'aws:RequestedRegion': ['eu-west-1'],
      'aws:PrincipalArn': [ORIGIN.roleArn],
      'aws:SecureTransport': ['true'],
    });
  });
});

describe('requests that are no calls', () => {
  test.each([
    ['RestoreTableFromBackup', 'this kit cannot judge the operation RestoreTableFromBackup, so the call is refused'],
  ])('%s is not judged', (operation, reason) => {
    expect(parse(operation, { Statement: 'SELECT * FROM Sessions' }).calls[0].undecidable).toBe(reason);
  });

  test.each([
    ['GetItem', { Key: id('a') }],
    ['GetItem', { TableName: { S: 'Sessions' } }],
    ['BatchGetItem', {}],
    ['BatchGetItem', { RequestItems: { Sessions: {} } }],
    ['TransactWriteItems', { TransactItems: [] }],
    ['TransactWriteItems', { TransactItems: [{ Merge: { TableName: 'Sessions' } }] }],
    ['TagResource', {}],
  ])('fails if %s %j does not say what it is about', (operation, input) => {
    expect(() => parse(operation, input)).toThrow(expect.objectContaining({ name: 'ValidationException' }));
  });

  test.each(['', '[]', 'null', '{'])('fails if the body is %j', (body) => {
    expect(() => parseRequest('GetItem', body, [SESSIONS], ORIGIN)).toThrow(expect.objectContaining({ name: 'SerializationException' }));
  });
});

describe('a PartiQL statement', () => {
  test.each<[string, string, string]>([
    ['SELECT * FROM Sessions', 'PartiQLSelect', ''],
    ['select "a", \'FROM Other\' from "Sessions" where id = ?', 'PartiQLSelect', ''],
    ['SELECT * FROM "Sessions"."byUser" WHERE "user" = ?', 'PartiQLSelect', 'byUser'],
    ['EXISTS(SELECT * FROM "Sessions" WHERE id = ?)', 'PartiQLSelect', ''],
    ['INSERT INTO "Sessions" VALUE {\'id\': ?}', 'PartiQLInsert', ''],
    ['UPDATE Sessions SET v = 1 WHERE id = ?', 'PartiQLUpdate', ''],
    ['  DELETE\n FROM "Sessions" WHERE id = ?', 'PartiQLDelete', ''],
  ])('%s needs its own action on the table', (Statement, action, index) => {
    const resource = index === '' ? SESSIONS_ARN : `${SESSIONS_ARN}/index/${index}`;
    expect(parse('ExecuteStatement', { Statement }).calls).toMatchObject([{ table: 'Sessions', policyRequest: { action: `dynamodb:${action}`, resource } }]);
  });

  test('of a batch or a transaction is a call each', () => {
    const Statement = 'SELECT * FROM Sessions';
    expect(parse('BatchExecuteStatement', { Statements: [{ Statement }, { Statement }] }).calls).toHaveLength(2);
    expect(parse('ExecuteTransaction', { TransactStatements: [{ Statement }] }).calls).toHaveLength(1);
  });

  test('has conditions that nobody can read, and one without a table is not judged', () => {
    expect(parse('ExecuteStatement', { Statement: 'SELECT * FROM Sessions' }).calls[0].policyRequest.context.unreadable).toHaveProperty(['dynamodb:LeadingKeys']);
    expect(parse('ExecuteStatement', { Statement: 'MERGE' }).calls[0].undecidable).toMatch(/^this kit cannot judge a PartiQL statement/);
  });
});

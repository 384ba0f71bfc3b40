import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import { promisify } from 'node:util';
import { RoleBlueprint, ServiceBlueprint } from '../../src/blueprint/blueprint';
import { CredentialEndpoint, startCredentialEndpoint } from '../../src/credentials/credentials';
import { platformEnvironment } from '../../src/servers/platform-environment';
import { serverEnvironment } from '../../src/servers/server-environment';
import { createIdentity } from '../../src/servers/server-identity';
import { ServerKeys } from '../../src/servers/server-keys';
import { createServerName } from '../../src/servers/server-name';
import { ask, atTestEnd } from '../helpers/http';

const ROLE: RoleBlueprint = { name: 'Demo-WebRole', arn: 'arn:aws:iam::123456789012:role/Demo-WebRole', statements: [] };
const PLACEMENT = { region: 'eu-west-1', zone: 'eu-west-1b' };
const place = (compute: ServiceBlueprint['compute']) => ({ compute, region: 'eu-west-1', path: 'Demo/Web' });

async function start(compute: ServiceBlueprint['compute'], lifetimeMinutes?: number) {
  const keys = new ServerKeys(ROLE, lifetimeMinutes);
  const rotation = keys.rotationOf(createServerName(compute));
  const endpoint = await startCredentialEndpoint(compute, rotation, PLACEMENT);
  atTestEnd(() => endpoint.stop());
  return { identity: rotation.current, endpoint, keys };
}

/** What AWS SDK for JavaScript finds in a process of its own that has a server's environment. */
async function credentialsOfSdk(endpoint: CredentialEndpoint, person: NodeJS.ProcessEnv = {}) {
  const script = `
    const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
    new DynamoDBClient({}).config.credentials().then((found) => console.log(JSON.stringify(found)));
  `;
  const env = serverEnvironment({
    person: { ...process.env, ...person },
    service: { AWS_REGION: 'eu-west-1' },
    credentials: endpoint.environment,
    endpoint: 'http://127.0.0.1:1',
  });
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['-e', script], { env, cwd: __dirname });
  // where it warns of variables that contradict each other
  expect(stderr).not.toContain('credential-provider');
  return JSON.parse(stdout);
}

/** What the endpoint itself hands out. */
async function credentialsAt({ environment }: CredentialEndpoint): Promise<Record<string, string>> {
  if (environment.AWS_CONTAINER_CREDENTIALS_FULL_URI !== undefined) {
    return JSON.parse((await ask(environment.AWS_CONTAINER_CREDENTIALS_FULL_URI)).body);
  }
  const url = environment.AWS_EC2_METADATA_SERVICE_ENDPOINT;
  const token = (await ask(`${url}/latest/api/token`, { method: 'PUT', headers: { 'X-aws-ec2-metadata-token-ttl-seconds': '60' } })).body;
  const route = 'latest/meta-data/iam/security-credentials/Demo-WebRole';
  return JSON.parse((await ask(`${url}/${route}`, { headers: { 'X-aws-ec2-metadata-token': token } })).body);
}

describe('identities', () => {
  test('an instance is named as the cloud names it, and every one differently', () => {
    const names = Array.from({ length: 100 }, () => createServerName('ec2'));
    expect(new Set(names).size).toBe(100);
    names.forEach((name) => expect(name).toMatch(/^i-0[\da-f]{16}$/));
    expect(createServerName('fargate')).toMatch(/^[\da-f]{32}$/);
  });

  test('credentials are temporary ones and never the same twice', () => {
    const [one, other] = [createIdentity('i-1', ROLE), createIdentity('i-2', ROLE)];
    expect(one.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    for (const key of ['accessKeyId', 'secretAccessKey', 'sessionToken'] as const) {
      expect(one[key]).not.toBe(other[key]);
    }
  });
});

describe.each(['ec2', 'fargate'] as const)('the endpoint for %s', (compute) => {
  const person = {
    AWS_ACCESS_KEY_ID: 'AKIAPERSON', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token', AWS_EC2_METADATA_DISABLED: 'true',
  };

  test('gives AWS SDK for JavaScript the credentials of the server, whatever keys the person has', async () => {
    const { identity, endpoint } = await start(compute);
    const found = await credentialsOfSdk(endpoint, person);
    expect(found).toMatchObject({
      accessKeyId: identity.accessKeyId,
      secretAccessKey: identity.secretAccessKey,
      sessionToken: identity.sessionToken,
    });
    expect(Date.parse(found.expiration)).toBeGreaterThan(Date.now() + 3600 * 1000);
  });

  test.each([[60, 55], [4, 2]])('hands out new credentials of %d minutes after %d minutes, and the old ones keep their end', async (lifetime, renewal) => {
    const began = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(began);
    atTestEnd(() => clock.mockRestore());
    const { identity, endpoint, keys } = await start(compute, lifetime);
    const at = async (minutes: number) => {
      clock.mockReturnValue(began + minutes * 60_000);
      return credentialsAt(endpoint);
    };
    const first = await at(renewal - 0.1);
    const second = await at(renewal);
    expect(first.AccessKeyId).toBe(identity.accessKeyId);
    expect(second.AccessKeyId).not.toBe(first.AccessKeyId);
    expect(Date.parse(first.Expiration)).toBe(Math.floor((began + lifetime * 60_000) / 1000) * 1000);
    expect(Date.parse(second.Expiration)).toBe(Math.floor((began + (renewal + lifetime) * 60_000) / 1000) * 1000);
    for (const { AccessKeyId, Token, Expiration } of [first, second]) {
      expect(keys.identify(AccessKeyId)).toMatchObject({ server: identity.server, sessionToken: Token, expires: new Date(Expiration) });
    }
    keys.forget(identity.server);
    expect([first, second].map(({ AccessKeyId }) => keys.identify(AccessKeyId))).toEqual([undefined, undefined]);
  });

  test('is on the loopback address and gone after the stop', async () => {
    const { endpoint } = await start(compute);
    const urls = Object.values(endpoint.environment).filter((value) => value.startsWith('http'));
    urls.forEach((url) => expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+/));
    await endpoint.stop();
    await expect(ask(urls[0])).rejects.toThrow('ECONNREFUSED');
  });
});

const METADATA = ['ami-id', 'ami-launch-index', 'hostname', 'iam/', 'instance-id', 'instance-life-cycle', 'instance-type', 'local-hostname', 'local-ipv4',
  'mac', 'network/', 'placement/', 'profile', 'reservation-id', 'security-groups', 'services/'].join('\n');

describe('instance metadata', () => {
  async function startMetadata() {
    const { identity, endpoint } = await start('ec2');
    const url = endpoint.environment.AWS_EC2_METADATA_SERVICE_ENDPOINT;
    const askToken = (headers: Record<string, string>, method = 'PUT') => ask(`${url}/latest/api/token`, { method, headers });
    const token = async (seconds = 60) =>
      (await askToken({ 'X-aws-ec2-metadata-token-ttl-seconds': `${seconds}` })).body;
    const get = (route: string, value: string) => ask(`${url}/latest/${route}`, { headers: { 'X-aws-ec2-metadata-token': value } });
    return { identity, url, askToken, token, get };
  }

  test('tells an instance who and where it is', async () => {
    const { identity, token, get } = await startMetadata();
    const value = await token();
    const read = async (route: string) => (await get(route, value)).body;
    expect(await read('meta-data/instance-id')).toBe(identity.server);
    expect(await read('meta-data/placement/region')).toBe('eu-west-1');
    expect(await read('meta-data/placement/availability-zone')).toBe('eu-west-1b');
    expect(await read('meta-data/iam/security-credentials/')).toBe('Demo-WebRole');
    expect(JSON.parse(await read('meta-data/iam/info')).InstanceProfileArn).toBe('arn:aws:iam::123456789012:instance-profile/Demo-WebRole');
    expect(JSON.parse(await read('dynamic/instance-identity/document'))).toMatchObject({
      instanceId: identity.server, region: 'eu-west-1', availabilityZone: 'eu-west-1b', accountId: '123456789012',
    });
    expect(JSON.parse(await read('meta-data/iam/security-credentials/Demo-WebRole'))).toMatchObject({
      Code: 'Success', Type: 'AWS-HMAC', AccessKeyId: identity.accessKeyId, Token: identity.sessionToken,
      Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
  });

  test.each<[string, string]>([
    ['', 'dynamic/\nmeta-data/'],
    ['meta-data/', METADATA],
    ['meta-data', METADATA],
    ['meta-data/iam/', 'info\nsecurity-credentials/'],
    ['meta-data/iam/security-credentials/', 'Demo-WebRole'],
    // the path that botocore asks for its region
    ['meta-data/placement/availability-zone/', 'eu-west-1b'],
    ['meta-data/placement/availability-zone-id', 'euw1-az2'],
    ['meta-data/services/domain', 'amazonaws.com'],
    ['meta-data/services/partition', 'aws'],
    ['meta-data/local-ipv4', '127.0.0.1'],
    ['meta-data/local-hostname', 'ip-127-0-0-1.eu-west-1.compute.internal'],
  ])('answers /latest/%s', async (route, text) => {
    const { token, get } = await startMetadata();
    expect(await get(route, await token())).toMatchObject({ status: 200, body: text });
  });

  test('every path that a listing names can be followed', async () => {
    const { token, get } = await startMetadata();
    const value = await token();
    const walk = async (folder: string): Promise<string[]> => {
      const { status, body } = await get(folder, value);
      expect({ folder, status }).toEqual({ folder, status: 200 });
      const names = folder === '' || folder.endsWith('/') ? body.split('\n') : [];
      return [folder, ...(await Promise.all(names.map((name) => walk(folder + name)))).flat()];
    };
    expect((await walk('')).filter((name) => !name.endsWith('/'))).toEqual(expect.arrayContaining([
      'meta-data/instance-id', 'meta-data/network/interfaces/macs/02:00:00:00:00:01/local-ipv4s', 'dynamic/instance-identity/document',
    ]));
  });

  test.each<Record<string, string>>([{ Host: 'attacker.example' }, { Origin: 'https://attacker.example' }])('gives no session token to %j', async (headers) => {
    const { askToken } = await startMetadata();
    expect((await askToken({ 'X-aws-ec2-metadata-token-ttl-seconds': '60', ...headers }, 'PUT')).status).toBe(403);
  });

  test.each(['meta-data/tags/instance', 'meta-data/iam/security-credentials/Other', 'user-data'])('has nothing at %s', async (route) => {
    const { token, get } = await startMetadata();
    expect((await get(route, await token())).status).toBe(404);
  });

  test('tells nothing without a session token, as version 1 would', async () => {
    const { url, get } = await startMetadata();
    expect((await ask(`${url}/latest/meta-data/iam/security-credentials/Demo-WebRole`)).status).toBe(401);
    expect((await get('meta-data/instance-id', 'invented')).status).toBe(401);
  });

  test('a session token ends with the time that was asked for', async () => {
    const { token, get } = await startMetadata();
    const [short, long] = [await token(1), await token(21600)];
    const later = Date.now() + 1500;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => later);
    atTestEnd(() => clock.mockRestore());
    expect((await get('meta-data/instance-id', short)).status).toBe(401);
    expect((await get('meta-data/instance-id', long)).status).toBe(200);
  });

  test.each([
    [{}, 'PUT', 400],
    [{ 'X-aws-ec2-metadata-token-ttl-seconds': '0' }, 'PUT', 400],
    [{ 'X-aws-ec2-metadata-token-ttl-seconds': '21601' }, 'PUT', 400],
    [{ 'X-aws-ec2-metadata-token-ttl-seconds': 'soon' }, 'PUT', 400],
    [{ 'X-aws-ec2-metadata-token-ttl-seconds': '60' }, 'GET', 405],
    [{ 'X-aws-ec2-metadata-token-ttl-seconds': '60', 'X-Forwarded-For': '203.0.113.7' }, 'PUT', 403],
  ])('fails when a session token is asked for with %j by %s', async (headers, method, status) => {
    const { askToken } = await startMetadata();
    expect((await askToken(headers as unknown as Record<string, string>, method)).status).toBe(status);
  });
});

describe('container endpoint', () => {
  test('tells a task who and where it is', async () => {
    const { identity, endpoint } = await start('fargate');
    const url = endpoint.environment.ECS_CONTAINER_METADATA_URI_V4;
    expect(JSON.parse((await ask(`${url}/task`)).body)).toMatchObject({
      TaskARN: `arn:aws:ecs:eu-west-1:123456789012:task/local/${identity.server}`, AvailabilityZone: 'eu-west-1b', LaunchType: 'FARGATE',
    });
    expect(JSON.parse((await ask(url)).body)).toMatchObject({
      KnownStatus: 'RUNNING', Image: 'local', Networks: [{ IPv4Addresses: ['127.0.0.1'] }],
      ContainerARN: `arn:aws:ecs:eu-west-1:123456789012:container/local/${identity.server}`,
    });
    expect(JSON.parse((await ask(`${url}/task/stats`)).body)).toHaveProperty([`${identity.server}-1`]);
    expect((await ask(endpoint.environment.ECS_CONTAINER_METADATA_URI)).status).toBe(200);
    expect((await ask(url, { headers: { host: 'attacker.example' } })).status).toBe(403);
  });

  test('keeps the credentials at a path that nobody can guess, without a token, as a task of Fargate has them', async () => {
    const { endpoint } = await start('fargate');
    const { pathname } = new URL(endpoint.environment.AWS_CONTAINER_CREDENTIALS_FULL_URI);
    expect(pathname).toMatch(/^\/v2\/credentials\/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(Object.keys(endpoint.environment).filter((name) => name.includes('TOKEN'))).toEqual([]);
  });

  test.each(['/credentials', '/v2/credentials', '/v2/credentials/', '/v2/credentials/00000000-0000-4000-8000-000000000000', '/'])(
    'fails when the credentials are looked for at %p', async (route) => {
      const { endpoint } = await start('fargate');
      const answer = await ask(new URL(route, endpoint.environment.AWS_CONTAINER_CREDENTIALS_FULL_URI).href);
      expect(answer.status).toBe(404);
      expect(answer.body).not.toContain('ASIA');
    });

  test('fails when the path is that of another server', async () => {
    const [one, other] = (await Promise.all([start('fargate'), start('fargate')]))
      .map(({ endpoint }) => new URL(endpoint.environment.AWS_CONTAINER_CREDENTIALS_FULL_URI));
    expect((await ask(new URL(other.pathname, one).href)).status).toBe(404);
  });
});

describe('environment of a server', () => {
  const base = { person: {}, service: {}, credentials: {}, endpoint: 'http://127.0.0.1:4567' };

  test('has nothing of the person\'s AWS configuration', () => {
    const person = Object.fromEntries([
      'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_WEB_IDENTITY_TOKEN_FILE',
      'AWS_ROLE_ARN', 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_CONTAINER_AUTHORIZATION_TOKEN',
      'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', 'AWS_EC2_METADATA_DISABLED', 'AWS_ENDPOINT_URL', 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
      'Aws_Profile', 'SERVER_NAME_TAG', 'PATH', 'HOME',
    ].map((name) => [name, 'mine']));
    const environment = serverEnvironment({ ...base, person });
    expect(Object.keys(environment).filter((name) => environment[name] === 'mine')).toEqual(['PATH', 'HOME']);
    expect(fs.existsSync(environment.AWS_SHARED_CREDENTIALS_FILE)).toBe(false);
    expect(fs.existsSync(environment.AWS_CONFIG_FILE)).toBe(false);
  });

  test('names files that no other server has, so that no cache takes one server for another at the same port', () => {
    const names = Array.from({ length: 100 }, () => serverEnvironment(base).AWS_SHARED_CREDENTIALS_FILE);
    expect(new Set(names).size).toBe(100);
  });

  test('holds what the service says, the table\'s address and the person\'s last word', () => {
    const environment = serverEnvironment({
      ...base,
      person: { SESSION_DRIVER: 'file', LANG: 'C' },
      service: { SESSION_DRIVER: 'dynamodb', AWS_REGION: 'eu-west-1' },
      overrides: { LANG: 'de' },
      serverName: 'task',
    });
    expect(environment).toMatchObject({
      SESSION_DRIVER: 'dynamodb',
      AWS_REGION: 'eu-west-1',
      DYNAMODB_ENDPOINT_URL: 'http://127.0.0.1:4567',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:4567',
      SERVER_NAME_TAG: 'task',
      LANG: 'de',
    });
  });

  test('a task on Fargate has its region in both variables, an instance in none', () => {
    expect(platformEnvironment(place('fargate')))
      .toEqual({ AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE', AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-1' });
    expect(platformEnvironment(place('ecs-on-ec2'))).toEqual({ AWS_EXECUTION_ENV: 'AWS_ECS_EC2' });
    expect(platformEnvironment(place('ec2'))).toEqual({});
  });

  test('what the service says is stronger than what the compute gives', () => {
    const platform = platformEnvironment(place('fargate'));
    expect(serverEnvironment({ person: { AWS_REGION: 'mine' }, platform, service: { AWS_REGION: 'us-east-1' }, credentials: {}, endpoint: '' }))
      .toMatchObject({ AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'eu-west-1' });
  });

  test('keeps a proxy away from this computer', () => {
    expect(serverEnvironment(base)).not.toHaveProperty('NO_PROXY');
    expect(serverEnvironment({ ...base, person: { http_proxy: 'http://proxy.example' } })).toMatchObject({
      NO_PROXY: '127.0.0.1,localhost', no_proxy: '127.0.0.1,localhost',
    });
    expect(serverEnvironment({ ...base, person: { HTTPS_PROXY: 'http://proxy.example', NO_PROXY: 'intranet' } })).toMatchObject({
      NO_PROXY: 'intranet,127.0.0.1,localhost',
    });
  });
});

import { randomUUID } from 'node:crypto';
import * as http from 'node:http';
import { accountOf } from '../foundation/arn';
import { isForLoopback } from '../foundation/loopback';
import { isSameSecret } from '../foundation/secret';
import { Identity } from '../iam/identity';
import { isoSeconds, Placement } from './metadata-values';

/**
 * Variables that a task of Fargate has, with whole addresses, since SDKs know only one host for a relative one.
 *
 * As there, the path is the secret and no token goes with it: clients differ in whether they take a token from a variable,
 * from a file or from both, and the SDK for JavaScript prints two warnings for each client where both are set.
 */
export function containerEnvironment(url: string) {
  return {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/v2/credentials/${randomUUID()}`,
    ECS_CONTAINER_METADATA_URI: `${url}/v3/container`,
    ECS_CONTAINER_METADATA_URI_V4: `${url}/v4/container`,
  };
}

interface ContainerRequest {
  readonly request: http.IncomingMessage;
  readonly response: http.ServerResponse;
  readonly identity: Identity;
  readonly placement: Placement;
  /** Where the credentials are. */
  readonly credentialsPath: string;
}

/** Answers as the endpoints of a Fargate task do: credentials to who knows their path, metadata to everybody in the task. */
export function answerContainer({ request, response, identity, placement, credentialsPath }: ContainerRequest): void {
  if (!isForLoopback(request)) {
    sendJson(response, 403, { Code: 'Forbidden', Message: 'this endpoint answers to the names of this computer alone' });
  } else if (request.method !== 'GET') {
    sendJson(response, 405, { Code: 'MethodNotAllowed', Message: `expected GET, got ${request.method}` });
  } else if (isSameSecret(request.url ?? '', credentialsPath)) {
    sendJson(response, 200, credentialsOf(identity));
  } else {
    const document = documents(identity, placement)[(request.url ?? '').replace(/^\/v[34]\/container/, '').replace(/\/$/, '')];
    if (document !== undefined && /^\/v[34]\/container/.test(request.url ?? '')) {
      sendJson(response, 200, document);
      return;
    }
    sendJson(response, 404, { Code: 'NotFound', Message: `nothing at ${request.url}` });
  }
}

function credentialsOf(identity: Identity) {
  return {
    RoleArn: identity.role.arn,
    AccessKeyId: identity.accessKeyId,
    SecretAccessKey: identity.secretAccessKey,
    Token: identity.sessionToken,
    Expiration: identity.expires && isoSeconds(identity.expires.getTime()),
  };
}

/** What versions 3 and 4 of the endpoint answer, by the path behind the variable's address. */
function documents(identity: Identity, placement: Placement): Record<string, object | undefined> {
  const id = `${identity.server}-1`;
  const statistics = { read: new Date().toISOString(), num_procs: 0, cpu_stats: {}, memory_stats: {}, networks: {} };
  return {
    '': container(identity, placement),
    '/task': task(identity, placement),
    '/stats': statistics,
    '/task/stats': { [id]: statistics },
  };
}

function container(identity: Identity, placement: Placement) {
  return {
    DockerId: `${identity.server}-1`,
    Name: 'web',
    DockerName: 'ecs-local-1-web',
    Image: 'local',
    ImageID: `sha256:${'0'.repeat(64)}`,
    ContainerARN: taskArn(identity, placement).replace(':task/', ':container/'),
    Limits: { CPU: 2 },
    Networks: [{ NetworkMode: 'awsvpc', IPv4Addresses: ['127.0.0.1'] }],
    DesiredStatus: 'RUNNING',
    KnownStatus: 'RUNNING',
    Type: 'NORMAL',
    Labels: {
      'com.amazonaws.ecs.cluster': 'local',
      'com.amazonaws.ecs.container-name': 'web',
      'com.amazonaws.ecs.task-arn': taskArn(identity, placement),
      'com.amazonaws.ecs.task-definition-family': 'local',
      'com.amazonaws.ecs.task-definition-version': '1',
    },
  };
}

function task(identity: Identity, placement: Placement) {
  return {
    Cluster: 'local',
    TaskARN: taskArn(identity, placement),
    Family: 'local',
    Revision: '1',
    DesiredStatus: 'RUNNING',
    KnownStatus: 'RUNNING',
    LaunchType: 'FARGATE',
    AvailabilityZone: placement.zone,
    Containers: [container(identity, placement)],
  };
}

function taskArn(identity: Identity, placement: Placement): string {
  return `arn:${identity.role.arn.split(':')[1]}:ecs:${placement.region}:${accountOf(identity.role.arn)}:task/local/${identity.server}`;
}

function sendJson(response: http.ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

import { randomBytes, timingSafeEqual } from 'node:crypto';
import * as http from 'node:http';
import { Identity } from './identity';
import { accountOf, expirationTime, Placement } from './metadata-values';

/** Variables that a task of Fargate has. */
export function containerEnvironment(url: string) {
  return {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/credentials`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: randomBytes(32).toString('hex'),
    ECS_CONTAINER_METADATA_URI_V4: `${url}/v4/container`,
  };
}

interface ContainerRequest {
  readonly request: http.IncomingMessage;
  readonly response: http.ServerResponse;
  readonly identity: Identity;
  readonly placement: Placement;
  readonly token: string;
}

/** Answers as the endpoints of a Fargate task do: credentials for the token alone, metadata for everybody in the task. */
export function answerContainer({ request, response, identity, placement, token }: ContainerRequest): void {
  if (request.method !== 'GET') {
    send(response, 405, { Code: 'MethodNotAllowed', Message: `expected GET, got ${request.method}` });
  } else if (request.url === '/credentials') {
    if (isToken(request.headers.authorization, token)) {
      send(response, 200, credentialsOf(identity));
    } else {
      const message = 'the Authorization header must hold the value of AWS_CONTAINER_AUTHORIZATION_TOKEN';
      send(response, 401, { Code: 'AccessDenied', Message: message });
    }
  } else if (request.url === '/v4/container/task') {
    send(response, 200, task(identity, placement));
  } else if (request.url === '/v4/container') {
    send(response, 200, container(identity, placement));
  } else {
    send(response, 404, { Code: 'NotFound', Message: `nothing at ${request.url}` });
  }
}

function credentialsOf(identity: Identity) {
  return {
    RoleArn: identity.role.arn,
    AccessKeyId: identity.accessKeyId,
    SecretAccessKey: identity.secretAccessKey,
    Token: identity.sessionToken,
    Expiration: expirationTime(),
  };
}

function container(identity: Identity, placement: Placement) {
  return {
    DockerId: `${identity.server}-1`,
    Name: 'web',
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
  return `arn:aws:ecs:${placement.region}:${accountOf(identity.role.arn)}:task/local/${identity.server}`;
}

function isToken(received: string | undefined, token: string): boolean {
  const bytes = Buffer.from(received ?? '');
  return bytes.length === Buffer.byteLength(token) && timingSafeEqual(bytes, Buffer.from(token));
}

function send(response: http.ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

import { randomBytes } from 'node:crypto';
import * as http from 'node:http';
import { accountOf } from '../foundation/arn';
import { Identity } from '../iam/identity';
import { expirationTime, isoSeconds, Placement } from './metadata-values';

const LONGEST_TOKEN_SECONDS = 21600;
const ROLE_PATH = '/latest/meta-data/iam/security-credentials/';

/** The instance metadata service of one instance, version 2 only: nothing is told without a session token. */
export class InstanceMetadata {
  private readonly started = isoSeconds(Date.now());
  /** Session tokens and the time at which each ends. */
  private readonly tokens = new Map<string, number>();

  constructor(private readonly identity: Identity, private readonly placement: Placement) {}

  public answer(request: http.IncomingMessage, response: http.ServerResponse): void {
    const path = (request.url ?? '').split('?')[0];
    if (path === '/latest/api/token') {
      this.answerToken(request, response);
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405).end();
    } else if (!this.isValid(request.headers['x-aws-ec2-metadata-token'])) {
      sendText(response, 401, 'instance metadata version 2 only: ask PUT /latest/api/token first\n');
    } else {
      const value = this.metadata().get(path);
      sendText(response, value === undefined ? 404 : 200, value ?? `nothing at ${path}\n`);
    }
  }

  private answerToken(request: http.IncomingMessage, response: http.ServerResponse): void {
    const seconds = Number(request.headers['x-aws-ec2-metadata-token-ttl-seconds']);
    if (request.method !== 'PUT') {
      response.writeHead(405, { Allow: 'OPTIONS, PUT' }).end();
    } else if (request.headers['x-forwarded-for'] !== undefined) {
      // as in the cloud: an open proxy must not reach the credentials
      sendText(response, 403, 'no session token for a forwarded request\n');
    } else if (!Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_TOKEN_SECONDS) {
      sendText(response, 400, `X-aws-ec2-metadata-token-ttl-seconds must be between 1 and ${LONGEST_TOKEN_SECONDS}\n`);
    } else {
      const token = randomBytes(40).toString('base64');
      this.forgetExpired();
      this.tokens.set(token, Date.now() + seconds * 1000);
      response.setHeader('X-Aws-Ec2-Metadata-Token-Ttl-Seconds', `${seconds}`);
      sendText(response, 200, token);
    }
  }

  private isValid(token: string | string[] | undefined): boolean {
    return typeof token === 'string' && (this.tokens.get(token) ?? 0) > Date.now();
  }

  private forgetExpired(): void {
    for (const [token, end] of this.tokens) {
      if (end <= Date.now()) {
        this.tokens.delete(token);
      }
    }
  }

  private metadata(): Map<string, string> {
    const { server, role } = this.identity;
    const { region, zone } = this.placement;
    return new Map([
      ['/latest/meta-data/instance-id', server],
      ['/latest/meta-data/placement/region', region],
      ['/latest/meta-data/placement/availability-zone', zone],
      ['/latest/meta-data/iam/info', this.profile()],
      [ROLE_PATH.slice(0, -1), role.name],
      [ROLE_PATH, role.name],
      [ROLE_PATH + role.name, this.credentials()],
      ['/latest/dynamic/instance-identity/document', this.document()],
    ]);
  }

  private credentials(): string {
    return json({
      Code: 'Success',
      LastUpdated: this.started,
      Type: 'AWS-HMAC',
      AccessKeyId: this.identity.accessKeyId,
      SecretAccessKey: this.identity.secretAccessKey,
      Token: this.identity.sessionToken,
      Expiration: expirationTime(),
    });
  }

  private profile(): string {
    const { arn, name } = this.identity.role;
    return json({
      Code: 'Success',
      LastUpdated: this.started,
      InstanceProfileArn: `arn:aws:iam::${accountOf(arn)}:instance-profile/${name}`,
      InstanceProfileId: 'AIPALOCALLOCALLOCAL22',
    });
  }

  private document(): string {
    return json({
      accountId: accountOf(this.identity.role.arn),
      architecture: process.arch === 'arm64' ? 'arm64' : 'x86_64',
      availabilityZone: this.placement.zone,
      imageId: 'ami-00000000000000000',
      instanceId: this.identity.server,
      instanceType: 'local',
      pendingTime: this.started,
      privateIp: '127.0.0.1',
      region: this.placement.region,
      version: '2017-09-30',
    });
  }
}

function json(value: object): string {
  return JSON.stringify(value, undefined, 2);
}

function sendText(response: http.ServerResponse, status: number, body: string): void {
  const contentType = body.startsWith('{') ? 'application/json' : 'text/plain';
  response.writeHead(status, { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(body) }).end(body);
}

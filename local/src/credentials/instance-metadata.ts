import { randomBytes } from 'node:crypto';
import * as http from 'node:http';
import { accountOf } from '../foundation/arn';
import { isForLoopback } from '../foundation/loopback';
import { Identity } from '../iam/identity';
import { isoSeconds, Placement } from './metadata-values';
import { Rotation } from './rotation';

const LONGEST_TOKEN_SECONDS = 21600;
const MAC = '02:00:00:00:00:01';
const IMAGE = 'ami-00000000000000000';

/** The instance metadata service of one instance, version 2 only: nothing is told without a session token. */
export class InstanceMetadata {
  private readonly started = isoSeconds(Date.now());
  /** Session tokens and the time at which each ends. */
  private readonly tokens = new Map<string, number>();

  constructor(private readonly rotation: Pick<Rotation, 'current'>, private readonly placement: Placement) {}

  private get identity(): Identity {
    return this.rotation.current;
  }

  public answer(request: http.IncomingMessage, response: http.ServerResponse): void {
    const path = (request.url ?? '').split('?')[0];
    if (!isForLoopback(request)) {
      sendText(response, 403, 'instance metadata answers to the names of this computer alone\n');
    } else if (path === '/latest/api/token') {
      this.answerToken(request, response);
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405).end();
    } else if (!this.isValid(request.headers['x-aws-ec2-metadata-token'])) {
      sendText(response, 401, 'instance metadata version 2 only: ask PUT /latest/api/token first\n');
    } else {
      const value = this.find(path);
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

  /** A value, with or without a slash at its end, or the names of what is in a folder. */
  private find(path: string): string | undefined {
    const values = this.metadata();
    const name = path.replace(/\/+$/, '');
    return values.get(name) ?? listing([...values.keys()], `${name}/`);
  }

  private metadata(): Map<string, string> {
    const { server, role } = this.identity;
    const { region, zone } = this.placement;
    const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
    const hostname = `ip-127-0-0-1.${region === 'us-east-1' ? 'ec2' : `${region}.compute`}.internal`;
    const values = {
      'ami-id': IMAGE,
      'ami-launch-index': '0',
      'hostname': hostname,
      'iam/info': this.profile(),
      [`iam/security-credentials/${role.name}`]: this.credentials(),
      'instance-id': server,
      'instance-life-cycle': 'on-demand',
      'instance-type': 'local',
      'local-hostname': hostname,
      'local-ipv4': '127.0.0.1',
      'mac': MAC,
      [`network/interfaces/macs/${MAC}/device-number`]: '0',
      [`network/interfaces/macs/${MAC}/local-ipv4s`]: '127.0.0.1',
      [`network/interfaces/macs/${MAC}/mac`]: MAC,
      [`network/interfaces/macs/${MAC}/owner-id`]: accountOf(role.arn),
      'placement/availability-zone': zone,
      'placement/availability-zone-id': `${zoneIdPrefix(region)}-az${zone.charCodeAt(zone.length - 1) - 96}`,
      'placement/region': region,
      'profile': 'default-hvm',
      'reservation-id': 'r-00000000000000000',
      'security-groups': 'local',
      'services/domain': domain,
      'services/partition': partitionOf(role.arn),
    };
    return new Map([
      ...Object.entries(values).map(([name, value]): [string, string] => [`/latest/meta-data/${name}`, value]),
      ['/latest/dynamic/instance-identity/document', this.document()],
    ]);
  }

  private credentials(): string {
    const identity = this.identity;
    return json({
      Code: 'Success',
      LastUpdated: this.started,
      Type: 'AWS-HMAC',
      AccessKeyId: identity.accessKeyId,
      SecretAccessKey: identity.secretAccessKey,
      Token: identity.sessionToken,
      Expiration: identity.expires && isoSeconds(identity.expires.getTime()),
    });
  }

  private profile(): string {
    const { arn, name } = this.identity.role;
    return json({
      Code: 'Success',
      LastUpdated: this.started,
      InstanceProfileArn: `arn:${partitionOf(arn)}:iam::${accountOf(arn)}:instance-profile/${name}`,
      InstanceProfileId: 'AIPALOCALLOCALLOCAL22',
    });
  }

  private document(): string {
    return json({
      accountId: accountOf(this.identity.role.arn),
      architecture: process.arch === 'arm64' ? 'arm64' : 'x86_64',
      availabilityZone: this.placement.zone,
      imageId: IMAGE,
      instanceId: this.identity.server,
      instanceType: 'local',
      pendingTime: this.started,
      privateIp: '127.0.0.1',
      region: this.placement.region,
      version: '2017-09-30',
    });
  }
}

/** What the service answers for a folder: its names, one a line, those of folders with a slash. */
function listing(paths: readonly string[], folder: string): string | undefined {
  const names = paths.filter((each) => each.startsWith(folder)).map((each) => {
    const [name, ...rest] = each.slice(folder.length).split('/');
    return rest.length === 0 ? name : `${name}/`;
  });
  // a single role is named without a slash: SDKs put the name into the next path
  return names.length === 0 ? undefined : [...new Set(names)].sort().join('\n');
}

/** `euw1` of `eu-west-1`. */
function zoneIdPrefix(region: string): string {
  const [area, direction = '', number = ''] = region.split('-');
  return area + direction.replace(/(north|south|east|west|central)/g, (word) => word[0]) + number;
}

function partitionOf(arn: string): string {
  return arn.split(':')[1];
}

function json(value: object): string {
  return JSON.stringify(value, undefined, 2);
}

function sendText(response: http.ServerResponse, status: number, body: string): void {
  const contentType = body.startsWith('{') ? 'application/json' : 'text/plain';
  response.writeHead(status, { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(body) }).end(body);
}

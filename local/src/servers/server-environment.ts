import { randomBytes } from 'node:crypto';
import * as os from 'node:os';
import * as path from 'node:path';

interface ServerEnvironmentOptions {
  /** The environment of the person who runs the kit. */
  readonly person: NodeJS.ProcessEnv;
  /** What the kind of compute gives to every process. */
  readonly platform?: Readonly<Record<string, string>>;
  /** What the synthesized service tells its processes. */
  readonly service: Readonly<Record<string, string>>;
  /** How the server finds its credentials. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly endpoint: string;
  /** Set where nothing else tells the server its name. */
  readonly serverName?: string;
  /** The person's own last word. */
  readonly overrides?: Readonly<Record<string, string>>;
}

/** The environment of one server: the person's, without anything of AWS in it, and then what the cloud would give. */
export function serverEnvironment(options: ServerEnvironmentOptions): Record<string, string> {
  const missing = path.join(os.tmpdir(), `no-aws-configuration-${randomBytes(8).toString('hex')}`);
  const { person } = options;
  return {
    ...withoutAws(person),
    ...noProxy(person),
    // a server in the cloud has no such files, and the person's keys must be out of reach; no two servers ever have the same names,
    // so that a cache which counts them into its keys never gives a server the credentials of an earlier one
    AWS_SHARED_CREDENTIALS_FILE: path.join(missing, 'credentials'),
    AWS_CONFIG_FILE: path.join(missing, 'config'),
    ...options.platform,
    ...options.service,
    DYNAMODB_ENDPOINT_URL: options.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: options.endpoint,
    ...(options.serverName === undefined ? {} : { SERVER_NAME_TAG: options.serverName }),
    ...options.credentials,
    ...options.overrides,
  };
}

/** Writes the server's port where the values say `{port}`. */
export function withPort(values: Readonly<Record<string, string>>, port: number): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.replaceAll('{port}', `${port}`)]));
}

/**
 * Every `AWS_…` variable goes, not only keys: profiles, endpoints of other emulators and switches such as
 * AWS_EC2_METADATA_DISABLED would make the servers of two people behave differently.
 */
function withoutAws(person: NodeJS.ProcessEnv): Record<string, string> {
  const owned = /^(AWS_.*|ECS_CONTAINER_METADATA_URI.*|SERVER_NAME_TAG|DYNAMODB_ENDPOINT_URL)$/i;
  return Object.fromEntries(Object.entries(person)
    .filter((entry): entry is [string, string] => entry[1] !== undefined && !owned.test(entry[0])));
}

/** A proxy for the way out must not be asked for an address of this computer. */
function noProxy(person: NodeJS.ProcessEnv): Record<string, string> {
  const names = Object.keys(person);
  if (!names.some((name) => /^(https?|all)_proxy$/i.test(name))) {
    return {};
  }
  const existing = names.filter((name) => /^no_proxy$/i.test(name));
  return Object.fromEntries((existing.length > 0 ? existing : ['NO_PROXY', 'no_proxy'])
    .map((name) => [name, [person[name], '127.0.0.1', 'localhost'].filter(Boolean).join(',')]));
}

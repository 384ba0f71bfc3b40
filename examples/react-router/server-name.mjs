import * as os from 'node:os';

/** The name that pages show: a given one, the EC2 instance's id, or the host's name. */
export async function findServerName(environment = process.env) {
  return environment.SERVER_NAME_TAG ?? (await readInstanceId(environment)) ?? os.hostname();
}

/** Asks the instance metadata service, version 2; undefined wherever there is none. */
async function readInstanceId(environment) {
  if (environment.AWS_EC2_METADATA_DISABLED?.toLowerCase() === 'true') return undefined;
  const endpoint = environment.AWS_EC2_METADATA_SERVICE_ENDPOINT ?? 'http://169.254.169.254';
  const metadata = `${endpoint.replace(/\/+$/, '')}/latest`;
  try {
    const token = await fetchText(`${metadata}/api/token`, {
      method: 'PUT',
      headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '60' },
    });
    return await fetchText(`${metadata}/meta-data/instance-id`, { headers: { 'x-aws-ec2-metadata-token': token } });
  } catch {
    return undefined;
  }
}

async function fetchText(url, options) {
  const response = await fetch(url, { ...options, signal: AbortSignal.timeout(1000) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.text();
}

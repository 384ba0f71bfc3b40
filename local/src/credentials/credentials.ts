import * as http from 'node:http';
import { ServiceBlueprint } from '../blueprint/blueprint';
import { answerContainer, containerEnvironment } from './container-metadata';
import { InstanceMetadata } from './instance-metadata';
import { close, listen, LOOPBACK_ADDRESS } from '../foundation/loopback';
import { Placement } from './metadata-values';
import { Rotation } from './rotation';

/** A loopback endpoint that hands one server its credentials the way the cloud does. */
export interface CredentialEndpoint {
  /** What the server's environment must hold for every AWS SDK to find the endpoint. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts the endpoint of one server: the container endpoint of a task, instance metadata version 2 on EC2; a function needs none. */
export async function startCredentialEndpoint(
  compute: ServiceBlueprint['compute'],
  rotation: Rotation,
  placement: Placement,
): Promise<CredentialEndpoint> {
  if (compute === 'lambda') {
    const { accessKeyId, secretAccessKey, sessionToken } = rotation.current;
    const environment = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken };
    return { environment, stop: () => Promise.resolve() };
  }
  const server = http.createServer();
  const url = `http://${LOOPBACK_ADDRESS}:${await listen(server)}`;
  const stop = () => close(server);
  if (compute === 'ec2') {
    const metadata = new InstanceMetadata(rotation, placement);
    server.on('request', (request, response) => metadata.answer(request, response));
    return { environment: { AWS_EC2_METADATA_SERVICE_ENDPOINT: url }, stop };
  }
  const environment = containerEnvironment(url);
  const credentialsPath = new URL(environment.AWS_CONTAINER_CREDENTIALS_FULL_URI).pathname;
  server.on('request', (request, response) => answerContainer({ request, response, identity: rotation.current, placement, credentialsPath }));
  return { environment, stop };
}

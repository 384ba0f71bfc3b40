import { randomBytes, randomInt } from 'node:crypto';
import { RoleBlueprint, ServiceBlueprint } from '../blueprint/blueprint';
import { Identity } from '../iam/identity';

/** A name as the cloud gives it: an instance id, or a task id on Fargate. */
export function createServerName(compute: ServiceBlueprint['compute']): string {
  return compute === 'ec2' ? `i-0${randomBytes(8).toString('hex')}` : randomBytes(16).toString('hex');
}

/** Temporary credentials for one server, worthless anywhere but at this kit's table engine. */
export function createIdentity(server: string, role: RoleBlueprint): Identity {
  return {
    server,
    role,
    accessKeyId: `ASIA${randomLetters(16)}`,
    secretAccessKey: randomBytes(30).toString('base64'),
    sessionToken: randomBytes(192).toString('base64'),
  };
}

function randomLetters(length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

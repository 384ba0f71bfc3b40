import { randomBytes, randomInt } from 'node:crypto';
import { RoleBlueprint } from '../blueprint/blueprint';
import { Identity } from '../iam/identity';

/** Temporary credentials for one server, worthless anywhere but at this kit's table engine. */
export function createIdentity(server: string, role: RoleBlueprint, expires?: Date): Identity {
  return {
    server,
    role,
    accessKeyId: `ASIA${randomLetters(16)}`,
    secretAccessKey: randomBytes(30).toString('base64'),
    sessionToken: randomBytes(192).toString('base64'),
    ...(expires === undefined ? {} : { expires }),
  };
}

function randomLetters(length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

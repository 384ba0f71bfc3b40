import { RoleBlueprint } from '../blueprint/blueprint';
import { Rotation } from '../credentials/rotation';
import { Identity } from '../iam/identity';
import { createIdentity } from './server-identity';

const DEFAULT_LIFETIME_MINUTES = 360;

/** The access keys that the servers of one group have got. */
export class ServerKeys {
  private readonly identities = new Map<string, Identity>();

  constructor(private readonly role: RoleBlueprint, private readonly lifetimeMinutes = DEFAULT_LIFETIME_MINUTES) {}

  /** Who owns an access key; nobody once its server has ended. */
  public identify(accessKeyId: string): Identity | undefined {
    return this.identities.get(accessKeyId);
  }

  /** Credentials for a new server, known before its process starts. */
  public rotationOf(server: string): Rotation {
    return new Rotation({
      lifetimeMilliseconds: this.lifetimeMinutes * 60_000,
      issue: (expires) => {
        const identity = createIdentity(server, this.role, expires);
        this.identities.set(identity.accessKeyId, identity);
        return identity;
      },
    });
  }

  /** The server has ended: none of its keys opens anything. */
  public forget(server: string): void {
    for (const [accessKeyId, identity] of this.identities) {
      if (identity.server === server) {
        this.identities.delete(accessKeyId);
      }
    }
  }
}

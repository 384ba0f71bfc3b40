import { Identity } from '../iam/identity';

/** AWS has the next credentials ready at least five minutes before the old ones end. */
const OVERLAP_MILLISECONDS = 5 * 60_000;

interface RotationOptions {
  readonly lifetimeMilliseconds: number;
  /** Makes credentials that end at the given time, and makes them known to the tables. */
  readonly issue: (expires: Date) => Identity;
}

/** The credentials of one server: good for a time, with new ones before it is over. */
export class Rotation {
  private identity: Identity;
  private end = 0;

  constructor(private readonly options: RotationOptions) {
    this.identity = this.issue();
  }

  /** What the metadata endpoint hands out now; the ones before stay good until their own end. */
  public get current(): Identity {
    const overlap = Math.min(OVERLAP_MILLISECONDS, this.options.lifetimeMilliseconds / 2);
    if (Date.now() >= this.end - overlap) {
      this.identity = this.issue();
    }
    return this.identity;
  }

  private issue(): Identity {
    // whole seconds, as the endpoints tell it
    this.end = Math.floor((Date.now() + this.options.lifetimeMilliseconds) / 1000) * 1000;
    return this.options.issue(new Date(this.end));
  }
}

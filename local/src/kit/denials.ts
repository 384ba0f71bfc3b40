import { ServiceBlueprint } from '../blueprint/blueprint';
import { AccessRecord } from '../iam/access-record';

/** Tells people about denied calls, each kind once: a page that is reloaded must not flood the terminal. */
export class Denials {
  private readonly told = new Set<string>();

  constructor(private readonly service: ServiceBlueprint) {}

  /** The line for a denied call; undefined when its like has been told. */
  public describe(record: AccessRecord): string | undefined {
    const { role, operation, table, index, reason } = record;
    // the reason of an unknown caller holds its key, so two unknown callers are two lines
    const kind = JSON.stringify([role, operation, table, index, role === undefined ? reason : '']);
    if (this.told.has(kind)) {
      return undefined;
    }
    this.told.add(kind);
    const resource = table === undefined ? '' : ` on table ${table}${index === undefined ? '' : `, index ${index}`}`;
    const who = role === undefined ? 'a caller without credentials of this kit' : this.service.path;
    return `denied: ${who} may not dynamodb:${operation}${resource}: ${reason ?? 'no reason given'}; ${advice(record)}`;
  }
}

function advice({ role, operation, reason }: AccessRecord): string {
  if (role === undefined) {
    return 'let the SDK find its credentials by itself, without keys in the code';
  }
  return reason?.includes('permissions boundary')
    ? 'allow it there, or leave the call out'
    : `grant it, e.g. sessions.table.grant(service, 'dynamodb:${operation}'), or leave the call out`;
}

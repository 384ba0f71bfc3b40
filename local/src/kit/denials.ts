import { ServiceBlueprint, TableBlueprint } from '../blueprint/blueprint';
import { AccessRecord } from '../iam/access-record';

/** Tells people about calls that the cloud would refuse, each kind once: a page that is reloaded must not flood the terminal. */
export class Denials {
  private readonly told = new Set<string>();

  constructor(private readonly service: ServiceBlueprint, private readonly tables: readonly TableBlueprint[]) {}

  /** The line for a call; undefined when it is no refusal, or its like has been told. */
  public describe(record: AccessRecord): string | undefined {
    const { role, operation, table, index, reason, allowed, outcome } = record;
    const isMissing = allowed && outcome === 'ResourceNotFoundException' && (reason !== undefined || this.isUnknown(table));
    // the reason of an unknown caller holds its key, so two unknown callers are two lines
    const kind = JSON.stringify([role, operation, table, index, role === undefined ? reason : '']);
    const hasFailed = allowed && outcome === 'InternalServerError' && reason !== undefined;
    if ((allowed && !isMissing && !hasFailed) || this.told.has(kind)) {
      return undefined;
    }
    this.told.add(kind);
    const resource = table === undefined ? '' : ` on table ${table}${index === undefined ? '' : `, index ${index}`}`;
    if (hasFailed) {
      return `failed: dynamodb:${operation}${resource}: ${reason}; look at the disk that keeps the tables (--data), or leave it out to keep them in memory`;
    }
    const who = role === undefined ? 'a caller without credentials of this kit' : this.service.path;
    if (isMissing) {
      return `not found: ${who} called dynamodb:${operation}${resource}: ${reason ?? 'there is no such table'}; ${this.advice(record)}`;
    }
    return `denied: ${who} may not dynamodb:${operation}${resource}: ${reason ?? 'no reason given'}; ${this.advice(record)}`;
  }

  private advice({ role, operation, table, reason = '' }: AccessRecord): string {
    if (role === undefined) {
      return 'let the SDK find its credentials by itself, without keys in the code';
    }
    if (reason.startsWith('the client calls')) {
      return 'give the client the region and account of the table';
    }
    if (/cannot (judge|be read)|is not known to this kit/.test(reason)) {
      return 'no grant helps here: the cloud may allow it, this kit cannot tell';
    }
    if (reason.includes('permissions boundary')) {
      return 'allow it there, or leave the call out';
    }
    if (this.isUnknown(table)) {
      return `there is no table ${table}; ${this.tablesInWords()}`;
    }
    const target = this.service.role.path ?? this.service.role.name;
    if (table === undefined) {
      return `allow dynamodb:${operation} on "*" in a policy of role ${target}, or leave the call out`;
    }
    const path = this.tables.find(({ name }) => name === table)?.path;
    return `grant it to role ${target} on table ${path}, or leave the call out`;
  }

  private isUnknown(table: string | undefined): boolean {
    return table !== undefined && !this.tables.some(({ name }) => name === table);
  }

  /** The tables that there are, each with the variable in which the servers find its name. */
  private tablesInWords(): string {
    const words = this.tables.map(({ name, path }) => {
      const variable = Object.entries(this.service.environment).find(([, value]) => value === name)?.[0];
      return variable === undefined ? `${name} (${path})` : `${name} (variable ${variable})`;
    });
    return `${words.length === 1 ? 'the only one is' : 'the tables are'} ${words.join(', ')}`;
  }
}

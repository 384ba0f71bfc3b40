import { ClientResult, Facts } from './client-result';

/** What is kept of the last run of a client that passed. */
export interface ClientRecord {
  readonly client: string;
  readonly package: string;
  /** What it ran in, with the version. */
  readonly framework?: string;
  /** How its packages differed from what a user would install. */
  readonly departures?: string;
  readonly preset: string;
  readonly presetOptions?: string;
  readonly version?: string;
  /** Day of the run; absent for a client that never ran. */
  readonly date?: string;
  /** Why it never ran. */
  readonly reason?: string;
  /** `GetItem`, or `Query on GSI1`, in alphabetical order. */
  readonly calls: readonly string[];
  /** Granted, not called, and why. */
  readonly explained: Readonly<Record<string, string>>;
  readonly facts: Facts;
}

/** The former records, replaced by those of clients that ran now; in this order of clients. */
export function merge(former: readonly ClientRecord[], results: readonly ClientResult[], order: readonly string[], date: string): ClientRecord[] {
  const ran = results.filter(({ status }) => status === 'passed').map((result) => recordOf(result, date));
  const skipped = results.filter(({ status }) => status === 'skipped').map((result) => recordOf(result));
  return order.flatMap((client) => {
    const candidates = [...ran, ...former.filter((record) => record.date !== undefined), ...skipped, ...former];
    return candidates.find((record) => record.client === client) ?? [];
  });
}

function recordOf(result: ClientResult, date?: string): ClientRecord {
  const { client, framework, departures, preset, presetOptions, version, reason, calls, explained, facts } = result;
  return {
    client,
    package: result.package,
    preset,
    presetOptions,
    ...(date === undefined ? { reason } : { version, framework, departures, date }),
    calls: [...new Set(calls.map(called))].sort(),
    explained: Object.fromEntries(explained.map((grant) => [called(grant), grant.reason])),
    facts,
  };
}

export function called({ operation, index }: { operation: string; index?: string }): string {
  return index === undefined ? operation : `${operation} on ${index}`;
}

/** Where a server runs, as its metadata tell it. */
export interface Placement {
  readonly region: string;
  readonly zone: string;
}

/** Credentials of a role are good for six hours, and every SDK asks again in time. */
export function expirationTime(): string {
  return isoSeconds(Date.now() + 6 * 3600 * 1000);
}

/** Time in the form of the metadata services, without milliseconds. */
export function isoSeconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

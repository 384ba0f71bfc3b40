/** Where a server runs, as its metadata tell it. */
export interface Placement {
  readonly region: string;
  readonly zone: string;
}

/** Time in the form of the metadata services, without milliseconds. */
export function isoSeconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

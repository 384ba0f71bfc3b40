/** The account that an ARN names; empty for one that names none. */
export function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}

/** The region that an ARN names; empty for one that names none. */
export function regionOf(arn: string): string {
  return arn.split(':')[3] ?? '';
}

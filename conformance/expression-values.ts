/** Every number that a request of DynamoDB carries, wherever it stands. */
export function numbersIn(body: unknown): number[] {
  if (typeof body !== 'object' || body === null) {
    return [];
  }
  return Object.entries(body).flatMap(([name, value]) =>
    name === 'N' && typeof value === 'string' ? [Number(value)] : numbersIn(value));
}

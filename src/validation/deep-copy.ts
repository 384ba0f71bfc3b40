/** Copies arrays and structs, so that neither whoever gave them nor whoever reads them can change a value object. */
export function deepCopy<T>(value: T): T {
  if (Array.isArray(value)) {
    return value.map(deepCopy) as T;
  }
  // instances of classes, such as a capacity, are values already
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, deepCopy(member)])) as T;
}

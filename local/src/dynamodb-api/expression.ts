// words of the expression languages; DynamoDB reserves them, so an attribute of such a name only appears behind a `#`
const WORDS: readonly string[] = ['and', 'or', 'not', 'in', 'between', 'set', 'remove', 'add', 'delete'];

/** Top-level attributes that a condition, filter, projection, key or update expression names. */
export function attributesOfExpression(expression: string, names: Readonly<Record<string, unknown>>): string[] {
  const attributes = new Set<string>();
  for (const match of expression.matchAll(/[#:]?\w+/g)) {
    const token = match[0];
    const before = expression.slice(0, match.index).trimEnd();
    const after = expression.slice(match.index + token.length).trimStart();
    const isNested = before.endsWith('.');
    const isFunction = after.startsWith('(') && !token.startsWith('#');
    if (token.startsWith(':') || /^\d/.test(token) || isNested || isFunction || WORDS.includes(token.toLowerCase())) {
      continue;
    }
    attributes.add(attributeName(token, names));
  }
  return [...attributes];
}

/** Names of the values (`:id`) that a key expression demands of an attribute with `=`. */
export function equalityPlaceholders(
  expression: string,
  attribute: string,
  names: Readonly<Record<string, unknown>>,
): string[] {
  const found: string[] = [];
  for (const match of expression.matchAll(/(#?\w+)\s*=\s*(:\w+)|(:\w+)\s*=\s*(#?\w+)/g)) {
    const token = match[1] ?? match[4];
    if (attributeName(token, names) === attribute) {
      found.push(match[2] ?? match[3]);
    }
  }
  return found;
}

function attributeName(token: string, names: Readonly<Record<string, unknown>>): string {
  const name = token.startsWith('#') ? names[token] : undefined;
  return typeof name === 'string' ? name : token;
}

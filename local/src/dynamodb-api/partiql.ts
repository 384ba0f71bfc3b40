/** What IAM sees in a PartiQL statement. */
interface PartiqlTarget {
  /** `PartiQLSelect`, … */
  readonly action: string;
  readonly table: string;
  readonly index?: string;
}

const NAME = '(?:"([^"]+)"|([\\w.-]+?))';
// a bare name ends at white space, a parenthesis or the end; only a quoted one can be followed by an index
const PATTERNS: ReadonlyArray<readonly [action: string, pattern: RegExp]> = [
  ['PartiQLInsert', RegExp(`^\\s*INSERT\\s+INTO\\s+${NAME}(?=[\\s({]|$)()`, 'i')],
  ['PartiQLUpdate', RegExp(`^\\s*UPDATE\\s+${NAME}(?=\\s|$)()`, 'i')],
  ['PartiQLDelete', RegExp(`^\\s*DELETE\\s+FROM\\s+${NAME}(?=\\s|$)()`, 'i')],
  ['PartiQLSelect', RegExp(`^\\s*(?:EXISTS\\s*\\(\\s*)?SELECT\\s[^]*?\\sFROM\\s+${NAME}(?:\\."([^"]+)")?(?=[\\s)]|$)`, 'i')],
];

/** The action, table and index of a statement; undefined for one that the kit cannot read. */
export function partiqlTarget(statement: string): PartiqlTarget | undefined {
  // text between single quotes may hold anything
  const plain = statement.replace(/'(?:[^']|'')*'/g, "''");
  for (const [action, pattern] of PATTERNS) {
    const found = pattern.exec(plain);
    if (found !== null) {
      const [, quoted, bare, index] = found;
      return { action, table: quoted ?? bare, index: index || undefined };
    }
  }
  return undefined;
}

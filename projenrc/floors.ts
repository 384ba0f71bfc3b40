/** The floors of each house, lowest first: a room uses only rooms of floors below its own, and never its neighbours. */
const FLOORS = {
  'src': [
    ['validation'],
    ['dynamodb', 'variables'],
    ['store'],
    ['grants', 'metrics'],
    ['host'],
    ['table'],
    ['monitoring'],
    ['service'],
    ['index.ts'],
  ],
  'local/src': [
    ['foundation'],
    ['cloud-assembly'],
    ['intrinsics'],
    ['blueprint'],
    ['iam', 'load-balancer'],
    ['dynamodb-api', 'credentials', 'events.ts'],
    ['tables', 'servers'],
    ['kit'],
    ['explain', 'doctor'],
    ['cli', 'cli.ts', 'index.ts'],
  ],
};

interface Zone {
  readonly target: string;
  readonly from: string[];
  readonly message: string;
}

/** A zone for `import/no-restricted-paths` for each room: what it must not import. */
export function zones(): Zone[] {
  return Object.entries(FLOORS).flatMap(([house, floors]) => floors.flatMap((floor, height) => floor.map((room) => ({
    target: `./${house}/${room}`,
    from: [...floor.filter((other) => other !== room && !isEntry(room)), ...floors.slice(height + 1).flat()].map((other) => `./${house}/${other}`),
    message: `${house}/${room} uses only rooms below it (projenrc/floors.ts)`,
  })))).filter(({ from }) => from.length > 0);
}

/** `cli.ts` is the door of the room `cli`. */
function isEntry(room: string): boolean {
  return room.endsWith('.ts');
}

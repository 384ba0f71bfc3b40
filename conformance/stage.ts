import { Example } from '../examples/demo/example';
import { AccessRecord, Kit, KitOptions, readBlueprint, TableBlueprint } from '../local/src';
import { ConformanceCase } from './conformance-case';
import { Item, TableWindow } from './table-window';

/** A running service with its table, for one or more checks. */
export class Stage {
  constructor(readonly testCase: ConformanceCase, readonly kit: Kit, readonly table: TableBlueprint, private readonly window: TableWindow) {}

  get url(): string {
    return this.kit.url;
  }

  get timeToLiveAttribute(): string | undefined {
    return this.table.timeToLiveAttribute;
  }

  async sessions(): Promise<Item[]> {
    return (await this.window.items(this.table.name)).filter(this.testCase.isSession ?? (() => true));
  }

  /** The session items that appear while something is done. */
  async sessionsMadeBy(action: () => Promise<unknown>): Promise<Item[]> {
    const former = await this.window.items(this.table.name);
    await action();
    return (await this.window.newItems(this.table.name, former)).filter(this.testCase.isSession ?? (() => true));
  }

  current(item: Item): Promise<Item | undefined> {
    return this.window.current(this.table.name, item);
  }

  setNumber(item: Item, attribute: string, value: number): Promise<void> {
    return this.window.setNumber(this.table.name, item, attribute, value);
  }

  put(item: Item): Promise<void> {
    return this.window.put(this.table.name, item);
  }

  key(item: Item): Promise<Item> {
    return this.window.key(this.table.name, item);
  }
}

export interface StageOptions {
  readonly testCase: ConformanceCase;
  readonly example: Example;
  readonly assembly: string;
  readonly onAccess: (record: AccessRecord) => void;
  readonly log: (line: string) => void;
  readonly kit?: Partial<KitOptions>;
}

/** Starts the kit in front of an empty table, and ends both whatever happens in between. */
export async function onStage<T>(options: StageOptions, play: (stage: Stage) => Promise<T>): Promise<T> {
  const { testCase, example, assembly, onAccess, log } = options;
  const window = await TableWindow.open();
  try {
    const kit = await Kit.start({
      app: assembly,
      command: example.command,
      workingDirectory: example.directory,
      servers: 2,
      endpoint: window.url,
      // expired items go when a check says so
      timeToLiveIntervalMilliseconds: 3_600_000,
      onAccess,
      log,
      ...options.kit,
      environment: { ...example.environment, ...testCase.environment, ...options.kit?.environment },
    });
    try {
      return await play(new Stage(testCase, kit, tableOf(kit, assembly), window));
    } finally {
      await kit.stop();
    }
  } finally {
    await window.close();
  }
}

function tableOf(kit: Kit, assembly: string): TableBlueprint {
  const { tables } = readBlueprint(assembly);
  const values = Object.values(kit.service.environment);
  const [table] = tables.filter(({ name }) => values.includes(name));
  if (!table) {
    throw new Error(`expected the variables of ${kit.service.path} to name a table, got: ${values.join(', ')}`);
  }
  return table;
}

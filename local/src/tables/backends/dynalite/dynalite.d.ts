// the parts of dynalite that the kit uses; the package has no types

declare module 'dynalite/db' {
  export interface Store {
    readonly db: {
      open(): Promise<void>;
      close(callback: (error?: Error | null) => void): void;
    };
    readonly tableDb: SubDatabase & { awsAccountId: string; awsRegion: string };
    getTable(name: string, callback: (error: unknown, table?: unknown) => void): void;
    getIndexDb(kind: string, table: string, index: string): SubDatabase;
    deleteIndexDb(kind: string, table: string, index: string, callback: (error?: unknown) => void): void;
  }

  interface SubDatabase {
    put(key: string, value: unknown, callback: (error?: unknown) => void): void;
  }

  interface DynaliteError {
    readonly body?: Record<string, unknown>;
  }

  export function itemSize(item: unknown, ...rest: unknown[]): number;
  export function checkConditional(data: unknown, existing?: unknown): DynaliteError | null | undefined;
  export function validateItem(item: unknown, table: unknown): DynaliteError | null | undefined;
  export function validateKey(key: unknown, table: unknown, schema?: unknown): DynaliteError | null | undefined;
  export function validateUpdates(updates: unknown, expression: unknown, table: unknown): DynaliteError | null | undefined;
  export function createKey(key: unknown, table: unknown): string;
  export function getIndexActions(indexes: unknown[], before: unknown, after: unknown, table: unknown): { puts: Array<{ key: string; item: unknown }> };
  export function addConsumedCapacity(data: unknown, isRead: boolean, ...items: unknown[]): { CapacityUnits: number } | undefined;
  export function updateIndexes(store: unknown, table: unknown, before: unknown, after: unknown, callback: (error?: unknown) => void): void;
  export function validationError(message: string): DynaliteError;

  export function create(options: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }): Store;
}

declare module 'dynalite/validations' {
  import { Store } from 'dynalite/db';

  export function checkTypes(input: unknown, types: unknown): unknown;
  export function checkValidations(input: unknown, types: unknown, custom: unknown, store: Store): void;
  export function toLowerFirst(text: string): string;
}

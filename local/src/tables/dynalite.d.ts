// the parts of dynalite that the kit uses; the package has no types

declare module 'dynalite/db' {
  export interface Store {
    readonly db: {
      open(): Promise<void>;
      close(callback: (error?: Error | null) => void): void;
    };
    readonly tableDb: { awsAccountId: string; awsRegion: string };
  }

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

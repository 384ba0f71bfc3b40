import { App, CfnParameter, Environment, Stack } from 'aws-cdk-lib/core';

/** The stack of one set of props, and what several props of the set share. */
export class World {
  public readonly stack: Stack;
  private readonly parts = new Map<string, unknown>();

  constructor(app: App, env?: Environment, id = 'Stack') {
    this.stack = new Stack(app, id, { env });
  }

  /** The same part for whoever asks for it by the same name. */
  public once<T>(name: string, define: () => T): T {
    if (!this.parts.has(name)) {
      this.parts.set(name, define());
    }
    return this.parts.get(name) as T;
  }

  public parameter(id: string, type = 'String'): CfnParameter {
    return this.once(`parameter ${id}`, () => new CfnParameter(this.stack, id, { type }));
  }
}

import { ServerDescription } from '../events';

interface Waiting {
  readonly failsWhenUnhealthy: boolean;
  resolve(server: ServerDescription): void;
  reject(error: Error): void;
}

/** Who waits for a server to become healthy, by the server's name. */
export class HealthWaits {
  private readonly waiting = new Map<string, Waiting>();

  /** Resolves when the server is healthy; one that ends first always rejects, an unhealthy one where that is fatal. */
  public until(server: string, failsWhenUnhealthy: boolean): Promise<ServerDescription> {
    return new Promise((resolve, reject) => this.waiting.set(server, { failsWhenUnhealthy, resolve, reject }));
  }

  public has(server: string): boolean {
    return this.waiting.has(server);
  }

  /** The server is healthy, or its end was wanted. */
  public resolve(server: ServerDescription): void {
    this.take(server.name)?.resolve(server);
  }

  public rejectUnhealthy(server: string, error: Error): void {
    if (this.waiting.get(server)?.failsWhenUnhealthy) {
      this.reject(server, error);
    }
  }

  public reject(server: string, error: Error): void {
    this.take(server)?.reject(error);
  }

  public rejectAll(error: Error): void {
    [...this.waiting.keys()].forEach((server) => this.reject(server, error));
  }

  private take(server: string): Waiting | undefined {
    const waiting = this.waiting.get(server);
    this.waiting.delete(server);
    return waiting;
  }
}

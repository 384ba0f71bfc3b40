import * as net from 'node:net';
import { listen } from '../foundation/loopback';

// below the ephemeral ports of Linux, macOS and Windows: no outgoing connection can take the port before the server binds it
const FIRST_PORT = 20000;
const PORT_COUNT = 10000;

/** The ports of the servers that run or start. */
export class ServerPorts {
  private readonly taken = new Set<number>();

  /** A port that nothing listens on and that the operating system gives to nobody else. */
  public async take(): Promise<number> {
    for (let attempt = 0; attempt < 100; attempt++) {
      const port = FIRST_PORT + Math.floor(Math.random() * PORT_COUNT);
      if (!this.taken.has(port)) {
        this.taken.add(port);
        if (await isFree(port)) {
          return port;
        }
        this.release(port);
      }
    }
    throw new Error(`no free port between ${FIRST_PORT} and ${FIRST_PORT + PORT_COUNT - 1}`);
  }

  public release(port: number): void {
    this.taken.delete(port);
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = net.createServer();
  try {
    await listen(probe, port);
    return true;
  } catch {
    return false;
  } finally {
    probe.close();
  }
}

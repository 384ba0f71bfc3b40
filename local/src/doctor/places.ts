import * as fs from 'node:fs';
import * as http from 'node:http';
import * as path from 'node:path';
import { Finding, ok, problem } from './finding';
import { close, listen } from '../foundation/loopback';

/** Whether a port can be listened on. */
export async function checkPort(port: number): Promise<Finding> {
  const name = `port ${port}`;
  if (port === 0) {
    return ok('port', 'any free one');
  }
  const server = http.createServer();
  try {
    await listen(server, port);
    await close(server);
    return ok(name, 'free');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EACCES'
      ? problem(name, 'is reserved by the system; choose one above 1023')
      : problem(name, code === 'EADDRINUSE' ? 'is taken by another program; end that one, or choose another port' : `cannot be opened (${code})`);
  }
}

/** Whether something answers where the tables are to be. */
export async function checkEndpoint(url: string): Promise<Finding> {
  const name = 'endpoint';
  try {
    await fetch(url, { signal: AbortSignal.timeout(5000) });
    return ok(name, `${url} answers`);
  } catch {
    return problem(name, `nothing answers at ${url}; start it or leave the endpoint out`);
  }
}

/** Whether the folder for the tables is there, or can be made. */
export function checkData(folder: string): Finding {
  const name = 'data';
  const stat = fs.statSync(folder, { throwIfNoEntry: false });
  if (stat !== undefined && !stat.isDirectory()) {
    return problem(name, `${folder} is a file; choose a folder`);
  }
  const existing = nearestExisting(folder);
  try {
    fs.accessSync(existing, fs.constants.W_OK);
    return ok(name, stat === undefined ? `${folder} will be created` : folder);
  } catch {
    return problem(name, `${existing} is not writable; choose another folder`);
  }
}

function nearestExisting(folder: string): string {
  return fs.existsSync(folder) ? folder : nearestExisting(path.dirname(folder));
}

import * as fs from 'node:fs';
import { KitError } from '../foundation/error';
import { AccessRecord } from '../iam/access-record';

/** A file that gets one JSON object for each call to a table. */
export class AccessLog {
  /** Set once the file takes no more. */
  public error?: KitError;
  private readonly stream: fs.WriteStream;

  /** @throws KitError when the file cannot be opened */
  constructor(file: string, onError: () => void) {
    try {
      this.stream = fs.createWriteStream(file, { fd: fs.openSync(file, 'a') });
    } catch (error) {
      throw problem(file, error as NodeJS.ErrnoException);
    }
    this.stream.on('error', (error) => {
      this.error ??= problem(file, error);
      onError();
    });
  }

  public write(record: AccessRecord): void {
    this.stream.write(`${JSON.stringify(record)}\n`);
  }

  public end(): void {
    this.stream.end();
  }
}

function problem(file: string, { code, message }: NodeJS.ErrnoException): KitError {
  return new KitError(`--access-log cannot be written, got: ${file} (${code ?? message}); choose a file in an existing folder`);
}

// reads what `npm pack` wrote
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const BLOCK = 512;

/** Tarballs of the library in a folder where the local kit's may lie beside it. */
export function libraryTarballs(folder) {
  const found = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.tgz') && file !== 'local.tgz') : [];
  return found.map((file) => join(folder, file));
}

/** Files of a gzipped tar, without npm's leading `package/`: path to content. */
export function readTarball(packed) {
  const tar = gunzipSync(packed);
  const files = new Map();
  let longPath;
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0;) {
    const header = tar.subarray(at, at + BLOCK);
    const size = Number.parseInt(text(header, 124, 12), 8);
    const type = String.fromCharCode(header[156]);
    const body = tar.subarray(at + BLOCK, at + BLOCK + size);
    if (type === 'x') {
      // an extended header tells the path of the next file when it is long
      longPath = /^\d+ path=(.*)$/m.exec(body.toString('utf8'))?.[1];
    } else {
      const prefix = text(header, 345, 155);
      const path = longPath ?? (prefix ? `${prefix}/` : '') + text(header, 0, 100);
      if (type === '0' || type === '\0') files.set(path.replace(/^[^/]+\//, ''), body);
      longPath = undefined;
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}

function text(header, start, length) {
  return header.subarray(start, start + length).toString('utf8').split('\0', 1)[0].trim();
}

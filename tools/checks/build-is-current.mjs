// compiles the library, compiles every snippet of README and docstrings, and finds API.md as it is committed
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNode } from '../run.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const projen = path.join(root, 'node_modules', 'projen', 'bin', 'projen');
const apiReference = () => readFileSync(path.join(root, 'API.md'), 'utf8');

const before = apiReference();
if (!runNode(root, projen, 'compile') || !runNode(root, projen, 'post-compile')) {
  process.exitCode = 1;
} else if (apiReference() !== before) {
  console.error('API.md was not current; it is now: commit it');
  process.exitCode = 1;
}

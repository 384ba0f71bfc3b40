// loads the modules named as arguments; prints how long that took and every file that it loaded
import { createRequire } from 'node:module';

const load = createRequire(__filename);
const startMs = performance.now();
process.argv.slice(2).forEach((file) => load(file));
const ms = performance.now() - startMs;
process.stdout.write(JSON.stringify({ ms, files: Object.keys(load.cache).filter((file) => file !== __filename) }));

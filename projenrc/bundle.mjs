// node projenrc/bundle.mjs FOLDER: turns compiled JavaScript into two files, as decision 0015 wants it:
//   index.js    the exported names, each loaded when it is first used
//   library.js  everything else; each of its modules, and each module of aws-cdk-lib, is loaded when something of it is first used
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const folder = resolve(process.argv[2]);
const index = join(folder, 'index.js');
const library = join(folder, 'library.js');
const cdk = join(folder, 'cdk.js');
const compiled = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.js')).map((name) => join(folder, name));

const used = new Set();
for (const file of compiled) writeFileSync(file, withoutHelpers(lazyImportsOfCdk(file), file === index));
writeFileSync(cdk, lazyModules([...used].sort()));
const exported = exportsOf(readFileSync(index, 'utf8'));
writeFileSync(index, lazyExports(exported));
buildSync({
  entryPoints: [index], bundle: true, platform: 'node', packages: 'external', outfile: library, target: 'node20', charset: 'utf8',
  // Node prints the source line above the message of an error that nobody catches
  minifyWhitespace: true, minifySyntax: true, lineLimit: 160,
});
writeFileSync(library, withNamesOfClasses(readFileSync(library, 'utf8')));
writeFileSync(index, lazyExports(exported.map(({ name }) => ({ name, module: './library' }))));
[...compiled, cdk].filter((file) => file !== index).forEach((file) => rmSync(file));

function lazyImportsOfCdk(file) {
  const path = `./${relative(dirname(file), cdk).replaceAll('\\', '/')}`;
  const lazily = readFileSync(file, 'utf8').replace(
    /^const (\w+) = (?:__importStar\()?require\("(aws-cdk-lib\/[^"]+)"\)\)?;$/gm,
    (_, name, module) => {
      used.add(module);
      return `const ${name} = require("${path}")["${module}"];`;
    },
  );
  const unknown = lazily.split('\n').find((line) => line.includes('require("aws-cdk-lib'));
  if (unknown) throw new Error(`an import of aws-cdk-lib has a form that is not known here: ${unknown}`);
  return lazily;
}

/** TypeScript writes its helpers into each file; only imports that are lazy by now, or of our own modules, used them. */
function withoutHelpers(code, isIndex) {
  if (isIndex) return code; // replaced anyway
  const plain = code
    .replace(/__importStar\((require\("\.[^"]*"\))\)/g, '$1')
    .replace(/^var __(createBinding|setModuleDefault|importStar) = [\s\S]*?^\}\)+(\(\))?;\n/gm, '');
  const left = /__(createBinding|setModuleDefault|importStar|importDefault|exportStar)\b/.exec(plain);
  if (left) throw new Error(`a helper of TypeScript is used in a form that is not known here: ${left[0]}`);
  return plain;
}

/** esbuild calls a class that names itself `_SessionTable`, and stack traces would show that. */
function withNamesOfClasses(code) {
  return [...code.matchAll(/\b(\w+)=class _\1\b/g)].reduce((renamed, [, name]) => renamed.replace(new RegExp(`\\b_${name}\\b`, 'g'), name), code);
}

/** One for all files, so that each module is looked up once. */
function lazyModules(modules) {
  return [
    'const lazy = (load) => {\n  let module;\n  return new Proxy({}, { get: (_, key) => (module ??= load())[key] });\n};',
    ...modules.map((module) => `exports["${module}"] = lazy(() => require("${module}"));`),
    '',
  ].join('\n');
}

function exportsOf(code) {
  const require = createRequire(index);
  const modules = [...code.matchAll(/__exportStar\(require\("([^"]+)"\), exports\);/g)].map(([, module]) => module);
  if (modules.length === 0) throw new Error(`${index} exports nothing that is known here; compile first`);
  return modules.flatMap((module) => Object.keys(require(module)).map((name) => ({ name, module })));
}

function lazyExports(names) {
  return [
    '"use strict";',
    'Object.defineProperty(exports, "__esModule", { value: true });',
    // Node finds the names that ES modules may import by reading these lines; a getter of a literal name would hide them
    ...names.map(({ name }) => `exports.${name} = void 0;`),
    `const load = {\n${names.map(({ name, module }) => `  ${name}: () => require("${module}").${name},`).join('\n')}\n};`,
    'for (const name of Object.keys(load)) Object.defineProperty(exports, name, { enumerable: true, configurable: true, get: load[name] });',
    '',
  ].join('\n');
}

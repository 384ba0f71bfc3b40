// packages the library for the other languages as the release does, from the npm package and not from the compiled repository, as far as that needs
// no toolchains of theirs; then reads what their users would get:
//   node tools/checks/pack-languages.mjs [TARBALL]
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lowerBound } from '../peers.mjs';
import { runNode } from '../run.mjs';
import { libraryTarballs, readTarball } from '../tarball.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const CDK = lowerBound(ROOT, 'aws-cdk-lib');
const CONSTRUCTS = lowerBound(ROOT, 'constructs');
/** Where each language says which versions it takes, and that these begin with the oldest (docs/decisions/0008). */
const LANGUAGES = {
  python: { file: 'setup.py', lines: [`"aws-cdk-lib>=${CDK}, <3.0.0"`, `"constructs>=${CONSTRUCTS}, <11.0.0"`], samples: 'README.md' },
  java: { file: 'pom.xml', lines: [`<version>[${CDK},3.0.0)</version>`, `<version>[${CONSTRUCTS},11.0.0)</version>`] },
  dotnet: {
    file: 'CdkDynamodbSessions.csproj',
    lines: [`"Amazon.CDK.Lib" Version="[${CDK},3.0.0)"`, `"Constructs" Version="[${CONSTRUCTS},11.0.0)"`],
  },
  go: { file: 'go.mod', lines: [`/awscdk/v2 v${CDK}\n`, `/constructs/v10 v${CONSTRUCTS}\n`], samples: 'README.md' },
};
process.env.JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION ??= '1';
process.env.JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION ??= '1';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pack-languages-')));
try {
  const tarball = process.argv[2] ? resolve(process.argv[2]) : libraryTarballs(join(ROOT, 'dist', 'js'))[0];
  if (!tarball) throw new Error('no tarball in dist/js; run `npx projen package:js` first or name one');
  unpackAsTheRelease(tarball);
  for (const [language, expected] of Object.entries(LANGUAGES)) check(language, expected);
  console.log('pack-languages: ok');
} catch (error) {
  console.error(`pack-languages: FAILED: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** A checkout, its development tools, and the npm package over it. */
function unpackAsTheRelease(tarball) {
  for (const path of ['.projen/tasks.json', 'projenrc', 'tools/peers.mjs', 'tools/run.mjs', '.npmignore']) {
    cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  for (const [path, content] of readTarball(readFileSync(tarball))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

function check(language, { file, lines, samples }) {
  console.log(`pack-languages: ${language}: projen package:${language} --code-only`);
  if (!runNode(folder, join(ROOT, 'node_modules', 'projen', 'bin', 'projen'), `package:${language}`, '--code-only')) {
    throw new Error(`package:${language} did not succeed`);
  }
  const made = join(folder, 'dist', language);
  const paths = existsSync(made) ? readdirSync(made, { recursive: true, encoding: 'utf8' }) : [];
  const read = (name) => {
    const path = paths.find((candidate) => candidate.split(/[\\/]/).at(-1) === name);
    if (path === undefined) throw new Error(`${language}: ${name} is missing`);
    return readFileSync(join(made, path), 'utf8');
  };
  const problems = lines.filter((line) => !read(file).includes(line)).map((line) => `${file} must hold ${JSON.stringify(line)}`);
  if (samples) {
    const text = read(samples);
    if (/^```ts|^import \{/m.test(text)) problems.push(`${samples} has samples in TypeScript`);
    if (!text.includes(`\`\`\`${language}\n`)) problems.push(`${samples} has no samples in ${language}`);
  }
  if (problems.length > 0) throw new Error(`${language}: ${problems.join('; ')}`);
  const translated = samples ? `, samples of ${samples} are translated` : '';
  console.log(`pack-languages: ${language}: ${paths.length} files, ${file} begins with ${CDK} and ${CONSTRUCTS}${translated}`);
}

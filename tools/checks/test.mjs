// `npm test`: what a contributor runs before a commit. Everything else that a computer can run is in verify.mjs
import { commandIsThere, jest, runSteps, tool, tsx } from './steps.mjs';

/** The rooms that have TypeScript. */
const LINTED = ['src', 'test', 'local', 'examples', 'conformance', 'rehearsal', 'bench', 'tools', 'projenrc', '.projenrc.ts'];

const php = commandIsThere('php') && commandIsThere('composer');
const packages = { name: 'Composer packages of the PHP examples', args: tsx('examples/demo/install-php-packages.ts') };

await runSteps('test', [
  { name: 'tests of the library', args: jest('--roots', 'test', '--testPathIgnorePatterns', 'test/(rules|policy|fuzz)/') },
  ...php ? [packages] : [],
  { name: 'tests of the local kit, the examples and the rehearsal', args: jest('--roots', 'local/test', 'examples/test', 'rehearsal/test'), after: php ? packages.name : undefined },
  { name: 'types', args: [tool('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.dev.json'] },
  { name: 'lint', args: [tool('eslint/bin/eslint.js'), '--ext', '.ts', '--max-warnings', '0', ...LINTED] },
  { name: 'demo', args: tsx('examples/demo.ts', '--check') },
], php ? [] : ['PHP: the commands php and composer are not on this computer']);

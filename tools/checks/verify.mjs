// `npm run verify`: what this computer can run beyond `npm test`: matrices of rules, validator, fuzz, policy proof, conformance, rehearsal,
// the oldest aws-cdk-lib, the packages as their users get them
import { commandIsThere, jest, runSteps, tool, tsx } from './steps.mjs';

const php = commandIsThere('php') && commandIsThere('composer');
const check = (name) => `tools/checks/${name}.mjs`;

await runSteps('verify', [
  // the longest first, so that the end is not a wait for one
  { name: 'conformance of the session clients', args: tsx('conformance/run.ts') },
  { name: 'rules, policy proof, fuzz', args: jest('--roots', 'test/rules', 'test/policy', 'test/fuzz') },
  { name: 'compile, API.md, snippets of the documentation', args: [check('build-is-current')] },
  { name: 'API compared with the version that others have', args: [check('compat')], after: 'compile, API.md, snippets of the documentation' },
  { name: 'npm package', args: [tool('projen/bin/projen'), 'package:js'], after: 'API compared with the version that others have' },
  { name: 'npm package as its users get it', args: [check('pack')], after: 'npm package' },
  { name: 'packages of other languages', args: [check('pack-languages')], after: 'npm package' },
  { name: 'package of the local kit', args: [check('pack-local')] },
  { name: 'oldest aws-cdk-lib', args: [check('floor')] },
  { name: 'tests of the conformance', args: jest('--roots', 'conformance/test') },
  { name: 'user data on machines that boot', args: tsx('rehearsal/ec2.ts') },
  ...php ? [{ name: 'demo with PHP', args: tsx('examples/demo.ts', '--check', '--example', 'php') }] : [],
  // people judge the ratio, on a quiet machine; here it is enough that both sides still define the same (else exit code 2)
  { name: 'benchmark: both sides define the same', args: tsx('bench/run.ts', 'overhead', '--pairs', '3'), statuses: [0, 1] },
], php ? [] : ['demo with PHP: the commands php and composer are not on this computer']);

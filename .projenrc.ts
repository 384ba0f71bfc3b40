import { awscdk, javascript, JsonPatch } from 'projen';
import { TypeScriptRunner } from 'projen/lib/typescript';
import { configureLint } from './projenrc/lint';
import { configureTasks } from './projenrc/tasks';

/** Oldest versions whose API the library uses (docs/decisions/0008); `npm run test:floor` compiles and tests against them. */
const floor = { cdk: '2.263.0', constructs: '10.5.0' };
/** What this repository develops and tests against. */
const newest = { cdk: '2.276.0', constructs: '10.8.1', cli: '2.1148.1' };
const typeScriptRooms = ['local', 'examples', 'conformance', 'rehearsal', 'bench', 'docs'];

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-dynamodb-sessions',
  description: 'Web sessions in DynamoDB for load-balanced applications: session table, least-privilege grants and a service whose servers share sessions',
  author: 'The cdk-dynamodb-sessions contributors',
  authorOrganization: true,
  authorAddress: 'https://github.com/cdk-dynamodb-sessions',
  repositoryUrl: 'https://github.com/cdk-dynamodb-sessions/cdk-dynamodb-sessions.git',
  license: 'Apache-2.0',
  stability: 'experimental',
  keywords: ['dynamodb', 'session', 'session-store', 'load-balancer', 'autoscaling', 'stateless', 'php', 'laravel', 'express'],
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.16.0',
  workflowNodeVersion: '22',
  githubOptions: { pullRequestLintOptions: { semanticTitleOptions: { types: ['feat', 'fix', 'docs', 'test', 'perf', 'refactor', 'ci', 'chore'] } } },
  bumpPackage: 'commit-and-tag-version@^12',

  cdkVersion: floor.cdk,
  constructsVersion: floor.constructs,
  peerDependencyOptions: { pinnedDevDependency: false },
  devDeps: [
    `aws-cdk-lib@${newest.cdk}`, `constructs@${newest.constructs}`, `aws-cdk@${newest.cli}`, '@aws-sdk/client-dynamodb',
    '@aws-cdk/cloudformation-diff', '@cdklabs/cdk-validator-cfnguard', 'cdk-monitoring-constructs', 'cdk-nag@^3', 'esbuild', 'fast-check', 'jsii-rosetta@~6.0.17', 'playwright-core', 'tsx',
  ],
  jsiiVersion: '~6.0.16',
  typescriptVersion: '~5.9.0',
  runner: TypeScriptRunner.tsx(),
  projenrcTs: true,
  compressAssembly: true,
  tsconfig: { compilerOptions: { inlineSourceMap: false, inlineSources: false } },
  tsconfigDevFile: 'tsconfig.dev.json',

  publishToPypi: { distName: 'cdk-dynamodb-sessions', module: 'cdk_dynamodb_sessions' },
  publishToMaven: {
    javaPackage: 'io.github.cdkdynamodbsessions',
    mavenGroupId: 'io.github.cdk-dynamodb-sessions',
    mavenArtifactId: 'cdk-dynamodb-sessions',
  },
  publishToNuget: { dotNetNamespace: 'CdkDynamodbSessions', packageId: 'CdkDynamodbSessions' },
  publishToGo: { moduleName: 'github.com/cdk-dynamodb-sessions/cdk-dynamodb-sessions-go' },

  eslintOptions: { dirs: ['src', 'test', ...typeScriptRooms], ignorePatterns: ['**/*.js', '**/*.d.ts', 'node_modules/', 'local/lib/', 'cdk.out/', 'vendor/'] },
  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    junitReporting: false,
    jestConfig: {
      collectCoverage: false,
      testMatch: ['<rootDir>/{test,local/test,examples/test,conformance/test}/**/*.test.ts'],
      setupFiles: ['<rootDir>/test/setup.ts'],
      testTimeout: 300_000, // no test judges speed: only one that hangs may fail by the clock
      moduleNameMapper: { '^cdk-dynamodb-sessions$': '<rootDir>/src/index.ts' },
      modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/local/lib/', 'cdk.out'],
    },
  },
  gitignore: ['/local/lib/', 'cdk.out/', '/examples/*/vendor/', '/test-reports/', '.jsii.gz', '.jsii.tabl.json', '.DS_Store'],
  npmIgnoreOptions: {
    ignorePatterns: [
      ...typeScriptRooms.map((room) => `/${room}/`), '/test-reports/', '.jsii.tabl.json', '/API.md', '.ci', '.projenrc.ts', 'CONTRIBUTING.md', 'SECURITY.md', '*.tsbuildinfo', '/tsconfig*.json',
    ],
  },
});

project.npmignore?.exclude('/lib/private/*.d.ts', '/lib/stores/*.d.ts'); // no published declaration points there
project.package.addField('workspaces', ['local', 'examples/*']);
project.package.addPackageResolutions('unrs-resolver@1.12.2'); // 1.13.0 lacks some of its platform packages, and `npm ci` refuses

configureLint(project);
configureTasks(project);

// the publisher's default is the same address, and this repository names no registry
project.tryFindObjectFile('.github/workflows/release.yml')?.patch(
  JsonPatch.remove('/jobs/release_npm/steps/9/env/NPM_REGISTRY'));

project.synth();

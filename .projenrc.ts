import { awscdk, javascript, ReleasableCommits } from 'projen';
import { TypeScriptRunner } from 'projen/lib/typescript';
import { configureLint } from './projenrc/lint';
import { configureTasks } from './projenrc/tasks';
import { configureWorkflows, pullRequestTemplate } from './projenrc/workflows';

/** Oldest versions whose API the library uses (docs/decisions/0008); `npm run test:floor` compiles and tests against them. */
const floor = { cdk: '2.271.0', constructs: '10.5.0' };
/** What this repository develops and tests against. */
const newest = { cdk: '2.276.0', constructs: '10.8.1', cli: '2.1148.1' };
/** Oldest Node.js of the users, and the one that builds: its npm can publish without a token. */
const node = { oldest: '20.16.0', build: '24' };
const typeScriptRooms = ['local', 'examples', 'conformance', 'rehearsal', 'bench', 'tools'];

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-dynamodb-sessions',
  description: 'Web sessions in DynamoDB for load-balanced applications: session table, least-privilege grants and a service whose servers share sessions',
  author: 'The cdk-dynamodb-sessions contributors',
  authorOrganization: true,
  authorAddress: 'https://github.com/cdk-dynamodb-sessions',
  repositoryUrl: 'https://github.com/cdk-dynamodb-sessions/cdk-dynamodb-sessions.git',
  license: 'Apache-2.0',
  stability: 'experimental',
  keywords: [
    'aws', 'aws-cdk', 'dynamodb', 'session', 'sessions', 'session-store', 'load-balancer', 'alb', 'autoscaling', 'ec2', 'ecs', 'fargate', 'lambda', 'stateless',
    'php', 'laravel', 'symfony', 'express', 'fastify', 'koa', 'remix', 'authjs', 'flask', 'rails', 'aspnetcore', 'spring-session',
  ],
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: node.oldest,
  workflowNodeVersion: node.build,
  githubOptions: { pullRequestLintOptions: { semanticTitleOptions: { types: ['feat', 'fix', 'docs', 'test', 'perf', 'refactor', 'ci', 'chore'] } } },
  buildWorkflowOptions: { mutableInstall: false },
  pullRequestTemplateContents: pullRequestTemplate,
  bumpPackage: 'commit-and-tag-version@^12',
  releasableCommits: ReleasableCommits.featuresAndFixes(),
  nextVersionCommand: 'node -p "process.env.VERSION === \'0.0.0\' ? \'minor\' : \'\'"', // the first one is 0.1.0
  jsiiReleaseVersion: '0.2.1061',
  npmTrustedPublishing: true,
  depsUpgradeOptions: { cooldown: 7, workflowOptions: { schedule: javascript.UpgradeDependenciesSchedule.MONTHLY } },

  cdkVersion: floor.cdk,
  constructsVersion: floor.constructs,
  peerDependencyOptions: { pinnedDevDependency: false },
  devDeps: [
    `aws-cdk-lib@${newest.cdk}`, `constructs@${newest.constructs}`, `aws-cdk@${newest.cli}`, '@aws-sdk/client-dynamodb',
    '@aws-cdk/aws-service-spec', '@aws-cdk/cloudformation-diff', '@cdklabs/cdk-validator-cfnguard', 'cdk-monitoring-constructs', 'cdk-nag@^3', 'esbuild', 'fast-check', 'jsii-rosetta@~6.0.17', 'playwright-core', 'tsx',
  ],
  jsiiVersion: '~6.0.16',
  typescriptVersion: '~5.9.0',
  runner: TypeScriptRunner.tsx(),
  projenrcTs: true,
  compressAssembly: true,
  tsconfig: { compilerOptions: { inlineSourceMap: false, inlineSources: false } },
  tsconfigDevFile: 'tsconfig.dev.json',

  publishToPypi: { distName: 'cdk-dynamodb-sessions', module: 'cdk_dynamodb_sessions', trustedPublishing: true },
  publishToMaven: {
    javaPackage: 'io.github.cdkdynamodbsessions',
    mavenGroupId: 'io.github.cdk-dynamodb-sessions',
    mavenArtifactId: 'cdk-dynamodb-sessions',
  },
  publishToNuget: { dotNetNamespace: 'CdkDynamodbSessions', packageId: 'CdkDynamodbSessions', trustedPublishing: true },
  publishToGo: { moduleName: 'github.com/cdk-dynamodb-sessions/cdk-dynamodb-sessions-go' },

  eslintOptions: { dirs: ['src', 'test', ...typeScriptRooms], ignorePatterns: ['**/*.js', '**/*.d.ts', 'node_modules/', 'local/lib/', 'cdk.out/', 'vendor/'] },
  tsJestOptions: { transformOptions: { transpilation: true } as object }, // `tsc` checks the types
  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    junitReporting: false,
    jestConfig: {
      collectCoverage: false,
      testMatch: ['<rootDir>/{test,local/test,examples/test,conformance/test,rehearsal/test}/**/*.test.ts'],
      testEnvironment: '<rootDir>/tools/jest/environment.js',
      maxWorkers: '100%',
      testTimeout: 300_000, // no test judges speed: only one that hangs may fail by the clock
      moduleNameMapper: { '^cdk-dynamodb-sessions$': '<rootDir>/src/index.ts' },
      modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/local/lib/', 'cdk.out'],
      transform: { 'node_modules/(aws-cdk-lib|constructs)/.+\\.js$': new javascript.Transform('<rootDir>/tools/jest/shared.js') },
      transformIgnorePatterns: ['/node_modules/(?!(aws-cdk-lib|constructs)/)'],
    },
  },
  gitignore: ['/local/lib/', 'cdk.out/', '/examples/*/vendor/', '/test-reports/', '.jsii.gz', '.jsii.tabl.json', '.DS_Store'],
  npmIgnoreOptions: {
    ignorePatterns: [
      ...[...typeScriptRooms, 'docs'].map((room) => `/${room}/`), '/test-reports/', '.jsii.tabl.json', '/API.md', '.ci', '.projenrc.ts', 'CONTRIBUTING.md', 'SECURITY.md', '*.tsbuildinfo', '/tsconfig*.json',
    ],
  },
});

project.npmignore?.exclude('/lib/validation/*.d.ts', '/lib/dynamodb/*.d.ts', '/lib/variables/*.d.ts', '/lib/*/presets/*.d.ts', '/lib/*/internal/**/*.d.ts'); // no published declaration points there
// only the root is API (docs/decisions/0016); the others are what jsii and tools of packages read
project.package.addField('exports', { '.': './lib/index.js', './package.json': './package.json', './.jsii': './.jsii', './.jsii.gz': './.jsii.gz' });
project.package.addField('workspaces', ['local', 'examples/*']);
project.package.addPackageResolutions('unrs-resolver@1.12.2'); // 1.13.0 lacks some of its platform packages, and `npm ci` refuses

// the lockfile names no address of a package, whoever writes it
new javascript.NpmConfig(project).addConfig('omit-lockfile-registry-resolved', 'true');

configureLint(project);
configureTasks(project);
configureWorkflows(project, node);

project.synth();

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { judge } from '../../test/rules/service-rules';
import { templatesIn } from '../../tools/template';
import { examples } from './servers';
import { Run } from './synthesize-all';

/** Every finding counts; they are read from the report, so that each is told with its example. */
const STRICT = {
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  '@aws-cdk/core:strictCfnValidateErrors': true,
  '@aws-cdk/core:failSynthOnValidationErrors': false,
};
/** What the command line tells an app about where its stacks go, when it knows. */
const PLACES: Record<string, Record<string, string>> = {
  'anywhere': {},
  'in a fixed region': { CDK_DEFAULT_ACCOUNT: '111122223333', CDK_DEFAULT_REGION: 'eu-west-1' },
};
const names = readdirSync(examples).filter((name) => existsSync(path.join(examples, name, 'app.ts')));
const temporary = mkdtempSync(path.join(tmpdir(), 'templates-'));
const wrong = path.join(temporary, 'wrong');

beforeAll(() => {
  mkdirSync(wrong);
  writeFileSync(path.join(wrong, 'app.ts'), `
    import { App, CfnResource, Stack } from ${JSON.stringify(require.resolve('aws-cdk-lib/core'))};
    new CfnResource(new Stack(new App(), 'Wrong'), 'Table', { type: 'AWS::DynamoDB::Table', properties: { KeySchemas: [] } });
  `);
  synthesize([wrong, ...names.map((name) => path.join(examples, name))]);
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

test('there are examples', () => {
  expect(names).toEqual(expect.arrayContaining(['express', 'php']));
});

test('a template with a mistake is found among them', () => {
  expect(findingsIn(assembly('wrong', 'anywhere'))).toContainEqual(expect.stringMatching(/^Wrong\/Table: .*KeySchemas/));
});

test.each(names)('every stack of examples/%s goes to a region that is fixed', (name) => {
  const environments = environmentsIn(assembly(name, 'in a fixed region'));
  expect(environments).not.toEqual([]);
  expect(environments.filter((environment) => !environment.endsWith('/eu-west-1'))).toEqual([]);
});

describe.each(Object.keys(PLACES).flatMap((place) => names.map((name): [string, string] => [name, place])))('the template of examples/%s, %s', (name, place) => {
  test('has no finding of CloudFormation Validate, strict', () => {
    expect(findingsIn(assembly(name, place))).toEqual([]);
  });

  test('is refused by no service', () => {
    expect([...templatesIn(assembly(name, place)).values()].flatMap((template) => judge(template))).toEqual([]);
  });

  test('tells the address to open', () => {
    const addresses = [...templatesIn(assembly(name, place)).values()].flatMap(({ Outputs }) => Outputs?.Address?.Value ?? []);
    expect(addresses).toEqual([expect.anything()]);
    expect(JSON.stringify(addresses)).toMatch(/^\["https:\/\/shop\.example\.com"\]$|"http:\/\/",\{"Fn::GetAtt":\["\w+","DNSName"\]\}/);
  });

  test('grants on the session table by exact action and ARN', () => {
    const statements = resourcesIn(assembly(name, place)).filter(({ Type }) => Type === 'AWS::IAM::Policy')
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as { Action: string | string[]; Resource: unknown }[])
      .filter(({ Action }) => [Action].flat().some((action) => action.startsWith('dynamodb:')));
    expect(statements).not.toEqual([]);
    expect(JSON.stringify(statements)).not.toContain('*');
  });

  test('has no sticky sessions and no static key', () => {
    const resources = resourcesIn(assembly(name, place));
    for (const { Properties } of resources.filter(({ Type }) => Type === 'AWS::ElasticLoadBalancingV2::TargetGroup')) {
      expect(Properties.TargetGroupAttributes).toContainEqual({ Key: 'stickiness.enabled', Value: 'false' });
    }
    expect(JSON.stringify(resources)).not.toMatch(/AWS_SECRET_ACCESS_KEY|AWS::IAM::AccessKey/);
  });
});

interface Resource {
  readonly Type: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly Properties: any;
}

function assembly(name: string, place: string): string {
  return path.join(temporary, 'assemblies', place, name);
}

function synthesize(folders: string[]): void {
  const runs = folders.flatMap((folder) => Object.entries(PLACES).map(([place, environment]): Run => (
    { app: path.join(folder, 'app.ts'), outdir: assembly(path.basename(folder), place), environment })));
  const { status, stdout, stderr } = spawnSync(
    process.execPath, [require.resolve('tsx/cli'), path.join(__dirname, 'synthesize-all.ts'), JSON.stringify(runs)],
    { cwd: examples, encoding: 'utf8', env: { ...process.env, CDK_VALIDATION: 'true', CDK_CONTEXT_JSON: JSON.stringify(STRICT) } },
  );
  if (status !== 0) {
    throw new Error(`the examples could not be synthesized:\n${stdout}${stderr}`);
  }
}

/** Each as path and text. */
function findingsIn(outdir: string): string[] {
  const { pluginReports } = read(outdir, 'validation-report.json');
  return pluginReports.flatMap(({ violations }: { violations: Violation[] }) => violations.flatMap(({ ruleName, description, violatingConstructs }) =>
    violatingConstructs.map(({ constructPath }) => `${constructPath}: ${ruleName}: ${description}`)));
}

interface Violation {
  readonly ruleName: string;
  readonly description: string;
  readonly violatingConstructs: { readonly constructPath: string }[];
}

function environmentsIn(outdir: string): string[] {
  return (Object.values(read(outdir, 'manifest.json').artifacts) as { type: string; environment?: string }[])
    .filter(({ type }) => type === 'aws:cloudformation:stack').map(({ environment = 'none' }) => environment);
}

function resourcesIn(outdir: string): Resource[] {
  return [...templatesIn(outdir).values()].flatMap(({ Resources }) => Object.values(Resources) as Resource[]);
}

function read(outdir: string, file: string) {
  return JSON.parse(readFileSync(path.join(outdir, file), 'utf8'));
}

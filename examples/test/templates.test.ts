import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { examples } from './servers';

jest.setTimeout(120_000);

const STRICT = { '@aws-cdk/core:validateAgainstDefaultRules': true, '@aws-cdk/core:strictCfnValidateErrors': true };
const names = readdirSync(examples).filter((name) => existsSync(path.join(examples, name, 'app.ts')));
const temporary = mkdtempSync(path.join(tmpdir(), 'templates-'));

afterAll(() => rmSync(temporary, { recursive: true, force: true }));

test('there are examples', () => {
  expect(names).toEqual(expect.arrayContaining(['express', 'php']));
});

describe.each(names)('the template of examples/%s', (name) => {
  const outdir = path.join(temporary, name);
  let run: ReturnType<typeof synthesize>;
  let resources: Resource[];

  beforeAll(() => {
    run = synthesize(path.join(examples, name), outdir);
    resources = run.status === 0 ? readResources(outdir) : [];
  });

  test('has no finding of CloudFormation Validate, strict', () => {
    expect({ status: run.status, findings: run.status === 0 ? '' : run.stdout + run.stderr }).toEqual({ status: 0, findings: '' });
  });

  test('grants on the session table by exact action and ARN', () => {
    const statements = resources.filter(({ Type }) => Type === 'AWS::IAM::Policy')
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as { Action: string | string[]; Resource: unknown }[])
      .filter(({ Action }) => [Action].flat().some((action) => action.startsWith('dynamodb:')));
    expect(statements).not.toEqual([]);
    expect(JSON.stringify(statements)).not.toContain('*');
  });

  test('has no sticky sessions and no static key', () => {
    const targetGroups = resources.filter(({ Type }) => Type === 'AWS::ElasticLoadBalancingV2::TargetGroup');
    for (const { Properties } of targetGroups) {
      expect(Properties.TargetGroupAttributes).toContainEqual({ Key: 'stickiness.enabled', Value: 'false' });
    }
    expect(JSON.stringify(resources)).not.toMatch(/AWS_SECRET_ACCESS_KEY|AWS::IAM::AccessKey/);
  });
});

test('a template with a mistake is found', () => {
  const app = path.join(temporary, 'wrong-app.ts');
  writeFileSync(app, `
    import { App, CfnResource, Stack } from ${JSON.stringify(require.resolve('aws-cdk-lib/core'))};
    new CfnResource(new Stack(new App(), 'Wrong'), 'Table', { type: 'AWS::DynamoDB::Table', properties: { KeySchemas: [] } });
  `);
  const { status, stdout, stderr } = synthesize(examples, path.join(temporary, 'wrong'), app);
  expect(status).not.toBe(0);
  expect(stdout + stderr).toContain('KeySchemas');
});

interface Resource {
  readonly Type: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly Properties: any;
}

function synthesize(cwd: string, outdir: string, app = 'app.ts') {
  return spawnSync(process.execPath, [require.resolve('tsx/cli'), app], {
    cwd, encoding: 'utf8', env: { ...process.env, CDK_VALIDATION: 'true', CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(STRICT) },
  });
}

function readResources(outdir: string): Resource[] {
  return readdirSync(outdir).filter((file) => file.endsWith('.template.json'))
    .flatMap((file) => Object.values(JSON.parse(readFileSync(path.join(outdir, file), 'utf8')).Resources) as Resource[]);
}

// the first snippet of the README, run as a newcomer runs it
import { readFileSync } from 'fs';
import { join } from 'path';
import { runInNewContext } from 'vm';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as core from 'aws-cdk-lib/core';
import * as ts from 'typescript';
import * as library from '../../src';
import { ROOT } from '../../tools/sources';

/** The stack that the snippet defines. */
function quickStart(change: (source: string) => string = (source) => source): core.Stack {
  const [, source] = /```ts nofixture\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'))!;
  const { outputText } = ts.transpileModule(change(source), { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  let app: core.App | undefined;
  class NewcomersApp extends core.App {
    constructor() {
      super();
      app = this;
    }
  }
  const modules: Record<string, unknown> = {
    'aws-cdk-lib/core': Object.create(core, { App: { value: NewcomersApp } }),
    'cdk-dynamodb-sessions': library,
  };
  runInNewContext(outputText, { exports: {}, require: (name: string) => modules[name] ?? jest.requireActual(name) });
  return app!.node.findChild('Shop') as core.Stack;
}

/** Ids of the warnings that a newcomer sees. */
function warningsOf(stack: core.Stack): string[] {
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue())
    .map(({ entry }) => /\[ack: cdk-dynamodb-sessions:(\w+)\]/.exec(`${entry.data}`)?.[1] ?? `${entry.data}`);
}

test('installs something that answers with a page and to the health check', () => {
  const stack = quickStart();
  const [template] = Object.values(Template.fromStack(stack).findResources('AWS::EC2::LaunchTemplate'));
  const userData = JSON.stringify(template.Properties.LaunchTemplateData.UserData);
  const [group] = Object.values(Template.fromStack(stack).findResources('AWS::ElasticLoadBalancingV2::TargetGroup'));
  expect(userData).toContain('/var/www/html/index.html');
  expect(userData).toContain(`/var/www/html${group.Properties.HealthCheckPath}`);
  expect(userData).toContain('systemctl enable --now httpd');
});

test('is warned only of what takes a domain to avoid', () => {
  expect(warningsOf(quickStart())).toEqual(['withoutHttps']);
});

test('would be warned of more without its region', () => {
  expect(warningsOf(quickStart((source) => source.replace("{ env: { region: 'eu-west-1' } }", '{}')))).toEqual(['accessLogsSkipped', 'withoutHttps']);
});

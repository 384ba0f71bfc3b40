// a small sample with a fixed seed; `npm run fuzz` is the large one, with CloudFormation Validate
import { CfnResource } from 'aws-cdk-lib/core';
import * as fc from 'fast-check';
import { parseArguments } from './arguments';
import { Case, Subject } from './case';
import { kindsOf, wordingFaults } from './house';
import { failuresOf, replay, runJob } from './job';
import { SUBJECTS, subjectNamed } from './subjects';

const SEED = 20_260;
const DEAR = ['LoadBalancedSessionService', 'LoadBalancedFargateSessionService'];

describe('any set of props gives a template that keeps its promises, or an error for people', () => {
  test.each(SUBJECTS)('$name', (subject) => {
    const { failures, thrown, synthesized } = runJob(subject, { seed: SEED, runs: DEAR.includes(subject.name) ? 60 : 120 });
    expect(failures.map(({ what, program, seed, path }) => `${what}\n${program}\nseed ${seed}, path ${path}`)).toEqual([]);
    // both ways out are taken
    expect(Math.min(thrown, synthesized)).toBeGreaterThan(10);
  });
});

describe('each end of each range is where the documentation has it', () => {
  test.each(SUBJECTS.flatMap(({ name, edges = [] }) => edges.length > 0 ? [{ name, edges }] : []))('$name', ({ edges }) => {
    expect(failuresOf(edges)).toEqual([]);
  });

  test('and there are many', () => expect(SUBJECTS.flatMap(({ edges = [] }) => edges).length).toBeGreaterThan(150));
});

/** The subject with something done to each of its cases. */
function changed(subject: Subject, change: (each: Case) => Partial<Case>): Subject {
  return { ...subject, cases: subject.cases.map((each) => ({ ...each, ...change(each) })) };
}

/** What a few runs find wrong. */
function found(subject: Subject, runs = 60): string {
  return runJob(subject, { seed: SEED, runs, shrinkingMs: 0 }).failures.map(({ what }) => what).join('\n');
}

/** The subject with an override in every resource of the type. */
function overridden(subject: Subject, type: string, path: string, value: unknown): Subject {
  return changed(subject, ({ define }) => ({
    define: (world) => {
      const defined = define(world);
      world.stack.node.findAll().filter((each): each is CfnResource => CfnResource.isCfnResource(each) && each.cfnResourceType === type)
        .forEach((each) => value === undefined ? each.addDeletionOverride(path) : each.addOverride(path, value));
      return defined;
    },
  }));
}

describe('the property fails when', () => {
  const table = subjectNamed('SessionTable');
  const instances = subjectNamed('LoadBalancedSessionService');
  const tasks = subjectNamed('LoadBalancedFargateSessionService');
  const TABLE = 'AWS::DynamoDB::GlobalTable';
  const GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';
  const TEMPLATE = 'AWS::EC2::LaunchTemplate';

  test.each<[string, Subject, string, string, unknown, RegExp]>([
    ['time to live is lost', table, TABLE, 'Properties.TimeToLiveSpecification', undefined, /^time to live is absent/m],
    ['the key schema is another', table, TABLE, 'Properties.KeySchema.0.AttributeName', 'other', /^key schema is/m],
    ['the table is deleted with its stack', table, TABLE, 'DeletionPolicy', 'Delete', /^DeletionPolicy is "Delete", expected "Retain/m],
    ['the table is not protected', table, TABLE, 'Properties.Replicas.0.DeletionProtectionEnabled', false, /^deletion protection is false/m],
    ['something is no JSON', table, TABLE, 'Properties.Broken', NaN, /^JSON is/m],
    ['sessions are sticky', instances, GROUP, 'Properties.TargetGroupAttributes.1.Value', 'true', /^stickiness is "true"/m],
    ['a container reaches the instance metadata', instances, TEMPLATE,
      'Properties.LaunchTemplateData.MetadataOptions.HttpPutResponseHopLimit', 2, /^hop limit is 2/m],
    ['the disk is not encrypted', instances, TEMPLATE, 'Properties.LaunchTemplateData.BlockDeviceMappings.0.Ebs.Encrypted', false, /^encrypted disks/m],
    ['a deployment resets the size of the group', instances, 'AWS::AutoScaling::AutoScalingGroup', 'Properties.DesiredCapacity', '2', /^desired capacity is "2"/m],
    ['user data lacks the variables', instances, TEMPLATE, 'Properties.LaunchTemplateData.UserData', '#!/bin/bash', /^variables missing in the user data/m],
    ['a role may do everything with tables', instances, 'AWS::IAM::Policy', 'Properties.PolicyDocument.Statement.0.Action', 'dynamodb:*', /has a wildcard/m],
    ['a role may read every table', instances, 'AWS::IAM::Policy', 'Properties.PolicyDocument.Statement.0.Resource', '*', /has a wildcard/m],
    ['a container lacks the variables', tasks, 'AWS::ECS::TaskDefinition',
      'Properties.ContainerDefinitions.0.Environment', [], /^plain variables is \[|^plain variables is {}/m],
    ['a deployment resets the number of tasks', tasks, 'AWS::ECS::Service', 'Properties.DesiredCount', 2, /^desired count is 2/m],
  ])('%s', (_, subject, type, path, value, expected) => {
    expect(found(overridden(subject, type, path, value), subject === table ? 40 : 12)).toMatch(expected);
  });

  test('good props are refused', () => {
    const refusing = changed(table, () => ({
      define: () => {
        throw new Error('`tableName` must be another, got: this (in Stack/Sessions)');
      },
    }));
    expect(found(refusing)).toMatch(/^refused, though every prop is fine/m);
  });

  test('bad props are taken', () => {
    expect(found(changed(table, () => ({ define: () => undefined })))).toMatch(/^taken, though \w+ must be refused/m);
  });

  test('a message names one of two mistakes only', () => {
    const asking = changed(table, ({ faults }) => ({ faults: faults.length > 0 ? [...faults, { props: ['another'] }] : [] }));
    expect(found(asking)).toMatch(/^it does not name another/m);
  });
});

describe('a failure', () => {
  const small = changed(subjectNamed('SessionTable'), ({ broken }) => ({
    broken: (template, world, defined) => [...broken(template, world, defined), ...template.all('AWS::DynamoDB::GlobalTable')
      .filter(({ Properties }) => Properties.TableName !== undefined).map(() => 'it has a name')],
  }));
  const [failure] = runJob(small, { seed: SEED, runs: 60 }).failures;

  test('is shrunk to the props that matter', () => {
    expect(failure.program).toMatch(/^const stack = new Stack\(app, 'Stack'.*\);\nnew SessionTable\(stack, 'Sessions', {\n {2}tableName: .*,\n}\);$/);
  });

  test('can be repeated by its seed and path', () => {
    const { program, outcome } = replay(small, failure.seed, failure.path);
    expect([program, outcome.failures]).toEqual([failure.program, ['it has a name']]);
  });

  test('counts how often it was so', () => expect(failure.count).toBeGreaterThan(1));
});

test('the same seed gives the same sets of props', () => {
  const samples = [1, 2].map(() => fc.sample(subjectNamed('attachTo').cases, { seed: SEED, numRuns: 20 }).map(({ text }) => text));
  expect(samples[0]).toEqual(samples[1]);
});

describe('house wording', () => {
  const place = { path: 'Stack/Web', isOptional: false };
  const faultsOf = (message: string, error: Error = new Error(message)) => wordingFaults(error, [{ props: ['port'] }], place);

  test('is what the library writes', () => {
    expect(faultsOf('`port` must be a whole number from 1 to 65535, got: 0 (in Stack/Web)')).toEqual([]);
    expect(faultsOf('`cpu` must be 1, got: NaN; write 1; `port` needs `listener`, got: none; give one (in Stack/Web)')).toEqual([]);
  });

  test.each<[string, string]>([
    ['`port` must be 1,\ngot: 0 (in Stack/Web)', 'it has more than one line'],
    ['Bad: `port` must be 1, got: 0 (in Stack/Web)', 'it does not begin with a prop or in lower case'],
    ['port must be 1, got: 0 (in Stack/Web)', 'it names no prop in backticks'],
    ['`port` is wrong, got: 0 (in Stack/Web)', 'it does not say what is allowed'],
    ['`port` must be 1 (in Stack/Web)', 'it does not say what arrived'],
    ['`port` must be 1, got: 0; write 1. (in Stack/Web)', 'it ends with a full stop'],
    ['`port` must be 1, got: undefined (in Stack/Web)', 'it speaks JavaScript'],
    ['`port` must be 1, got: [object Object] (in Stack/Web)', 'it speaks JavaScript'],
    ["`port` must be 1, got: '${Token[TOKEN.12]}' (in Stack/Web)", 'it shows the inside of a token'],
    ['`port` must be 1, got: -1.8881545897087544e+289 (in Stack/Web)', 'it shows the inside of a token'],
    ['`port` must be 1, got: 0', 'it does not say in which construct'],
    ['`port` must be 1, got: 0 (in Stack/Other)', "it says the construct 'Stack/Other' and not 'Stack/Web'"],
    ['`cpu` must be 1, got: 0 (in Stack/Web)', 'it does not name port'],
  ])('fails when it is "%s"', (message, fault) => expect(faultsOf(message)).toContain(fault));

  test('fails when somebody else threw', () => {
    expect(faultsOf('', new TypeError('x is not a function'))).toEqual(['it is a TypeError of somebody else']);
    expect(wordingFaults('text', [], place)).toEqual(['something that is no Error was thrown: text']);
  });

  test('messages that differ by what was given are of one kind', () => {
    const kinds = [
      "`port` must be from 1 to 9, got: 0; `a` must be 'x', got: 'y; z' (in A)",
      "`port` must be from 1 to 9, got: NaN; `a` must be 'w', got: '' (in B)",
    ].map(kindsOf);
    expect(kinds[0]).toEqual(['`port` must be from # to #', "`a` must be '…'"]);
    expect(kinds[1]).toEqual(kinds[0]);
  });
});

describe('arguments', () => {
  const parse = (...argv: string[]) => parseArguments(argv, () => 7);

  test('are all optional', () => {
    expect(parse()).toEqual({ runs: 10_000, seed: 7, only: SUBJECTS.map(({ name }) => name), path: undefined, kinds: false });
  });

  test('say what is run', () => {
    expect(parse('--runs', '5', '--seed', '-3', '--only', 'SessionTable', '--path', '4:0', '--kinds'))
      .toEqual({ runs: 5, seed: -3, only: ['SessionTable'], path: '4:0', kinds: true });
  });

  test.each<[string[], string]>([
    [['--run', '5'], "arguments are --runs, --seed, --only, --path, --kinds, got: '--run'"],
    [['5'], "arguments are --runs, --seed, --only, --path, --kinds, got: '5'"],
    [['--runs'], '--runs needs a value, got: none'],
    [['--runs', '--seed', '1'], '--runs needs a value, got: none'],
    [['--runs', '0'], "--runs must be a whole number from 1 to 10000000, got: '0'"],
    [['--runs', 'many'], "--runs must be a whole number from 1 to 10000000, got: 'many'"],
    [['--seed', '1.5'], "--seed must be a whole number from -2147483648 to 2147483647, got: '1.5'"],
    [['--only', 'Table'], `--only must name some of ${SUBJECTS.map(({ name }) => name).join(', ')}, got: 'Table'`],
    [['--path', '1'], '--path needs --seed and --only with one name, as a failure prints them'],
    [['--path', 'x', '--seed', '1'], "--path must be numbers such as '12:0:3', as a failure prints it, got: 'x'"],
  ])('fails when they are %j', (argv, message) => expect(() => parse(...argv)).toThrow(new Error(message)));
});

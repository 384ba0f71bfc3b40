import * as fs from 'fs';
import * as path from 'path';
import { NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { readAssembly } from '../../src/cloud-assembly/assembly';
import { displayPath } from '../../src/cloud-assembly/template';
import { synthesize, temporaryFolder, thrownBy, writeAssembly } from '../helpers/assembly';

/** The same object, which notes how often each of its properties is read. */
function counted<T extends object>(value: T, reads: Map<string, number>): T {
  return new Proxy(value, {
    get: (target, name: string) => {
      reads.set(name, (reads.get(name) ?? 0) + 1);
      return Reflect.get(target, name);
    },
  });
}

describe('reading an assembly', () => {
  test('finds the stacks of stages and nested stacks, with their names, regions and accounts', () => {
    const folder = synthesize((app) => {
      new Key(new Stack(app, 'Plain'), 'Key');
      const stage = new Stage(app, 'Prod', { env: { account: '111111111111', region: 'eu-west-1' } });
      const web = new Stack(stage, 'Web', { stackName: 'web-of-prod' });
      new Key(new NestedStack(web, 'Inner'), 'Key');
    });
    const stacks = readAssembly(folder).stacks.map(({ name, path: stackPath, region, account }) =>
      [name, stackPath, region, account].join(' '));
    expect(stacks.sort()).toEqual([
      'Plain Plain us-east-1 000000000000',
      'web-of-prod Prod/Web eu-west-1 111111111111',
      expect.stringMatching(/^web-of-prod-Inner\w+ Prod\/Web\/Inner eu-west-1 111111111111$/),
    ]);
  });

  test.each([[true], [false]])('tells construct paths when path metadata in templates is %s', (metadata) => {
    const folder = synthesize((app) => {
      const stack = new Stack(app, 'Web');
      new Key(stack, 'Key');
      new Key(new NestedStack(stack, 'Inner'), 'Key');
    }, { 'aws:cdk:enable-path-metadata': metadata });
    const keys = readAssembly(folder).stacks.flatMap((stack) => [...stack.resources.values()])
      .filter((resource) => resource.type === 'AWS::KMS::Key');
    expect(keys.map(displayPath).sort()).toEqual(['Web/Inner/Key', 'Web/Key']);
  });

  test('looks once at what CDK says about a construct, however many nested stacks there are', () => {
    const folder = synthesize((app) => {
      const stack = new Stack(app, 'Web');
      for (let i = 0; i < 8; i++) {
        new Key(new NestedStack(stack, `Inner${i}`), 'Key', { description: `${i}` });
      }
    }, { 'aws:cdk:enable-path-metadata': false });
    const looks = new Map<string, number>();
    const { parse } = JSON;
    const spy = jest.spyOn(JSON, 'parse').mockImplementation((text) => {
      const value = parse(text);
      return '/Web' in value ? counted(value, looks) : value;
    });
    const { stacks } = readAssembly(folder);
    spy.mockRestore();
    expect(stacks.map(({ path: stackPath }) => stackPath)).toContain('Web/Inner7');
    expect(looks.get('/Web/Inner7/Key/Resource')).toBe(1);
    expect(Math.max(...looks.values())).toBe(1);
  });

  test('tells nested stacks apart whose templates are the same', () => {
    const folder = synthesize((app) => {
      const stack = new Stack(app, 'Web');
      ['One', 'Two'].forEach((id) => new Key(new NestedStack(stack, id), 'Key'));
    }, { 'aws:cdk:enable-path-metadata': false, 'aws:cdk:enable-asset-metadata': true });
    expect(readAssembly(folder).stacks.map((stack) => stack.path)).toEqual(['Web', 'Web/One', 'Web/Two']);
  });

  test('tells logical ids when the assembly knows no paths', () => {
    const folder = writeAssembly({ Web: { Resources: { KeyABC: { Type: 'AWS::KMS::Key' } } } });
    expect(displayPath(readAssembly(folder).stacks[0].resources.get('KeyABC')!)).toBe('Web/KeyABC');
  });

  test.each([
    ['Web/Sessions/Resource', 'Web/Sessions'],
    ['Web/Sessions/Table/Resource', 'Web/Sessions'],
    ['Web/Site/AutoScalingGroup/ASG', 'Web/Site'],
    ['Web/ASG/ASG', 'Web/ASG'],
    ['Web/Site/Service/Service', 'Web/Site'],
    ['Web/Service/Service', 'Web/Service'],
    ['Web/Resource', 'Web/Resource'],
  ])('shortens %s to %s', (constructPath, expected) => {
    const resource = { Type: 'AWS::KMS::Key', Metadata: { 'aws:cdk:path': constructPath } };
    const folder = writeAssembly({ Web: { Resources: { Key: resource } } });
    expect(displayPath(readAssembly(folder).stacks[0].resources.get('Key')!)).toBe(expected);
  });

  test('passes over what is no resource', () => {
    const folder = writeAssembly({ Web: { Resources: { 'Fn::ForEach::Keys': ['x', ['a'], {}], 'Odd': { Type: 1 } } } });
    expect(readAssembly(folder).stacks[0].resources.size).toBe(0);
  });
});

describe('an assembly that cannot be read', () => {
  test('fails when the folder does not exist', () => {
    const folder = path.join(temporaryFolder(), 'cdk.out');
    expect(thrownBy(() => readAssembly(folder))).toBe(
      `KitError: there is no folder "${folder}"; run "cdk synth" first, or give the folder that it writes`);
  });

  test('fails when it is a file', () => {
    const file = path.join(temporaryFolder(), 'template.json');
    fs.writeFileSync(file, '{}');
    expect(thrownBy(() => readAssembly(file))).toBe(
      `KitError: "${file}" is not a folder; give the folder that "cdk synth" writes, usually cdk.out`);
  });

  test('fails when there is no manifest', () => {
    const folder = temporaryFolder();
    expect(thrownBy(() => readAssembly(folder))).toBe(
      `KitError: "${folder}" holds no manifest.json, so it is not a cloud assembly; run "cdk synth" first`);
  });

  test('fails when the folder of the app is given, and names the assembly in it', () => {
    const folder = temporaryFolder();
    const inside = path.join(folder, 'cdk.out');
    fs.mkdirSync(inside);
    fs.writeFileSync(path.join(inside, 'manifest.json'), '{}');
    expect(thrownBy(() => readAssembly(folder))).toBe(
      `KitError: "${folder}" holds no manifest.json, so it is not a cloud assembly; give "${inside}" instead`);
  });

  test.each([['{"artifacts": {'], ['[]'], ['']])('fails when the manifest is %j', (text) => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'manifest.json');
    fs.writeFileSync(file, text);
    expect(thrownBy(() => readAssembly(folder))).toBe(
      `KitError: "${file}" is not a JSON object; run "cdk synth" again`);
  });

  test('fails when a template is missing', () => {
    const folder = writeAssembly({ Web: {} });
    const file = path.join(folder, 'Web.template.json');
    fs.rmSync(file);
    expect(thrownBy(() => readAssembly(folder))).toBe(
      `KitError: there is no file "${file}" although the manifest names it; run "cdk synth" again`);
  });

  test('fails when there is no stack', () => {
    const folder = writeAssembly({});
    expect(thrownBy(() => readAssembly(folder))).toBe(
      `KitError: "${folder}" holds no stack; add a stack to the app and run "cdk synth" again`);
  });
});

// this file alone runs with CloudFormation Validate, and strict: every finding is an error
process.env.CDK_VALIDATION = 'true';

import { CfnParameter, CfnResource, Stack } from 'aws-cdk-lib/core';
import { SessionStore, SessionTable } from '../../src';
import { ownPropsOf, structs } from '../../tools/props';
import { ROWS } from '../../tools/rows';
import { sourcesOf } from '../../tools/sources';
import { newApp } from '../helpers';
import { Define, Place } from './matrix/specification';
import { presets } from './matrix/tables';
import { matrix, NamedSpecification, synthesize } from './templates';

/** Synthesizes as an app does; throws what the validator finds. */
function validate(define: Define): void {
  const app = newApp({ context: { '@aws-cdk/core:validateAgainstDefaultRules': true, '@aws-cdk/core:strictCfnValidateErrors': true } });
  define(new Stack(app, 'Stack'));
  app.synth();
}

const withOverride = (properties: object): Define => (stack) => {
  const { table } = new SessionTable(stack, 'Sessions');
  Object.entries(properties).forEach(([name, value]) => (table.node.defaultChild as CfnResource).addPropertyOverride(name, value));
};

const withOverrideInSecondStack: Define = (stack) => {
  new SessionTable(stack, 'Sessions');
  withOverride({ KeySchemas: [] })(new Stack(stack.node.scope!, 'Other'));
};

const withUnusedParameter: Define = (stack) => {
  new SessionTable(stack, 'Sessions');
  new CfnParameter(stack, 'Unused');
};

describe('the validator', () => {
  test.each<[string, object, RegExp]>([
    ['an unknown property', { KeySchemas: [] }, /KeySchemas/],
    ['a wrong value', { BillingMode: 'FREE' }, /BillingMode|FREE/],
  ])('finds %s', (_, properties, expected) => {
    expect(() => validate(withOverride(properties))).toThrow(expected);
  });

  test('takes a mere warning for an error', () => {
    expect(() => validate(withUnusedParameter)).toThrow(/Parameter 'Unused' is not referenced/);
  });

  test('finds and names one bad template among many', () => {
    const bad: NamedSpecification[] = [
      { name: 'a wrong value', place: Place.FIXED, define: withOverride({ BillingMode: 'FREE' }) },
      { name: 'an unused parameter', place: Place.ANYWHERE, define: withUnusedParameter },
      { name: 'an unknown property in a second stack', place: Place.ANYWHERE, define: withOverrideInSecondStack },
    ];
    const { findings } = synthesize([...matrix().slice(0, 10), ...bad, ...matrix().slice(10, 20)]);
    expect(findings).toEqual({
      'a wrong value': [expect.stringMatching(/^\w+ Stack\/Sessions\/Resource\/Resource: BillingMode: .*FREE/)],
      'an unused parameter': [expect.stringMatching(/^\w+ Stack.*: .*Parameter 'Unused' is not referenced/)],
      'an unknown property in a second stack': [expect.stringMatching(/^\w+ Other\/Sessions\/Resource\/Resource: KeySchemas: /)],
    });
  });
});

describe('the matrix', () => {
  const specifications = matrix();

  test('has each name once', () => {
    expect(new Set(specifications.map(({ name }) => name)).size).toBe(specifications.length);
  });

  test('has every preset', () => {
    const factories = Object.getOwnPropertyNames(SessionStore).filter((name) => typeof (SessionStore as any)[name] === 'function' && name !== 'of');
    expect(Object.keys(presets).sort()).toEqual(factories.sort());
  });

  test.each([
    'SessionTableProps', 'SessionTableAttributes', 'LoadBalancedSessionServiceOptions', 'LoadBalancedSessionServiceProps',
    'LoadBalancedFargateSessionServiceProps', 'SessionServiceMixedInstances', 'SessionServiceLoadBalancerOptions', 'SessionServiceListenerOptions',
    'SessionServiceSharedListener', 'SessionServiceTargetGroupOptions', 'AccessLogsNewBucketOptions', 'SessionServiceTrafficShiftOptions', 'SessionAttachmentOptions', 'SessionGrantOptions',
    'OnDemandSessionCapacityOptions', 'AutoscaledUnits', 'AutoscaledSessionCapacityOptions', 'SessionUserDataOptions', 'SessionStoreProps',
    ...structs().filter((name) => name.endsWith('SessionStoreOptions')),
  ])('has every property of %s', (name) => {
    const words = new Set([...ROWS.map(({ prop }) => prop.split('.').at(-1)!), ...sourcesOf('test/rules/matrix').flatMap(({ text }) => text.match(/\w+/g) ?? [])]);
    expect(ownPropsOf(name).map((prop) => prop.name).filter((prop) => !words.has(prop))).toEqual([]);
  });

  test('gives no template in which the validator finds anything', () => {
    const { templates, findings } = synthesize(specifications);
    const count = Object.keys(templates).length;
    console.log(`CloudFormation Validate, strict, has read ${count} templates of ${specifications.length} specifications`);
    expect(count).toBeGreaterThanOrEqual(specifications.length);
    expect(findings).toEqual({});
  });
});

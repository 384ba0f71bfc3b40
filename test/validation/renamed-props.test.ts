import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { LoadBalancedFargateSessionService, LoadBalancedSessionService, SessionExpiry, SessionStore, SessionTable } from '../../src';
import { europe, newStack } from '../helpers';

const store = SessionStore.express();
const message = (before: string, now: string) => `\`${now}\` must be given by this name, got: '${before}', its name in earlier versions; rename it`;

// typed as JavaScript has it, where an unknown prop is no error
describe('fails if JavaScript gives a prop by its name of an earlier version', () => {
  test.each<[string, string, string, (given: any) => unknown]>([
    ['a table', 'store', 'sessionStore', (given) => new SessionTable(newStack(), 'Sessions', given)],
    ['an imported table', 'store', 'sessionStore', (given) => (
      SessionTable.fromSessionTableAttributes(newStack(), 'Sessions', { tableName: 'theirs', ...given }))],
    ['a service on instances', 'store', 'sessionStore', (given) => (
      new LoadBalancedSessionService(newStack({ env: europe }), 'Web', { machineImage: ec2.MachineImage.latestAmazonLinux2023(), ...given }))],
    ['a service on Fargate', 'store', 'sessionStore', (given) => (
      new LoadBalancedFargateSessionService(newStack({ env: europe }), 'Web', { image: ecs.ContainerImage.fromRegistry('example/shop'), ...given }))],
    ['a service on instances', 'redirectHttp', 'redirectHTTP', (given) => (
      new LoadBalancedSessionService(newStack({ env: europe }), 'Web', { machineImage: ec2.MachineImage.latestAmazonLinux2023(), ...given }))],
    ['a service on Fargate', 'tableNameAsSecret', 'sessionVariablesAsSecrets', (given) => (
      new LoadBalancedFargateSessionService(newStack({ env: europe }), 'Web', { image: ecs.ContainerImage.fromRegistry('example/shop'), ...given }))],
    ['a store of your own', 'cautions', 'warnings', (given) => SessionStore.of({
      clientName: 'mine', expiry: SessionExpiry.timeToLive('ttl'), requestActions: ['dynamodb:GetItem'], ...given,
    })],
  ])('%s: %s', (_, before, now, define) => {
    expect(() => define({ [before]: store })).toThrow(message(before, now));
    expect(() => define({})).not.toThrow();
  });
});

test.each([[true, 'toNewBucket'], [false, 'disabled']])('fails if JavaScript gives `accessLogs: %s`', (accessLogs, factory) => {
  const given = { accessLogs } as any;
  expect(() => new LoadBalancedSessionService(newStack({ env: europe }), 'Web', { machineImage: ec2.MachineImage.latestAmazonLinux2023(), ...given }))
    .toThrow(new Error(`\`accessLogs\` must be a value of AccessLogs, got: ${accessLogs}; write AccessLogs.${factory}() (in Stack/Web)`));
});

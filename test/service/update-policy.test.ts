// what an update policy does to the servers while a deployment replaces them
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Annotations, CfnParameter, Duration, Stack } from 'aws-cdk-lib/core';
import { LoadBalancedSessionService, LoadBalancedSessionServiceProps } from '../../src';
import { europe, newStack, onlyResource, warningsOf } from '../helpers';

type Props = Partial<LoadBalancedSessionServiceProps>;

const { instanceRefresh, replacingUpdate, rollingUpdate } = autoscaling.UpdatePolicy;
const { ROLLING } = autoscaling.InstanceRefreshStrategy;
const signals = autoscaling.Signals.waitForMinCapacity({ timeout: Duration.minutes(10) });

function newService(stack: Stack, props: Props): LoadBalancedSessionService {
  return new LoadBalancedSessionService(stack, 'Web', { machineImage: ec2.MachineImage.latestAmazonLinux2023(), listenerOptions: { open: false }, ...props });
}

function warningsWith(props: Props, acknowledge = false): string[] {
  const stack = newStack({ env: europe });
  const service = newService(stack, props);
  if (acknowledge) {
    Annotations.of(service).acknowledgeWarning('cdk-dynamodb-sessions:updateStopsServers', 'nobody is there at night');
  }
  return warningsOf(stack);
}

const because = (reason: string) => 'Stack/Web: a deployment ends servers before new ones answer, so nobody may be served meanwhile, ' +
  `because ${reason} [ack: cdk-dynamodb-sessions:updateStopsServers]`;
const IMPATIENT = because('`updatePolicy` does not wait for them; give `signals`, or leave it out for an instance refresh that waits for the health check');
const KEEPS_NONE = because('`minHealthyPercentage` is 0; give 100');
const replacesAll = (batch: number, least: number) => because(`\`updatePolicy\` replaces ${batch} at once and \`minCapacity\` is ${least}; ` +
  'give `minInstancesInService` of 1 or more, or a smaller `maxBatchSize`');

describe('a policy that may end the last server that answers is warned of', () => {
  test.each<[string, Props, ...string[]]>([
    ['a rolling update that waits for nothing', { updatePolicy: rollingUpdate() }, IMPATIENT],
    ['one that counts servers which do not answer yet', { updatePolicy: rollingUpdate({ minInstancesInService: 1 }) }, IMPATIENT],
    ['one that pauses for no time', { updatePolicy: rollingUpdate({ pauseTime: Duration.seconds(0) }) }, IMPATIENT],
    ['one that may replace all two servers at once', { updatePolicy: rollingUpdate({ maxBatchSize: 2 }), signals, maxCapacity: 8 }, replacesAll(2, 2)],
    ['one that replaces all, and only then waits', { updatePolicy: rollingUpdate({ maxBatchSize: 5 }), signals, minCapacity: 4 }, replacesAll(5, 4)],
    ['one that does both', { updatePolicy: rollingUpdate({ maxBatchSize: 2 }) }, IMPATIENT, replacesAll(2, 2)],
    ['a replacing update without signals', { updatePolicy: replacingUpdate() }, IMPATIENT],
    ['an instance refresh that keeps none', { updatePolicy: instanceRefresh({ strategy: ROLLING, minHealthyPercentage: 0 }) }, KEEPS_NONE],
  ])('%s', (_, props, ...warnings) => {
    expect(warningsWith(props)).toEqual(warnings);
    expect(warningsWith(props, true)).toEqual([]);
  });
});

describe('a policy that waits is not warned of', () => {
  test.each<[string, Props]>([
    ['the default', {}],
    ['an instance refresh', { updatePolicy: instanceRefresh({ strategy: ROLLING, minHealthyPercentage: 50 }) }],
    ['a rolling update with signals', { updatePolicy: rollingUpdate(), signals }],
    ['one with signals of somebody else', { updatePolicy: rollingUpdate({ waitOnResourceSignals: true }) }],
    ['one that pauses', { updatePolicy: rollingUpdate({ pauseTime: Duration.minutes(10) }) }],
    ['one that only pauses for as long as signals may take', { updatePolicy: rollingUpdate({ waitOnResourceSignals: false }), signals }],
    ['a replacing update with signals', { updatePolicy: replacingUpdate(), signals }],
  ])('%s', (_, props) => expect(warningsWith(props)).toEqual([]));
});

describe('a rolling update', () => {
  test('fails if it keeps as many servers as there can be', () => {
    expect(() => warningsWith({ updatePolicy: rollingUpdate({ minInstancesInService: 4 }), signals })).toThrow(new Error(
      '`updatePolicy` must keep fewer servers in service than `maxCapacity` (4), got: 4; CloudFormation needs one to replace (in Stack/Web)'));
  });

  test.each<[string, Props]>([
    ['one of two servers', { updatePolicy: rollingUpdate({ maxBatchSize: 1 }), signals }],
    ['two of three servers', { updatePolicy: rollingUpdate({ maxBatchSize: 2 }), signals, minCapacity: 3 }],
    ['all but one', { updatePolicy: rollingUpdate({ maxBatchSize: 2, minInstancesInService: 1 }), signals }],
    ['all but the least number, with one more', { updatePolicy: rollingUpdate({ minInstancesInService: 2 }), signals, maxCapacity: 3 }],
  ])('may replace %s', (_, props) => expect(warningsWith(props)).toEqual([]));

  test('may replace the one server, which has a warning of its own', () => {
    expect(warningsWith({ updatePolicy: rollingUpdate(), signals, minCapacity: 1 })).toEqual([expect.stringContaining('singleServer')]);
  });

  test('may count what is known only at deployment', () => {
    const warnings = (props: (later: number) => Props) => {
      const stack = newStack({ env: europe });
      newService(stack, { signals, ...props(new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber) });
      return warningsOf(stack);
    };
    expect(warnings((later) => ({ updatePolicy: rollingUpdate({ maxBatchSize: 2, minInstancesInService: later }) }))).toEqual([]);
    expect(warnings((later) => ({ updatePolicy: rollingUpdate({ minInstancesInService: 2 }), maxCapacity: later }))).toEqual([]);
    expect(warnings((later) => ({ updatePolicy: rollingUpdate({ maxBatchSize: later }), minCapacity: later, maxCapacity: 4 }))).toEqual([]);
  });

  test('may say its batch in servers where the sizes count units', () => {
    const launchTemplateOverrides = [{ instanceType: new ec2.InstanceType('t3.small'), weightedCapacity: 2 }];
    const updatePolicy = rollingUpdate({ maxBatchSize: 4 });
    expect(warningsWith({ updatePolicy, signals, minCapacity: 4, mixedInstances: { launchTemplateOverrides } })).toEqual([]);
  });
});

describe('signals', () => {
  test('are waited for at creation and in a rolling update, and the instances may send them', () => {
    const stack = newStack({ env: europe });
    const service = newService(stack, { signals, updatePolicy: rollingUpdate({ minInstancesInService: 2 }) });
    service.userData.addSignalOnExitCommand(service.autoScalingGroup);
    const { id, CreationPolicy, UpdatePolicy } = onlyResource(stack, 'AWS::AutoScaling::AutoScalingGroup');
    expect(CreationPolicy).toEqual({ ResourceSignal: { Count: 2, Timeout: 'PT10M' } });
    expect(UpdatePolicy.AutoScalingRollingUpdate).toMatchObject({ MinInstancesInService: 2, WaitOnResourceSignals: true, PauseTime: 'PT10M' });
    expect(JSON.stringify(stack.resolve(service.userData.render()))).toContain(`cfn-signal --stack Stack --resource ${id} --region eu-west-1`);
    expect(JSON.stringify(stack.resolve((service.role.node.findChild('DefaultPolicy') as any).document)))
      .toContain('{"Action":"cloudformation:SignalResource","Effect":"Allow","Resource":{"Ref":"AWS::StackId"}}');
  });

  test('leave a network without NAT gateways by an endpoint', () => {
    const endpointsOf = (props: Props) => newService(newStack({ env: europe }), { natGateways: 0, ...props }).endpoints.map(({ node }) => node.id);
    expect(endpointsOf({ signals })).toEqual(['CloudFormation']);
    expect(endpointsOf({})).toEqual([]);
  });
});

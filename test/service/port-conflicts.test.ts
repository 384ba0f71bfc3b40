// what two parts of one app want for themselves, and only one can have
import { Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { App, CfnParameter, CfnResource, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LoadBalancedFargateSessionService, LoadBalancedSessionService, LoadBalancedSessionServiceOptions } from '../../src';
import { account, europe, newApp } from '../helpers';

type Options = LoadBalancedSessionServiceOptions;

const flavours: [string, (stack: Stack, id: string, options: Options) => unknown][] = [
  ['on EC2', (stack, id, options) => new LoadBalancedSessionService(stack, id, { machineImage: ec2.MachineImage.latestAmazonLinux2023(), ...options })],
  ['on Fargate', (stack, id, options) => new LoadBalancedFargateSessionService(stack, id, { image: ecs.ContainerImage.fromRegistry('example/shop'), ...options })],
];
const defaultAction = elbv2.ListenerAction.fixedResponse(404);
const conditions = [elbv2.ListenerCondition.pathPatterns(['/*'])];
const { GRPC, HTTP1, HTTP2 } = elbv2.ApplicationProtocolVersion;

/** Something else that has a priority. */
class Part extends CfnResource {
  readonly priority = 3;
}

function shared(): { app: App; stack: Stack; vpc: ec2.Vpc; loadBalancer: elbv2.ApplicationLoadBalancer } {
  const app = newApp();
  const stack = new Stack(app, 'Shared', { env: europe });
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
  return { app, stack, vpc, loadBalancer: new elbv2.ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc }) };
}
const certificateIn = (stack: Stack) => acm.Certificate.fromCertificateArn(stack, 'Certificate', `arn:aws:acm:eu-west-1:${account}:certificate/c`);

describe.each(flavours)('a service %s', (_flavour, define) => {
  describe('behind a listener of the app', () => {
    const clash = (number: number, holder: string) =>
      `\`sharedListener.priority\` must be one that no other rule of the listener has, got: ${number}, which '${holder}' has; give another number (in Blog/Web)`;
    const given = (port = 80) => {
      const parts = shared();
      const certificates = port === 443 ? [certificateIn(parts.stack)] : undefined;
      return { ...parts, listener: parts.loadBalancer.addListener('Listener', { port, certificates, defaultAction }) };
    };

    test('cannot have the place of a service of another stack, but the next one', () => {
      const { app, listener } = given();
      const [shop, blog] = ['Shop', 'Blog'].map((id) => new Stack(app, id, { env: europe }));
      define(shop, 'Web', { sharedListener: { listener, priority: 7, conditions } });
      expect(() => define(blog, 'Web', { sharedListener: { listener, priority: 7, conditions } })).toThrow(new Error(clash(7, 'Shop/Web')));
      expect(() => define(blog, 'Next', { sharedListener: { listener, priority: 8, conditions } })).not.toThrow();
    });

    test("cannot have the place of the listener's own rule", () => {
      const { app, listener } = given();
      listener.addAction('Old', { priority: 3, conditions, action: elbv2.ListenerAction.fixedResponse(410) });
      expect(() => define(new Stack(app, 'Blog', { env: europe }), 'Web', { sharedListener: { listener, priority: 3, conditions } }))
        .toThrow(new Error(clash(3, 'Shared/LoadBalancer/Listener/OldRule')));
    });

    test('may have the same place on another listener', () => {
      const { stack, listener, loadBalancer } = given();
      const other = loadBalancer.addListener('Other', { port: 81, protocol: elbv2.ApplicationProtocol.HTTP, defaultAction });
      define(stack, 'Web', { sharedListener: { listener, priority: 1, conditions } });
      expect(() => define(stack, 'Other', { sharedListener: { listener: other, priority: 1, conditions } })).not.toThrow();
    });

    test('may have a place that only the deployment knows', () => {
      const { stack, listener } = given();
      const priority = new CfnParameter(stack, 'Priority', { type: 'Number' }).valueAsNumber;
      define(stack, 'Web', { sharedListener: { listener, priority, conditions } });
      expect(() => define(stack, 'Other', { sharedListener: { listener, priority, conditions } })).not.toThrow();
    });

    test('needs HTTPS there for its certificate, HTTP/2 and gRPC', () => {
      const needs = (prop: string) =>
        `\`${prop}\` needs a shared listener that speaks HTTPS, got: 'Shared/LoadBalancer/Listener', which speaks HTTP; give another one or remove \`${prop}\``;
      const with_ = (more: (stack: Stack) => Options, port?: number) => () => {
        const { stack, listener } = given(port);
        define(stack, 'Web', { sharedListener: { listener, priority: 1, conditions }, ...more(new Stack(stack, 'Own', { env: europe })) });
      };
      expect(with_((stack) => ({ certificate: certificateIn(stack), targetGroupOptions: { protocolVersion: GRPC } })))
        .toThrow(new Error(`${needs('certificate')}; ${needs('targetGroupOptions.protocolVersion')} (in Shared/Web)`));
      expect(with_(() => ({ targetGroupOptions: { protocolVersion: HTTP2 } }))).toThrow(new Error(`${needs('targetGroupOptions.protocolVersion')} (in Shared/Web)`));
      expect(with_(() => ({ targetGroupOptions: { protocolVersion: HTTP1 } }))).not.toThrow();
      expect(with_((stack) => ({ certificate: certificateIn(stack), targetGroupOptions: { protocolVersion: GRPC } }), 443)).not.toThrow();
    });

    test.each(['service', 'stack'])('may have the place of a %s that left the tree', (left) => {
      const { app, listener } = given();
      const stack = new Stack(app, 'Blog', { env: europe });
      define(stack, 'Web', { sharedListener: { listener, priority: 7, conditions } });
      if (left === 'service') {
        stack.node.tryRemoveChild('Web');
      } else {
        app.node.tryRemoveChild('Blog');
      }
      const again = left === 'service' ? stack : new Stack(app, 'Blog', { env: europe });
      expect(() => define(again, 'Web', { sharedListener: { listener, priority: 7, conditions } })).not.toThrow();
      expect(() => define(again, 'Other', { sharedListener: { listener, priority: 7, conditions } })).toThrow("got: 7, which 'Blog/Web' has");
      Template.fromStack(again).hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', { Priority: 7 });
    });

    test('may have the priority of something below it that is no rule', () => {
      const { app, listener } = given();
      const part = new Construct(listener, 'Cache');
      new Part(part, 'Resource', { type: 'AWS::Example::Part' });
      expect(() => define(new Stack(app, 'Blog', { env: europe }), 'Web', { sharedListener: { listener, priority: 3, conditions } })).not.toThrow();
    });

    test('searches no app for it', () => {
      const { app, stack, listener } = given();
      const search = jest.spyOn(app.node, 'findAll');
      define(stack, 'Web', { sharedListener: { listener, priority: 1, conditions } });
      define(stack, 'Other', { sharedListener: { listener, priority: 2, conditions } });
      expect(search).not.toHaveBeenCalled();
    });
  });

  describe('behind an imported listener', () => {
    const importIn = (stack: Stack, id: string) => elbv2.ApplicationListener.fromApplicationListenerAttributes(stack, id, {
      listenerArn: `arn:aws:elasticloadbalancing:eu-west-1:${account}:listener/app/shared/1/2`,
      securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, `${id}Group`, 'sg-1'),
    });

    test('may speak whatever it likes', () => {
      const { stack, vpc } = shared();
      expect(() => define(stack, 'Web', {
        vpc, sharedListener: { listener: importIn(stack, 'Listener'), priority: 1, conditions }, certificate: certificateIn(stack), targetGroupOptions: { protocolVersion: GRPC },
      })).not.toThrow();
    });

    test('of one import cannot have the same place twice', () => {
      const { stack, vpc } = shared();
      const listener = importIn(stack, 'Listener');
      define(stack, 'Web', { vpc, sharedListener: { listener, priority: 1, conditions } });
      expect(() => define(stack, 'Other', { vpc, sharedListener: { listener, priority: 1, conditions } })).toThrow('`sharedListener.priority` must be one that no other rule');
    });
  });

  describe('behind a load balancer of the app', () => {
    const clash = (port: number, holder: string) => `\`listenerOptions.port\` must be one that no other listener of \`loadBalancer\` has, got: ${port}, ` +
      `which '${holder}' has; give another port, or that listener as \`sharedListener\` (in Blog/Web)`;

    test('cannot listen where another service listens or redirects, but beside them', () => {
      const { app, loadBalancer } = shared();
      const [shop, blog] = ['Shop', 'Blog'].map((id) => new Stack(app, id, { env: europe }));
      define(shop, 'Web', { loadBalancer, certificate: certificateIn(shop), redirectHTTP: true });
      expect(() => define(blog, 'Web', { loadBalancer })).toThrow(new Error(clash(80, 'Shop/Web')));
      define(blog, 'Other', { loadBalancer, listenerOptions: { port: 8080 } });
      expect(() => app.synth()).not.toThrow();
      Template.fromStack(blog).hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', { Port: 8080 });
    });

    test('cannot listen where the load balancer listens by itself', () => {
      const { app, loadBalancer } = shared();
      loadBalancer.addListener('Theirs', { port: 80, defaultAction });
      expect(() => define(new Stack(app, 'Blog', { env: europe }), 'Web', { loadBalancer })).toThrow(new Error(clash(80, 'Shared/LoadBalancer/Theirs')));
    });

    test('may listen on the port of a target group that stands below the load balancer', () => {
      const { app, vpc, loadBalancer } = shared();
      new elbv2.ApplicationTargetGroup(loadBalancer, 'Theirs', { vpc, port: 80 });
      const blog = new Stack(app, 'Blog', { env: europe });
      expect(() => define(blog, 'Web', { loadBalancer, certificate: certificateIn(blog), redirectHTTP: true })).not.toThrow();
      Template.fromStack(blog).hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', { Port: 80 });
    });

    test('may listen where a service listened that left the tree', () => {
      const { stack, loadBalancer } = shared();
      define(stack, 'Web', { loadBalancer });
      stack.node.tryRemoveChild('Web');
      expect(() => define(stack, 'Web', { loadBalancer })).not.toThrow();
      Template.fromStack(stack).resourceCountIs('AWS::ElasticLoadBalancingV2::Listener', 1);
    });

    test('cannot redirect from there', () => {
      const { app, loadBalancer } = shared();
      loadBalancer.addListener('Theirs', { port: 80, defaultAction });
      const blog = new Stack(app, 'Blog', { env: europe });
      expect(() => define(blog, 'Web', { loadBalancer, certificate: certificateIn(blog), redirectHTTP: true })).toThrow(new Error(
        "`redirectHTTP` needs port 80 of `loadBalancer`, which 'Shared/LoadBalancer/Theirs' has, got: true; remove `redirectHTTP` (in Blog/Web)"));
      expect(() => define(blog, 'Quiet', { loadBalancer, certificate: certificateIn(new Stack(app, 'Own', { env: europe })) })).not.toThrow();
    });
  });
});

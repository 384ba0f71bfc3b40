// what is signed for one part must not silence a rule elsewhere in the app: aws-cdk-lib before 2.271 did so, hence the oldest version that we allow
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Stack, Validations } from 'aws-cdk-lib/core';
import { LoadBalancedSessionService } from '../../src';
import { europe } from '../helpers';
import { inspect, packs } from '../../tools/findings/nag';

const newService = (stack: Stack, id: string) =>
  new LoadBalancedSessionService(stack, id, { machineImage: ec2.MachineImage.latestAmazonLinux2023() });

test.each(packs)('a bucket of somebody else in another stack is still found by %s', (pack) => {
  const define = (stack: Stack, hasService: boolean) => {
    new s3.Bucket(new Stack(stack.node.root, 'Theirs', { env: europe }), 'Bucket');
    if (hasService) {
      newService(stack, 'Web');
    }
  };
  const [alone, beside] = [false, true].map((hasService) => inspect((stack) => define(stack, hasService), { packs: [pack] }).findings
    .filter(({ path }) => path.startsWith('Theirs/')).map(({ rule }) => rule).sort());
  expect(alone).toEqual(expect.arrayContaining([pack === 'AwsSolutions' ? 'S1' : 'S3BucketLoggingEnabled']));
  expect(beside).toEqual(alone);
});

test('who signs for one public site has not signed for another', () => {
  const { findings } = inspect((stack) => {
    const [{ loadBalancer }] = [newService(stack, 'Shop'), newService(stack, 'Blog')];
    Validations.of(loadBalancer).acknowledge({ id: 'AwsSolutions::AwsSolutions-EC23', reason: 'a public site' });
  }, { packs: ['AwsSolutions'] });
  expect(findings.filter(({ rule }) => rule === 'EC23').map(({ path }) => path.split('/')[1])).toEqual(['Blog']);
});

import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { App, Stack } from 'aws-cdk-lib/core';
import { LoadBalancedSessionService, SessionAccess, SessionStore } from '../../src';

export const WEB = 'SeparateGrants/Web';
export const CLEAN_UP = 'SeparateGrants/CleanUp';

/** A service that may serve requests and nothing else, and another one whose role may clean up its table and nothing else. */
export function synthesizeSeparateGrants(outdir: string, store: SessionStore): void {
  process.env.CDK_VALIDATION ??= 'false'; // the validator costs seconds; the tests of the library run it
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'SeparateGrants');
  const machineImage = ec2.MachineImage.genericLinux({ 'us-east-1': 'ami-12345678' });
  const web = new LoadBalancedSessionService(stack, 'Web', {
    machineImage, sessionStore: store, sessionAccess: SessionAccess.REQUESTS,
  });
  if (store.garbageCollectionActions.length > 0) {
    const role = new iam.Role(stack, 'CleanUpRole', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    web.sessionTable.grants.garbageCollection(role);
    new LoadBalancedSessionService(stack, 'CleanUp', {
      machineImage, vpc: web.vpc, sessionTable: web.sessionTable, minCapacity: 1,
      role: role.withoutPolicyUpdates(), // the service's own grant stays away
    });
  }
  app.synth();
}

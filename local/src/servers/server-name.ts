import { randomBytes } from 'node:crypto';
import { ServiceBlueprint } from '../blueprint/blueprint';

/** A name as the cloud gives it: an instance id, or a task id on Fargate. */
export function createServerName(compute: ServiceBlueprint['compute']): string {
  return compute === 'ec2' ? `i-0${randomBytes(8).toString('hex')}` : randomBytes(16).toString('hex');
}

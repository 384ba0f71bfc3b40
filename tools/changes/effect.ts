import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { obstaclesBetween } from './obstacles';
import { nameOf, referringToNew } from './template';
import { TemplateJson } from '../template';

/** What a deployment does to resources that exist, by their paths below the construct. */
export interface Effect {
  /** Made anew; what refers to them follows. */
  readonly replaced: string[];
  /** Removed and gone. */
  readonly deleted: string[];
  /** Replaced or removed, but left in the account with what is in it. */
  readonly kept: string[];
  /** Why AWS refuses the deployment. */
  readonly obstacles: string[];
}

/** Types that hold data, or a name or address that others know: nobody wants them to be made anew. */
export const PRECIOUS = [
  'AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket', 'AWS::Logs::LogGroup', 'AWS::EC2::VPC', 'AWS::ElasticLoadBalancingV2::LoadBalancer',
];

export function effectOf(before: TemplateJson, after: TemplateJson): Effect {
  const replaced = replacedBetween(before, after);
  const changes = Object.entries(fullDiff(before, after).resources.changes);
  const withImpact = (...impacts: ResourceImpact[]) => changes.filter(([, { changeImpact }]) => impacts.includes(changeImpact)).map(([id]) => id);
  const perhaps = withImpact(ResourceImpact.MAY_REPLACE).filter((id) => !replaced.has(id));
  const names = (ids: string[]) => ids.map((id) => nameOf(id, before.Resources[id])).sort();
  return {
    replaced: [...names([...replaced]), ...names(perhaps).map((name) => `${name} (perhaps)`)],
    deleted: names(withImpact(ResourceImpact.WILL_DESTROY)),
    kept: names([
      ...withImpact(ResourceImpact.WILL_ORPHAN), ...[...replaced].filter((id) => before.Resources[id].UpdateReplacePolicy === 'Retain'),
    ]),
    obstacles: obstaclesBetween(before, after, replaced),
  };
}

/** Logical ids of resources that are made anew, also because something to which they refer is. */
function replacedBetween(before: TemplateJson, after: TemplateJson, known = new Set<string>()): Set<string> {
  const { changes } = fullDiff(before, referringToNew(after, known)).resources;
  const found = Object.entries(changes).filter(([, { changeImpact }]) => changeImpact === ResourceImpact.WILL_REPLACE).map(([id]) => id);
  return found.length > known.size ? replacedBetween(before, after, new Set(found)) : known;
}

/** Precious resources that a deployment makes anew, or removes and does not keep. */
export function lossesOf(before: TemplateJson, { replaced, deleted }: Effect): string[] {
  const precious = Object.entries(before.Resources).filter(([, { Type }]) => PRECIOUS.includes(Type)).map(([id, each]) => nameOf(id, each));
  return precious.filter((name) => [...replaced, ...deleted].some((lost) => lost === name || lost === `${name} (perhaps)`)).sort();
}

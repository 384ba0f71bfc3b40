import { ServiceBlueprint } from '../blueprint/blueprint';

// the SDKs for JavaScript, Python, PHP, Ruby and Java, in this order
const NO_REGION = /Region is missing|NoRegionError|You must specify a region|missing required .*region|MissingRegionError|Unable to load region/i;

/** What a line of a server's output means for the service in the cloud. */
export function hintFor(line: string, { compute }: ServiceBlueprint): string | undefined {
  if (compute !== 'fargate' && NO_REGION.test(line)) {
    const where = compute === 'ec2' ? 'an EC2 instance has no AWS_REGION' : 'a task on an instance has no AWS_REGION';
    return `no region: ${where} and no AWS_DEFAULT_REGION unless you set it, so this fails in the cloud as well; set both, or give the client its region`;
  }
  return undefined;
}

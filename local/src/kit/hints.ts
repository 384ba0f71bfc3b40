import { ServiceBlueprint } from '../blueprint/blueprint';

// the SDKs for JavaScript, Python, PHP (without a region, and with that of a variable that is not there), Ruby and Java
const NO_REGION = RegExp([
  'Region is missing', 'NoRegionError', 'You must specify a region', '"region" configuration value is required',
  'Invalid configuration value provided for "region"', 'missing required .*region', 'MissingRegionError', 'Unable to load region',
].join('|'), 'i');

/** Who is told its region by nobody. */
const WITHOUT_REGION: Partial<Record<ServiceBlueprint['compute'], string>> = { 'ec2': 'an EC2 instance', 'ecs-on-ec2': 'a task on an instance' };

/** What a line of a server's output means for the service in the cloud. */
export function hintFor(line: string, { compute }: ServiceBlueprint): string | undefined {
  const where = WITHOUT_REGION[compute];
  if (where !== undefined && NO_REGION.test(line)) {
    return `no region: ${where} has no AWS_REGION and no AWS_DEFAULT_REGION unless you set it, so this fails in the cloud as well; set both, or give the client its region`;
  }
  return undefined;
}

import { HealthCheckBlueprint, ServiceBlueprint } from '../blueprint';
import { Candidate, refuseContainer } from './candidate';
import { readEnvironment } from '../environment';
import { ResourceReader } from '../resource-reader';
import { readInstanceProfileRole } from '../role';
import { displayPath, Resource } from '../../cloud-assembly/template';
import { TemplateValue } from '../template-value';

const VARIABLES = 'aws:elasticbeanstalk:application:environment';
const INSTANCES = 'aws:autoscaling:launchconfiguration';
const GROUP = 'aws:autoscaling:asg';
const TYPE = 'aws:elasticbeanstalk:environment';
const PROCESS = 'aws:elasticbeanstalk:environment:process:default';

/** Environments of AWS Elastic Beanstalk. */
export function beanstalkCandidates(reader: ResourceReader): Candidate[] {
  return reader.resources('AWS::ElasticBeanstalk::Environment').map((environment) => ({
    path: displayPath(environment),
    kind: 'an environment of Elastic Beanstalk',
    isService: isBalanced(settingsOf(reader, environment)),
    read: (container) => {
      refuseContainer(container, environment);
      return readBeanstalkEnvironment(reader, environment);
    },
  }));
}

/** The option settings by namespace and name. */
type Settings = (namespace: string, name?: string) => TemplateValue[];

function settingsOf(reader: ResourceReader, environment: Resource): Settings {
  const settings = reader.properties(environment).get('OptionSettings').items();
  return (namespace, name) => settings.filter((each) => each.get('Namespace').placeholder() === namespace &&
    (name === undefined || each.get('OptionName').placeholder() === name));
}

function readBeanstalkEnvironment(reader: ResourceReader, environment: Resource): ServiceBlueprint {
  const settings = settingsOf(reader, environment);
  const [profile] = settings(INSTANCES, 'IamInstanceProfile');
  if (profile === undefined) {
    const advice = `set IamInstanceProfile of ${INSTANCES}`;
    throw reader.properties(environment).error(`its instances have no instance profile, so no access to a table; ${advice}`);
  }
  return {
    path: displayPath(environment),
    compute: 'ec2',
    environment: readEnvironment(reader, settings(VARIABLES).map((each) => [each.get('OptionName').text(), each.get('Value')])),
    role: readInstanceProfileRole(reader, profile.get('Value')),
    region: environment.stack.region,
    desiredServers: settings(GROUP, 'MinSize')[0]?.get('Value').number(1) ?? 1,
    deregistrationDelaySeconds: isBalanced(settings) ? settings(PROCESS, 'DeregistrationDelay')[0]?.get('Value').number(20) ?? 20 : 0,
    ...(isBalanced(settings) ? { healthCheck: healthCheckOf(settings) } : {}),
  };
}

/** Beanstalk balances unless it is told that a single instance is enough. */
function isBalanced(settings: Settings): boolean {
  return settings(TYPE, 'EnvironmentType')[0]?.get('Value').placeholder() !== 'SingleInstance';
}

/** What the default process says, else what Beanstalk takes. */
function healthCheckOf(settings: Settings): HealthCheckBlueprint {
  const value = (name: string) => settings(PROCESS, name)[0]?.get('Value');
  return {
    path: value('HealthCheckPath')?.text() ?? '/',
    intervalSeconds: value('HealthCheckInterval')?.number(15) ?? 15,
    timeoutSeconds: value('HealthCheckTimeout')?.number(5) ?? 5,
    healthyThreshold: value('HealthyThresholdCount')?.number(3) ?? 3,
    unhealthyThreshold: value('UnhealthyThresholdCount')?.number(5) ?? 5,
    healthyHttpCodes: value('MatcherHTTPCode')?.text() ?? '200',
  };
}

import { RoleBlueprint, ServiceBlueprint } from '../blueprint';
import { Candidate, refuseContainer } from './candidate';
import { readEnvironment } from '../environment';
import { ResourceReader } from '../resource-reader';
import { readInstanceProfileRole } from '../role';
import { readTargetGroup } from './target-group';
import { displayPath, Resource } from '../../cloud-assembly/template';
import { TemplateValue } from '../template-value';

// key of the metadata in which the construct library tells what user data tells the instances
const METADATA_KEY = 'cdk-dynamodb-sessions';

/** The Auto Scaling groups; those whose instances only carry the tasks of a cluster are none of them. */
export function autoScalingCandidates(reader: ResourceReader): Candidate[] {
  const carriers = reader.resources('AWS::ECS::CapacityProvider')
    .map((provider) => reader.properties(provider).get('AutoScalingGroupProvider').get('AutoScalingGroupArn'))
    .map((group) => reader.find('AWS::AutoScaling::AutoScalingGroup', group));
  return reader.resources('AWS::AutoScaling::AutoScalingGroup').filter((group) => !carriers.includes(group)).map((group) => ({
    path: displayPath(group),
    kind: 'an Auto Scaling group',
    isService: sessionEnvironment(reader, group).present || targetGroupsOf(reader, group).length > 0,
    read: (container) => {
      refuseContainer(container, group);
      return readAutoScalingService(reader, group);
    },
  }));
}

function readAutoScalingService(reader: ResourceReader, group: Resource): ServiceBlueprint {
  const environment = sessionEnvironment(reader, group);
  const properties = reader.properties(group);
  if (!environment.present) {
    reader.note(group, 'its user data is not run here: give each variable that it sets for the application with --env NAME=VALUE');
  }
  return {
    path: displayPath(group),
    compute: 'ec2',
    environment: readEnvironment(reader, environment.entries()),
    role: readInstanceRole(reader, properties),
    region: group.stack.region,
    desiredServers: properties.get('DesiredCapacity').number(properties.get('MinSize').number(1)),
    ...readTargetGroup(reader, group, targetGroupsOf(reader, group)),
  };
}

function sessionEnvironment(reader: ResourceReader, group: Resource): TemplateValue {
  return reader.metadata(group).get(METADATA_KEY).get('environment');
}

function targetGroupsOf(reader: ResourceReader, group: Resource): TemplateValue[] {
  return reader.properties(group).get('TargetGroupARNs').items();
}

function readInstanceRole(reader: ResourceReader, group: TemplateValue): RoleBlueprint {
  const configuration = group.get('LaunchConfigurationName');
  const profile = configuration.present
    ? launchConfigurationProfile(reader, configuration)
    : launchTemplateProfile(reader, group);
  if (!profile.present) {
    throw group.error('its instances have no instance profile, so no access to a table; give the group a role');
  }
  return readInstanceProfileRole(reader, profile);
}

function launchConfigurationProfile(reader: ResourceReader, reference: TemplateValue): TemplateValue {
  const configuration = reader.find('AWS::AutoScaling::LaunchConfiguration', reference);
  if (configuration === undefined) {
    throw reference.error('its launch configuration is not part of this assembly; define it in the same app');
  }
  return reader.properties(configuration).get('IamInstanceProfile');
}

function launchTemplateProfile(reader: ResourceReader, group: TemplateValue): TemplateValue {
  const mixed = group.get('MixedInstancesPolicy').get('LaunchTemplate').get('LaunchTemplateSpecification');
  const specification = mixed.present ? mixed : group.get('LaunchTemplate');
  const id = specification.get('LaunchTemplateId');
  const template = reader.find('AWS::EC2::LaunchTemplate', id.present ? id : specification.get('LaunchTemplateName'));
  if (template === undefined) {
    throw group.error('its launch template is not part of this assembly; define it in the same app');
  }
  return reader.properties(template).get('LaunchTemplateData').get('IamInstanceProfile');
}

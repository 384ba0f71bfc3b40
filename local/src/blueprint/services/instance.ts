import { ServiceBlueprint } from '../blueprint';
import { Candidate, refuseContainer } from './candidate';
import { ResourceReader } from '../resource-reader';
import { readInstanceProfileRole } from '../role';
import { readTargetGroup } from './target-group';
import { displayPath, Resource } from '../../cloud-assembly/template';
import { TemplateValue } from '../template-value';

/** EC2 instances that stand alone. */
export function instanceCandidates(reader: ResourceReader): Candidate[] {
  return reader.resources('AWS::EC2::Instance').map((instance) => ({
    path: displayPath(instance),
    kind: 'an EC2 instance',
    isService: targetGroupsOf(reader, instance).length > 0,
    read: (container) => {
      refuseContainer(container, instance);
      return readInstance(reader, instance);
    },
  }));
}

function readInstance(reader: ResourceReader, instance: Resource): ServiceBlueprint {
  const properties = reader.properties(instance);
  const profile = properties.get('IamInstanceProfile');
  if (!profile.present) {
    throw properties.error('the instance has no instance profile, so no access to a table; give it a role');
  }
  reader.note(instance, 'its user data is not run here: give each variable that it sets for the application with --env NAME=VALUE');
  return {
    path: displayPath(instance),
    compute: 'ec2',
    environment: {},
    role: readInstanceProfileRole(reader, profile),
    region: instance.stack.region,
    desiredServers: 1,
    ...readTargetGroup(reader, instance, targetGroupsOf(reader, instance)),
  };
}

/** The target groups that list the instance. */
function targetGroupsOf(reader: ResourceReader, instance: Resource): TemplateValue[] {
  return reader.resources('AWS::ElasticLoadBalancingV2::TargetGroup')
    .filter((group) => reader.properties(group).get('Targets').items()
      .some((target) => reader.find('AWS::EC2::Instance', target.get('Id')) === instance))
    .map((group) => reader.ref(group));
}

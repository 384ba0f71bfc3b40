import { ServiceBlueprint } from '../blueprint';
import { Candidate, refuseContainer } from './candidate';
import { ResourceReader } from '../resource-reader';
import { readRole } from '../role';
import { displayPath, Resource } from '../../cloud-assembly/template';

const COMPUTE: ReadonlyArray<readonly [service: string, compute: ServiceBlueprint['compute']]> = [
  ['ecs-tasks.', 'fargate'],
  ['lambda.', 'lambda'],
];

/** Roles themselves, for whatever the kit does not know that has one. */
export function roleCandidates(reader: ResourceReader): Candidate[] {
  return reader.resources('AWS::IAM::Role').map((role) => ({
    path: displayPath(role),
    kind: 'a role',
    isService: false,
    onlyByName: true,
    read: (container) => {
      refuseContainer(container, role);
      return readRoleByName(reader, role);
    },
  }));
}

function readRoleByName(reader: ResourceReader, role: Resource): ServiceBlueprint {
  const trust = reader.properties(role).get('AssumeRolePolicyDocument').placeholder();
  const [, compute] = COMPUTE.find(([service]) => trust.includes(`"${service}`)) ?? ['', 'ec2' as const];
  reader.note(role, 'what has this role is not known here: give each variable of the application with --env NAME=VALUE');
  return {
    path: displayPath(role),
    compute,
    environment: {},
    role: readRole(reader, reader.ref(role)),
    region: role.stack.region,
    desiredServers: 1,
    deregistrationDelaySeconds: 0,
  };
}

import { FunctionBlueprint, FunctionDetails, ServiceBlueprint } from '../blueprint';
import { Candidate, refuseContainer } from './candidate';
import { readEnvironment } from '../environment';
import { ResourceReader } from '../resource-reader';
import { readRole } from '../role';
import { displayPath, Resource } from '../../cloud-assembly/template';
import { TemplateValue } from '../template-value';
import { Unresolved } from '../../intrinsics/unresolved';

/** What a Lambda function is, for people. */
export const FUNCTION = 'a Lambda function';

/** Lambda functions, in whose place a command of the person's can run. */
export function functionCandidates(reader: ResourceReader): Candidate[] {
  return reader.resources('AWS::Lambda::Function').map((resource) => ({
    path: displayPath(resource),
    kind: FUNCTION,
    isService: false,
    read: (container) => {
      refuseContainer(container, resource);
      return readAsService(reader, resource);
    },
  }));
}

function readAsService(reader: ResourceReader, resource: Resource): ServiceBlueprint {
  const properties = reader.properties(resource);
  return {
    path: displayPath(resource),
    compute: 'lambda',
    environment: readEnvironment(reader, properties.get('Environment').get('Variables').entries()),
    role: readRole(reader, properties.get('Role')),
    region: resource.stack.region,
    desiredServers: 1,
    deregistrationDelaySeconds: 0,
    function: readDetails(reader, resource),
  };
}

function readDetails(reader: ResourceReader, resource: Resource): FunctionDetails {
  const properties = reader.properties(resource);
  const [name, handler, runtime] = ['FunctionName', 'Handler', 'Runtime'].map((each) => known(properties.get(each)));
  return { name: name ?? `${resource.stack.name}-${resource.logicalId}`, memoryMegabytes: properties.get('MemorySize').number(128), handler, runtime };
}

/** The Lambda functions whose role is known; what only AWS knows of their variables is absent. */
export function readFunctions(reader: ResourceReader): FunctionBlueprint[] {
  return reader.resources('AWS::Lambda::Function').flatMap((resource) => readFunction(reader, resource) ?? []);
}

function readFunction(reader: ResourceReader, resource: Resource): FunctionBlueprint | undefined {
  const properties = reader.properties(resource);
  const role = properties.get('Role');
  if (!role.present || role.attempt() instanceof Unresolved) {
    return undefined;
  }
  return {
    path: displayPath(resource),
    environment: Object.fromEntries(properties.get('Environment').get('Variables').entries().map(([name, value]) => [name, known(value)])),
    role: readRole(reader, role),
    region: resource.stack.region,
    function: readDetails(reader, resource),
  };
}

function known(value: TemplateValue): string | undefined {
  return !value.present || value.attempt() instanceof Unresolved ? undefined : value.text();
}

import { FunctionBlueprint } from '../blueprint';
import { ResourceReader } from '../resource-reader';
import { readRole } from '../role';
import { displayPath, Resource } from '../../cloud-assembly/template';
import { TemplateValue } from '../template-value';
import { Unresolved } from '../../intrinsics/unresolved';

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
  };
}

function known(value: TemplateValue): string | undefined {
  return value.attempt() instanceof Unresolved ? undefined : value.text();
}

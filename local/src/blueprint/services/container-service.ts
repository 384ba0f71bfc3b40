import { KitError } from '../../foundation/error';
import { ServiceBlueprint } from '../blueprint';
import { Candidate } from './candidate';
import { readEnvironment } from '../environment';
import { ResourceReader } from '../resource-reader';
import { readRole } from '../role';
import { readTargetGroup } from './target-group';
import { displayPath, Resource } from '../../cloud-assembly/template';
import { TemplateValue } from '../template-value';

/** The ECS services. */
export function containerCandidates(reader: ResourceReader): Candidate[] {
  return reader.resources('AWS::ECS::Service').map((service) => ({
    path: displayPath(service),
    kind: 'an ECS service',
    isService: balancedContainers(reader, service).length > 0,
    read: (container) => readContainerService(reader, service, container),
  }));
}

function readContainerService(reader: ResourceReader, service: Resource, containerName?: string): ServiceBlueprint {
  const properties = reader.properties(service);
  const balanced = balancedContainers(reader, service);
  const task = readTaskDefinition(reader, properties.get('TaskDefinition'));
  if (!task.get('TaskRoleArn').present) {
    throw properties.error('its task definition has no task role, so no access to a table; give it a task role');
  }
  const container = chooseContainer(reader, service, { task, balanced: balanced[0]?.get('ContainerName'), name: containerName });
  return {
    path: displayPath(service),
    compute: readCompute(properties, task),
    environment: { ...readEnvironment(reader, variables(container)), ...readSecrets(reader, service, container) },
    role: readRole(reader, task.get('TaskRoleArn')),
    region: service.stack.region,
    desiredServers: properties.get('DesiredCount').number(scalingMinimum(reader, service) ?? 1),
    container: container.get('Name').present ? container.get('Name').text() : undefined,
    ...readTargetGroup(reader, service, targetGroups(balanced)),
  };
}

/** Which containers get requests, and through which target group. */
function balancedContainers(reader: ResourceReader, service: Resource): TemplateValue[] {
  return reader.properties(service).get('LoadBalancers').items().filter((each) => each.get('TargetGroupArn').present);
}

/** Fargate or instances: what the service says, by launch type or capacity providers, else what its tasks are made for. */
function readCompute(service: TemplateValue, task: TemplateValue): 'fargate' | 'ecs-on-ec2' {
  const launchType = service.get('LaunchType');
  const providers = service.get('CapacityProviderStrategy').items().map((each) => each.get('CapacityProvider').placeholder());
  if (launchType.present || providers.length > 0) {
    return [launchType.placeholder(), ...providers].some((each) => each.startsWith('FARGATE')) ? 'fargate' : 'ecs-on-ec2';
  }
  const made = task.get('RequiresCompatibilities').items().map((each) => each.placeholder());
  return made.includes('EC2') && !made.includes('FARGATE') ? 'ecs-on-ec2' : 'fargate';
}

/** The target groups of the service, then those that take their places in a deployment. */
function targetGroups(balanced: TemplateValue[]): TemplateValue[] {
  const alternates = balanced.map((each) => each.get('AdvancedConfiguration').get('AlternateTargetGroupArn'));
  return [...balanced.map((each) => each.get('TargetGroupArn')), ...alternates.filter((value) => value.present)];
}

function readTaskDefinition(reader: ResourceReader, reference: TemplateValue): TemplateValue {
  const definition = reader.find('AWS::ECS::TaskDefinition', reference);
  if (definition === undefined) {
    throw reference.error('its task definition is not part of this assembly; define it in the same app');
  }
  return reader.properties(definition);
}

/** The container of the given name, else the one that gets the requests, else the first essential one. */
function chooseContainer(reader: ResourceReader, service: Resource, { task, balanced, name }: {
  readonly task: TemplateValue; readonly balanced?: TemplateValue; readonly name?: string;
}): TemplateValue {
  const containers = task.get('ContainerDefinitions').items();
  const nameOf = (container: TemplateValue) => container.get('Name').placeholder();
  const names = containers.map(nameOf).join(', ');
  if (name !== undefined) {
    const named = containers.find((each) => nameOf(each) === name);
    if (named === undefined) {
      throw new KitError(`${displayPath(service)} has no container ${name}; it has ${names}`);
    }
    return named;
  }
  // a container is essential unless the template says otherwise
  const isEssential = (each: TemplateValue) => !each.get('Essential').present || each.get('Essential').isTrue();
  const chosen = containers.find((each) => balanced?.present && nameOf(each) === balanced.placeholder()) ?? containers.find(isEssential);
  if (chosen === undefined) {
    throw task.error('the task definition has no essential container; add one and run "cdk synth" again');
  }
  if (containers.length > 1) {
    reader.note(service, `its task has ${containers.length} containers, ${names}: the servers get the variables of ${nameOf(chosen)}; --container NAME chooses another`);
  }
  return chosen;
}

function variables(container: TemplateValue): Array<[string, TemplateValue]> {
  return container.get('Environment').items()
    .map((each): [string, TemplateValue] => [each.get('Name').text(), each.get('Value')])
    .filter(([, value]) => value.present);
}

/** Secrets whose value the assembly itself holds: SSM parameters that it creates. */
function readSecrets(reader: ResourceReader, service: Resource, container: TemplateValue): Record<string, string> {
  if (container.get('EnvironmentFiles').present) {
    reader.note(service, 'the environment files of its container are not read; set what the servers need yourself');
  }
  return Object.fromEntries(container.get('Secrets').items().flatMap((secret) => {
    const name = secret.get('Name').text();
    const source = parameterNamed(reader, secret.get('ValueFrom'));
    if (source === undefined) {
      reader.note(service, `secret ${name} is left out: only AWS knows it; set it yourself if the servers need it`);
      return [];
    }
    return Object.entries(readEnvironment(reader, [[name, reader.properties(source).get('Value')]]));
  }));
}

/** The SSM parameter of this assembly with the given name or ARN. */
function parameterNamed(reader: ResourceReader, value: TemplateValue): Resource | undefined {
  const withSlash = (name: string) => name.startsWith('/') ? name : `/${name}`;
  const wanted = withSlash(value.placeholder().split(':parameter').pop() ?? '');
  return reader.resources('AWS::SSM::Parameter').find((each) => withSlash(reader.ref(each).placeholder()) === wanted);
}

/** Tasks that automatic scaling keeps at least, where the service itself gives no count. */
function scalingMinimum(reader: ResourceReader, service: Resource): number | undefined {
  const name = reader.attribute(service, 'Name').placeholder();
  const target = reader.resources('AWS::ApplicationAutoScaling::ScalableTarget')
    .find((each) => reader.properties(each).get('ResourceId').placeholder().endsWith(`/${name}`));
  return target === undefined ? undefined : reader.properties(target).get('MinCapacity').number(1);
}

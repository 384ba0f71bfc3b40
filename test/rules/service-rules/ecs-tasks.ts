import { Resource } from '../../../tools/template';
import { listIn } from './network';
import { BASES, hasTwice, idsOf, isOutside, numberOf, ServiceRule } from './rule';

const TASK = 'AWS::ECS::TaskDefinition';
const GUIDE = 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide';
const API = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference';

/** Least and most MiB, in steps, by CPU units. */
const MEMORY: Record<number, [number, number, number]> = {
  512: [1024, 4096, 1024],
  1024: [2048, 8192, 1024],
  2048: [4096, 16_384, 1024],
  4096: [8192, 30_720, 1024],
  8192: [16_384, 61_440, 4096],
  16_384: [32_768, 122_880, 8192],
};

/** Amazon ECS: task definitions. */
export const TASK_RULES: ServiceRule[] = [
  {
    id: 'ecs-fargate-cpu-and-memory',
    page: `${GUIDE}/task-cpu-memory-error.html`,
    text: 'Fargate has only some pairs of CPU and memory',
    offenders: tasks(({ Properties }) => isOnFargate(Properties) && !isPair(Properties.Cpu, Properties.Memory)),
    base: BASES.FARGATE,
    mistake: (it) => it.first(TASK).Memory = '768',
  },
  {
    id: 'ecs-ephemeral-storage',
    page: `${GUIDE}/fargate-task-storage.html`,
    text: 'a disk of its own has 21 to 200 GiB',
    offenders: tasks(({ Properties }) => isOutside(Properties.EphemeralStorage?.SizeInGiB, 21, 200)),
    base: BASES.FARGATE_DISK,
    mistake: (it) => it.first(TASK).EphemeralStorage.SizeInGiB = 20,
  },
  {
    id: 'ecs-windows-on-fargate',
    page: `${GUIDE}/windows-considerations.html`,
    text: 'Windows on Fargate needs x86_64 and 1 to 4 vCPU, and takes no read-only root',
    offenders: tasks(({ Properties }) => isOnFargate(Properties) && /^WINDOWS/.test(Properties.RuntimePlatform?.OperatingSystemFamily) &&
      (isOutside(Properties.Cpu, 1024, 4096) || Properties.RuntimePlatform.CpuArchitecture === 'ARM64' ||
        listIn(Properties.ContainerDefinitions).some(({ ReadonlyRootFilesystem }) => ReadonlyRootFilesystem))),
    base: BASES.FARGATE_WINDOWS,
    mistake: (it) => Object.assign(it.first(TASK), { Cpu: '512', Memory: '2048' }),
  },
  {
    id: 'ecs-container-names-once',
    page: `${API}/API_ContainerDefinition.html`,
    text: 'containers of a task have different names',
    offenders: tasks(({ Properties }) => hasTwice(listIn(Properties.ContainerDefinitions).map(({ Name }) => Name))),
    base: BASES.FARGATE,
    mistake: (it) => it.first(TASK).ContainerDefinitions.push({ ...it.first(TASK).ContainerDefinitions[0], PortMappings: [] }),
  },
  {
    id: 'ecs-essential-container',
    page: `${GUIDE}/task_definition_parameters.html`,
    text: 'a task has an essential container',
    offenders: tasks(({ Properties }) => listIn(Properties.ContainerDefinitions).every(({ Essential }) => Essential === false)),
    base: BASES.FARGATE,
    mistake: (it) => it.first(TASK).ContainerDefinitions[0].Essential = false,
  },
  {
    id: 'ecs-ports-once',
    page: `${API}/API_PortMapping.html`,
    text: 'with awsvpc, a task has a port once, and the host port is the container port',
    offenders: tasks(({ Properties }) => {
      const ports = listIn(Properties.ContainerDefinitions).flatMap(({ PortMappings }) => listIn(PortMappings));
      return Properties.NetworkMode === 'awsvpc' && (hasTwice(ports.map(({ ContainerPort, Protocol = 'tcp' }) => [ContainerPort, Protocol])) ||
        ports.some(({ ContainerPort, HostPort }) => HostPort !== undefined && numberOf(HostPort) !== numberOf(ContainerPort)));
    }),
    base: BASES.FARGATE,
    mistake: (it) => it.first(TASK).ContainerDefinitions[0].PortMappings[0].HostPort = 8080,
  },
  {
    id: 'ecs-execution-role',
    page: `${GUIDE}/task_execution_IAM_role.html`,
    text: 'a task on Fargate that writes logs or reads secrets has an execution role',
    offenders: tasks(({ Properties }) => isOnFargate(Properties) && !Properties.ExecutionRoleArn &&
      listIn(Properties.ContainerDefinitions).some(({ LogConfiguration, Secrets }) => LogConfiguration?.LogDriver === 'awslogs' || Secrets)),
    base: BASES.FARGATE,
    mistake: (it) => delete it.first(TASK).ExecutionRoleArn,
  },
  {
    id: 'ecs-stop-timeout',
    page: `${API}/API_ContainerDefinition.html`,
    text: 'Fargate waits 0 to 120 seconds for a container to stop',
    offenders: tasks(({ Properties }) => isOnFargate(Properties) &&
      listIn(Properties.ContainerDefinitions).some(({ StopTimeout }) => isOutside(StopTimeout, 0, 120))),
    base: BASES.FARGATE,
    mistake: (it) => it.first(TASK).ContainerDefinitions[0].StopTimeout = 121,
  },
  {
    id: 'ecs-log-options',
    page: `${GUIDE}/specify-log-config.html`,
    text: 'logs on Fargate need a group, a region and a prefix of streams',
    offenders: tasks(({ Properties }) => isOnFargate(Properties) && listIn(Properties.ContainerDefinitions).some(({ LogConfiguration: logs }) =>
      logs?.LogDriver === 'awslogs' && ['group', 'region', 'stream-prefix'].some((option) => !logs.Options?.[`awslogs-${option}`]))),
    base: BASES.FARGATE,
    mistake: (it) => delete it.first(TASK).ContainerDefinitions[0].LogConfiguration.Options['awslogs-stream-prefix'],
  },
  {
    id: 'ecs-names-of-variables-once',
    page: `${API}/API_ContainerDefinition.html`,
    text: 'a secret is not named as another secret or environment variable',
    offenders: tasks(({ Properties }) => listIn(Properties.ContainerDefinitions).some(({ Environment, Secrets }) =>
      hasTwice([...listIn(Environment), ...listIn(Secrets)].map(({ Name }) => Name)))),
    base: BASES.FARGATE_SECRETS,
    mistake: (it) => it.first(TASK).ContainerDefinitions[0].Secrets.push(
      { Name: 'AWS_REGION', ValueFrom: 'arn:aws:ssm:eu-west-1:111122223333:parameter/region' }),
  },
  {
    id: 'ecs-task-definition-size',
    page: `${GUIDE}/service-quotas.html`,
    text: 'a task definition has at most 64 KB',
    offenders: tasks(({ Properties }) => JSON.stringify(Properties).length > 65_536),
    base: BASES.FARGATE,
    mistake: (it) => it.first(TASK).ContainerDefinitions[0].Environment.push({ Name: 'LARGE', Value: 'x'.repeat(65_536) }),
  },
];

function tasks(isWrong: (resource: Resource) => unknown): ServiceRule['offenders'] {
  return (template) => idsOf(template.all(TASK), isWrong);
}

function isOnFargate({ RequiresCompatibilities }: any): boolean {
  return listIn(RequiresCompatibilities).includes('FARGATE');
}

function isPair(cpu: unknown, memory: unknown): boolean {
  const [units, mebibytes] = [numberOf(cpu), numberOf(memory)];
  if (units === undefined || mebibytes === undefined) {
    return true;
  }
  if (units === 256) {
    return [512, 1024, 2048].includes(mebibytes);
  }
  const [least, most, step] = MEMORY[units] ?? [Infinity, 0, 1];
  return mebibytes >= least && mebibytes <= most && mebibytes % step === 0;
}

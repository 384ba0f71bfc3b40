import { LoadBalancedFargateSessionService } from '../../../src';
import { settled } from '../given';
import { expectSame, StackTemplate } from '../template';
import { environmentFor, resolved, serviceFaults } from './service';

type Facts = Record<string, any>;

/** What is wrong with a service on Fargate that was made of these props. */
export function tasksFaults(
  template: StackTemplate, service: LoadBalancedFargateSessionService, facts: Facts, env: { region?: string } | undefined,
): string[] {
  return [
    ...serviceFaults(template, service, service.taskDefinition.taskRole.roleName, facts, env),
    ...taskFaults(template, facts),
    ...variableFaults(template, facts, resolved(environmentFor(template, facts, env))),
    ...ecsServiceFaults(template, facts),
  ];
}

function taskFaults(template: StackTemplate, facts: Facts): string[] {
  const { Properties: task } = template.only('AWS::ECS::TaskDefinition');
  const [container] = task.ContainerDefinitions;
  const cpu = settled(facts.cpu) ?? 256;
  return [
    ...expectSame('cpu', task.Cpu, `${cpu}`),
    ...expectSame('memory', task.Memory, `${settled(facts.memoryLimitMiB) ?? cpu * 2}`),
    ...expectSame('disk', task.EphemeralStorage?.SizeInGiB, facts.ephemeralStorageGiB),
    ...expectSame('container port', container.PortMappings[0].ContainerPort, facts.port ?? 80),
    ...expectSame('command', container.Command, facts.command),
    ...expectSame('stop timeout', container.StopTimeout, facts.stopTimeout ?? 25),
    ...expectSame('log retention', template.all('AWS::Logs::LogGroup').find(({ id }) => id.startsWith('WebLogGroup'))?.Properties.RetentionInDays,
      facts.logRetention === 9999 ? undefined : facts.logRetention ?? 30),
  ];
}

function variableFaults(template: StackTemplate, facts: Facts, environment: Facts): string[] {
  const [container] = template.only('AWS::ECS::TaskDefinition').Properties.ContainerDefinitions;
  const plain = Object.fromEntries((container.Environment ?? []).map(({ Name, Value }: any) => [Name, Value]));
  const secrets: string[] = (container.Secrets ?? []).map(({ Name }: any) => Name);
  const own = resolved(facts.environment ?? {});
  const expectedPlain = facts.sessionVariablesAsSecrets ? own : environment;
  const sessionSecrets = facts.sessionVariablesAsSecrets ? Object.keys(environment).filter((name) => !(name in own)) : [];
  const expectedSecrets = [...sessionSecrets, ...facts.secrets ?? []];
  return [
    ...expectSame('plain variables', plain, expectedPlain),
    ...expectSame('secret variables', secrets.sort(), expectedSecrets.sort()),
  ];
}

function ecsServiceFaults(template: StackTemplate, facts: Facts): string[] {
  const { Properties: service } = template.only('AWS::ECS::Service');
  const min = facts.minCapacity ?? 2;
  const max = facts.maxCapacity ?? settled(min) * 2;
  const isFixed = typeof min === 'number' && min === max;
  const isRolling = ['rolling', undefined].includes(facts.deployment);
  const { MinimumHealthyPercent, MaximumPercent, DeploymentCircuitBreaker } = service.DeploymentConfiguration;
  return [
    ...(typeof min === 'number' || typeof max === 'number' ? expectSame('desired count', service.DesiredCount, isFixed ? min : undefined) : []),
    ...expectSame('healthy percent', [MinimumHealthyPercent, MaximumPercent], [100, 200]),
    ...expectSame('rollback', DeploymentCircuitBreaker?.Enable ?? false, isRolling || facts.deployment === 'blueGreen'),
    ...expectSame('grace period', service.HealthCheckGracePeriodSeconds, facts.healthCheckGracePeriod ?? 60),
    ...expectSame('target groups', template.all('AWS::ElasticLoadBalancingV2::TargetGroup').length, isRolling ? 1 : 2),
    ...expectSame('commands', service.EnableExecuteCommand ?? false, facts.enableExecuteCommand ?? false),
  ];
}

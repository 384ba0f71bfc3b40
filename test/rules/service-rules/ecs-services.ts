import { Resource, Template } from '../../../tools/template';
import { listenersOf } from './elb-target-groups';
import { listIn } from './network';
import { waitsFor } from './references';
import { BASES, idsOf, isOutside, isSame, numberOf, ServiceRule } from './rule';

const SERVICE = 'AWS::ECS::Service';
const TASK = 'AWS::ECS::TaskDefinition';
const GUIDE = 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide';
const API = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference';

/** Amazon ECS: services. */
export const SERVICE_RULES: ServiceRule[] = [
  {
    id: 'ecs-port-of-the-container',
    page: `${API}/API_LoadBalancer.html`,
    text: 'a service registers a container and a port that its task definition has',
    offenders: services(({ Properties }, template) => {
      const task = template.at(Properties.TaskDefinition)?.Properties;
      return task && listIn(Properties.LoadBalancers).some(({ ContainerName, ContainerPort }) => !listIn(task.ContainerDefinitions).some((
        { Name, PortMappings }) => Name === ContainerName && listIn(PortMappings).some((each) => isSame(each.ContainerPort, ContainerPort))));
    }),
    base: BASES.FARGATE,
    mistake: (it) => it.first(SERVICE).LoadBalancers[0].ContainerPort = 8080,
  },
  {
    id: 'ecs-target-type-ip',
    page: `${GUIDE}/alb.html`,
    text: 'tasks with awsvpc need target groups of the type ip',
    offenders: services(({ Properties }, template) => template.at(Properties.TaskDefinition)?.Properties.NetworkMode === 'awsvpc' &&
      targetGroupsOfService(Properties).some((group) => template.at(group) && template.at(group)!.Properties.TargetType !== 'ip')),
    base: BASES.FARGATE,
    mistake: (it) => it.first('AWS::ElasticLoadBalancingV2::TargetGroup').TargetType = 'instance',
  },
  {
    id: 'ecs-after-listener',
    page: `${GUIDE}/service-event-messages-list.html`,
    text: 'a service is created after a listener forwards to its target group',
    offenders: services((service, template) => targetGroupsOfService(service.Properties).some((arn) => {
      const group = template.at(arn);
      return group && !listenersOf(template, group).some((listener) => waitsFor(template, service, listener));
    })),
    base: BASES.FARGATE,
    mistake: (it) => delete it.all(SERVICE)[0].DependsOn,
  },
  {
    id: 'ecs-network-configuration',
    page: `${API}/API_CreateService.html`,
    text: 'a service has a network configuration when its tasks use awsvpc',
    offenders: services(({ Properties }, template) => template.at(Properties.TaskDefinition)?.Properties.NetworkMode === 'awsvpc' &&
      !Properties.NetworkConfiguration?.AwsvpcConfiguration?.Subnets),
    base: BASES.FARGATE,
    mistake: (it) => delete it.first(SERVICE).NetworkConfiguration,
  },
  {
    id: 'ecs-capacity-providers-of-the-cluster',
    page: `${API}/API_CreateService.html`,
    text: 'the cluster has the capacity providers of a service, which waits for them',
    offenders: services((service, template) => {
      const cluster = template.at(service.Properties.Cluster);
      const associations = template.all('AWS::ECS::ClusterCapacityProviderAssociations').filter(
        ({ Properties }) => template.at(Properties.Cluster) === cluster);
      const known = [cluster, ...associations.filter((each) => waitsFor(template, service, each))]
        .flatMap((each) => listIn(each?.Properties.CapacityProviders));
      return cluster && strategyOf(service).some(({ CapacityProvider }) => !known.some((each) => isSame(each, CapacityProvider)));
    }),
    base: BASES.FARGATE_SPOT,
    mistake: (it) => delete it.first('AWS::ECS::Cluster').CapacityProviders,
  },
  {
    id: 'ecs-launch-type-or-strategy',
    page: `${API}/API_CreateService.html`,
    text: 'a service has a launch type or capacity providers, not both',
    offenders: services((service) => service.Properties.LaunchType && strategyOf(service).length > 0),
    base: BASES.FARGATE_SPOT,
    mistake: (it) => it.first(SERVICE).LaunchType = 'FARGATE',
  },
  {
    id: 'ecs-one-base',
    page: `${API}/API_CapacityProviderStrategyItem.html`,
    text: 'one capacity provider has a base, one of several has a weight above 0, and weights are at most 1,000',
    offenders: services((service) => strategyOf(service).filter(({ Base }) => (numberOf(Base) ?? 0) > 0).length > 1 ||
      strategyOf(service).some(({ Weight }) => isOutside(Weight, 0, 1000)) ||
      (strategyOf(service).length > 1 && strategyOf(service).every(({ Weight = 0 }) => numberOf(Weight) === 0))),
    base: BASES.FARGATE_SPOT,
    mistake: (it) => it.first(SERVICE).CapacityProviderStrategy.forEach((each: any) => each.Base = 1),
  },
  {
    id: 'ecs-deployment-percentages',
    page: `${API}/API_DeploymentConfiguration.html`,
    text: 'the minimum of healthy tasks is below the maximum, at most 100 percent, and the maximum at least 100',
    offenders: services(({ Properties: { DeploymentConfiguration: it } }) => {
      const [minimum, maximum] = [numberOf(it?.MinimumHealthyPercent), numberOf(it?.MaximumPercent)];
      return isOutside(minimum, 0, 100) || isOutside(maximum, 100, 200) || (minimum !== undefined && maximum !== undefined && minimum >= maximum);
    }),
    base: BASES.FARGATE,
    mistake: (it) => it.first(SERVICE).DeploymentConfiguration.MaximumPercent = 100,
  },
  {
    id: 'ecs-grace-period-with-load-balancer',
    page: `${API}/API_CreateService.html`,
    text: 'a grace period needs a load balancer, and has at most 2,147,483,647 seconds',
    offenders: services(({ Properties }) => Properties.HealthCheckGracePeriodSeconds !== undefined &&
      (listIn(Properties.LoadBalancers).length === 0 || isOutside(Properties.HealthCheckGracePeriodSeconds, 0, 2_147_483_647))),
    base: BASES.FARGATE,
    mistake: (it) => delete it.first(SERVICE).LoadBalancers,
  },
  {
    id: 'ecs-exec-needs-task-role',
    page: `${GUIDE}/ecs-exec.html`,
    text: 'commands in containers need a task role',
    offenders: services(({ Properties }, template) => Properties.EnableExecuteCommand === true &&
      template.at(Properties.TaskDefinition) && !template.at(Properties.TaskDefinition)!.Properties.TaskRoleArn),
    base: BASES.FARGATE_COMMANDS,
    mistake: (it) => delete it.first(TASK).TaskRoleArn,
  },
  {
    id: 'ecs-blue-green-parts',
    page: `${GUIDE}/blue-green-deployment-implementation.html`,
    text: 'blue/green, linear and canary deployments need a second target group behind the production rule, and a role',
    offenders: services(({ Properties }, template) => ['BLUE_GREEN', 'LINEAR', 'CANARY'].includes(Properties.DeploymentConfiguration?.Strategy) &&
      listIn(Properties.LoadBalancers).some(({ AdvancedConfiguration: it, TargetGroupArn }) => {
        const listeners = [TargetGroupArn, it?.AlternateTargetGroupArn].map((arn) => template.at(arn) && listenersOf(template, template.at(arn)!));
        return !it?.RoleArn || !it.ProductionListenerRule ||
          listeners.some((each) => each && !each.includes(template.at(it.ProductionListenerRule)!));
      })),
    base: BASES.BLUE_GREEN,
    mistake: (it) => it.first('AWS::ElasticLoadBalancingV2::ListenerRule').Actions[0].ForwardConfig.TargetGroups.pop(),
  },
];

function services(isWrong: (resource: Resource, template: Template) => unknown): ServiceRule['offenders'] {
  return (template) => idsOf(template.all(SERVICE), (resource) => isWrong(resource, template));
}

function strategyOf({ Properties }: Resource): any[] {
  return listIn(Properties.CapacityProviderStrategy);
}

function targetGroupsOfService({ LoadBalancers }: any): unknown[] {
  return listIn(LoadBalancers)
    .flatMap(({ TargetGroupArn, AdvancedConfiguration }) => [TargetGroupArn, AdvancedConfiguration?.AlternateTargetGroupArn])
    .filter((each) => each !== undefined);
}

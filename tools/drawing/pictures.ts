import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { LoadBalancedFargateSessionService, LoadBalancedSessionService } from '../../src';
import { drawArchitecture } from './picture';
import { templateOf } from '../synthesize';
import { TemplateJson } from '../template';

export interface Picture {
  /** File in `docs/images`. */
  readonly file: string;
  readonly title: string;
  readonly template: TemplateJson;
}

/** Region of docs/reference/prices.md; a fixed one, since only such a stack has access logs. */
const REGION = 'us-east-1';

/** The pictures of docs/guide/what-is-deployed.md, with their templates. */
export function pictures(): Picture[] {
  return [
    {
      file: 'architecture-ec2.svg',
      title: 'LoadBalancedSessionService: what is deployed on EC2',
      template: templateOf('Shop', { region: REGION }, (stack) => new LoadBalancedSessionService(stack, 'Web', { machineImage: ec2.MachineImage.latestAmazonLinux2023() })),
    },
    {
      file: 'architecture-fargate.svg',
      title: 'LoadBalancedFargateSessionService: what is deployed on Fargate',
      template: templateOf('Shop', { region: REGION }, (stack) => new LoadBalancedFargateSessionService(stack, 'Web', {
        image: ecs.ContainerImage.fromEcrRepository(ecr.Repository.fromRepositoryName(stack, 'Images', 'shop')),
      })),
    },
  ];
}

export function draw({ title, template }: Picture): string {
  return drawArchitecture(title, template, REGION);
}

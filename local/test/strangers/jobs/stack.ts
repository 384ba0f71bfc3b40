import { App, Stack } from 'aws-cdk-lib';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';

export class JobsStack extends Stack {
  constructor(app: App, id: string) {
    super(app, id, { env: { account: '123456789012', region: 'eu-central-1' } });
    const jobs = new TableV2(this, 'Jobs', { partitionKey: { name: 'pk', type: AttributeType.STRING } });
    const cluster = new Cluster(this, 'Cluster', { vpc: new Vpc(this, 'Vpc', { maxAzs: 2, natGateways: 0 }) });
    const task = new FargateTaskDefinition(this, 'Task');
    task.addContainer('api', { image: ContainerImage.fromRegistry('jobs'), environment: { TABLE_NAME: jobs.tableName } });
    jobs.grantReadData(task.taskRole);
    new FargateService(this, 'Api', { cluster, taskDefinition: task });
  }
}

import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib/core';

const app = new App();
const stack = new Stack(app, 'Tables');
for (let i = 0; i < Number(process.argv[2]); i++) {
  new dynamodb.TableV2(stack, `Sessions${i}`, {
    partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    timeToLiveAttribute: 'expires',
    billing: dynamodb.Billing.onDemand(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy: RemovalPolicy.RETAIN,
    deletionProtection: true,
  });
}
app.synth();

import { PolicyStatement } from './blueprint';

const allow = (...actions: string[]): PolicyStatement[] => [{ effect: 'Allow', actions, resources: ['*'] }];

const EVERYTHING = allow('dynamodb:*');
const READS = allow('dynamodb:BatchGetItem', 'dynamodb:Describe*', 'dynamodb:List*', 'dynamodb:GetAbacStatus', 'dynamodb:GetItem',
  'dynamodb:GetResourcePolicy', 'dynamodb:Query', 'dynamodb:Scan', 'dynamodb:PartiQLSelect');
const NOTHING: PolicyStatement[] = [];

/**
 * What managed policies of AWS say about DynamoDB: of those that many roles have, and that AWS does not narrow.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const STATEMENTS: Readonly<Record<string, readonly PolicyStatement[]>> = {
  'AdministratorAccess': EVERYTHING,
  'PowerUserAccess': EVERYTHING,
  'AmazonDynamoDBFullAccess': EVERYTHING,
  'AmazonDynamoDBFullAccess_v2': EVERYTHING,
  'AmazonDynamoDBReadOnlyAccess': READS,
  'AmazonEC2RoleforSSM': NOTHING,
  'AmazonSSMManagedInstanceCore': NOTHING,
  'AmazonS3ReadOnlyAccess': NOTHING,
  'AmazonS3FullAccess': NOTHING,
  'AmazonEC2ContainerRegistryReadOnly': NOTHING,
  'AWSXRayDaemonWriteAccess': NOTHING,
  'AWSXrayWriteOnlyAccess': NOTHING,
  'CloudWatchAgentServerPolicy': NOTHING,
  'CloudWatchLambdaInsightsExecutionRolePolicy': NOTHING,
  'service-role/AmazonEC2ContainerServiceforEC2Role': NOTHING,
  'service-role/AmazonECSTaskExecutionRolePolicy': NOTHING,
  'service-role/AWSLambdaBasicExecutionRole': NOTHING,
  'service-role/AWSLambdaVPCAccessExecutionRole': NOTHING,
};

/** The statements of a managed policy of AWS about DynamoDB, by its ARN; undefined where the kit does not know it. */
export function managedStatements(arn: string): readonly PolicyStatement[] | undefined {
  const [, name] = arn.split(':iam::aws:policy/');
  return name !== undefined && Object.hasOwn(STATEMENTS, name) ? STATEMENTS[name] : undefined;
}

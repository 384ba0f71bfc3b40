import { Resolver } from './resolver';
import { Resource } from '../cloud-assembly/template';

// longest name for the types that the kit names itself when the template does not
const NAMED_HERE: Readonly<Record<string, { readonly property: string; readonly longest: number }>> = {
  'AWS::DynamoDB::Table': { property: 'TableName', longest: 255 },
  'AWS::DynamoDB::GlobalTable': { property: 'TableName', longest: 255 },
  'AWS::IAM::Role': { property: 'RoleName', longest: 64 },
  'AWS::IAM::InstanceProfile': { property: 'InstanceProfileName', longest: 128 },
  'AWS::IAM::ManagedPolicy': { property: 'ManagedPolicyName', longest: 128 },
  'AWS::SSM::Parameter': { property: 'Name', longest: 1011 },
};

// types whose Ref is their name: known when the template gives one
const NAMED_BY_TEMPLATE: Readonly<Record<string, string>> = {
  'AWS::ECS::Cluster': 'ClusterName',
  'AWS::Kinesis::Stream': 'Name',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
};

/** What `Ref` gives for a resource; `undefined` when only AWS knows. */
export function physicalId(resource: Resource, resolver: Resolver): unknown {
  if (resource.type === 'AWS::IAM::ManagedPolicy') {
    return iamArn('policy', resource, resolver);
  }
  return physicalName(resource, resolver);
}

/** What `Fn::GetAtt` gives for a resource; `undefined` when only AWS knows. */
export function attribute(resource: Resource, name: string, resolver: Resolver): unknown {
  switch (`${resource.type}.${name}`) {
    case 'AWS::DynamoDB::Table.Arn':
    case 'AWS::DynamoDB::GlobalTable.Arn':
      return tableArn(resource, resolver);
    case 'AWS::DynamoDB::Table.StreamArn':
    case 'AWS::DynamoDB::GlobalTable.StreamArn':
      return `${tableArn(resource, resolver)}/stream/local`;
    case 'AWS::IAM::Role.Arn':
      return iamArn('role', resource, resolver);
    case 'AWS::IAM::InstanceProfile.Arn':
      return iamArn('instance-profile', resource, resolver);
    case 'AWS::IAM::ManagedPolicy.PolicyArn':
      return iamArn('policy', resource, resolver);
    case 'AWS::SSM::Parameter.Value':
      return resolver.evaluate(resource.properties.Value, resource.stack);
    default:
      return undefined;
  }
}

function physicalName(resource: Resource, resolver: Resolver): unknown {
  const { stack, type, properties, logicalId } = resource;
  const naming = NAMED_HERE[type];
  const property = naming?.property ?? NAMED_BY_TEMPLATE[type];
  const given = property === undefined ? undefined : resolver.resolve(properties[property], stack);
  return given ?? (naming === undefined ? undefined : cut(`${stack.name}-${logicalId}`, naming.longest));
}

/** Keeps the last characters, where CDK's logical ids carry the hash that tells them apart. */
function cut(name: string, longest: number): string {
  return name.length <= longest ? name : `${name.slice(0, longest - 9)}-${name.slice(-8)}`;
}

function tableArn(resource: Resource, resolver: Resolver): string {
  const { region, account } = resource.stack;
  return `arn:aws:dynamodb:${region}:${account}:table/${physicalName(resource, resolver)}`;
}

function iamArn(kind: string, resource: Resource, resolver: Resolver): string {
  const path = resolver.resolve(resource.properties.Path, resource.stack) ?? '/';
  return `arn:aws:iam::${resource.stack.account}:${kind}${path}${physicalName(resource, resolver)}`;
}

import { Resource, Template } from '../../../tools/template';
import { listIn } from './network';
import { dependencies, earlier } from './references';
import { BASES, idsOf, isSame, literalText, policySize, ServiceRule, sharing } from './rule';

const ROLE = 'AWS::IAM::Role';
const POLICY = 'AWS::IAM::Policy';
const LOG_GROUP = 'AWS::Logs::LogGroup';
const CERTIFICATE = 'AWS::CertificateManager::Certificate';
const RECORD = 'AWS::Route53::RecordSet';
const IAM_QUOTAS = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html';
const CLOUDFORMATION = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide';

/** Names of Lambda's own variables. */
const RESERVED = new RegExp(`^(${[
  '_HANDLER', '_X_AMZN_TRACE_ID', 'AWS_(DEFAULT_)?REGION', 'AWS_EXECUTION_ENV', 'AWS_(SECRET_)?ACCESS_KEY', 'AWS_ACCESS_KEY_ID', 'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_.*', 'LAMBDA_TASK_ROOT', 'LAMBDA_RUNTIME_DIR',
].join('|')})$`);

/** Properties by which users name what they create. */
const NAMES: Record<string, string> = {
  [LOG_GROUP]: 'LogGroupName', [ROLE]: 'RoleName', 'AWS::DynamoDB::GlobalTable': 'TableName', 'AWS::DynamoDB::Table': 'TableName',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'Name', 'AWS::ElasticLoadBalancingV2::TargetGroup': 'Name', 'AWS::S3::Bucket': 'BucketName',
  'AWS::SSM::Parameter': 'Name', 'AWS::ECS::Cluster': 'ClusterName', 'AWS::EC2::LaunchTemplate': 'LaunchTemplateName',
};

/** IAM, KMS, CloudWatch Logs, certificates, records, parameters, functions, and CloudFormation's own rules about a whole template. */
export const OTHER_RULES: ServiceRule[] = [
  {
    id: 'iam-inline-policies-size',
    page: IAM_QUOTAS,
    text: 'the inline policies of a role have at most 10,240 characters together, those of a group 5,120, those of a user 2,048',
    offenders: (template) => Object.entries({ [ROLE]: 10_240, 'AWS::IAM::Group': 5120, 'AWS::IAM::User': 2048 }).flatMap(([type, most]) =>
      idsOf(template.all(type), (principal) =>
        inlinePoliciesOf(template, principal).reduce<number>((sum, document) => sum + policySize(document), 0) > most)),
    base: BASES.EC2,
    mistake: (it) => it.all(POLICY).forEach(({ Properties }) =>
      Properties.PolicyDocument.Statement.push({ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${'x'.repeat(10_240)}` })),
  },
  {
    id: 'iam-managed-policies',
    page: IAM_QUOTAS,
    text: 'a role has at most ten managed policies',
    offenders: (template) => idsOf(template.all(ROLE), ({ Properties }) => listIn(Properties.ManagedPolicyArns).length > 10),
    base: BASES.EC2,
    mistake: (it) => it.first(ROLE).ManagedPolicyArns = Array.from({ length: 11 }, (_, index) => `arn:aws:iam::111122223333:policy/p${index}`),
  },
  {
    id: 'iam-trust-policy-size',
    page: IAM_QUOTAS,
    text: 'a trust policy has at most 2,048 characters',
    offenders: (template) => idsOf(template.all(ROLE), ({ Properties }) => policySize(Properties.AssumeRolePolicyDocument) > 2048),
    base: BASES.EC2,
    mistake: (it) => it.first(ROLE).AssumeRolePolicyDocument.Statement[0].Sid = 'x'.repeat(2048),
  },
  {
    id: 'iam-one-role-per-instance-profile',
    page: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html',
    text: 'an instance profile has one role',
    offenders: (template) => idsOf(template.all('AWS::IAM::InstanceProfile'), ({ Properties }) => listIn(Properties.Roles).length > 1),
    base: BASES.EC2,
    mistake: (it) => it.first('AWS::IAM::InstanceProfile').Roles.push('other'),
  },
  {
    id: 'iam-statements',
    page: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html',
    text: 'a policy of an identity has statements, which name resources and no principal, with identifiers of letters and digits that differ',
    offenders: (template) => idsOf(template.all(POLICY), ({ Properties }) => {
      const statements = listIn(Properties.PolicyDocument?.Statement);
      const sids = statements.map(({ Sid }) => Sid).filter((sid) => sid !== undefined);
      return statements.length === 0 || new Set(sids).size < sids.length || sids.some((sid) => !/^[A-Za-z0-9]*$/.test(sid)) ||
        statements.some((each) => each.Principal || !(each.Resource ?? each.NotResource) || listIn(each.Resource ?? ['*']).length === 0 && Array.isArray(each.Resource));
    }),
    base: BASES.EC2,
    mistake: (it) => it.first(POLICY).PolicyDocument.Statement[0].Sid = 'session access',
  },
  {
    id: 'iam-policy-names-once',
    page: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html',
    text: 'inline policies of a role have different names',
    offenders: (template) => sharing(template.all(POLICY), ({ Properties }) =>
      [Properties.PolicyName, Properties.Roles, Properties.Users, Properties.Groups]),
    base: BASES.EC2,
    mistake: (it) => it.repeat(POLICY),
  },
  {
    id: 'kms-key-stays-manageable',
    page: 'https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html',
    text: 'a key policy lets somebody change it',
    offenders: (template) => idsOf(template.all('AWS::KMS::Key'), ({ Properties }) =>
      !listIn(Properties.KeyPolicy?.Statement).some(({ Effect, Action, Principal }) =>
        Effect === 'Allow' && Principal && [Action].flat().some((action) => ['*', 'kms:*', 'kms:PutKeyPolicy', 'kms:Put*'].includes(action)))),
    base: BASES.FARGATE_LOG_KEY,
    mistake: (it) => it.first('AWS::KMS::Key').KeyPolicy.Statement.shift(),
  },
  {
    id: 'logs-key-allows-the-service',
    page: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html',
    text: 'the key of a log group lets CloudWatch Logs use it',
    offenders: (template) => idsOf(template.all(LOG_GROUP), ({ Properties }) => {
      const key = template.at(Properties.KmsKeyId);
      return key?.Type === 'AWS::KMS::Key' && !listIn(key.Properties.KeyPolicy.Statement).some(({ Effect, Principal, Action }) => Effect === 'Allow' &&
        JSON.stringify(Principal).includes('logs.') && [Action].flat().some((action) => /^kms:(\*|GenerateDataKey)/.test(action)));
    }),
    base: BASES.FARGATE_LOG_KEY,
    mistake: (it) => it.first('AWS::KMS::Key').KeyPolicy.Statement.pop(),
  },
  {
    id: 'acm-validation-domain',
    page: 'https://docs.aws.amazon.com/acm/latest/APIReference/API_DomainValidationOption.html',
    text: 'a certificate is validated for its own names, at those names or above',
    offenders: (template) => idsOf(template.all(CERTIFICATE), ({ Properties }) =>
      listIn(Properties.DomainValidationOptions).some(({ DomainName, ValidationDomain }) =>
        ![Properties.DomainName, ...listIn(Properties.SubjectAlternativeNames)].some((name) => isSame(name, DomainName)) ||
        (typeof ValidationDomain === 'string' && typeof DomainName === 'string' && !`.${DomainName}`.endsWith(`.${ValidationDomain}`)))),
    base: BASES.EC2_DOMAIN,
    mistake: (it) => it.first(CERTIFICATE).DomainValidationOptions[0].DomainName = 'other.example.com',
  },
  {
    id: 'route53-zone-of-the-alias',
    page: 'https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html',
    text: 'an alias names the hosted zone of the load balancer that it leads to, and has no TTL',
    offenders: (template) => idsOf(template.all(RECORD), ({ Properties: { AliasTarget: alias, TTL } }) => alias && (TTL !== undefined ||
      [...JSON.stringify(alias.DNSName).matchAll(/"Fn::GetAtt":\["(\w+)","DNSName"\]/g)].some(
        ([, id]) => template.at(alias.HostedZoneId)?.id !== id))),
    base: BASES.EC2_DOMAIN,
    mistake: (it) => it.first(RECORD).AliasTarget.HostedZoneId = it.first(RECORD).HostedZoneId,
  },
  {
    id: 'route53-record-once',
    page: 'https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html',
    text: 'a hosted zone has one simple record of a name and type',
    offenders: (template) => sharing(template.all(RECORD), ({ Properties }) => Properties.SetIdentifier ? undefined
      : [Properties.HostedZoneId, Properties.Name, Properties.Type]),
    base: BASES.EC2_DOMAIN,
    mistake: (it) => it.repeat(RECORD),
  },
  {
    id: 'ssm-parameter-size',
    page: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html',
    text: 'a standard parameter has 1 to 4,096 bytes',
    offenders: (template) => idsOf(template.all('AWS::SSM::Parameter'), ({ Properties: { Tier, Value } }) =>
      Value === '' || (!['Advanced', 'Intelligent-Tiering'].includes(Tier) && Buffer.byteLength(literalText(Value)) > 4096)),
    base: BASES.FARGATE_COMMANDS,
    mistake: (it) => it.first('AWS::SSM::Parameter').Value = 'x'.repeat(4097),
  },
  {
    id: 'lambda-variables',
    page: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html',
    text: 'a function does not set Lambda\'s own environment variables, and has at most 4 KB of others',
    offenders: (template) => idsOf(template.all('AWS::Lambda::Function'), ({ Properties: { Environment } }) => {
      const variables = Object.entries(Environment?.Variables ?? {});
      return variables.some(([name]) => RESERVED.test(name) || !/^[a-zA-Z]\w+$/.test(name)) ||
        variables.reduce((sum, [name, value]) => sum + Buffer.byteLength(`${name}${literalText(value)}`), 0) > 4096;
    }),
    base: BASES.FUNCTION,
    mistake: (it) => it.all('AWS::Lambda::Function').forEach(({ Properties }) => Properties.Environment = { Variables: { AWS_REGION: 'eu-west-1' } }),
  },
  {
    id: 's3-one-bucket-policy',
    page: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html',
    text: 'a bucket has one policy',
    offenders: (template) => sharing(template.all('AWS::S3::BucketPolicy'), ({ Properties }) => Properties.Bucket),
    base: BASES.EC2,
    mistake: (it) => it.repeat('AWS::S3::BucketPolicy'),
  },
  {
    id: 'cloudformation-names-once',
    page: `${CLOUDFORMATION}/aws-properties-name.html`,
    text: 'resources of one type have different names',
    offenders: (template) => Object.entries(NAMES).flatMap(([type, property]) =>
      sharing(template.all(type), ({ Properties }) => Properties[property])),
    base: BASES.EC2,
    mistake: (it) => [1, 2].forEach(() => it.repeat(LOG_GROUP, { LogGroupName: 'web' })),
  },
  {
    id: 'cloudformation-references',
    page: `${CLOUDFORMATION}/intrinsic-function-reference-ref.html`,
    text: 'references name what the template has',
    offenders: (template) => [...dependencies(template)].filter(([, names]) => [...names].some((name) => !isKnown(template, name))).map(([id]) => id),
    base: BASES.EC2,
    mistake: (it) => it.first(POLICY).PolicyDocument.Statement[0].Resource = { 'Fn::GetAtt': ['Missing', 'Arn'] },
  },
  {
    id: 'cloudformation-cycles',
    page: `${CLOUDFORMATION}/troubleshooting.html`,
    text: 'no resource depends on itself, not even through others',
    offenders: (template) => idsOf(template.resources, ({ id }) => earlier(template, id).has(id)),
    base: BASES.EC2,
    mistake: (it) => it.all('AWS::EC2::VPC')[0].DependsOn = it.id('AWS::EC2::Subnet'),
  },
  {
    id: 'cloudformation-quotas',
    page: `${CLOUDFORMATION}/cloudformation-limits.html`,
    text: 'a template has at most 1 MB, 500 resources, 200 parameters and 200 outputs',
    offenders: ({ json, resources }) => JSON.stringify(json).length > 1_048_576 || resources.length > 500 ||
      [json.Parameters, json.Outputs].some((section) => Object.keys(section ?? {}).length > 200) ? ['template'] : [],
    base: BASES.TABLE,
    mistake: (it) => Array.from({ length: 501 }, () => it.add('AWS::SNS::Topic', {})),
  },
];

function inlinePoliciesOf(template: Template, principal: Resource): unknown[] {
  const attached = template.all(POLICY).filter(({ Properties: { Roles, Users, Groups } }) =>
    [Roles, Users, Groups].flatMap(listIn).some((each) => template.at(each) === principal));
  return [...listIn(principal.Properties.Policies), ...attached.map(({ Properties }) => Properties)].map(({ PolicyDocument }) => PolicyDocument);
}

function isKnown({ json }: Template, name: string): boolean {
  return name.startsWith('AWS::') || name in json.Resources || name in (json.Parameters ?? {});
}

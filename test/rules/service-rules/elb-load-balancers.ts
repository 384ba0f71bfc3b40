import { Resource, Template } from '../../../tools/template';
import { listIn, vpcsOf, zoneOf } from './network';
import { waitsFor } from './references';
import { BASES, hasTwice, idsOf, isOutside, isSame, ServiceRule } from './rule';

const LOAD_BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const GUIDE = 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application';

/** Elastic Load Balancing: load balancers. */
export const LOAD_BALANCER_RULES: ServiceRule[] = [
  {
    id: 'elb-two-subnets',
    page: `${GUIDE}/application-load-balancers.html`,
    text: 'an Application Load Balancer needs subnets in at least two Availability Zones',
    offenders: of(({ Properties }) => listIn(Properties.Subnets).length === 1),
    base: BASES.EC2,
    mistake: (it) => it.first(LOAD_BALANCER).Subnets.pop(),
  },
  {
    id: 'elb-one-subnet-per-zone',
    page: `${GUIDE}/application-load-balancers.html`,
    text: 'a load balancer takes one subnet per Availability Zone',
    offenders: of(({ Properties }, template) => hasTwice(listIn(Properties.Subnets).map((subnet) => zoneOf(template, subnet)))),
    base: BASES.EC2,
    mistake: (it) => it.first(LOAD_BALANCER).Subnets.push({ Ref: it.repeat('AWS::EC2::Subnet') }),
  },
  {
    id: 'elb-idle-timeout',
    page: `${GUIDE}/edit-load-balancer-attributes.html`,
    text: 'the idle timeout is 1 to 4,000 seconds',
    offenders: of((resource) => isOutside(attributeOf(resource, 'idle_timeout.timeout_seconds'), 1, 4000)),
    base: BASES.EC2,
    mistake: (it) => it.first(LOAD_BALANCER).LoadBalancerAttributes.push({ Key: 'idle_timeout.timeout_seconds', Value: '4001' }),
  },
  {
    id: 'elb-attribute-once',
    page: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyLoadBalancerAttributes.html',
    text: 'each attribute is given once',
    offenders: (template) => idsOf([...template.all(LOAD_BALANCER), ...template.all('AWS::ElasticLoadBalancingV2::TargetGroup')],
      ({ Properties }) => hasTwice([...Properties.LoadBalancerAttributes ?? [], ...Properties.TargetGroupAttributes ?? []].map(({ Key }) => Key))),
    base: BASES.EC2,
    mistake: (it) => it.first(LOAD_BALANCER).LoadBalancerAttributes.push({ Key: 'access_logs.s3.enabled', Value: 'false' }),
  },
  {
    id: 'elb-dualstack-subnets',
    page: `${GUIDE}/application-load-balancers.html`,
    text: 'a dualstack load balancer needs subnets with IPv6 addresses',
    offenders: of(({ Properties }, template) => /^dualstack/.test(Properties.IpAddressType) &&
      listIn(Properties.Subnets).some((subnet) => template.at(subnet) && !template.at(subnet)!.Properties.Ipv6CidrBlock)),
    base: BASES.EC2,
    mistake: (it) => it.first(LOAD_BALANCER).IpAddressType = 'dualstack',
  },
  {
    id: 'elb-after-internet-gateway',
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html',
    text: 'an internet-facing load balancer is created after the internet gateway of its VPC is attached',
    offenders: of((resource, template) => resource.Properties.Scheme === 'internet-facing' && vpcsOf(template, listIn(resource.Properties.Subnets))
      .some((vpc) => !gatewayOf(template, vpc) || !waitsFor(template, resource, gatewayOf(template, vpc)!))),
    base: BASES.EC2,
    mistake: (it) => delete it.all(LOAD_BALANCER)[0].DependsOn,
  },
  {
    id: 'elb-access-logs-bucket-policy',
    page: `${GUIDE}/enable-access-logging.html`,
    text: 'the policy of the bucket for access logs allows their delivery before the load balancer is created',
    offenders: of((resource, template) => {
      const bucket = logBucketOf(template, resource);
      const policies = template.all('AWS::S3::BucketPolicy').filter(({ Properties }) => template.at(Properties.Bucket) === bucket);
      return bucket && !policies.some((policy) => allowsLogs(policy) && waitsFor(template, resource, policy));
    }),
    base: BASES.EC2,
    mistake: (it) => it.all('AWS::S3::BucketPolicy').forEach(({ Properties }) => Properties.PolicyDocument.Statement.splice(1)),
  },
  {
    id: 'elb-access-logs-encryption',
    page: `${GUIDE}/enable-access-logging.html`,
    text: 'the bucket for access logs is encrypted by keys of S3: a load balancer cannot use others',
    offenders: of((resource, template) => JSON.stringify(logBucketOf(template, resource)?.Properties.BucketEncryption ?? {}).includes('aws:kms')),
    base: BASES.EC2,
    mistake: (it) => it.first('AWS::S3::Bucket')
      .BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.SSEAlgorithm = 'aws:kms',
  },
  {
    id: 'elb-access-logs-prefix',
    page: `${GUIDE}/enable-access-logging.html`,
    text: 'the prefix of access logs neither contains AWSLogs nor begins or ends with a slash',
    offenders: of((resource) => /AWSLogs|^\/|\/$/.test(`${attributeOf(resource, 'access_logs.s3.prefix') ?? ''}`)),
    base: BASES.EC2,
    mistake: (it) => attribute(it.first(LOAD_BALANCER), 'access_logs.s3.prefix').Value = '/web/',
  },
  {
    id: 'waf-one-web-acl',
    page: 'https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-associating-aws-resource.html',
    text: 'a load balancer has one web ACL',
    offenders: (template) => {
      const associations = template.all('AWS::WAFv2::WebACLAssociation');
      return idsOf(associations, (one) => associations.some((other) =>
        one !== other && isSame(one.Properties.ResourceArn, other.Properties.ResourceArn)));
    },
    base: BASES.EC2_WAF,
    mistake: (it) => it.repeat('AWS::WAFv2::WebACLAssociation', { WebACLArn: 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/other/1' }),
  },
];

function of(isWrong: (resource: Resource, template: Template) => unknown): ServiceRule['offenders'] {
  return (template) => idsOf(template.all(LOAD_BALANCER), (resource) => isWrong(resource, template));
}

function attribute({ LoadBalancerAttributes }: any, key: string): any {
  return listIn(LoadBalancerAttributes).find(({ Key }) => Key === key);
}

function attributeOf({ Properties }: Resource, key: string): unknown {
  return attribute(Properties, key)?.Value;
}

function logBucketOf(template: Template, resource: Resource): Resource | undefined {
  return template.at(attributeOf(resource, 'access_logs.s3.bucket'));
}

function allowsLogs({ Properties }: Resource): boolean {
  return Properties.PolicyDocument.Statement.some(({ Effect, Action }: any) => Effect === 'Allow' && [Action].flat().includes('s3:PutObject'));
}

function gatewayOf(template: Template, vpc: unknown): Resource | undefined {
  return template.all('AWS::EC2::VPCGatewayAttachment').find(({ Properties }) => Properties.InternetGatewayId && isSame(Properties.VpcId, vpc));
}

import { Resource, Template } from '../../../tools/template';
import { launchOf, listIn, placedIn, rangeOf, vpcsOf, zoneOf } from './network';
import { waitsFor } from './references';
import { BASES, hasTwice, idsOf, isAbove, isSame, literalText, ServiceRule, sharing } from './rule';

const ENDPOINT = 'AWS::EC2::VPCEndpoint';
const INGRESS = 'AWS::EC2::SecurityGroupIngress';
const EGRESS = 'AWS::EC2::SecurityGroupEgress';
const GROUP = 'AWS::EC2::SecurityGroup';
const VPC_GUIDE = 'https://docs.aws.amazon.com/vpc/latest/userguide';
const PRIVATELINK = 'https://docs.aws.amazon.com/vpc/latest/privatelink';
const API = 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference';

/** Amazon EC2 and Amazon VPC. */
export const EC2_RULES: ServiceRule[] = [
  {
    id: 'ec2-user-data-size',
    page: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html',
    text: 'user data has at most 16 KB before it is encoded',
    offenders: (template) => idsOf([...template.all('AWS::EC2::LaunchTemplate'), ...template.all('AWS::AutoScaling::LaunchConfiguration')],
      ({ Properties }) => Buffer.byteLength(literalText((Properties.LaunchTemplateData ?? Properties).UserData)) > 16_384),
    base: BASES.EC2,
    mistake: (it) => it.first('AWS::EC2::LaunchTemplate').LaunchTemplateData
      .UserData['Fn::Base64']['Fn::Join'][1].push(`\n# ${'x'.repeat(16_384)}`),
  },
  {
    id: 'ec2-five-security-groups',
    page: `${VPC_GUIDE}/amazon-vpc-limits.html`,
    text: 'a network interface has at most five security groups, each of them once',
    offenders: (template) => placedIn(template).filter(({ securityGroups }) =>
      securityGroups.length > 5 || hasTwice(securityGroups)).map(({ id }) => id),
    base: BASES.EC2,
    mistake: (it) => it.first('AWS::EC2::LaunchTemplate').LaunchTemplateData.SecurityGroupIds.push(...[1, 2, 3, 4, 5].map((part) => `sg-${part}`)),
  },
  {
    id: 'ec2-security-groups-of-the-vpc',
    page: `${VPC_GUIDE}/security-groups.html`,
    text: 'security groups are of the VPC of the subnets that they are used in',
    offenders: (template) => placedIn(template).filter(({ subnets, securityGroups }) =>
      vpcsOf(template, [...subnets, ...securityGroups]).length > 1).map(({ id }) => id),
    base: BASES.EC2,
    mistake: (it) => it.first(GROUP).VpcId = { Ref: it.repeat('AWS::EC2::VPC') },
  },
  {
    id: 'ec2-security-group-references',
    page: `${VPC_GUIDE}/security-group-rules.html`,
    text: 'a rule names a security group of its own VPC',
    offenders: (template) => idsOf([...template.all(INGRESS), ...template.all(EGRESS)], ({ Properties }) =>
      vpcsOf(template, [Properties.GroupId, Properties.SourceSecurityGroupId ?? Properties.DestinationSecurityGroupId]).length > 1),
    base: BASES.EC2,
    mistake: (it) => it.first(INGRESS).SourceSecurityGroupId = { 'Fn::GetAtt': [it.repeat(GROUP, { VpcId: 'vpc-other' }), 'GroupId'] },
  },
  {
    id: 'ec2-security-group-rule-once',
    page: `${API}/API_AuthorizeSecurityGroupIngress.html`,
    text: 'a security group has a rule once',
    offenders: (template) => [...sharing(template.all(INGRESS), ruleOf), ...sharing(template.all(EGRESS), ruleOf),
      ...idsOf(template.all(GROUP), ({ Properties }) =>
        [Properties.SecurityGroupIngress, Properties.SecurityGroupEgress].some((rules) =>
          hasTwice(listIn(rules).map((each) => ruleOf({ Properties: each })))))],
    base: BASES.EC2,
    mistake: (it) => it.repeat(INGRESS, { Description: 'again' }),
  },
  {
    id: 'ec2-ports-in-order',
    page: `${API}/API_AuthorizeSecurityGroupIngress.html`,
    text: 'the first port of a rule is not above its last one',
    offenders: (template) => idsOf([...template.all(INGRESS), ...template.all(EGRESS), ...template.all(GROUP)], ({ Properties }) =>
      [Properties, ...listIn(Properties.SecurityGroupIngress), ...listIn(Properties.SecurityGroupEgress)].some(({ FromPort, ToPort, IpProtocol }) =>
        !/icmp/.test(`${IpProtocol}`) && isAbove(FromPort, ToPort))),
    base: BASES.EC2,
    mistake: (it) => it.first(INGRESS).FromPort = 81,
  },
  {
    id: 'ec2-security-group-descriptions',
    page: `${API}/API_CreateSecurityGroup.html`,
    text: 'descriptions of security groups and rules have at most 255 characters, of those that EC2 knows',
    offenders: (template) => idsOf([...template.all(INGRESS), ...template.all(EGRESS), ...template.all(GROUP)], ({ Properties }) =>
      [Properties, ...listIn(Properties.SecurityGroupIngress), ...listIn(Properties.SecurityGroupEgress)].some(({ Description, GroupDescription }) =>
        [Description, GroupDescription].some((text) => typeof text === 'string' && !/^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{0,255}$/.test(text)))),
    base: BASES.EC2,
    mistake: (it) => it.first(GROUP).GroupDescription = 'from <load balancer>',
  },
  {
    id: 'ec2-gateway-endpoint-route-once',
    page: `${PRIVATELINK}/gateway-endpoints.html`,
    text: 'a route table has one gateway endpoint for a service',
    offenders: (template) => {
      const gateways = template.all(ENDPOINT).filter(({ Properties }) => Properties.VpcEndpointType === 'Gateway');
      return idsOf(gateways, (one) => hasTwice(listIn(one.Properties.RouteTableIds)) || gateways.some((other) => one !== other &&
        serviceOf(one) === serviceOf(other) && listIn(one.Properties.RouteTableIds).some((table) =>
        listIn(other.Properties.RouteTableIds).some((each) => isSame(each, table)))));
    },
    base: BASES.EC2,
    mistake: (it) => it.repeat(ENDPOINT, { ServiceName: 'com.amazonaws.eu-west-1.dynamodb' }),
  },
  {
    id: 'ec2-interface-endpoint-one-subnet-per-zone',
    page: `${PRIVATELINK}/create-interface-endpoint.html`,
    text: 'an interface endpoint takes one subnet per Availability Zone',
    offenders: (template) => idsOf(template.all(ENDPOINT), ({ Properties }) =>
      hasTwice(listIn(Properties.SubnetIds).map((subnet) => zoneOf(template, subnet)))),
    base: BASES.FARGATE_SECRETS,
    mistake: (it) => it.all(ENDPOINT).forEach(({ Properties }) => Properties.SubnetIds?.push(Properties.SubnetIds[0])),
  },
  {
    id: 'ec2-private-dns-once',
    page: `${PRIVATELINK}/create-interface-endpoint.html`,
    text: 'a VPC has one private DNS name for a service',
    offenders: (template) => sharing(template.all(ENDPOINT), (endpoint) => endpoint.Properties.PrivateDnsEnabled
      ? [endpoint.Properties.VpcId, serviceOf(endpoint)] : undefined),
    base: BASES.FARGATE_SECRETS,
    mistake: (it) => it.all(ENDPOINT).filter(({ Properties }) => Properties.PrivateDnsEnabled).slice(0, 1)
      .forEach(({ Properties }) => it.add(ENDPOINT, Properties)),
  },
  {
    id: 'ec2-private-dns-needs-dns',
    page: `${PRIVATELINK}/create-interface-endpoint.html`,
    text: 'private DNS names need DNS host names and DNS resolution in the VPC',
    offenders: (template) => idsOf(template.all(ENDPOINT), ({ Properties }) => {
      const vpc = template.at(Properties.VpcId)?.Properties;
      return Properties.PrivateDnsEnabled && vpc && (vpc.EnableDnsHostnames !== true || vpc.EnableDnsSupport === false);
    }),
    base: BASES.FARGATE_SECRETS,
    mistake: (it) => it.first('AWS::EC2::VPC').EnableDnsHostnames = false,
  },
  {
    id: 'ec2-one-route-per-destination',
    page: `${VPC_GUIDE}/VPC_Route_Tables.html`,
    text: 'a route table has one route to a destination',
    offenders: (template) => sharing(template.all('AWS::EC2::Route'), ({ Properties }) =>
      [Properties.RouteTableId, Properties.DestinationCidrBlock, Properties.DestinationIpv6CidrBlock, Properties.DestinationPrefixListId]),
    base: BASES.EC2,
    mistake: (it) => it.repeat('AWS::EC2::Route', { GatewayId: 'igw-other' }),
  },
  {
    id: 'ec2-subnet-ranges',
    page: `${VPC_GUIDE}/subnet-sizing.html`,
    text: 'subnets lie in the range of their VPC and do not overlap',
    offenders: (template) => idsOf(template.all('AWS::EC2::Subnet'), (one) => {
      const [own, vpc] = [rangeOf(one.Properties.CidrBlock), rangeOf(template.at(one.Properties.VpcId)?.Properties.CidrBlock)];
      const others = template.all('AWS::EC2::Subnet').filter((each) => each !== one && isSame(each.Properties.VpcId, one.Properties.VpcId));
      return own && ((vpc && (own[0] < vpc[0] || own[1] > vpc[1])) || others.map((each) => rangeOf(each.Properties.CidrBlock))
        .some((other) => other && own[0] <= other[1] && other[0] <= own[1]));
    }),
    base: BASES.EC2,
    mistake: (it) => it.repeat('AWS::EC2::Subnet'),
  },
  {
    id: 'ec2-after-internet-gateway',
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html',
    text: 'NAT gateways and routes to an internet gateway are created after the gateway is attached',
    offenders: (template) => idsOf([...template.all('AWS::EC2::NatGateway'), ...template.all('AWS::EC2::Route')
      .filter(({ Properties }) => template.at(Properties.GatewayId)?.Type === 'AWS::EC2::InternetGateway')], (resource) => {
      const vpcs = vpcsOf(template, [resource.Properties.SubnetId, resource.Properties.RouteTableId]);
      return template.all('AWS::EC2::VPCGatewayAttachment').some((gateway) => gateway.Properties.InternetGatewayId &&
        vpcs.some((vpc) => isSame(vpc, gateway.Properties.VpcId)) && !waitsFor(template, resource, gateway));
    }),
    base: BASES.EC2,
    mistake: (it) => it.all('AWS::EC2::Route').forEach((route) => delete route.DependsOn),
  },
  {
    id: 'ec2-image-and-type-of-one-architecture',
    page: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-instance-type-compatibility.html',
    text: 'image and instance types are of one architecture',
    offenders: (template) => idsOf(template.all('AWS::AutoScaling::AutoScalingGroup'), (group) => {
      const launch = launchOf(template, group);
      const types = listIn(group.Properties.MixedInstancesPolicy?.LaunchTemplate?.Overrides).map(({ InstanceType }) => InstanceType);
      const found = [imageArchitecture(template, launch?.ImageId), ...(types.length > 0 ? types : [launch?.InstanceType]).map(typeArchitecture)];
      return new Set(found.filter((each) => each !== undefined)).size > 1;
    }),
    base: BASES.EC2,
    mistake: (it) => it.first('AWS::EC2::LaunchTemplate').LaunchTemplateData.InstanceType = 't4g.micro',
  },
];

function ruleOf({ Properties }: Pick<Resource, 'Properties'>): unknown {
  const { Description, ...rule } = Properties;
  return Object.entries(rule).sort(([one], [other]) => one.localeCompare(other));
}

/** `dynamodb`, from a name with or without a region. */
function serviceOf({ Properties }: Resource): string {
  return literalText(Properties.ServiceName).replace(/^com\.amazonaws\.([a-z]+-[a-z-]+-\d)?/, '').replace(/^\./, '');
}

/** By the name of the public parameter that gives the image. */
function imageArchitecture(template: Template, image: unknown): string | undefined {
  const name = template.json.Parameters?.[(image as any)?.Ref]?.Default;
  return /arm64|aarch64/.test(`${name}`) ? 'arm64' : /x86_64|amd64/.test(`${name}`) ? 'x86_64' : undefined;
}

function typeArchitecture(type: unknown): string | undefined {
  return typeof type !== 'string' ? undefined : /^(a1|[a-z]+\d+g[a-z]*)\./.test(type) ? 'arm64' : 'x86_64';
}

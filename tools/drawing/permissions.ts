import { RegionInfo } from 'aws-cdk-lib/region-info';
import { readServers } from './servers';
import { readBucket, readLogGroups, readTable } from './stores';
import { listOf, Resource, Template } from '../template';

/** What somebody may do, or may not, as the policies say it. */
export interface Right {
  readonly who: string;
  /** The role that holds the right; undefined where the resource's own policy gives it. */
  readonly role?: Resource;
  readonly isDenied: boolean;
  /** Service and names: `dynamodb`, `['GetItem', …]`. */
  readonly service: string;
  readonly actions: string[];
  readonly on: string;
}

interface Statement {
  readonly Action: string | string[];
  readonly Effect: string;
  readonly Resource: unknown;
  readonly Principal?: { readonly AWS?: unknown; readonly Service?: string };
  readonly Condition?: Record<string, Record<string, unknown>>;
}

export function readRights(template: Template, region: string): Right[] {
  const ofRoles = template.all('AWS::IAM::Policy').flatMap(({ Properties }) => listOf<unknown>(Properties.Roles).flatMap((reference) => {
    const role = template.at(reference);
    return listOf<Statement>(Properties.PolicyDocument.Statement).map((statement) => (
      { ...readStatement(template, statement), who: role ? holderOf(template, role) : '(missing role)', role }));
  }));
  const ofBuckets = template.all('AWS::S3::BucketPolicy').flatMap(({ Properties }) => (
    listOf<Statement>(Properties.PolicyDocument.Statement)
      .map((statement) => ({ ...readStatement(template, statement), who: principalOf(template, statement, region) }))));
  const { role: application } = readServers(template) ?? {};
  return [...ofRoles, ...ofBuckets].sort((one, other) => Number(isHeldBy(other, application)) - Number(isHeldBy(one, application)));
}

function isHeldBy({ role }: Right, holder: Resource | undefined): boolean {
  return role !== undefined && role === holder;
}

/** Who acts in a role, told by what uses the role; a role that nothing uses is told by whom it trusts. */
function holderOf(template: Template, role: Resource): string {
  const servers = readServers(template);
  if (role === servers?.role) {
    return `${servers.noun}s`;
  }
  const isExecution = template.all('AWS::ECS::TaskDefinition').some(({ Properties }) => template.isAt(Properties.ExecutionRoleArn, role));
  if (isExecution) {
    return 'Fargate, to start tasks';
  }
  const isFlowLog = template.all('AWS::EC2::FlowLog').some(({ Properties }) => template.isAt(Properties.DeliverLogsPermissionArn, role));
  if (isFlowLog) {
    return 'VPC';
  }
  const [statement] = listOf<Statement>(role.Properties.AssumeRolePolicyDocument.Statement);
  return `${statement.Principal?.Service}, unused`;
}

function readStatement(template: Template, { Action, Effect, Resource: resources }: Statement): Omit<Right, 'who'> {
  const actions = listOf(Action);
  return {
    isDenied: Effect === 'Deny',
    service: actions[0].split(':')[0],
    actions: actions.map((action) => action.split(':')[1]).sort(),
    on: joinNames(listOf(resources).map((resource) => shortArn(template.text(resource, (found) => nameOf(template, found))))),
  };
}

function principalOf(template: Template, { Principal, Condition }: Statement, region: string): string {
  if (Condition?.Bool?.['aws:SecureTransport'] === 'false') {
    return 'anybody without TLS';
  }
  if (Principal?.Service) {
    return Principal.Service;
  }
  const principal = template.text(Principal?.AWS ?? Principal, (found) => found.id);
  return principal.includes(RegionInfo.get(region).elbv2Account ?? '(none)') ? 'Elastic Load Balancing' : principal;
}

function nameOf(template: Template, resource: Resource): string {
  const stores = [readTable(template), readBucket(template), ...readLogGroups(template)];
  return stores.find((store) => store?.resource === resource)?.name ?? resource.id;
}

function joinNames(names: string[]): string {
  const [first, second] = names;
  return names.length === 2 && second === `${first}/*` ? `${first} and all in it` : [...new Set(names)].join(', ');
}

/** The part of an ARN that differs from one resource to another. */
function shortArn(text: string): string {
  return text === '*' ? 'everything (*)' : text.replace(/^arn:[^ ]*:repository\//, 'repository ').replace('/<AccountId>/', '/…/');
}

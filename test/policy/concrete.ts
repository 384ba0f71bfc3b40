import { App, Stack } from 'aws-cdk-lib/core';
import { Statement } from './iam';

/** Where a stack goes whose environment is left open. */
export const DEPLOYED_TO = { account: '111122223333', region: 'eu-west-1' };

/** Puts values for the references of the templates of an app, as a deployment would: names that AWS would make are the logical ids. */
export class Deployment {
  private readonly templates: ReadonlyMap<string, any>;
  private readonly byRole = new Map<Stack, Map<string, Statement[]>>();
  private readonly known = new Map<string, unknown>();

  constructor(app: App) {
    this.templates = new Map(app.synth().stacks.map((artifact) => [artifact.stackName, artifact.template]));
  }

  /** Resources of a type, by logical id. */
  public resources(stack: Stack, type: string): Record<string, any> {
    return Object.fromEntries(Object.entries<any>(this.template(stack).Resources ?? {}).filter(([, resource]) => resource.Type === type));
  }

  public text(stack: Stack, value: unknown): string {
    const text = this.concrete(stack, stack.resolve(value));
    if (typeof text !== 'string') {
      throw new Error(`not a text: ${JSON.stringify(value)}`);
    }
    return text;
  }

  /** The statements of a policy document of a template, with nothing left out: what they cannot hold is an error. */
  public statements(stack: Stack, document: any): Statement[] {
    const list = (value: unknown) => (Array.isArray(value) ? value : [value]).map((part) => this.text(stack, part));
    return (document?.Statement ?? []).map(({ Effect, Action, Resource, Principal, Condition, Sid: _, ...others }: any): Statement => {
      if (Object.keys(others).length > 0) {
        throw new Error(`a statement has ${Object.keys(others).join(', ')}`);
      }
      const principals = Principal === undefined ? undefined : typeof Principal === 'string' ? [Principal] : Object.values(Principal).flatMap(list);
      const conditions = Condition && Object.fromEntries(Object.entries<any>(Condition).map(([operator, keys]) =>
        [operator, Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, list(value)]))]));
      const optional = { ...(principals && { Principal: principals }), ...(conditions && { Condition: conditions }) };
      return { Effect, Action: list(Action), Resource: list(Resource), ...optional };
    });
  }

  /** What somebody wants to work out once for each deployment. */
  public once<T>(key: string, make: () => T): T {
    if (!this.known.has(key)) {
      this.known.set(key, make());
    }
    return this.known.get(key) as T;
  }

  /** All that the policies of a stack say of a role, by the role's name. */
  public statementsByRole(stack: Stack): Map<string, Statement[]> {
    const known = this.byRole.get(stack);
    if (known) {
      return known;
    }
    const found = new Map<string, Statement[]>();
    this.byRole.set(stack, found);
    for (const { Properties } of Object.values(this.resources(stack, 'AWS::IAM::Policy'))) {
      const statements = this.statements(stack, Properties.PolicyDocument);
      for (const role of Properties.Roles) {
        const name = this.text(stack, role);
        found.set(name, [...found.get(name) ?? [], ...statements]);
      }
    }
    return found;
  }

  private template(stack: Stack): any {
    return this.templates.get(stack.stackName);
  }

  private concrete(stack: Stack, value: any): unknown {
    if (value === null || typeof value !== 'object') {
      return value;
    }
    if (Array.isArray(value)) {
      return value.map((part) => this.concrete(stack, part));
    }
    const [[name, argument]] = Object.entries<any>(value);
    switch (name) {
      case 'Ref': return pseudoParameter(stack, argument) ?? this.attribute(stack, argument);
      case 'Fn::GetAtt': return this.attribute(stack, argument[0], argument[1]);
      case 'Fn::Join': return (this.concrete(stack, argument[1]) as string[]).join(argument[0]);
      case 'Fn::ImportValue': return this.exported(argument);
      case 'Fn::GetStackOutput': return this.attributeOf(argument.StackName, this.templates.get(argument.StackName).Outputs[argument.OutputName].Value);
      default: throw new Error(`no value is known for ${name}`);
    }
  }

  private exported(name: string): unknown {
    for (const [stackName, template] of this.templates) {
      const output = Object.values<any>(template.Outputs ?? {}).find(({ Export }) => Export?.Name === name);
      if (output) {
        return this.attributeOf(stackName, output.Value);
      }
    }
    throw new Error(`nobody exports ${name}`);
  }

  /** What stacks give each other in the proof's apps are attributes of resources that go to the default place. */
  private attributeOf(stackName: string, value: any): string {
    const [id, attribute] = value['Fn::GetAtt'] ?? [value.Ref];
    return physical(this.templates.get(stackName).Resources[id], id, attribute, 'aws', DEPLOYED_TO);
  }

  private attribute(stack: Stack, id: string, attribute?: string): string {
    const place = { account: accountOf(stack), region: regionOf(stack) };
    return physical(this.template(stack).Resources[id], id, attribute, partitionOf(place.region), place);
  }
}

function physical(resource: any, id: string, attribute: string | undefined, partition: string, { account, region }: typeof DEPLOYED_TO): string {
  const { Type, Properties = {} } = resource ?? {};
  const arn: Record<string, [string, string]> = {
    'AWS::DynamoDB::GlobalTable': [Properties.TableName ?? id, `dynamodb:${region}:${account}:table/`],
    'AWS::DynamoDB::Table': [Properties.TableName ?? id, `dynamodb:${region}:${account}:table/`],
    'AWS::IAM::Role': [Properties.RoleName ?? id, `iam::${account}:role/`],
    'AWS::KMS::Key': [id, `kms:${region}:${account}:key/`],
  };
  if (!arn[Type] || ![undefined, 'Arn'].includes(attribute)) {
    throw new Error(`no value is known for ${attribute ?? 'the name'} of ${id} (${Type})`);
  }
  const [name, prefix] = arn[Type];
  return attribute === undefined ? name : `arn:${partition}:${prefix}${name}`;
}

function pseudoParameter(stack: Stack, name: string): string | undefined {
  const region = regionOf(stack);
  return {
    'AWS::Partition': partitionOf(region),
    'AWS::URLSuffix': region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com',
    'AWS::Region': region,
    'AWS::AccountId': accountOf(stack),
  }[name];
}

export function partitionOf(region: string): string {
  return region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

function regionOf({ region }: Stack): string {
  return region.includes('Token[') ? DEPLOYED_TO.region : region;
}

function accountOf({ account }: Stack): string {
  return account.includes('Token[') ? DEPLOYED_TO.account : account;
}

import { isDeepStrictEqual } from 'util';
import { Stack } from 'aws-cdk-lib/core';
import { settled } from './given';

/** What constructs find wrong when the app is synthesized. */
export function lateProblems(stack: Stack): string[] {
  return stack.node.findAll().flatMap((each) => each.node.validate());
}

export interface Resource {
  readonly id: string;
  readonly Type: string;
  readonly Properties: any;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: string | string[];
  readonly Metadata?: any;
}

/** The resolved template of a stack, without the cost of a synthesis. */
export class Template {
  public static of(stack: Stack): Template {
    return new Template(stack, stack.resolve((stack as any)._toCloudFormation()));
  }

  private constructor(private readonly stack: Stack, public readonly json: any) {}

  public all(type: string): Resource[] {
    return Object.entries<any>(this.json.Resources ?? {})
      .filter(([, { Type }]) => Type === type)
      .map(([id, resource]) => ({ id, ...resource, Properties: resource.Properties ?? {} }));
  }

  public only(type: string): Resource {
    const found = this.all(type);
    if (found.length !== 1) {
      throw new Error(`expected one ${type}, found ${found.length}`);
    }
    return found[0];
  }

  public get ids(): string[] {
    return ['Resources', 'Parameters', 'Outputs', 'Conditions', 'Mappings'].flatMap((section) => Object.keys(this.json[section] ?? {}));
  }

  public resolve(value: unknown): any {
    return this.stack.resolve(value);
  }
}

/** What must hold of every template. */
export function commonFaults(template: Template): string[] {
  const text = JSON.stringify(template.json);
  return [
    ...expectSame('JSON', JSON.parse(text), template.json),
    ...template.ids.filter((id) => id.length > 255 || !/^[A-Za-z0-9]+$/.test(id)).map((id) => `logical id '${id}' is not one`),
    ...(/\$\{Token\[|#\{Token\[|-1\.888\d+e\+289/.exec(text) ?? []).map((token) => `a token is left in the template: ${token}`),
    ...template.all('AWS::IAM::Policy').flatMap(({ id, Properties }) => Properties.PolicyDocument.Statement.flatMap(
      (statement: any) => wildcardsIn(statement).map((what) => `policy ${id} has a wildcard: ${what}`))),
  ];
}

/** Wildcards in what a statement says about DynamoDB. */
function wildcardsIn({ Action, Resource: resource }: any): string[] {
  if (!listOf(Action).some((action) => /^(\*|dynamodb:)/.test(action))) {
    return [];
  }
  return [...listOf(Action), ...listOf(resource)].map((each) => JSON.stringify(each)).filter((each) => each.includes('*'));
}

export function listOf(value: unknown): any[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** CloudFormation takes a number as text too. */
export function expectSame(what: string, actual: unknown, expected: unknown): string[] {
  const wanted = settled(expected);
  const isSame = isDeepStrictEqual(actual, wanted) || (typeof wanted === 'number' && actual === `${wanted}`);
  return isSame ? [] : [`${what} is ${short(actual)}, expected ${short(wanted)}`];
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'absent';
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

/** Statements of the identity policies of this role, user or group that name an action of the service. */
export function statementsOf(template: Template, name: unknown, service = 'dynamodb'): any[] {
  const principal = template.resolve(name);
  return template.all('AWS::IAM::Policy')
    .filter(({ Properties: { Roles = [], Users = [], Groups = [] } }) => (
      [...Roles, ...Users, ...Groups].some((each) => isDeepStrictEqual(each, principal))))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Action }) => listOf(Action).some((action) => action.startsWith(`${service}:`)));
}

import { isDeepStrictEqual } from 'util';
import { Stack } from 'aws-cdk-lib/core';
import { listOf, Template } from '../../tools/template';
import { settled } from './given';

/** What constructs find wrong when the app is synthesized. */
export function lateProblems(stack: Stack): string[] {
  return stack.node.findAll().flatMap((each) => each.node.validate());
}

/** The template of a stack that is still there, so that values can be resolved as it does. */
export class StackTemplate extends Template {
  public constructor(private readonly stack: Stack) {
    super(Template.of(stack).json);
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

/** CloudFormation takes a number as text too. */
export function expectSame(what: string, actual: unknown, expected: unknown): string[] {
  const wanted = settled(expected);
  return isSame(actual, wanted) || (typeof wanted === 'number' && actual === `${wanted}`) ? [] : [`${what} is ${short(actual)}, expected ${short(wanted)}`];
}

/** Objects of aws-cdk-lib may have prototypes of their own, since it can be loaded outside of jest's realm. */
export function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(plain(one), plain(other));
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    return Array.from(value, plain);
  }
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)])) : value;
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'absent';
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

/** Statements of the identity policies of this role, user or group that name an action of the service. */
export function statementsOf(template: StackTemplate, name: unknown, service = 'dynamodb'): any[] {
  const principal = template.resolve(name);
  return template.all('AWS::IAM::Policy')
    .filter(({ Properties: { Roles = [], Users = [], Groups = [] } }) => (
      [...Roles, ...Users, ...Groups].some((each) => isSame(each, principal))))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Action }) => listOf(Action).some((action) => action.startsWith(`${service}:`)));
}

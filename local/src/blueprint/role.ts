import { PolicyStatement, RoleBlueprint } from './blueprint';
import { managedStatements } from './managed-policies';
import { readStatements } from './policy-statements';
import { ResourceReader } from './resource-reader';
import { displayPath, Resource } from '../cloud-assembly/template';
import { TemplateValue } from './template-value';

const ROLE = 'AWS::IAM::Role';
const MANAGED_POLICY = 'AWS::IAM::ManagedPolicy';

/** The role that the value names by name or ARN, with all statements that reach it. */
export function readRole(reader: ResourceReader, value: TemplateValue): RoleBlueprint {
  const role = reader.find(ROLE, value);
  return role === undefined ? importedRole(reader, value) : ownRole(reader, role);
}

function ownRole(reader: ResourceReader, role: Resource): RoleBlueprint {
  const properties = reader.properties(role);
  const boundary = readBoundary(reader, role, properties.get('PermissionsBoundary'));
  const attached = attachedPolicies(reader, (roles) => roles.some((value) => reader.find(ROLE, value) === role));
  const inline = properties.get('Policies').items();
  const arns = properties.get('ManagedPolicyArns').items();
  const ofAws = arns.map((arn) => managedStatements(arn.placeholder()));
  const managed = managedPolicies(reader, role, arns.filter((_arn, index) => ofAws[index] === undefined));
  return {
    path: displayPath(role),
    name: reader.ref(role).text(),
    arn: reader.attribute(role, 'Arn').text(),
    statements: [
      ...inline.flatMap((policy) => readStatements(reader, policy.get('PolicyDocument'))),
      ...[...new Set([...attached, ...managed])].flatMap((policy) => policyStatements(reader, policy)),
      ...ofAws.flatMap((statements) => statements ?? []),
    ],
    ...(boundary === undefined ? {} : { boundary }),
  };
}

/** Undefined where there is none or nobody knows what it says. */
function readBoundary(reader: ResourceReader, role: Resource, value: TemplateValue): readonly PolicyStatement[] | undefined {
  const ofAws = value.present ? managedStatements(value.placeholder()) : undefined;
  if (ofAws !== undefined) {
    return ofAws;
  }
  const policy = reader.find(MANAGED_POLICY, value);
  if (policy === undefined && value.present) {
    reader.note(role, `the kit does not know the statements of ${policyName(value)}, and cannot enforce it as permissions boundary`);
  }
  return policy && policyStatements(reader, policy);
}

/** A role that others made: known by its name alone. */
function importedRole(reader: ResourceReader, value: TemplateValue): RoleBlueprint {
  const name = nameOf(value);
  const given = value.text();
  const arn = given.includes(':role/') ? given : `arn:aws:iam::${value.resource.stack.account}:role/${name}`;
  const attached = attachedPolicies(reader, (roles) => roles.some((each) => each.placeholder() === name));
  const limit = 'the kit knows only the statements that the assembly adds to it';
  reader.note(value.resource, `role ${name} is not part of this assembly; ${limit}`);
  return { name, arn, statements: attached.flatMap((policy) => policyStatements(reader, policy)) };
}

/** Name of a role or instance profile that is given by name or ARN. */
function nameOf(value: TemplateValue): string {
  return value.text().split('/').pop() as string;
}

/** Policies of all stacks that name the role themselves. */
function attachedPolicies(reader: ResourceReader, isRole: (roles: TemplateValue[]) => boolean): Resource[] {
  return reader.resources('AWS::IAM::Policy', 'AWS::IAM::RolePolicy', MANAGED_POLICY).filter((policy) => {
    const properties = reader.properties(policy);
    return isRole([...properties.get('Roles').items(), ...properties.get('RoleName').items()]);
  });
}

/** Managed policies that the role names; those outside of the assembly are noted. */
function managedPolicies(reader: ResourceReader, role: Resource, arns: TemplateValue[]): Resource[] {
  return arns.flatMap((arn) => {
    const policy = reader.find(MANAGED_POLICY, arn);
    if (policy !== undefined) {
      return [policy];
    }
    reader.note(role, `the kit does not know the statements of ${policyName(arn)}, and denies what only they allow`);
    return [];
  });
}

function policyName(arn: TemplateValue): string {
  const text = arn.placeholder();
  const maker = text.includes(':iam::aws:policy/') ? 'managed by AWS' : 'outside of this assembly';
  return `${text.split(':policy/').pop()}, a policy ${maker}`;
}

function policyStatements(reader: ResourceReader, policy: Resource): PolicyStatement[] {
  return readStatements(reader, reader.properties(policy).get('PolicyDocument'));
}

/** The role of the instances that start with the profile, given by name, ARN or `{ Name, Arn }`. */
export function readInstanceProfileRole(reader: ResourceReader, value: TemplateValue): RoleBlueprint {
  const given = [value.get('Arn'), value.get('Name'), value].find((each) => each.present) ?? value;
  const profile = reader.find('AWS::IAM::InstanceProfile', given);
  if (profile === undefined) {
    const assumption = 'its role is taken to have the same name';
    reader.note(given.resource, `instance profile ${nameOf(given)} is not part of this assembly; ${assumption}`);
    return importedRole(reader, given);
  }
  const [role] = reader.properties(profile).get('Roles').items();
  if (role === undefined) {
    throw given.error(`instance profile ${displayPath(profile)} has no role; add one and run "cdk synth" again`);
  }
  return readRole(reader, role);
}

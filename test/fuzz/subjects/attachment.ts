import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as fc from 'fast-check';
import { SessionAccess, SessionAttachment, SessionTable } from '../../../src';
import { environment as variables, environmentRules, storeOf, variableNames } from '../arbitraries/environment';
import { keyPrefix, keyPrefixRule } from '../arbitraries/key-prefix';
import { Host, HOSTS } from '../arbitraries/session-host';
import { actionsOf, environmentOf, sessionStore } from '../arbitraries/session-store';
import { Case, environment, Subject } from '../case';
import { grantFaults, indexesOf } from '../expectations/grants';
import { resolved } from '../expectations/service';
import { Fault, isKnown, settled } from '../given';
import { factsOf, makeProps, oneOfValues, PropsModel, Rule, setOf, textOf, verdictOf } from '../props';
import { expectSame, statementsOf, StackTemplate } from '../template';

type Facts = Record<string, any>;

const RESERVED_BY_LAMBDA = ['AWS_REGION', 'AWS_DEFAULT_REGION'];

const accessOf = (facts: Facts) => facts.sessionAccess === 'requests' ? 'requests' : 'sessionAccess';

const rules: Rule[] = [
  ...environmentRules,
  keyPrefixRule(storeOf),
];

const options: PropsModel = {
  props: {
    sessionAccess: oneOfValues('SessionAccess', SessionAccess),
    environment: variables,
    variableNames,
    keyPrefix,
  },
  oneIn: 3,
};

interface Use {
  readonly attachment: SessionAttachment;
  readonly roleName?: unknown;
  readonly arn: string;
}

/** All variables that an application must have, under the names that the user wants. */
function wanted(facts: Facts, tableName: unknown, region: unknown, isFunction: boolean): Facts {
  const session = Object.entries(environmentOf(storeOf(facts), tableName, region))
    .map(([name, value]) => [facts.variableNames?.[name] ?? name, value]);
  return { ...Object.fromEntries(session.filter(([name]) => !isFunction || !RESERVED_BY_LAMBDA.includes(name))), ...facts.environment };
}

/** What goes with this host and not with others. */
function hostFaults({ delivery, text, variables: own = {} }: Host, facts: Facts): { faults: Fault[]; isUnknown: boolean } {
  const isFunction = text.includes('lambdaFunction');
  const all = wanted(facts, {}, {}, isFunction);
  const clashes = Object.entries(all).filter(([name, value]) => name in own && !(isKnown(value) && settled(value) === own[name]));
  const names = [...Object.keys(facts.environment ?? {}), ...Object.values<string>(facts.variableNames ?? {})];
  return {
    faults: clashes.length > 0 && delivery !== 'nowhere' ? [{ props: ['host'] }] : [],
    // Lambda has rules of its own for names
    isUnknown: isFunction && [...names, ...Object.keys(all)].some((name) => RESERVED_BY_LAMBDA.includes(name) || !/^[A-Za-z]\w+$/.test(name)),
  };
}

const hosts = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTS.filter(({ faults }) => faults.length === 0)) },
  { weight: 1, arbitrary: fc.constantFrom(...HOSTS) },
);

const cases = fc.tuple(environment(), hosts, sessionStore.legal, setOf(options)).map(([env, host, store, props]): Case<Use> => {
  const facts = { ...factsOf(props), sessionStore: store.facts };
  const { faults, isUnknown } = verdictOf({ ...props, sessionStore: store }, rules);
  const ofHost = hostFaults(host, facts);
  return {
    text: `new SessionTable(stack, 'Sessions', { store: ${store.text} }).attachTo(${host.text}, ${textOf(props)});`,
    env,
    faults: prefixLast([...host.faults, ...faults, ...ofHost.faults]),
    isUnknown: isUnknown || ofHost.isUnknown,
    place: { isOptional: true },
    define: (world) => {
      const sessions = new SessionTable(world.stack, 'Sessions', { sessionStore: store.make(world) });
      const made = host.make(world);
      const attachment = sessions.attachTo(made.host, makeProps(props, world));
      if (host.delivery === 'user data') {
        new ec2.CfnLaunchTemplate(world.stack, 'Template', {
          launchTemplateData: { userData: world.once('user data', () => ec2.UserData.forLinux()).render() },
        });
      }
      return { attachment, roleName: made.roleName, arn: sessions.tableArn };
    },
    broken: (template, _, use) => attachmentFaults(template, use, host, facts, env),
  };
});

/** The grant throws after everything else has been checked. */
function prefixLast(faults: Fault[]): Fault[] {
  return faults.map((fault) => fault.props[0] === 'keyPrefix' ? { ...fault, late: true } : fault);
}

function attachmentFaults(template: StackTemplate, use: Use, host: Host, facts: Facts, env: Case['env']): string[] {
  const tableName = { Ref: template.only('AWS::DynamoDB::GlobalTable').id };
  const all = resolved(wanted(facts, tableName, env?.region ?? { Ref: 'AWS::Region' }, host.text.includes('lambdaFunction')));
  const delivered = host.delivery === 'nowhere' ? undefined : deliveredTo(template, host);
  return [
    ...expectSame('returned environment', template.resolve(use.attachment.environment), all),
    ...(delivered === undefined ? [] : expectSame('delivered variables', pick(delivered, Object.keys(all)), texted(all, host.delivery))),
    ...(delivered === undefined || !host.variables ? [] : expectSame('earlier variables', pick(delivered, Object.keys(host.variables)), host.variables)),
    ...(use.roleName === undefined ? [] : grantFaults(statementsOf(template, use.roleName), {
      actions: actionsOf(storeOf(facts), accessOf(facts)),
      tableArns: [template.resolve(use.arn)],
      indexes: indexesOf(storeOf(facts)),
      keyPrefix: settled(facts.keyPrefix),
    })),
  ];
}

function pick(values: Facts, names: string[]): Facts {
  return Object.fromEntries(names.filter((name) => name in values).map((name) => [name, values[name]]));
}

/** In a script what CloudFormation joins stands as text. */
function texted(values: Facts, delivery: Host['delivery']): Facts {
  if (delivery !== 'user data' && delivery !== 'launch template') {
    return values;
  }
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? value : `<${JSON.stringify(value)}>`]));
}

function deliveredTo(template: StackTemplate, { delivery }: Host): Facts {
  switch (delivery) {
    case 'container':
      return pairs(template.only('AWS::ECS::TaskDefinition').Properties.ContainerDefinitions[0].Environment, 'Name', 'Value');
    case 'function':
      return template.only('AWS::Lambda::Function').Properties.Environment.Variables;
    case 'option settings':
      return pairs(template.only('AWS::ElasticBeanstalk::Environment').Properties.OptionSettings, 'OptionName', 'Value');
    case 'user data':
      return lines(template.only('AWS::EC2::LaunchTemplate').Properties.LaunchTemplateData.UserData);
    default: {
      const [launch] = [...template.all('AWS::EC2::LaunchTemplate'), ...template.all('AWS::AutoScaling::LaunchConfiguration')];
      return lines(launch.Properties.UserData ?? launch.Properties.LaunchTemplateData.UserData);
    }
  }
}

function pairs(list: any[], name: string, value: string): Facts {
  return Object.fromEntries(list.map((each) => [each[name], each[value]]));
}

function flat(value: any): string {
  if (typeof value === 'string') {
    return value;
  }
  if (value['Fn::Base64'] !== undefined) {
    return flat(value['Fn::Base64']);
  }
  const [delimiter, parts] = value['Fn::Join'] ?? [];
  return parts === undefined ? `<${JSON.stringify(value)}>` : parts.map(flat).join(delimiter);
}

function lines(script: unknown): Facts {
  return Object.fromEntries(flat(script).split('\n').map((line) => /^(\w+)=(.*)$/.exec(line)).filter((match) => match !== null)
    .map(([, name, value]) => [name, value]));
}

export const attachmentSubject: Subject = { name: 'attachTo', cases };

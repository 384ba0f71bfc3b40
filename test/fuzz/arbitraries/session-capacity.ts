import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as fc from 'fast-check';
import { SessionCapacity } from '../../../src';
import { Arbitrary, Fault, Given, literal, made } from '../given';
import {
  choice, Choice, edgeSetsOf, factsOf, Kind, legalSetOf, makeProps, Props, PropsModel, Rule, structOf, textOf, verdictOf, wholeNumber, wildSetOf,
} from '../props';

/** What the template must say. */
export interface CapacityFacts {
  readonly onDemand?: { read?: any; write?: any };
  readonly provisioned?: { read: Units; write: Units };
}

interface Units {
  readonly MinCapacity: any;
  readonly MaxCapacity: any;
  readonly TargetValue: any;
  readonly SeedCapacity?: any;
}

type Facts = Record<string, any>;
type Direction = 'read' | 'write';

/** aws-cdk-lib compares the numbers, so that it cannot do without them. */
const LATE = { tokens: 'unknown' } as const;
const PROPS = ['minCapacity', 'maxCapacity', 'targetUtilizationPercent', 'seedCapacity'];

const units = (prefix = ''): Record<string, Choice> => Object.fromEntries(PROPS.map((prop) => {
  const [min, max] = prop === 'targetUtilizationPercent' ? [20, 90] : [1];
  return [prop, wholeNumber(`${prefix}${prop}`, min, max, LATE)];
}));

const effective = (facts: Facts, of: Direction, prop: string) => facts[of]?.[prop] ?? facts[prop];

function rules(of: Direction): Rule[] {
  return [
    { props: ['maxCapacity', `${of}.maxCapacity`], remove: [of], broken: (facts) => effective(facts, of, 'maxCapacity') === undefined },
    {
      props: ['maxCapacity', `${of}.maxCapacity`],
      remove: ['minCapacity', of],
      broken: (facts) => effective(facts, of, 'maxCapacity') < (effective(facts, of, 'minCapacity') ?? 1),
    },
    {
      props: ['seedCapacity', `${of}.seedCapacity`],
      remove: ['seedCapacity', of],
      broken: (facts) => {
        const [min = 1, max, seed] = ['minCapacity', 'maxCapacity', 'seedCapacity'].map((prop) => effective(facts, of, prop));
        // beside a broken range only that is worth saying
        return typeof max === 'number' && max >= min && (seed < min || seed > max);
      },
    },
  ];
}

const autoscaledModel: PropsModel = {
  props: { ...units(), read: structOf('read', { props: units('read.'), oneIn: 2 }), write: structOf('write', { props: units('write.'), oneIn: 2 }) },
  required: ['maxCapacity'],
  oneIn: 3,
  oddOneIn: 3,
  rules: [...rules('read'), ...rules('write')],
};

const onDemandModel: PropsModel = {
  props: { maxReadRequestUnits: wholeNumber('maxReadRequestUnits', 1), maxWriteRequestUnits: wholeNumber('maxWriteRequestUnits', 1) },
  oneIn: 2,
  oddOneIn: 2,
};

function capacityOf(
  name: 'onDemand' | 'autoscaled', model: PropsModel, facts: (facts: Facts) => CapacityFacts,
): (props: Props) => Given<SessionCapacity> {
  return (props) => {
    const { faults: all, verdict } = verdictOf(props, model.rules);
    const faults = all.filter((fault) => !isOverruled(props, fault));
    return {
      text: `SessionCapacity.${name}(${textOf(props)})`,
      verdict: verdict === 'bad' && faults.length === 0 ? 'unknown' : verdict,
      faults: faults.map((fault) => ({ ...fault, early: true })),
      early: true,
      facts: facts(factsOf(props)),
      make: (world) => SessionCapacity[name](makeProps(props, world)),
    };
  };
}

/** Whether the mistake is in a value for both directions that both overrule: nobody ever uses it. */
function isOverruled(props: Props, fault: Fault): boolean {
  const { read, write } = factsOf(props);
  const [prop] = fault.props;
  return fault.props.length === 1 && read?.[prop] !== undefined && write?.[prop] !== undefined;
}

function unitsOf(facts: Facts, of: Direction): Units {
  const SeedCapacity = effective(facts, of, 'seedCapacity');
  return {
    MinCapacity: effective(facts, of, 'minCapacity') ?? 1,
    MaxCapacity: effective(facts, of, 'maxCapacity'),
    TargetValue: effective(facts, of, 'targetUtilizationPercent') ?? 70,
    ...SeedCapacity === undefined ? {} : { SeedCapacity },
  };
}

const anyBilling = choice(fc.constantFrom(
  made('SessionCapacity.of(Billing.onDemand())', () => SessionCapacity.of(dynamodb.Billing.onDemand()), { onDemand: {} } as CapacityFacts),
  made('SessionCapacity.of(Billing.onDemand({ maxReadRequestUnits: 5 }))',
    () => SessionCapacity.of(dynamodb.Billing.onDemand({ maxReadRequestUnits: 5 })), { onDemand: { read: 5 } } as CapacityFacts),
));

const onDemand = capacityOf('onDemand', onDemandModel, (facts) => ({ onDemand: { read: facts.maxReadRequestUnits, write: facts.maxWriteRequestUnits } }));
const autoscaled = capacityOf('autoscaled', autoscaledModel, (facts) => ({ provisioned: { read: unitsOf(facts, 'read'), write: unitsOf(facts, 'write') } }));

function capacities(kind: Kind): Arbitrary<SessionCapacity> {
  const sets = kind === 'legal' ? legalSetOf : wildSetOf;
  return fc.oneof(
    { weight: 4, arbitrary: sets(onDemandModel).map(onDemand) },
    { weight: 4, arbitrary: sets(autoscaledModel).map(autoscaled) },
    { weight: 1, arbitrary: anyBilling.legal },
  );
}

export const sessionCapacity: Choice = { legal: capacities('legal'), odd: capacities('wild'), edges: edges() };

function edges(): Given<SessionCapacity>[] {
  return [
    ...edgeSetsOf(onDemandModel).map(onDemand),
    ...edgeSetsOf(autoscaledModel, { maxCapacity: literal(100) }).map(autoscaled),
  ];
}

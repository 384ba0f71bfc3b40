import { SessionTable } from '../../src';
import { everyProp } from '../../tools/changes/every-prop';
import { explain, namesIn, textsOf } from '../../tools/changes/explanation';
import { linesBetween } from '../../tools/changes/lines';
import { tableTemplate } from '../../tools/changes/template';
import { pathsOf } from '../../tools/props';

/** Props whose value of the variant is the default: they are given so that others can be. */
const SAME_AS_DEFAULT: Record<string, string[]> = {
  SessionTable: ['pointInTimeRecovery'],
  LoadBalancedSessionService: [],
  LoadBalancedFargateSessionService: [],
};

describe.each(everyProp)('$name', (each) => {
  test('gets every prop that it has', () => {
    const given = each.variants.flatMap(({ props }) => namesIn(each.synthesize, props));
    expect([...new Set(given)].sort()).toEqual(pathsOf(`${each.name}Props`).sort());
  });

  test.each(each.variants)('$title: each line is explained by a prop', (variant) => {
    const unexplained = explain(each, variant).filter(({ because, sign, text }) => because === '' && !(sign === ' ' && text === ''));
    expect(unexplained).toEqual([]);
  });

  // after a change that is meant: npm run test:update
  test.each(each.variants)('$title: what each prop changes in the template is what it was', (variant) => {
    expect(textsOf(explain(each, variant)).join('\n')).toMatchSnapshot();
  });

  test('each prop explains a line', () => {
    const seen = new Set(each.variants.flatMap((variant) => explain(each, variant)).flatMap(({ because }) => because.split(/, | or /)));
    const silent = pathsOf(`${each.name}Props`).filter((name) => !seen.has(name));
    expect(silent).toEqual(SAME_AS_DEFAULT[each.name]);
  });
});

test('fails if a change comes from no prop', () => {
  const grown: typeof everyProp[number] = {
    ...everyProp[0],
    // something that depends on how many props there are, not on one of them
    synthesize: (props) => tableTemplate((stack) => {
      const all = props(stack) as object;
      if (Object.keys(all).length > 2) {
        new SessionTable(stack, 'Second');
      }
      return all;
    }),
  };
  const unexplained = explain(grown, { ...grown.variants[0] }).filter(({ because, sign }) => because === '' && sign === '+');
  expect(unexplained.map(({ resource }) => resource)).toContain('Second/Resource (AWS::DynamoDB::GlobalTable)');
});

test('lines tell what is new, gone and changed', () => {
  const template = (Properties: Record<string, unknown>, id = 'Table') => ({ Resources: { [id]: { Type: 'AWS::X::Y', Properties } } });
  const between = (...[one, other]: ReturnType<typeof template>[]) => linesBetween(one, other).map(({ sign, text, resource }) => `${sign}${text || resource}`);
  expect(between(template({ Size: 1 }), template({ Size: 2 }))).toEqual([' Table (AWS::X::Y)', ' Size: 1 → 2']);
  expect(between(template({ Names: ['a', 'b'] }), template({ Names: ['b', 'c'] }))).toEqual([' Table (AWS::X::Y)', '-Names: a', '+Names: c']);
  expect(between(template({ Tags: [{ Key: 'a', Value: 1 }] }), template({ Tags: [{ Key: 'a', Value: 2 }] })))
    .toEqual([' Table (AWS::X::Y)', ' Tags.a: 1 → 2']);
  expect(between(template({}), template({}, 'Other'))).toEqual(['+Other (AWS::X::Y)', '-Table (AWS::X::Y)']);
  expect(between(template({ A: 1 }), template({ A: 1 }))).toEqual([]);
});

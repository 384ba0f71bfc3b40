import { readFileSync } from 'fs';
import { join } from 'path';
import { allChanges, Changes, Observed, observe } from '../../tools/changes/changes';
import { fillIn, tableOfChanges } from '../../tools/changes/changes-page';
import { effectOf, lossesOf, PRECIOUS } from '../../tools/changes/effect';
import { ID, tableTemplate, tasksTemplate } from '../../tools/changes/template';
import { TemplateJson } from '../../tools/template';
import { pathsOf } from '../../tools/props';
import { ROOT } from '../../tools/sources';

const pages = readFileSync(join(ROOT, 'docs', 'reference', 'what-a-change-replaces.md'), 'utf8');

/** Each row of tools/changes/*-changes.ts is a change; what it does not say must not happen. */
describe.each(allChanges)('$name', (of) => {
  describe.each(of.changes)('$what', (change) => {
    let seen: Observed;
    beforeAll(() => {
      seen = observe(of, change);
    });

    test('replaces what it says, there and back', () => {
      expect([seen.there.replaced, seen.back.replaced]).toEqual([change.replaces ?? [], change.replaces ?? []]);
    });

    test('leaves in the account what it says', () => {
      expect([seen.there.kept, seen.back.kept]).toEqual([change.keeps ?? [], change.keepsBack ?? []]);
    });

    test('is refused where it says so', () => {
      expect([seen.there.obstacles, seen.back.obstacles]).toEqual([change.refused ?? [], change.refusedBack ?? []]);
    });

    test('loses nothing precious without a word', () => {
      const said = [...change.replaces ?? [], ...change.loses ?? []];
      expect([...seen.there.lost, ...seen.back.lost].filter((name) => !said.includes(name))).toEqual([]);
      expect(change.loses ?? []).toEqual(seen.there.lost.filter((name) => !change.replaces?.includes(name)));
      const harms = [...seen.there.lost, ...seen.back.lost, ...seen.there.obstacles, ...seen.back.obstacles];
      expect(harms.length > 0 && change.note === undefined).toBe(false);
    });

    test('keeps logical ids, and policies that nobody changed', () => {
      expect(changedOnTheWay(seen, change.what.includes('removalPolicy'))).toEqual([]);
    });
  });

  test('has a row in docs/reference/what-a-change-replaces.md for each change; if not: npm run changes', () => {
    expect(fillIn(pages, of.name, tableOfChanges(of))).toBe(pages);
  });

  test('has a row for each prop', () => {
    const rows = of.changes.map(({ what }) => what).join('\n');
    // a struct that no row takes apart has one as a whole
    const has = (name: string) => rows.includes(`\`${name}\``);
    expect(pathsOf(`${of.name}Props`).filter((name) => !has(name) && !has(name.split('.')[0]))).toEqual([]);
  });
});

/** Precious resources under the same name with another logical id or another fate. */
function changedOnTheWay({ before, after }: Observed, mayChangePolicy: boolean): string[] {
  const idsOf = ({ Resources }: TemplateJson) => new Map(Object.entries(Resources)
    .filter(([, { Type }]) => PRECIOUS.includes(Type))
    .map(([id, { Metadata }]) => [Metadata?.['aws:cdk:path'] as string, id]));
  const [old, now] = [before, after].map(idsOf);
  return [...old].filter(([path]) => now.has(path)).flatMap(([path, id]) => {
    const [one, other] = [before.Resources[id], after.Resources[now.get(path)!]];
    const policies = mayChangePolicy ? [] : (['DeletionPolicy', 'UpdateReplacePolicy'] as const).filter((policy) => one[policy] !== other[policy]);
    return [
      ...(now.get(path) === id ? [] : [`${path} is ${id} and then ${now.get(path)}`]), ...policies.map((policy) => `${path} has another ${policy}`),
    ];
  });
}

test('counts the pairs', () => {
  const pairs = allChanges.map(({ name, changes }: Changes) => `${name} ${changes.length}`);
  const total = allChanges.reduce((sum, { changes }) => sum + changes.length, 0);
  console.log(`pairs of templates, each compared both ways: ${total} (${pairs.join(', ')})`);
  expect(total).toBeGreaterThan(150);
});

describe('what the rows lean on would be seen', () => {
  const table = tableTemplate(() => ({}));
  const mutated = (template: TemplateJson, mutate: (resources: Record<string, any>) => void): TemplateJson => {
    const copy = JSON.parse(JSON.stringify(template));
    mutate(copy.Resources);
    return copy;
  };
  const idOf = ({ Resources }: TemplateJson, type: string) => Object.keys(Resources).find((id) => Resources[id].Type === type)!;
  const tableId = idOf(table, 'AWS::DynamoDB::GlobalTable');

  test('another key replaces the table', () => {
    const other = mutated(table, (resources) => (resources[tableId].Properties.KeySchema[0].AttributeName = 'pk'));
    expect(effectOf(table, other)).toMatchObject({ replaced: ['Resource'], kept: ['Resource'] });
  });

  test('a table without its policies is lost', () => {
    const [unkept, gone] = [
      mutated(table, (resources) => ['DeletionPolicy', 'UpdateReplacePolicy'].forEach((policy) => delete resources[tableId][policy])),
      mutated(table, (resources) => delete resources[tableId]),
    ];
    expect(effectOf(table, gone)).toMatchObject({ deleted: [], kept: ['Resource'] });
    expect(effectOf(unkept, gone)).toMatchObject({ deleted: ['Resource'], kept: [] });
    expect(lossesOf(unkept, effectOf(unkept, gone))).toEqual(['Resource']);
    expect(changedOnTheWay({ before: table, after: unkept } as Observed, false)).toHaveLength(2);
  });

  test('another logical id is a deletion and a new resource, and is told', () => {
    const renamed = mutated(table, (resources) => {
      resources.Other = resources[tableId];
      delete resources[tableId];
    });
    expect(effectOf(table, renamed).kept).toEqual(['Resource']);
    expect(changedOnTheWay({ before: table, after: renamed } as Observed, false)).toEqual([`Stack/${ID}/Resource/Resource is ${tableId} and then Other`]);
  });

  test('what refers to a replaced resource inside of a text is replaced too', () => {
    const tasks = tasksTemplate(() => ({}));
    const other = mutated(tasks, (resources) => (resources[idOf(tasks, 'AWS::ECS::Cluster')].Properties.ClusterName = 'shops'));
    expect(effectOf(tasks, other).replaced).toEqual(expect.arrayContaining(['Cluster', 'Service/Service', 'Service/TaskCount/Target']));
  });

  test('two resources in one place are an obstacle', () => {
    const tasks = tasksTemplate(() => ({}));
    const rule = idOf(tasks, 'AWS::EC2::SecurityGroupIngress');
    const renamed = mutated(tasks, (resources) => {
      resources.Other = resources[rule];
      delete resources[rule];
    });
    expect(effectOf(tasks, renamed).obstacles).toEqual(['SecurityGroup/from LoadBalancer:80: SecurityGroup/from LoadBalancer:80 is still in its place']);
  });
});

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { examples } from './servers';
import { Run } from './synthesize-all';

/** Attributes by resource type, as the page lists them. */
function listed(): Map<string, string[]> {
  const page = readFileSync(path.join(examples, '..', 'docs', 'reference', 'local-kit-attributes.md'), 'utf8');
  return new Map(page.split(/^## /m).slice(1).map((section) => [
    section.split('\n')[0], [...section.matchAll(/^\| `([^`]+)` \| (?:emulated|ignored) \|/gm)].map(([, name]) => name),
  ]));
}

/** Every place of a value in properties: `Replicas[].Region`, and for lists of keys and values `TargetGroupAttributes.stickiness.enabled`. */
function attributesIn(value: unknown, place = ''): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((each) => isAttribute(place, each) ? [`${place}.${each.Key}`] : attributesIn(each, `${place}[]`));
  }
  if (typeof value !== 'object' || value === null || Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'))) {
    return [place];
  }
  return Object.entries(value).flatMap(([key, each]) => attributesIn(each, place === '' ? key : `${place}.${key}`));
}

function isAttribute(place: string, value: unknown): value is { Key: string } {
  return /Attributes$/.test(place) && typeof (value as { Key?: unknown }).Key === 'string';
}

const covers = (known: string, found: string) => found === known || [`${known}.`, `${known}[]`].some((start) => found.startsWith(start));

test('fails if a template sets an attribute of which nobody has decided what the kit does with it', () => {
  const temporary = mkdtempSync(path.join(tmpdir(), 'attributes-'));
  const names = readdirSync(examples).filter((name) => existsSync(path.join(examples, name, 'app.ts')));
  const runs = names.map((name): Run =>
    ({ app: path.join(examples, name, 'app.ts'), outdir: path.join(temporary, name), environment: { CDK_VALIDATION: 'false' } }));
  const { status, stderr } = spawnSync(process.execPath, [require.resolve('tsx/cli'), path.join(__dirname, 'synthesize-all.ts'), JSON.stringify(runs)],
    { cwd: examples, encoding: 'utf8' });
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });

  const page = listed();
  const undecided = new Set<string>();
  for (const file of readdirSync(temporary, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.template.json'))) {
    const { Resources } = JSON.parse(readFileSync(path.join(temporary, file), 'utf8')) as { Resources: Record<string, { Type: string; Properties?: object }> };
    for (const { Type, Properties } of Object.values(Resources)) {
      const known = page.get(Type);
      attributesIn(Properties ?? {}).filter((found) => known !== undefined && !known.some((each) => covers(each, found)))
        .forEach((found) => undecided.add(`${Type}: ${found}`));
    }
  }
  rmSync(temporary, { recursive: true, force: true });
  expect(page.size).toBeGreaterThan(8);
  expect([...undecided].sort()).toEqual([]);
}, 120_000);

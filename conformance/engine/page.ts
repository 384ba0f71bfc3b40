/** What Vitest's JSON reporter writes. */
export interface SuiteReport {
  readonly testResults: ReadonlyArray<{
    readonly name: string;
    readonly assertionResults: ReadonlyArray<{ readonly status: string; readonly fullName: string }>;
  }>;
}

interface Figures {
  passed: number;
  failed: number;
  skipped: number;
}

const TIERS: Readonly<Record<string, string>> = { tier1: 'core', tier2: 'complete', tier3: 'strict' };
const HEAD = `# The table engine against the public conformance suite

<!-- written by conformance/engine/run.ts -->

[nubo-db/dynamodb-conformance](https://github.com/nubo-db/dynamodb-conformance) is a suite of tests whose answers were recorded from DynamoDB itself.
These are the figures of the local kit's tables: dynalite with the kit's additions, behind the kit's authorization. None of the suite is part of this repository.
To run it again, in a clone of this repository:

\`\`\`console
$ git clone https://github.com/nubo-db/dynamodb-conformance ../dynamodb-conformance
$ npm install --prefix ../dynamodb-conformance --ignore-scripts
$ npx tsx conformance/engine/run.ts --suite ../dynamodb-conformance
\`\`\`
`;

/** The page with the figures by group, and what has not passed. */
export function enginePage(report: SuiteReport): string {
  const groups = new Map<string, Figures>();
  const others: string[] = [];
  for (const { name, assertionResults } of report.testResults) {
    const [tier, part] = name.split('/tests/')[1].split('/');
    const figures = groups.get(`${tier}/${part}`) ?? { passed: 0, failed: 0, skipped: 0 };
    groups.set(`${tier}/${part}`, figures);
    for (const { status, fullName } of assertionResults) {
      figures[status === 'passed' || status === 'failed' ? status : 'skipped']++;
      if (status === 'failed') {
        others.push(`- ${fullName}`);
      }
    }
  }
  const rows = [...groups].sort(([one], [other]) => one < other ? -1 : 1);
  const tiers = Object.entries(TIERS).map(([tier, title]) => row(`**${title}**`, sum(rows, `${tier}/`)));
  return [
    HEAD,
    '| tier | passed | failed | skipped | of |\n|---|---|---|---|---|',
    ...tiers,
    row('**all**', sum(rows, '')),
    '\nA test is skipped where the suite finds that the engine lacks the feature: streams, which the kit has not, and\nPartiQL, which it has with `--endpoint` alone.\n',
    '| group | passed | failed | skipped | of |\n|---|---|---|---|---|',
    ...rows.map(([group, figures]) => row(`${TIERS[group.split('/')[0]]}: ${group.split('/')[1]}`, figures)),
    ...others.length === 0 ? [] : ['\nFailed:\n', ...others.sort()],
    '',
  ].join('\n');
}

function row(title: string, { passed, failed, skipped }: Figures): string {
  return `| ${title} | ${passed} | ${failed} | ${skipped} | ${passed + failed + skipped} |`;
}

function sum(rows: ReadonlyArray<readonly [string, Figures]>, prefix: string): Figures {
  return rows.filter(([group]) => group.startsWith(prefix)).reduce((total, [, figures]) => ({
    passed: total.passed + figures.passed, failed: total.failed + figures.failed, skipped: total.skipped + figures.skipped,
  }), { passed: 0, failed: 0, skipped: 0 });
}

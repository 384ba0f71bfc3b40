import { AcknowledgedFinding, Finding, Pack, packs, Report } from './nag';
import { below, explains, Explanation } from './explanation';
import { Survey } from './survey';

const PACK_NAMES: Record<Pack, string> = {
  'AwsSolutions': 'AwsSolutions', 'NIST.800.53.R5': 'NIST', 'HIPAA.Security': 'HIPAA', 'PCI.DSS.321': 'PCI',
};

/** The tables of docs/evidence/rule-packs.md, by the name of their markers. */
export function tables(surveys: readonly Survey[], areas: Readonly<Record<string, readonly Explanation[]>>, strict: Report): Record<string, string> {
  return {
    counts: countsTable(surveys, strict),
    remaining: Object.entries(areas).map(([title, explanations]) => `**${title}**\n\n${remainingTable(surveys, explanations)}`).join('\n'),
    acknowledged: acknowledgedTable(surveys.flatMap(({ acknowledged }) => acknowledged), below, true),
    strict: acknowledgedTable(strict.acknowledged, ({ path }) => path.split('/').slice(1).join('/'), false),
  };
}

/** Puts each table between its markers. */
export function writeTables(page: string, contents: Record<string, string>): string {
  return Object.entries(contents).reduce((text, [name, table]) => {
    const [begin, end] = [`<!-- findings: ${name} -->\n`, '<!-- end -->'];
    const from = text.indexOf(begin);
    if (from < 0) {
      throw new Error(`docs/evidence/rule-packs.md must have the line '${begin.trim()}', got: none; put it back where the table belongs`);
    }
    const to = text.indexOf(end, from);
    if (to < 0) {
      throw new Error(`docs/evidence/rule-packs.md must have the line '${end}' after '${begin.trim()}', got: none; put it back`);
    }
    return `${text.slice(0, from + begin.length)}\n${table}\n${text.slice(to)}`;
  }, page);
}

function countsTable(surveys: readonly Survey[], strict: Report): string {
  return render(['construct', 'template', 'props', ...packs.map((pack) => PACK_NAMES[pack])], [
    ...surveys.map(({ setup, findings }) => [`\`${setup.construct}\``, setup.name, setup.props, ...countByPack(findings)]),
    ['[examples/strict](../../examples/strict)', 'all of it', '[app.ts](../../examples/strict/app.ts)', ...countByPack(strict.findings, strict.acknowledged)],
  ]);
}

/** With what is signed behind a plus sign. */
function countByPack(findings: readonly Finding[], signed: readonly Finding[] = []): string[] {
  return packs.map((pack) => {
    const [open, closed] = [findings, signed].map((each) => each.filter((finding) => finding.pack === pack).length);
    return closed > 0 ? `${open} (${closed} signed)` : `${open}`;
  });
}

function remainingTable(surveys: readonly Survey[], explanations: readonly Explanation[]): string {
  return render(['finding', 'on', 'seen in', 'why it remains', 'what removes it', 'where to sign instead'], explanations.map((explanation) => {
    const seen = surveys.map(({ setup, findings }) => ({ setup, findings: findings.filter((finding) => explains(explanation, finding)) }))
      .filter(({ findings }) => findings.length > 0);
    return [
      rulesOf(seen.flatMap(({ findings }) => findings)), explanation.on, seenIn(seen), explanation.why, removedBy(explanation),
      `\`${explanation.acknowledgeOn}\``,
    ];
  }));
}

function acknowledgedTable(findings: readonly AcknowledgedFinding[], resourceOf: (finding: Finding) => string, placed: boolean): string {
  const reasons = [...new Set(findings.map(({ reason }) => reason))];
  return render(['finding', 'on', 'reason'], reasons.map((reason) => {
    const signed = findings.filter((finding) => finding.reason === reason);
    const resources = [...new Set(signed.map(resourceOf))];
    return [rulesOf(signed), resources.map((resource) => `\`${placed ? `service/${resource}` : resource}\``).join(' '), reason];
  }));
}

function removedBy({ remedy: { text, brings = [] } }: Explanation): string {
  return brings.length > 0 ? `${text}, which brings ${brings.map((rule) => `\`${rule}\``).join(' and ')}` : text;
}

/** Each rule with the packs that hold it: `AS3` (AwsSolutions). */
function rulesOf(findings: readonly Finding[]): string {
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  const packsOf = (rule: string) => packs.filter((pack) => findings.some((finding) => finding.rule === rule && finding.pack === pack));
  return rules.map((rule) => `\`${rule}\` (${packsOf(rule).map((pack) => PACK_NAMES[pack]).join(', ')})`).join(' ');
}

/** EC2: minimal, certificate; Fargate: minimal */
function seenIn(seen: readonly Pick<Survey, 'setup'>[]): string {
  const names = (construct: string) => seen.filter(({ setup }) => setup.construct === construct).map(({ setup }) => setup.name).join(', ');
  const [ec2, fargate, table] = ['LoadBalancedSessionService', 'LoadBalancedFargateSessionService', 'SessionTable'].map(names);
  if (ec2 === fargate) {
    return `both: ${ec2}`;
  }
  return Object.entries({ EC2: ec2, Fargate: fargate, table }).filter(([, each]) => each !== '').map(([name, each]) => `${name}: ${each}`).join('; ');
}

function render(head: string[], rows: string[][]): string {
  return `${[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map((cell) => cell.replace(/\|/g, '\\|')).join(' | ')} |`).join('\n')}\n`;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks, HIPAASecurityChecks, NagPack, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { synthesize } from '../synthesize';

const PACKS = {
  'AwsSolutions': AwsSolutionsChecks, 'NIST.800.53.R5': NIST80053R5Checks, 'HIPAA.Security': HIPAASecurityChecks, 'PCI.DSS.321': PCIDSS321Checks,
} satisfies Record<string, new (app: App) => NagPack>;

/** A rule pack of cdk-nag, by the name that it gives itself. */
export type Pack = keyof typeof PACKS;

export const packs = Object.keys(PACKS) as Pack[];

/** What one pack says about one resource. */
export interface Finding {
  readonly pack: Pack;
  /** Without the name of the pack: `EC23`, `IAM5[Resource::*]`. */
  readonly rule: string;
  /** Construct path of the resource. */
  readonly path: string;
}

/** A finding for which somebody signed. */
export interface AcknowledgedFinding extends Finding {
  readonly reason: string;
  /** Construct path of what carries the signature. */
  readonly acknowledgedAt: string;
}

export interface Report {
  readonly findings: Finding[];
  readonly acknowledged: AcknowledgedFinding[];
}

/** Region and account that are known, as without them a service has no access logs. */
const env = { account: '111122223333', region: 'eu-west-1' };

/** What the packs say about a stack of its own, named `Stack`. */
export function inspect(define: (stack: Stack) => void, options: { packs?: readonly Pack[]; context?: Record<string, unknown> } = {}): Report {
  return synthesize((app) => {
    Validations.of(app).addPlugins(...(options.packs ?? packs).map((pack) => new PACKS[pack](app)));
    define(new Stack(app, 'Stack', { env }));
  }, ({ directory }) => readReport(directory), {
    // findings are read from the report, so they need not fail the synthesis
    context: { ...options.context, '@aws-cdk/core:failSynthOnValidationErrors': false },
  });
}

/** What the packs said when this cloud assembly was synthesized. */
export function readReport(outdir: string): Report {
  const { pluginReports } = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as { pluginReports: PluginReport[] };
  const ours = pluginReports.filter(({ pluginName }) => pluginName in PACKS);
  return {
    findings: ours.flatMap((report) => report.violations.flatMap((violation) => findingsOf(report, violation))),
    acknowledged: ours.flatMap((report) => (report.suppressedViolations ?? []).flatMap((violation) => findingsOf(report, violation)
      .map((finding) => ({ ...finding, reason: violation.reason, acknowledgedAt: violation.acknowledgedAt })))),
  };
}

/** The id under which a finding is acknowledged. */
export function idOf({ pack, rule }: Pick<Finding, 'pack' | 'rule'>): string {
  return `${pack}::${pack}-${rule}`;
}

interface Violation {
  readonly ruleName: string;
  readonly violatingConstructs: { readonly constructPath: string }[];
}

interface PluginReport {
  readonly pluginName: Pack;
  readonly violations: Violation[];
  readonly suppressedViolations?: (Violation & { readonly reason: string; readonly acknowledgedAt: string })[];
}

function findingsOf({ pluginName: pack }: PluginReport, { ruleName, violatingConstructs }: Violation): Finding[] {
  return violatingConstructs.map(({ constructPath }) => ({ pack, rule: ruleName.slice(pack.length + 1), path: constructPath }));
}

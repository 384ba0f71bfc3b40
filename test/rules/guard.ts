/** Runs CloudFormation Guard over templates: our own rules (guard/*.guard) and those of AWS Control Tower. */
import { spawnSync } from 'child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { basename, dirname, join } from 'path';

/** The package brings the program and the rules as data; nothing of it is imported. */
const PACKAGE = dirname(require.resolve('@cdklabs/cdk-validator-cfnguard/package.json'));
const SYSTEMS: Record<string, string> = { linux: 'ubuntu', darwin: 'macos' };
const PROCESSORS: Record<string, string> = { x64: 'x86_64', arm64: 'aarch64' };
const PROGRAM = join(PACKAGE, 'bin', SYSTEMS[process.platform] ?? process.platform, PROCESSORS[process.arch] ?? process.arch, 'cfn-guard');

/** What Guard exits with when it ran: all is well, or something was found. */
const RAN = [0, 19];

/** What one rule says against one template. */
export interface GuardFinding {
  /** Name of the template. */
  readonly template: string;
  /** Name of the rule, as in its file. */
  readonly rule: string;
  /** Logical ids of the resources. */
  readonly resources: string[];
  /** Where in the template: `Resources/Web/Properties/...`. */
  readonly paths: string[];
  /** What is wrong, in the words of the rule. */
  readonly message: string;
  /** What to do about it, if the rule knows. */
  readonly fix?: string;
}

/** What all rules say of one template. */
export interface GuardReport {
  readonly template: string;
  readonly findings: GuardFinding[];
  /** Rules that found what they look at, and nothing wrong with it. */
  readonly passed: string[];
}

/** Why Guard cannot run on this computer; undefined when it can. */
export function reasonWithoutGuard(): string | undefined {
  return existsSync(PROGRAM) ? undefined : `there is no cfn-guard for ${process.platform} on ${process.arch}`;
}

/** The rules for what this library promises. */
export function ownRules(): string[] {
  return rulesIn(join(__dirname, 'guard'));
}

/** The proactive rules of AWS Control Tower for what a service or a table is made of. */
export function controlTowerRules(): string[] {
  const services = [
    'cloudwatch', 'dynamodb', 'ec2', 'ec2autoscaling', 'ecs', 'elasticloadbalancing', 'identityandaccessmanagement', 'keymanagementservice', 's3',
  ];
  return services.flatMap((service) => rulesIn(join(PACKAGE, 'rules/control-tower/cfn-guard', service)));
}

function rulesIn(folder: string): string[] {
  return readdirSync(folder).filter((file) => file.endsWith('.guard')).sort().map((file) => join(folder, file));
}

/** @throws when Guard does not run, or does not understand a rule */
export function runGuard(templates: Record<string, object>, ruleFiles: string[]): GuardReport[] {
  const reason = reasonWithoutGuard();
  if (reason) {
    throw new Error(`guard cannot run: ${reason}`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'session-guard-'));
  try {
    return evaluate(folder, templates, ruleFiles);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function evaluate(folder: string, templates: Record<string, object>, ruleFiles: string[]): GuardReport[] {
  const [program, data] = [join(folder, 'cfn-guard'), join(folder, 'data')];
  // the package does not mark it executable
  copyFileSync(PROGRAM, program);
  chmodSync(program, 0o755);
  mkdirSync(data);
  const names = Object.keys(templates);
  names.forEach((name, index) => writeFileSync(join(data, `${index}.json`), JSON.stringify(templates[name])));
  const { status, stdout, stderr, error } = spawnSync(program, [
    'validate', '--structured', '--output-format', 'json', '--show-summary', 'none', '--data', data, ...ruleFiles.flatMap((file) => ['--rules', file]),
  ], { encoding: 'utf8', maxBuffer: 2 ** 30 });
  // a rule that does not parse is left out with a word on standard error
  if (error || !RAN.includes(status ?? -1) || stderr.trim()) {
    throw new Error(`guard failed: ${error?.message ?? `exit code ${status}, ${stderr}`}`);
  }
  const reports = JSON.parse(stdout).map(({ name, not_compliant: failed, compliant }: any) => {
    const template = names[Number(basename(name, '.json'))];
    return { template, findings: failed.map(({ Rule }: any) => findingOf(template, Rule)), passed: compliant };
  });
  return reports.sort((one: GuardReport, other: GuardReport) => names.indexOf(one.template) - names.indexOf(other.template));
}

function findingOf(template: string, rule: any): GuardFinding {
  const paths = [...new Set(pathsIn(rule))].sort();
  const [message = '', fix] = (messageIn(rule) ?? rule.name).split('[FIX]:').map(inOneLine);
  return { template, rule: rule.name, resources: [...new Set(paths.map((path) => path.split('/')[1]))], paths, message, fix };
}

/** Where checks failed: what they looked at or how far they got, not what they compared it with. */
function pathsIn(node: any): string[] {
  if (node === null || typeof node !== 'object') {
    return [];
  }
  if (typeof node.path === 'string') {
    return node.path.startsWith('/Resources/') ? [node.path.slice(1)] : [];
  }
  return Object.entries(node).flatMap(([key, child]) => key === 'to' ? [] : pathsIn(child));
}

function messageIn(node: any): string | undefined {
  if (node === null || typeof node !== 'object') {
    return undefined;
  }
  const own = node.messages?.custom_message;
  if (typeof own === 'string' && own.trim()) {
    return own;
  }
  for (const child of Object.values(node)) {
    const message = messageIn(child);
    if (message) {
      return message;
    }
  }
  return undefined;
}

function inOneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

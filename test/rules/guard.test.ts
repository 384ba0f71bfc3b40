// our promises as rules for CloudFormation Guard, over the matrix; and what AWS Control Tower says of the defaults
import { appendFileSync } from 'fs';
import { basename } from 'path';
import { controlTowerRules, GuardReport, ownRules, reasonWithoutGuard, runGuard } from './guard';
import { MUTATIONS } from './mutations';
import { matrix, synthesize } from './templates';

jest.setTimeout(600_000);

/** Where users, or their clients, have asked for what a rule forbids: by rule, then names in the matrix, without a place for every place. */
const ASKED_FOR: Record<string, string[]> = {
  session_table_time_to_live: [
    // these clients write nothing that DynamoDB could use, and the library warns: neverExpires
    'a table for shopify', 'a table for adonis', 'a table for fiber', 'tables for all presets that take names',
    'both services for shopify', 'both services for adonis', 'both services for fiber', 'a table for a client whose sessions never expire',
  ],
  session_table_point_in_time_recovery: ['a table without recovery'],
  retained_session_table_is_protected: ['a table that is retained but not protected'],
  // their own group, whose hop limit aws-cdk-lib does not let them say
  instance_metadata_version_2: ['sessions attached to an Auto Scaling group (eu-west-1)'],
  dynamodb_gateway_endpoint: ['EC2', 'Fargate'].flatMap((service) =>
    [`${service} without an endpoint for DynamoDB`, `${service} in a given network without an endpoint`]),
};

/** What remains of AWS Control Tower's proactive rules for the defaults: where, and why. */
const REMAINING: Record<string, { on: string[]; because: string }> = {
  'CT.AUTOSCALING.PR.1': {
    on: ['EC2: WebAutoScalingGroupASG148BE4DD'],
    because: 'false alarm: the group stands in subnets of two zones, and the rule reads AvailabilityZones alone',
  },
  'CT.AUTOSCALING.PR.6': { on: ['EC2: WebAutoScalingGroupASG148BE4DD'], because: 'which types suit the application is the user\'s to say: `mixedInstances`' },
  'CT.CLOUDWATCH.PR.2': {
    on: ['EC2: WebFlowLogs5C43A9B8', 'Fargate: WebFlowLogs5C43A9B8', 'Fargate: WebLogGroup1664F270'],
    because: 'a month is enough to find a mistake, and logs tell of visitors: `logRetention`, or `vpc` with flow logs of one\'s own',
  },
  'CT.CLOUDWATCH.PR.3': {
    on: ['EC2: WebFlowLogs5C43A9B8', 'Fargate: WebFlowLogs5C43A9B8', 'Fargate: WebLogGroup1664F270'],
    because: 'CloudWatch encrypts with a key of its own; one of the user\'s costs money: `logEncryptionKey`',
  },
  'CT.EC2.PR.10': { on: ['EC2: WebLaunchTemplate2DE16FC2'], because: 'costs about 2 US dollars a month and instance: `detailedMonitoring`' },
  'CT.ECS.PR.3': { on: ['Fargate: WebTaskDefinitionD1709B1C'], because: 'the image says its user' },
  'CT.ECS.PR.6': { on: ['Fargate: WebTaskDefinitionD1709B1C'], because: 'many applications write to their disk: `readonlyRootFilesystem`' },
  'CT.ECS.PR.7': { on: ['Fargate: WebTaskDefinitionD1709B1C'], because: 'Fargate limits the memory of the task, and there is one container' },
  'CT.ELASTICLOADBALANCING.PR.1': {
    on: ['EC2: WebLoadBalancerHttpListener6E69E303', 'Fargate: WebLoadBalancerHttpListener6E69E303'],
    because: 'HTTPS needs a name that is the user\'s: `certificate` or `domainName`',
  },
  'CT.ELASTICLOADBALANCING.PR.5': {
    on: ['EC2: WebLoadBalancer8E8983B1', 'Fargate: WebLoadBalancer8E8983B1'],
    because: 'nothing is lost with a load balancer, and a stack could not be deleted: `loadBalancerOptions.deletionProtection`',
  },
  'CT.S3.PR.2': { on: accessLogs(), because: 'this bucket holds access logs, and does not log access to itself' },
  'CT.S3.PR.4': { on: accessLogs(), because: 'nobody waits for an access log: `accessLogs`' },
  'CT.S3.PR.9': { on: accessLogs(), because: 'logs must go after 90 days, and a lock keeps them: `accessLogs`' },
  'CT.S3.PR.10': { on: accessLogs(), because: 'load balancers cannot write to a bucket with a customer\'s key' },
};

function accessLogs(): string[] {
  return ['EC2: WebAccessLogs024BC47D', 'Fargate: WebAccessLogs024BC47D'];
}

const reason = reasonWithoutGuard();
if (reason) {
  console.log(`skipped: Guard rules: ${reason}`);
  if (process.env.SKIPPED_LOG) {
    appendFileSync(process.env.SKIPPED_LOG, `Guard rules: ${reason}\n`);
  }
}

(reason ? describe.skip : describe)('Guard', () => {
  let templates: Record<string, any>;
  beforeAll(() => ({ templates } = synthesize(matrix())));

  describe('with the rules for our promises', () => {
    let reports: GuardReport[];
    beforeAll(() => {
      reports = runGuard(templates, ownRules());
      console.log(`Guard has read ${reports.length} templates with ${ownRules().length} files of rules`);
    });

    test('reads every template', () => {
      expect(reports.map(({ template }) => template)).toEqual(Object.keys(templates));
    });

    test('finds nothing but what was asked for', () => {
      const found: Record<string, string[]> = {};
      reports.flatMap(({ findings }) => findings).forEach(({ rule, template }) => (found[rule] ??= []).push(template));
      const expected = Object.entries(ASKED_FOR).map(([rule, names]) =>
        [rule, Object.keys(templates).filter((template) => names.includes(template) || names.includes(template.replace(/ \([^(]*\)$/, '')))]);
      expect(found).toEqual(Object.fromEntries(expected));
    });

    test('finds each mistake, by the rule for it and by no other', () => {
      const mutants = Object.fromEntries(MUTATIONS.map(({ rule, base, mistake, make }) => {
        const template = structuredClone(templates[base]);
        make(template);
        return [`${rule}: ${mistake}`, template];
      }));
      expect(Object.keys(mutants)).toHaveLength(MUTATIONS.length);
      const found = runGuard(mutants, ownRules()).map(({ template, findings }) => [template, findings.map(({ rule }) => rule)]);
      expect(found).toEqual(MUTATIONS.map(({ rule, mistake }) => [`${rule}: ${mistake}`, [rule]]));
    });

    test('passes the same templates without the mistakes', () => {
      const passed = new Map(reports.map(({ template, passed: rules }) => [template, rules]));
      expect(MUTATIONS.filter(({ rule, base }) => !passed.get(base)?.includes(rule))).toEqual([]);
    });

    test('has a mistake for every rule', () => {
      const rules = new Set(reports.flatMap(({ findings, passed: well }) => [...well, ...findings.map(({ rule }) => rule)]));
      expect([...new Set(MUTATIONS.map(({ rule }) => rule))].sort()).toEqual([...rules].sort());
    });
  });

  describe('with the rules of AWS Control Tower', () => {
    let reports: GuardReport[];
    beforeAll(() => {
      const defaults = { EC2: templates['EC2 as it comes (eu-west-1)'], Fargate: templates['Fargate as it comes (eu-west-1)'] };
      reports = runGuard(defaults, controlTowerRules());
    });

    test('finds in both services what is known', () => {
      const found: Record<string, string[]> = {};
      for (const { template, resources, message } of reports.flatMap(({ findings }) => findings)) {
        const [, control] = message.match(/^\[([A-Z0-9.]+)\]: /)!;
        (found[control] ??= []).push(...resources.map((resource) => `${template}: ${resource}`));
      }
      expect(found).toEqual(Object.fromEntries(Object.entries(REMAINING).map(([control, { on }]) => [control, on])));
    });

    test('has looked at both services', () => {
      expect(Object.fromEntries(reports.map(({ template, passed }) => [template, passed]))).toEqual({
        EC2: expect.arrayContaining(['ec2_launch_template_imdsv2_check', 'elbv2_logging_enabled_check', 's3_bucket_policy_ssl_requests_only_check']),
        Fargate: expect.arrayContaining(['ecs_container_insights_enabled_check', 'iam_inline_policy_no_statements_with_full_access_check']),
      });
    });

    test('does not look at global tables, and read as a table of its own region ours lacks a key alone', () => {
      const global = templates['a table (eu-west-1)'];
      const regional = structuredClone(global);
      const [table] = Object.values<any>(regional.Resources);
      table.Type = 'AWS::DynamoDB::Table';
      Object.assign(table.Properties, table.Properties.Replicas[0]);
      const both = runGuard({ global, regional }, controlTowerRules().filter((file) => basename(file).startsWith('ct-dynamodb')));
      expect(both.map(({ passed, findings }) => [passed, findings.map(({ rule }) => rule)])).toEqual([
        [[], []],
        // DynamoDB encrypts with a key of its own, for free: `encryption`
        [['dynamodb_table_pitr_enabled_check'], ['dynamodb_table_encrypted_kms_check']],
      ]);
    });
  });

  test('fails when a file of rules cannot be read', () => {
    expect(() => runGuard({ empty: { Resources: {} } }, [__filename])).toThrow(/^guard failed: /);
  });
});

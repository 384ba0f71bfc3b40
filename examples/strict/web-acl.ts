import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/** AWS's common rules, and a log of what they did that holds no session. */
export class WebAcl extends Construct {
  public readonly webAclArn: string;

  /** @param logKey encrypts the log; its policy must let CloudWatch Logs use it */
  constructor(scope: Construct, id: string, logKey: kms.IKey) {
    super(scope, id);
    const webAcl = new wafv2.CfnWebACL(this, 'Resource', {
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: metricsOf('WebAcl'),
      rules: [{
        name: 'Common',
        priority: 1,
        statement: { managedRuleGroupStatement: { vendorName: 'AWS', name: 'AWSManagedRulesCommonRuleSet' } },
        overrideAction: { none: {} },
        visibilityConfig: metricsOf('Common'),
      }],
    });
    this.webAclArn = webAcl.attrArn;
    const log = new logs.LogGroup(this, 'Log', {
      logGroupName: `aws-waf-logs-${Stack.of(this).stackName.toLowerCase()}`, // WAF takes no other beginning
      encryptionKey: logKey,
      retention: logs.RetentionDays.ONE_YEAR,
    });
    new wafv2.CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: webAcl.attrArn,
      logDestinationConfigs: [Stack.of(this).formatArn({ service: 'logs', resource: `log-group:${log.logGroupName}` })],
      // whoever reads a session cookie in a log is logged in
      redactedFields: ['cookie', 'authorization'].map((Name) => ({ singleHeader: { Name } })),
    });
  }
}

function metricsOf(metricName: string): wafv2.CfnWebACL.VisibilityConfigProperty {
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false }; // samples would show cookies, too
}

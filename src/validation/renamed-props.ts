import { ValidationErrors } from './validation-errors';

/** Props of earlier versions and what they are called now: JavaScript would ignore the old name in silence. */
export const NEW_NAMES = {
  accessLogsBucket: 'accessLogs: AccessLogs.toBucket(…)',
  accessLogsPrefix: 'accessLogs: AccessLogs.toNewBucket({ prefix: … })',
  allowedPeers: 'listenerOptions.allowedPeers',
  bakeTime: 'deployment',
  canaryConfiguration: 'deployment: SessionServiceDeployment.canary(…)',
  cautions: 'warnings',
  conditions: 'sharedListener.conditions',
  cpuArchitecture: 'runtimePlatform.cpuArchitecture',
  deploymentStrategy: 'deployment',
  deregistrationDelay: 'targetGroupOptions.deregistrationDelay',
  idleTimeout: 'loadBalancerOptions.idleTimeout',
  ipAddressType: 'loadBalancerOptions.ipAddressType',
  linearConfiguration: 'deployment: SessionServiceDeployment.linear(…)',
  listener: 'sharedListener.listener',
  listenerPort: 'listenerOptions.port',
  loadBalancerDeletionProtection: 'loadBalancerOptions.deletionProtection',
  loadBalancerSubnets: 'loadBalancerOptions.vpcSubnets',
  loadBalancingAlgorithm: 'targetGroupOptions.loadBalancingAlgorithm',
  openListener: 'listenerOptions.open',
  operatingSystemFamily: 'runtimePlatform.operatingSystemFamily',
  priority: 'sharedListener.priority',
  protocolVersion: 'targetGroupOptions.protocolVersion',
  redirectHttp: 'redirectHTTP',
  slowStart: 'targetGroupOptions.slowStart',
  sslPolicy: 'listenerOptions.sslPolicy',
  store: 'sessionStore',
  tableNameAsSecret: 'sessionVariablesAsSecrets',
  webAclArn: 'loadBalancerOptions.webAclArn',
};

export function validateRenamedProps(errors: ValidationErrors, props: object): void {
  const { accessLogs } = props as { accessLogs?: unknown };
  if (typeof accessLogs === 'boolean') {
    errors.add(`\`accessLogs\` must be a value of AccessLogs, got: ${accessLogs}; write AccessLogs.${accessLogs ? 'toNewBucket' : 'disabled'}()`);
  }
  for (const [before, now] of Object.entries(NEW_NAMES)) {
    if (before in props) {
      errors.add(`\`${now}\` must be given by this name, got: '${before}', its name in earlier versions; rename it`);
    }
  }
}

import { LoadBalancerBlueprint } from '../blueprint';
import { ResourceReader } from '../resource-reader';
import { Resource } from '../../cloud-assembly/template';
import { TemplateValue } from '../template-value';

/** The attributes of the load balancer whose listener or rule has this action; AWS's defaults where it is defined elsewhere. */
export function readLoadBalancer(reader: ResourceReader, listenerOrRule: Resource): LoadBalancerBlueprint | undefined {
  const listener = listenerOrRule.type.endsWith('Rule')
    ? reader.find('AWS::ElasticLoadBalancingV2::Listener', reader.properties(listenerOrRule).get('ListenerArn'))
    : listenerOrRule;
  const loadBalancer = listener && reader.find('AWS::ElasticLoadBalancingV2::LoadBalancer', reader.properties(listener).get('LoadBalancerArn'));
  if (loadBalancer === undefined) {
    return undefined;
  }
  const attributes = reader.properties(loadBalancer).get('LoadBalancerAttributes').items();
  const attribute = (key: string): TemplateValue | undefined =>
    attributes.find((each) => each.get('Key').placeholder() === key)?.get('Value');
  const idleTimeout = attribute('idle_timeout.timeout_seconds');
  return {
    ...(attribute('routing.http.drop_invalid_header_fields.enabled')?.isTrue() ? { dropInvalidHeaderFields: true } : {}),
    ...(idleTimeout === undefined ? {} : { idleTimeoutSeconds: idleTimeout.number(60) }),
  };
}

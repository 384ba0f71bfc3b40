import { nearestStacks } from '../cloud-assembly/assembly';
import { Resolver } from './resolver';
import { StackTemplate } from '../cloud-assembly/template';

/** The value of an SSM parameter that the assembly itself creates. */
export function ssmParameterValue(name: string, stack: StackTemplate, resolver: Resolver): string | undefined {
  for (const other of nearestStacks(resolver.assembly, stack)) {
    for (const resource of other.resources.values()) {
      const isWanted = resource.type === 'AWS::SSM::Parameter' &&
        resolver.withPlaceholders.resolve({ Ref: resource.logicalId }, other) === name;
      if (isWanted) {
        return String(resolver.guarded(`the value of ${resource.logicalId}`, other,
          () => resolver.resolve(resource.properties.Value, other)));
      }
    }
  }
  return undefined;
}

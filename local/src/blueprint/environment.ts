import { ResourceReader } from './resource-reader';
import { TemplateValue } from './template-value';
import { Unresolved } from '../intrinsics/unresolved';

/** Variables as they reach the servers: one that only AWS can fill in is left out and noted. */
export function readEnvironment(
  reader: ResourceReader, variables: Array<[string, TemplateValue]>,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of variables) {
    const attempt = value.attempt();
    if (!(attempt instanceof Unresolved)) {
      environment[name] = value.text();
    } else if (attempt.canBeGiven) {
      throw value.cannotResolve(attempt);
    } else {
      const advice = 'set it yourself if the servers need it';
      reader.note(value.resource, `variable ${name} is left out: ${attempt.reason}; ${advice}`);
    }
  }
  return environment;
}

import { ServiceBlueprint } from '../blueprint/blueprint';
import { KitError } from '../foundation/error';

/** The service to run where nobody has named one. */
export function onlyService(services: readonly ServiceBlueprint[]): ServiceBlueprint {
  if (services.length === 1) {
    return services[0];
  }
  throw new KitError(`the assembly has ${services.length} services; choose one with --service: ${services.map(({ path }) => path).join(', ')}`);
}

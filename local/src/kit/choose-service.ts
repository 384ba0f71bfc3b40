import { ServiceBlueprint } from '../blueprint/blueprint';
import { KitError } from '../foundation/error';

/** The service to run: the one that is named, or the only one. */
export function chooseService(services: readonly ServiceBlueprint[], path: string | undefined): ServiceBlueprint {
  const paths = services.map((service) => service.path).join(', ');
  const found = path === undefined ? services : services.filter((service) => service.path === path);
  if (found.length === 1) {
    return found[0];
  }
  throw new KitError(path === undefined
    ? `the assembly has ${services.length} services; choose one with --service: ${paths}`
    : `the assembly has no service ${path}; it has ${paths}`);
}

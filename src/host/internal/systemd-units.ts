import { ValidationErrors } from '../../validation/validation-errors';

export function validateSystemdUnits(errors: ValidationErrors, units: string[] = []): void {
  for (const unit of units) {
    errors.matches('restartServices', unit, /^[A-Za-z0-9@_.:*][A-Za-z0-9@_.:*-]*$/, "units such as 'my-app' or 'worker@*'");
    errors.matches('restartServices', unit, /^(?!.*\.(automount|device|mount|path|scope|slice|socket|swap|target|timer)$)/,
      'services, since only these have an environment');
  }
}

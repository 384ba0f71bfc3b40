import { ValidationErrors } from './validation-errors';

/** Props of earlier versions and what they are called now: JavaScript would ignore the old name in silence. */
const NEW_NAMES = {
  cautions: 'warnings',
  redirectHttp: 'redirectHTTP',
  store: 'sessionStore',
  tableNameAsSecret: 'sessionVariablesAsSecrets',
};

export function validateRenamedProps(errors: ValidationErrors, props: object): void {
  for (const [before, now] of Object.entries(NEW_NAMES)) {
    if (before in props) {
      errors.add(`\`${now}\` must be given by this name, got: '${before}', its name in earlier versions; rename it`);
    }
  }
}

import { Duration } from 'aws-cdk-lib/core';
import { SessionStoreProps } from '../session-store-options';
import { validateActions } from '../../dynamodb/action-validation';
import { validateUnit } from '../../validation/durations';
import { validateIndexes } from './index-validation';
import { ATTRIBUTE_NAME, ATTRIBUTE_NAME_RULE } from '../../validation/names';
import { LIFETIME_VARIABLE, REGION_VARIABLE, TABLE_NAME_VARIABLE, validateVariable } from '../../variables/variable-validation';
import { validateRenamedProps } from '../../validation/renamed-props';
import { ValidationErrors, quoted } from '../../validation/validation-errors';

const ONE_LINE = /^.*\S.*$/;
const HEALTH_CHECK_PATH = /^\/[^\s#]{0,1023}$/;

export function validateStore(props: SessionStoreProps): void {
  const errors = new ValidationErrors();
  validateRenamedProps(errors, props);
  errors.matches('clientName', props.clientName, ONE_LINE, 'the name of the client');
  validateTableKeys(errors, props);
  validateIndexes(errors, props);
  if (props.requestActions.length === 0) {
    errors.add("`requestActions` must hold at least one action such as 'dynamodb:GetItem', got: none");
  }
  validateActions(errors, 'requestActions', props.requestActions);
  validateActions(errors, 'lockingActions', props.lockingActions);
  validateActions(errors, 'garbageCollectionActions', props.garbageCollectionActions);
  validateActions(errors, 'startUpActions', props.startUpActions);
  validateVariables(errors, props);
  validateLifetime(errors, props.lifetime);
  validateWarnings(errors, props);
  errors.matches('healthCheckPath', props.healthCheckPath, HEALTH_CHECK_PATH, "a path of up to 1024 characters that begins with '/', without spaces and '#'");
  errors.throwIfAny();
}

function validateTableKeys(errors: ValidationErrors, props: SessionStoreProps): void {
  const keyNames = [props.partitionKey?.name ?? 'id', ...(props.sortKey ? [props.sortKey.name] : [])];
  errors.matches('partitionKey.name', props.partitionKey?.name, ATTRIBUTE_NAME, ATTRIBUTE_NAME_RULE);
  errors.matches('sortKey.name', props.sortKey?.name, ATTRIBUTE_NAME, ATTRIBUTE_NAME_RULE);
  if (new Set(keyNames).size !== keyNames.length) {
    errors.add(`\`sortKey.name\` must differ from the partition key's name, got: '${props.sortKey?.name}' for both`);
  }
  const ttl = props.expiry.timeToLiveAttribute;
  if (ttl !== undefined && keyNames.includes(ttl)) {
    errors.add(`\`expiry\` must use an attribute that is no key, got: '${ttl}'`);
  }
}

/** Two meanings for one variable would overwrite each other. */
function validateVariables(errors: ValidationErrors, props: SessionStoreProps): void {
  const meanings = new Map([[TABLE_NAME_VARIABLE, "the table's name"], [REGION_VARIABLE, 'the region']]);
  if (props.lifetime) {
    meanings.set(LIFETIME_VARIABLE, 'the lifetime');
  }
  const claim = (prop: string, name: string, meaning: string) => {
    validateVariable(errors, prop, name);
    const taken = meanings.get(name);
    if (taken !== undefined && taken !== meaning) {
      errors.add(`\`${prop}\` must not use the variable that holds ${taken}, got: ${quoted(name)}; remove it`);
    } else {
      meanings.set(name, meaning);
    }
  };
  props.tableNameVariables?.forEach((name) => claim('tableNameVariables', name, "the table's name"));
  props.regionVariables?.forEach((name) => claim('regionVariables', name, 'the region'));
  for (const [name, value] of Object.entries(props.variables ?? {})) {
    claim('variables', name, 'a fixed value');
    validateVariable(errors, 'variables', name, value ?? null);
  }
}

/** Clients that count in minutes need the number itself: a token in one unit cannot become two. */
export function validateLifetime(errors: ValidationErrors, lifetime: Duration | undefined, unit: 'seconds' | 'minutes' = 'seconds'): void {
  if (!lifetime) {
    return;
  }
  if (lifetime.isUnresolved()) {
    if (unit === 'minutes') {
      errors.add('`lifetime` must be known when the app is synthesized, since this client counts in minutes, got: a token');
    } else {
      validateUnit(errors, 'lifetime', lifetime, unit);
    }
    return;
  }
  const milliseconds = lifetime.toMilliseconds({ integral: false });
  const least = unit === 'minutes' ? 60_000 : 1000;
  if (milliseconds < least || milliseconds % least !== 0) {
    errors.add(`\`lifetime\` must be whole ${unit} and at least one, got: ${milliseconds} ms`);
  }
}

const WARNING_ID = /^[a-z][A-Za-z0-9]*$/;

function validateWarnings(errors: ValidationErrors, { warnings = [] }: SessionStoreProps): void {
  const ids = new Set<string>();
  for (const { id, text } of warnings) {
    errors.matches('warnings.id', id, WARNING_ID, "a name in camel case such as 'ignoresRoles'");
    errors.matches('warnings.text', text, ONE_LINE, 'what happens and what to do about it, on one line');
    if (ids.has(id)) {
      errors.add(`\`warnings.id\` must be another one for each warning, got: ${quoted(id)} twice`);
    }
    ids.add(id);
  }
}

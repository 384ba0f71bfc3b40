import { ValidationErrors, quoted } from '../validation/validation-errors';

/** Lambda sets these itself and refuses a function that brings its own. */
const RESERVED_BY_LAMBDA = ['AWS_REGION', 'AWS_DEFAULT_REGION'];

/** What Lambda refuses besides, each by name: others that begin alike are for users. */
const SET_BY_LAMBDA = [
  ...RESERVED_BY_LAMBDA, '_HANDLER', '_X_AMZN_TRACE_ID', 'AWS_EXECUTION_ENV', 'AWS_LAMBDA_FUNCTION_NAME', 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION', 'AWS_LAMBDA_INITIALIZATION_TYPE', 'AWS_LAMBDA_LOG_GROUP_NAME', 'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API', 'LAMBDA_TASK_ROOT', 'LAMBDA_RUNTIME_DIR',
];

/** Names that Lambda takes, which are fewer than those of a shell. */
export function validateForLambda(errors: ValidationErrors, prop: string, names: string[]): void {
  for (const name of names) {
    if (SET_BY_LAMBDA.includes(name)) {
      errors.add(`\`${prop}\` must not set in a function what AWS Lambda sets itself, got: '${name}'; remove it`);
    } else if (!/^[A-Za-z]\w+$/.test(name)) {
      errors.add(`\`${prop}\` must use names of two characters or more that begin with a letter in a function, got: ${quoted(name)}`);
    }
  }
}

export function forLambda(environment: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !RESERVED_BY_LAMBDA.includes(name)));
}

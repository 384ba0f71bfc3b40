import { CfnParameter, IPostProcessor, DefaultTokenResolver, IResolvable, IResolveContext, Reference, Tokenization, Token, SecretValue } from 'aws-cdk-lib/core';

/** Deployment would write its value in the clear into user data or a task definition. */
export const SECRET = /\{\{resolve:(secretsmanager|ssm-secure):/;

export function isSecret(value: string): boolean {
  return SECRET.test(resolvedText(value));
}

/** As much of a value as is known before deployment. */
export function resolvedText(value: string): string {
  if (!Token.isUnresolved(value)) {
    return value;
  }
  // defined here because extending a class of aws-cdk-lib at the top of a file would load it at import
  class Reader extends DefaultTokenResolver {
    public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): any {
      if (SecretValue.isSecretValue(token) || isHiddenParameter(token)) {
        return '{{resolve:secretsmanager:}}';
      }
      return isExempt(token) ? '' : super.resolveToken(token, context, postProcessor);
    }
  }
  try {
    const resolver = new Reader({ join: (left = '', right = '') => `${textOf(left)}${textOf(right)}` });
    // of a store nobody knows yet where it will stand, and few tokens ask
    return textOf(Tokenization.resolve(value, { scope: undefined!, resolver, preparing: false }));
  } catch {
    return '';
  }
}

function isHiddenParameter(token: IResolvable): boolean {
  return Reference.isReference(token) && (token.target as Partial<CfnParameter>).noEcho === true;
}

/** A reference holds no text, and asking could name its resource; a lazy value must not be asked before it is there. */
function isExempt(token: IResolvable): boolean {
  return Reference.isReference(token) || JSON.stringify(token) === '"<unresolved-lazy>"';
}

function textOf(resolved: unknown): string {
  return typeof resolved === 'string' ? resolved : JSON.stringify(resolved ?? '');
}

import { Duration, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';

/**
 * Collects what is wrong with somebody's props, so that all of it is said at once.
 *
 * Each text names the prop as typed, what was received and what is allowed; tokens pass, since their value is not known yet.
 */
export class ValidationErrors {
  private readonly texts = new Set<string>();

  public add(text: string): void {
    this.texts.add(text);
  }

  public integer(prop: string, value: number | undefined, min: number, max = Infinity): void {
    if (value === undefined || Token.isUnresolved(value)) {
      return;
    }
    if (!Number.isInteger(value) || value < min || value > max) {
      const range = max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`;
      this.add(`\`${prop}\` must be a whole number ${range}, got: ${value}`);
    }
  }

  /** For what aws-cdk-lib compares itself: it takes a token for a number far below zero, or refuses it in its own words. */
  public requireResolved(prop: string, value: number | Duration | undefined): void {
    if (isToken(value)) {
      this.add(`\`${prop}\` must be known when the app is synthesized, got: a token; give a value`);
    }
  }

  public matches(prop: string, value: string | undefined, pattern: RegExp, allowed: string, instead = ''): void {
    if (value === undefined || Token.isUnresolved(value) || isPlaceholder(value)) {
      return;
    }
    if (!pattern.test(value)) {
      this.add(`\`${prop}\` must be ${allowed}, got: ${quoted(value)}${instead}`);
    }
  }

  /** Throws one error with everything that was added. */
  public throwIfAny(scope?: IConstruct, id?: string): void {
    if (this.texts.size === 0) {
      return;
    }
    const path = [scope?.node.path, id].filter(Boolean).join('/');
    // a message may quote another prop than the one that it is about
    const texts = [...this.texts].map((text) => text.replace(/'?[$#]\{Token\[[^\]]*\]\}'?|-1\.888\d+e\+289/g, 'a token'));
    throw new Error(onOneLine(texts.join('; ') + (path ? ` (in ${path})` : '')));
  }
}

/** What stands for a value that is looked up, until the command line knows it and the app runs again. */
export function isPlaceholder(value: string): boolean {
  return value.includes('dummy-value-for-');
}

/** A duration may hold one as its amount. */
function isToken(value: number | Duration | undefined): boolean {
  return Token.isUnresolved(value) || (typeof value === 'object' && value.isUnresolved());
}

/** A value as messages show it. */
export function quoted(value: string): string {
  return `'${onOneLine(value)}'`;
}

function onOneLine(text: string): string {
  const escaped = text.replace(/[\p{Cc}\u2028\u2029]/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return escaped.replaceAll('\\u000a', '\\n').replaceAll('\\u000d', '\\r').replaceAll('\\u0009', '\\t');
}

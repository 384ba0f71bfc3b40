import * as path from 'node:path';
import { KitError } from '../foundation/error';
import { OptionName } from './options';

interface Limits {
  readonly minimum: number;
  readonly maximum: number;
  readonly whole?: boolean;
}

/** The value of an option that is a number; undefined where the option is not given. */
export function number(name: OptionName, text: string | undefined, { minimum, maximum, whole = false }: Limits): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (!(value >= minimum && value <= maximum) || (whole && !Number.isInteger(value))) {
    throw new KitError(`--${name} must be a ${whole ? 'whole ' : ''}number between ${minimum} and ${maximum}, got: ${text}`);
  }
  return value;
}

export function pairs(name: OptionName, texts: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(texts.map((text) => {
    const equals = text.indexOf('=');
    if (!/^[^\s=]+=/.test(text)) {
      throw new KitError(`--${name} must be NAME=VALUE, got: ${text}`);
    }
    return [text.slice(0, equals), text.slice(equals + 1)];
  }));
}

export function resolved(file: string | undefined): string | undefined {
  return file === undefined ? undefined : path.resolve(file);
}

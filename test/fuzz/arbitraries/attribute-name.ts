import { Verdict } from '../given';
import { Choice, texts } from '../props';

export const ATTRIBUTE_NAMES = ['pk', 'sk', '_ttl', 'expires', 'session-id', 'a', 'mit Leerzeichen', 'ключ', '会话', 'a'.repeat(255)];

/** Name of an attribute of a key, or of the time to live: 1 to 255 characters. */
export function attributeName(prop: string, names: string[] = ATTRIBUTE_NAMES): Choice {
  return texts(prop, names, ['', 'a'.repeat(256), 'x'.repeat(5000)], { judge, lazily: `lazy ${prop}` });
}

function judge(name: string): Verdict {
  if (name === '' || name.length > 255) {
    return 'bad';
  }
  return /^[\x20-\x7e]+$/.test(name) ? 'good' : 'unknown';
}

import { Fault } from './given';

/** Where a message must say that it happened. */
export interface Place {
  readonly path?: string;
  /** Values belong to no construct, and so do their messages. */
  readonly isOptional: boolean;
}

const PATH = / \(in ([^()]*)\)$/;

/** What is not house wording in an error; empty when a user is told what to do. */
export function wordingFaults(error: unknown, faults: Fault[], place: Place): string[] {
  if (!(error instanceof Error)) {
    return [`something that is no Error was thrown: ${String(error)}`];
  }
  const { message } = error;
  if (error.constructor !== Error) {
    return [`it is a ${error.constructor.name} of somebody else`];
  }
  const path = PATH.exec(message)?.[1];
  const text = message.replace(PATH, '');
  const found = [
    [!/[\r\n\u2028\u2029]/.test(message), 'it has more than one line'],
    [/^[`a-z]/.test(message), 'it does not begin with a prop or in lower case'],
    [/`[A-Za-z][\w.[\]]*[`:]/.test(text), 'it names no prop in backticks'],
    [/\b(must|needs?|required|goes with|go with|give exactly|works with|can|cannot|is decided|is for|is not known)\b/.test(text), 'it does not say what is allowed'],
    [/, got: \S/.test(text), 'it does not say what arrived'],
    [!/[.!]$/.test(text) || /got: [^;]*[.!]$/.test(text), 'it ends with a full stop'],
    [!/\b(undefined|TypeError|RangeError|is not a function|Cannot read|ValidationError)\b|\[object/.test(text), 'it speaks JavaScript'],
    [!/Token\[|\d+e\+\d{3}/.test(text), 'it shows the inside of a token'],
    [place.isOptional || path !== undefined, 'it does not say in which construct'],
    [path === undefined || place.path === undefined || path === place.path, `it says the construct '${path}' and not '${place.path}'`],
  ] as const;
  return [...found.filter(([fine]) => !fine).map(([, what]) => what), ...unnamed(text, faults)];
}

/** Whether the message says in which construct it happened. */
export function hasPath(error: unknown): boolean {
  return error instanceof Error && PATH.test(error.message);
}

/** Known mistakes that the message does not name. An early one hides the others. */
function unnamed(text: string, faults: Fault[]): string[] {
  const named = ({ props }: Fault) => props.some((prop) => text.includes(`\`${prop}\``) || text.includes(`\`${prop}.`) || text.includes(`\`${prop}[`));
  const early = faults.filter(({ early: isEarly }) => isEarly);
  if (early.length > 0) {
    return early.some(named) ? [] : [`it names none of ${early.map(({ props }) => props.join(' or ')).join(', ')}`];
  }
  const expected = faults.some(({ late }) => !late) ? faults.filter(({ late }) => !late) : faults;
  return expected.filter((fault) => !named(fault)).map(({ props }) => `it does not name ${props.join(' or ')}`);
}

/** What a message is about, without what was given: for counting. */
export function kindsOf(message: string): string[] {
  const kinds = message.replace(PATH, '').split('; ').filter((part) => part.includes(', got: '))
    .map((part) => part.replace(/, got: .*$/s, '').replace(/'[^']*'/g, "'…'").replace(/-?\d[\d.]*(e\+\d+)?|NaN|-?Infinity/g, '#'));
  return [...new Set(kinds)];
}

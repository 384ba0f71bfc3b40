/** What the doctor found about one thing that the kit needs. */
export interface Finding {
  /** `Node.js`, `port 8080`, … */
  readonly name: string;
  /** With a `problem` the kit cannot run; a `note` is good to know. */
  readonly state: 'ok' | 'note' | 'problem';
  /** What is there, or what is missing and what to do. */
  readonly text: string;
}

export function ok(name: string, text: string): Finding {
  return { name, state: 'ok', text };
}

export function note(name: string, text: string): Finding {
  return { name, state: 'note', text };
}

export function problem(name: string, text: string): Finding {
  return { name, state: 'problem', text };
}

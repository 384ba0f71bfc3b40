import { AcknowledgedFinding, Finding, inspect } from './nag';
import { Setup, setups } from './setups';

/** What the packs say about one template. */
export interface Survey {
  readonly setup: Setup;
  readonly findings: Finding[];
  /** Signed by the library. */
  readonly acknowledged: AcknowledgedFinding[];
}

export function surveyAll(): Survey[] {
  return setups.map((setup) => ({
    setup, ...inspect((stack) => {
      setup.define(stack);
    }),
  }));
}

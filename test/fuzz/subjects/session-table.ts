import * as fc from 'fast-check';
import { SessionTable } from '../../../src';
import { tableModel } from '../arbitraries/session-table';
import { Case, ENVIRONMENTS, Subject } from '../case';
import { tableFaults } from '../expectations/session-table';
import { edgeSetsOf, factsOf, makeProps, Props, setOf, textOf, verdictOf } from '../props';

const TABLES = ENVIRONMENTS.map((env) => {
  const model = tableModel(env);
  const caseOf = (props: Props): Case<SessionTable> => {
    const { faults, isUnknown } = verdictOf(props, model.rules);
    return {
      text: `new SessionTable(stack, 'Sessions', ${textOf(props, '')});`,
      env,
      faults,
      isUnknown,
      place: { path: 'Stack/Sessions', isOptional: Object.values(props).some(({ early, verdict: of }) => early && of !== 'good') },
      define: (world) => new SessionTable(world.stack, 'Sessions', makeProps(props, world)),
      broken: (template) => tableFaults(template.only('AWS::DynamoDB::GlobalTable'), { props: factsOf(props), env }),
    };
  };
  return { cases: setOf(model).map(caseOf), edges: edgeSetsOf(model).map(caseOf) };
});

export const tableSubject: Subject = { name: 'SessionTable', cases: fc.oneof(...TABLES.map(({ cases }) => cases)), edges: TABLES[0].edges };

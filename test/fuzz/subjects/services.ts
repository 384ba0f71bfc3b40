import * as fc from 'fast-check';
import { LoadBalancedFargateSessionService, LoadBalancedSessionService } from '../../../src';
import { CONTAINER_IMAGE, tasksModel } from '../arbitraries/load-balanced-fargate-session-service';
import { IMAGE, instancesModel } from '../arbitraries/load-balanced-session-service';
import { Case, ENVIRONMENTS, Subject } from '../case';
import { grouped, groupedFault } from '../grouped';
import { tasksFaults } from '../expectations/load-balanced-fargate-session-service';
import { instancesFaults } from '../expectations/load-balanced-session-service';
import { edgeSetsOf, factsOf, makeProps, Props, PropsModel, setOf, textOf, verdictOf } from '../props';
import { StackTemplate } from '../template';

interface Service<T> {
  readonly construct: new (...args: [Parameters<Case['define']>[0]['stack'], string, any]) => T;
  /** What it cannot be without. */
  readonly required: Props;
  readonly modelIn: (env: Case['env']) => PropsModel;
  readonly broken: (template: StackTemplate, service: T, facts: Record<string, any>, env: Case['env']) => string[];
}

function subjectOf<T>({ construct, required, modelIn, broken }: Service<T>): Subject {
  const inEnvironment = (env: Case['env']) => {
    const model = modelIn(env);
    const caseOf = (props: Props): Case<T> => {
      const { faults, isUnknown } = verdictOf(props, model.rules);
      return {
        text: `new ${construct.name}(stack, 'Web', ${textOf(grouped(props), '')});`,
        env,
        faults: faults.map(groupedFault),
        isUnknown,
        place: { path: 'Stack/Web', isOptional: Object.values(props).some(({ early, verdict: of }) => early && of !== 'good') },
        define: (world) => new construct(world.stack, 'Web', makeProps(grouped(props), world)),
        broken: (template, _, service) => broken(template, service, factsOf(props), env),
      };
    };
    return { cases: setOf(model).map(caseOf), edges: () => edgeSetsOf(model, required).map(caseOf) };
  };
  const all = ENVIRONMENTS.map(inEnvironment);
  return { name: construct.name, cases: fc.oneof(...all.map(({ cases }) => cases)), edges: all[0].edges() };
}

export const instancesSubject = subjectOf({
  construct: LoadBalancedSessionService, required: { machineImage: IMAGE }, modelIn: instancesModel, broken: instancesFaults,
});
export const tasksSubject = subjectOf({
  construct: LoadBalancedFargateSessionService, required: { image: CONTAINER_IMAGE }, modelIn: tasksModel, broken: tasksFaults,
});

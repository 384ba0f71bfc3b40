import * as fc from 'fast-check';
import { LoadBalancedFargateSessionService, LoadBalancedSessionService } from '../../../src';
import { tasksModel } from '../arbitraries/load-balanced-fargate-session-service';
import { instancesModel } from '../arbitraries/load-balanced-session-service';
import { Case, ENVIRONMENTS, Subject } from '../case';
import { tasksFaults } from '../expectations/load-balanced-fargate-session-service';
import { instancesFaults } from '../expectations/load-balanced-session-service';
import { factsOf, makeProps, Props, PropsModel, setOf, textOf, verdictOf } from '../props';
import { Template } from '../template';

interface Service<T> {
  readonly construct: new (...args: [Parameters<Case['define']>[0]['stack'], string, any]) => T;
  readonly modelIn: (env: Case['env']) => PropsModel;
  readonly broken: (template: Template, service: T, facts: Record<string, any>, env: Case['env']) => string[];
}

function subjectOf<T>({ construct, modelIn, broken }: Service<T>): Subject {
  const inEnvironment = (env: Case['env']) => {
    const model = modelIn(env);
    return setOf(model).map((props: Props): Case<T> => {
      const { faults, isUnknown } = verdictOf(props, model.rules);
      return {
        text: `new ${construct.name}(stack, 'Web', ${textOf(props, '')});`,
        env,
        faults,
        isUnknown,
        place: { path: 'Stack/Web', isOptional: Object.values(props).some(({ early, verdict: of }) => early && of !== 'good') },
        define: (world) => new construct(world.stack, 'Web', makeProps(props, world)),
        broken: (template, _, service) => broken(template, service, factsOf(props), env),
      };
    });
  };
  return { name: construct.name, cases: fc.oneof(...ENVIRONMENTS.map(inEnvironment)) };
}

export const instancesSubject = subjectOf({ construct: LoadBalancedSessionService, modelIn: instancesModel, broken: instancesFaults });
export const tasksSubject = subjectOf({ construct: LoadBalancedFargateSessionService, modelIn: tasksModel, broken: tasksFaults });

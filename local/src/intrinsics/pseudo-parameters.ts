import { StackTemplate } from '../cloud-assembly/template';
import { SYNTH_AGAIN, Unresolved } from './unresolved';

/** Stands for `AWS::NoValue`: the property or list entry is as good as not written. */
export const NO_VALUE = Symbol('AWS::NoValue');

/** The value of `AWS::Region` and its like, as seen from the stack. */
export function pseudoParameter(name: string, stack: StackTemplate): unknown {
  switch (name) {
    case 'AWS::Region': return stack.region;
    case 'AWS::AccountId': return stack.account;
    case 'AWS::Partition': return 'aws';
    case 'AWS::URLSuffix': return 'amazonaws.com';
    case 'AWS::StackName': return stack.name;
    case 'AWS::StackId':
      return `arn:aws:cloudformation:${stack.region}:${stack.account}:stack/${stack.name}/local`;
    case 'AWS::NotificationARNs': return [];
    case 'AWS::NoValue': return NO_VALUE;
    default: throw new Unresolved(`there is no pseudo parameter "${name}"`, `correct the name and ${SYNTH_AGAIN}`);
  }
}

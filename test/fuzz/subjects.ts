import { Subject } from './case';
import { attachmentSubject } from './subjects/attachment';
import { grantsSubject } from './subjects/grants';
import { importsSubject } from './subjects/imported-table';
import { instancesSubject, tasksSubject } from './subjects/services';
import { tableSubject } from './subjects/session-table';
import { capacitySubject, expirySubject, storeSubject } from './subjects/values';

/** Everything that takes props, the dearest first. */
export const SUBJECTS: Subject[] = [
  instancesSubject, tasksSubject, attachmentSubject, grantsSubject, tableSubject, importsSubject, storeSubject, capacitySubject, expirySubject,
];

export const SUBJECT_NAMES = SUBJECTS.map(({ name }) => name);

export function subjectNamed(name: string): Subject {
  const subject = SUBJECTS.find((each) => each.name === name);
  if (!subject) {
    throw new Error(`--only must name some of ${SUBJECT_NAMES.join(', ')}, got: '${name}'`);
  }
  return subject;
}

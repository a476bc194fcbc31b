import type { Coverage } from '../../../properties/coverage.ts';
import type { Requirement, RequirementNeed } from '../../../properties/requirements.ts';
import { casesOf } from '../../../properties/test-suites/cases-of.ts';
import { labelled } from './labelled.ts';
import { wrapped } from './wrapped.ts';

const NEEDS: Readonly<Record<RequirementNeed, string>> = {
  E: 'an answer to echo requests',
  S: 'an upper tester that sends packets',
  A: 'control of addresses or of the link',
  F: 'a way to delete entries',
  C: 'a way to configure it',
  R: 'sight of the cache',
  T: 'a long time',
  '2': 'a second port',
};

/** A row of the requirements catalogue explained, and what became of it. */
export function requirementText(requirement: Requirement, coverage: Coverage): string {
  const { id, level, source, role, stimulus, expected, needs, notes } = requirement;
  const cases = casesOf([id]);
  return [
    `${id}   ${level}   ${source}   (${role})`,
    '',
    ...wrapped(requirement.requirement, '  '),
    '',
    ...labelled('stimulus', stimulus),
    ...labelled('expected', expected),
    ...labelled('needs', needs.length === 0 ? 'frames only' : needs.map((need) => NEEDS[need]).join('; ')),
    ...(cases.length === 0 ? [] : labelled('cases', cases.join(', '))),
    ...(notes === undefined ? [] : labelled('notes', notes)),
    '',
    ...stateLines(coverage),
    '',
    '  docs/coverage.md explains the notation.',
  ].join('\n');
}

function stateLines(coverage: Coverage): readonly string[] {
  switch (coverage.kind) {
    case 'checked':
      return labelled('checked by', coverage.properties.join(', '));
    case 'recorded':
      return labelled('recorded', `as ${coverage.facts.join(', ')}`);
    case 'open':
      return labelled('open', coverage.reason);
    default:
      return coverage satisfies never;
  }
}

import { CONTRADICTIONS } from './contradictions.ts';
import type { Profile } from './profile.ts';

/** The profiles as a page of Markdown: what each is for, and its side in every contradiction. */
export function profilesPage(profiles: readonly Profile[]): string {
  const names = profiles.map(({ name }) => `\`${name}\``);
  const rows = CONTRADICTIONS.map(({ id, question, choice }) => [id, question, ...profiles.map(choice)]);
  return [
    '# Profiles',
    '',
    '<!-- Generated from src/model/profile.ts and src/model/contradictions.ts; `npx vitest run test/model -u` renews it. -->',
    '',
    ...INTRODUCTION,
    '',
    ...profiles.map(({ name, summary }) => `- \`${name}\`: ${summary}`),
    '',
    row(['', 'question', ...names]),
    row(['---', '---', ...names.map(() => '---')]),
    ...rows.map(row),
    '',
  ].join('\n');
}

const INTRODUCTION: readonly string[] = [
  'Where RFCs contradict each other, or practice contradicts them, a profile takes a side: the reference stack does what',
  'its profile says, and a stack under test is judged by the profile that was asked for. Where it says *free*, the',
  'reference stack takes the side that is named and a stack under test may take either.',
];

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

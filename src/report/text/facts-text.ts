import type { FactRecord } from '../../runner/record-facts.ts';
import { thousands } from './numbers.ts';

/** A stack, and what was recorded of it. */
export interface FactColumn {
  readonly label: string;
  readonly facts: readonly FactRecord[];
}

const NOT_SEEN = 'not seen';

/** Each question with what every stack does, and how often that was seen. */
export function factsText(columns: readonly FactColumn[]): string {
  const width = Math.max(...columns.map(({ label }) => label.length));
  const records = columns[0]?.facts ?? [];
  const lines = records.flatMap(({ fact }, index) => [
    `  ${fact.question}`,
    ...columns.map(({ label, facts }) => {
      const name = columns.length === 1 ? '' : `${label.padEnd(width)}  `;
      return `    ${name}${answerText(facts[index]!)}`;
    }),
  ]);
  return ['facts: what no document settles, and how often it was seen', ...lines].join('\n');
}

/** `yes (12)`, or several answers where the stack does not always do the same. */
export function answerText({ fact, answers }: FactRecord): string {
  if (answers.length === 0) return NOT_SEEN;
  if (fact.summary !== undefined) {
    const times = answers.reduce((sum, each) => sum + each.times, 0);
    return `${fact.summary(answers.map((each) => each.answer))} (${thousands(times)})`;
  }
  return answers.map(({ answer, times }) => `${answer} (${thousands(times)})`).join('; ');
}

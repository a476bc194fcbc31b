import { describe, expect, it } from 'vitest';
import { facts } from '../../properties/facts/index.ts';
import { requirements } from '../../properties/requirements.ts';
import { answerText, factsText } from '../../src/report/text/facts-text.ts';
import { recordFacts } from '../../src/runner/record-facts.ts';

async function answersOf(profile: string): Promise<ReadonlyMap<string, string>> {
  const records = await recordFacts({ facts, profile, live: undefined, patience: 0 });
  return new Map(records.map((record) => [record.fact.id, answerText(record).replaceAll(/ \([\d,]+\)/g, '')]));
}

describe('facts of the reference stack', () => {
  it.each([
    ['rfc826-strict', 'answers-own-claims', 'yes'],
    ['linux', 'answers-own-claims', 'no'],
    ['host-5227', 'answers-own-claims', 'by an announcement'],
    ['hardened', 'answers-other-networks', 'no'],
    ['rfc826-strict', 'answers-other-networks', 'yes'],
    ['linux', 'answers-hardware-type-6', 'yes, as hardware type 1'],
    ['rfc826-strict', 'answers-hardware-type-6', 'no'],
    ['rfc826-strict', 'learns-from-unsolicited-replies', 'yes'],
    ['linux', 'learns-from-unsolicited-replies', 'no'],
    ['tc8', 'learns-from-gratuitous-packets', 'yes'],
    ['linux', 'learns-from-gratuitous-packets', 'no'],
    ['rfc826-strict', 'follows-unknown-operations', 'yes'],
    ['linux', 'follows-unknown-operations', 'no'],
    ['host-5227', 'believes-group-addresses', 'no'],
    ['host-5227', 'believes-zero', 'no'],
    ['rfc826-strict', 'believes-zero', 'yes'],
    ['linux', 'believes-the-second-answer', 'no'],
    ['rfc826-strict', 'requests-without-answer', '3 requests, 1 s apart'],
    ['rfc826-strict', 'packets-kept', '16'],
    ['rfc826-strict', 'age-of-entries', 'between 31 and 62 s'],
    ['linux', 'age-of-entries', 'at least 1801 s'],
    ['linux', 'state-after-a-request', 'stale'],
    ['rfc826-strict', 'length-of-frames', '42 octets'],
    ['rfc826-strict', 'forgets-who-leaves', 'no'],
    ['linux', 'answered-polls', 'yes'],
    ['rfc826-strict', 'polls-without-answer', 'not seen'],
  ])('%s, %s: %s', async (profile, id, answer) => {
    expect((await answersOf(profile)).get(id)).toBe(answer);
  });

  it('are all seen of some profile', async () => {
    const seen = [...(await answersOf('linux')), ...(await answersOf('rfc826-strict'))];
    const ids = new Set(seen.filter(([, answer]) => answer !== 'not seen').map(([id]) => id));
    expect(facts.map(({ id }) => id).filter((id) => !ids.has(id))).toEqual([]);
  });
});

describe('the facts', () => {
  it('have ids of their own, ask something, and answer rows that are there', () => {
    const rows = new Set(requirements.map(({ id }) => id));
    expect(new Set(facts.map(({ id }) => id)).size).toBe(facts.length);
    expect(facts.filter(({ question }) => !question.endsWith('?'))).toEqual([]);
    expect(facts.flatMap((fact) => fact.rows).filter((row) => !rows.has(row))).toEqual([]);
  });

  it('stand side by side', async () => {
    const columns = await Promise.all(
      ['linux', 'rfc826-strict'].map(async (label) => ({
        label,
        facts: await recordFacts({ facts: facts.slice(0, 1), profile: label, live: undefined, patience: 0 }),
      })),
    );
    expect(factsText(columns)).toMatch(/answered\?\n {4}linux {10}yes \(\d+\)\n {4}rfc826-strict {2}yes \(\d+\)/);
  });
});

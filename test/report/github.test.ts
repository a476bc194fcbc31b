import { describe, expect, test } from 'vitest';
import { type GithubStack, githubCommand, githubCommands, githubSummary } from '../../src/report/github.ts';
import type { ConformRow } from '../../src/runner/expected.ts';
import { madeUpExpectation, madeUpRow } from '../runner/made-up-row.ts';

const known = madeUpExpectation('a.known', { reason: 'It answers twice.' });
const ROWS = [
  madeUpRow('a.held', 'held'),
  madeUpRow('a.new', 'violated', { unexpected: ['merge'] }),
  madeUpRow('a.should', 'violated', { unexpected: ['spoof'] }, { level: 'SHOULD' }),
  madeUpRow('a.known', 'expected', { expectations: [known] }),
  madeUpRow('a.gone', 'gone', { expectations: [known], gone: [known] }),
  madeUpRow('a.vacuous', 'vacuous'),
];
const STACK: GithubStack = {
  label: 'exec:./mine, fast',
  version: 'exec:./mine, fast',
  profile: 'rfc826-strict',
  rows: ROWS,
  decisive: new Set(ROWS.filter(({ property }) => property.level === 'MUST').map(({ property }) => property.id)),
  failures: new Map([['a.new', '✗ a.new\n  expected   100% of it']]),
  cases: new Map([['a.new', ['arpcheck-out/a.new/1.json', 'arpcheck-out/a.new/2.json']]]),
  note: undefined,
  cutShort: undefined,
  isInconclusive: false,
};

function violated(count: number): readonly ConformRow[] {
  return Array.from({ length: count }, (_, index) => madeUpRow(`a.${index}`, 'violated', { unexpected: ['merge'] }));
}

describe('annotations', () => {
  test('are errors for what fails, and warnings for what does not count', () => {
    expect(githubCommands([STACK])).toEqual([
      '::error file=arpcheck-out/a.new/1.json,title=exec%3A./mine%2C fast%3A a.new (MUST)::✗ a.new%0A  expected   100%25 of it',
      '::error title=exec%3A./mine%2C fast%3A a.gone (MUST)::Something is so.%0Ano longer shows what is on record: It does something else.'.replace(
        'It does something else.',
        'It answers twice.',
      ),
      '::warning title=exec%3A./mine%2C fast%3A a.should (SHOULD)::Something is so.%0Aby spoof',
      '::warning title=exec%3A./mine%2C fast%3A 1 requirement not shown to hold::a.vacuous: never happened: what the test does',
    ]);
  });

  test('are errors for what is open if nothing else fails, and for a run that was cut short', () => {
    const rows = ROWS.filter(({ shown }) => shown === 'held' || shown === 'vacuous');
    const stack = { ...STACK, label: 'lwip', rows, isInconclusive: true, cutShort: 'the stack failed: hung' };
    expect(githubCommands([stack])).toEqual([
      '::error title=lwip%3A not finished::the stack failed: hung',
      '::error title=lwip%3A 1 requirement not shown to hold::a.vacuous: never happened: what the test does',
    ]);
  });

  test('are at most ten, the last of which says what is left out', () => {
    const rows = violated(12);
    const decisive = new Set(rows.map(({ property }) => property.id));
    const commands = githubCommands([{ ...STACK, label: 'lwip', rows, decisive }]);
    expect(commands).toHaveLength(10);
    expect(commands.at(-1)).toBe(
      '::error title=3 more properties::lwip: a.9 (MUST)%0Alwip: a.10 (MUST)%0Alwip: a.11 (MUST)',
    );
  });

  test('keep to one line, whatever a stack says', () => {
    const text = 'a%0A\r\n::error::b';
    expect(githubCommand({ level: 'error', title: text, message: text })).toBe(
      '::error title=a%250A%0D%0A%3A%3Aerror%3A%3Ab::a%250A%0D%0A::error::b',
    );
  });
});

describe('the summary', () => {
  test('tells what did not simply hold, and unfolds reports', () => {
    expect(githubSummary('arpcheck conform', 7, [{ ...STACK, note: 'a_note' }])).toMatchInlineSnapshot(`
      "### arpcheck conform: exec:./mine, fast

      exec:./mine, fast, profile rfc826-strict, seed 7. 6 properties: 1 held, 2 violated, 1 expected, 1 gone, 1 vacuous.

      a\\_note

      |  | property | level | why |
      | --- | --- | --- | --- |
      | ✗ violated | \`a.new\` | MUST | by merge<br>case arpcheck-out/a.new/1.json<br>case arpcheck-out/a.new/2.json |
      | ✗ violated | \`a.should\` | SHOULD | by spoof |
      | e expected | \`a.known\` | MUST | It answers twice. |
      | ! gone | \`a.gone\` | MUST | no longer shows what is on record: It answers twice. |
      | · vacuous | \`a.vacuous\` | MUST | never happened: what the test does |

      <details>
      <summary>a.new</summary>

      \`\`\`text
      ✗ a.new
        expected   100% of it
      \`\`\`

      </details>
      "
    `);
  });

  test('takes no markup from outside', () => {
    const text = '```\n</details><b>|';
    const rows = [madeUpRow('a.b', 'violated', { unexpected: [text] })];
    const summary = githubSummary('arpcheck conform', 1, [{ ...STACK, rows, failures: new Map([['a.b', text]]) }]);
    expect(summary).toContain(`\n\`\`\`\`text\n${text}\n\`\`\`\`\n`);
    expect(summary).toContain('by \\`\\`\\` &lt;/details>&lt;b>\\|');
  });

  test('leaves out reports for which there is no room', () => {
    const failures = new Map(['a.a', 'a.b', 'a.c'].map((id) => [id, 'x'.repeat(200 * 1024)]));
    const summary = githubSummary('arpcheck conform', 1, [{ ...STACK, failures }]);
    expect(summary.match(/<details>/g)).toHaveLength(2);
    expect(summary).toContain('1 report left out');
    expect(Buffer.byteLength(summary)).toBeLessThan(513 * 1024);
  });
});

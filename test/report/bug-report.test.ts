import { describe, expect, test } from 'vitest';
import { bugReport } from '../../src/report/bug-report.ts';
import { parseCase } from '../../src/scenario/case-file.ts';
import { runBubble } from './bubble.ts';
import { BUBBLE_VIOLATION, hostilePage } from './html/made-up-page.ts';

const { case: each } = runBubble();
const VERSIONS = [{ name: 'arpcheck', value: '0.1.0' }];
const REPORT = bugReport({ violation: BUBBLE_VIOLATION, case: each, versions: VERSIONS });

/** Lines below a heading, up to the next one. */
function section(heading: string): readonly string[] {
  const lines = REPORT.split('\n');
  const from = lines.indexOf(`## ${heading}`) + 1;
  const until = lines.findIndex((line, index) => index > from && line.startsWith('## '));
  return lines.slice(from, until < 0 ? undefined : until).filter((line) => line !== '');
}

describe('a bug report', () => {
  test('says what is required, what was expected and what was received', () => {
    expect(REPORT.split('\n').slice(0, 9)).toEqual([
      '# reference violates host-scope.never-learned-off-host',
      '',
      '**MUST**, rtnetlink(7), RT\\_SCOPE\\_HOST; RFC 826, Packet Reception (merge): No neighbour entry maps a host-scoped address to the MAC address of another host.',
      '',
      expect.stringContaining('Why it matters: Every host of a rack'),
      '',
      '- **Expected:** 169.254.1.1 on VM-2 maps to a MAC address of BM-2',
      '- **Received:** it maps to 02:00:00:00:00:01 of BM-1',
      '- **Mechanism:** `merge-from-third-party-request+arpreply`',
    ]);
    expect(section('What is required')[2]).toMatch(/^\| R826-31 \| MUST \|/);
    expect(section('Steps')).toEqual(['1. VM-2 pings 169.254.1.1', '2. 1.001 s pass', '3. VM-1 pings 169.254.1.1']);
  });

  test('draws what happens, and lists the frames with their octets', () => {
    const lines = section('What happens');
    expect(lines.slice(0, 2)).toEqual(['```mermaid', 'sequenceDiagram']);
    expect(lines.find((line) => line.startsWith('| 8 '))).toBe(
      '| 8 | 1.001009 | BM-1 → \\* | who has 10.0.1.1 (VM-1)? tell 169.254.1.1 **◄ violates** | `ff ff ff ff ff ff 02 00 00 00 00 01 08 06 00 01 08 00 06 04 00 01 02 00 00 00 00 01 a9 fe 01 01 00 00 00 00 00 00 0a 00 01 01` |',
    );
  });

  test('can be run again: it has the command, the versions, and the case itself', () => {
    const lines = section('Run it again');
    expect(lines.slice(0, 3)).toEqual(['```sh', 'npx arpcheck replay case.json', '```']);
    expect(lines).toContain('| arpcheck | 0.1.0 |');
    const parsed = parseCase(lines[lines.indexOf('```json') + 1]!, 'issue');
    expect(parsed).toEqual({ ok: true, case: each });
  });

  test('leaves out a case that no issue has room for', () => {
    const { scenario } = each;
    const large = { ...each, scenario: { ...scenario, steps: Array.from({ length: 2000 }, () => scenario.steps[0]!) } };
    const report = bugReport({ violation: BUBBLE_VIOLATION, case: large, versions: VERSIONS });
    expect(report).toContain('its file has to be attached');
    expect(report.length).toBeLessThan(65_536);
  });

  test('shows hostile texts for what they are', () => {
    const hostile = 'a|b `c` ``d`` <img src=x onerror=alert(1)> [x](y) $z$ #1 @somebody &amp; \n# heading\u202e ';
    const [violation] = hostilePage().violations;
    const { evidence } = violation!;
    const texts = { expected: hostile, received: hostile, mechanism: hostile, stack: hostile, remark: hostile };
    const commands = [{ name: hostile, value: 'sh -c "```"' }];
    const frames = evidence!.frames.map((frame) => ({ ...frame, way: hostile, words: hostile }));
    const report = bugReport({
      violation: { ...violation!, ...texts, commands, evidence: { ...evidence!, frames, steps: [hostile] } },
      case: each,
      versions: [{ name: hostile, value: hostile }],
    });
    const escaped =
      'a\\|b \\`c\\` \\`\\`d\\`\\` &lt;img src=x onerror=alert(1)> \\[x\\](y) \\$z\\$ \\#1 &#64;somebody &amp;amp; \\# heading� ';
    expect(report).toContain(`- **Expected:** ${escaped}\n`);
    expect(report).toContain('- **Mechanism:** ```a\\|b `c` ``d`` <img');
    expect(report).toContain('````sh\nsh -c "```"\n````');
    // A row has as many cells as its head, whatever is in it.
    const row = report.split('\n').find((line) => line.startsWith('| 8 '));
    expect(row!.match(/(?<!\\)\|/g)).toHaveLength(6);
    expect(report.match(/^#+ .*$/gm)).toHaveLength(5);
  });
});

import { beforeAll, describe, expect, test } from 'vitest';
import { replaySchema } from '../../src/report/replay-schema.ts';
import { remediesFor } from '../../src/runner/remedies.ts';
import { parseCase, serialiseCase } from '../../src/scenario/case-file.ts';
import { BUBBLE, runBubble } from '../report/bubble.ts';
import { Workspace } from './workspace.ts';

const work = new Workspace();
const bubble = runBubble().case;
const fixed = { ...bubble, scenario: remediesFor('169.254.1.1')[0]!.apply(BUBBLE) };
let stem: string;

beforeAll(() => {
  work.run(['fuzz', '--demo']);
  stem = Object.keys(work.files('arpcheck-out'))[0]!.replace(/\.json$/, '');
});

describe('arpcheck replay', () => {
  test('shows the violation of a case again, from the case file or the capture alone', () => {
    const texts = ['json', 'pcapng'].map((extension) => {
      const file = `arpcheck-out/${stem}.${extension}`;
      const { exitCode, stdout } = work.run(['replay', file]);
      expect(exitCode).toBe(1);
      expect(stdout).toContain(`✗ FAILED  ${file}\n`);
      return stdout.replaceAll(file, 'FILE');
    });
    expect(texts[1]).toBe(texts[0]);
    expect(texts[0]).toContain('mechanism  merge-from-third-party-request+arpreply');
    expect(texts[0]).toContain('◄── violates');
  });

  test('writes the same files again, and those replay too', () => {
    expect(work.run(['replay', 'arpcheck-out', '--out', 'again']).exitCode).toBe(1);
    expect(work.files('again')).toEqual(work.files('arpcheck-out'));
    expect(work.run(['replay', `again/${stem}.pcapng`, '--out', 'thrice']).exitCode).toBe(1);
    expect(work.files('thrice')).toEqual(work.files('arpcheck-out'));
  });

  test('shows every frame at every port if asked to', () => {
    work.run(['replay', 'arpcheck-out', '--out', 'everywhere', '--vantage', 'all']);
    const [once, everywhere] = ['arpcheck-out', 'everywhere'].map((folder) => work.files(folder));
    expect(Object.keys(everywhere!)).toEqual(Object.keys(once!));
    expect(everywhere![`${stem}.pcap`]!.length).toBeGreaterThan(2 * once![`${stem}.pcap`]!.length);
    expect(everywhere![`${stem}.json`]).toBe(once![`${stem}.json`]);
  });

  test('says what is fixed, and succeeds if all is', () => {
    work.write('fixed.json', serialiseCase(fixed));
    const { exitCode, stdout } = work.run(['replay', 'fixed.json']);
    expect(stdout).toMatch(/^✓ FIXED {3}fixed\.json {3}held, exercised \d+ times\n1 case: 1 fixed\n$/);
    expect(exitCode).toBe(0);
  });

  test('counts, and reports as JSON', () => {
    work.write('fixed.json', serialiseCase(fixed));
    const { exitCode, stdout } = work.run(['replay', 'fixed.json', 'arpcheck-out', '--json', 'replay.json']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^2 cases: 1 failed, 1 fixed$/m);
    const { cases, exitCode: reported } = replaySchema.parse(work.json('replay.json'));
    expect(reported).toBe(1);
    expect(cases.map((each) => [each.case, each.outcome, each.verdict])).toEqual([
      ['fixed.json', 'fixed', 'held'],
      [`arpcheck-out/${stem}.json`, 'failed', 'violated'],
    ]);
  });

  test('makes a case smaller if asked to, and what it writes fails in the same way', () => {
    const wait = { do: 'wait', ms: 5000 } as const;
    const large = { ...BUBBLE, steps: [wait, ...BUBBLE.steps, wait] };
    work.write('large.json', serialiseCase({ ...bubble, scenario: large }));
    const { exitCode, stdout } = work.run(['replay', 'large.json', '--shrink', '--out', 'small']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^ {2}3 steps \(shrunk from 5 in \d+ tries\)$/m);
    const file = Object.keys(work.files('small')).find((name) => name.endsWith('.json'))!;
    const small = parseCase(work.read(`small/${file}`), file);
    expect(small.ok && small.case.scenario.steps.length).toBe(3);
    expect(work.run(['replay', 'small']).exitCode).toBe(1);
  });

  test('prints a bug report and nothing else, if asked to', () => {
    work.write('fixed.json', serialiseCase(fixed));
    const { exitCode, stdout, stderr } = work.run(['replay', 'fixed.json', 'arpcheck-out', '--markdown']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^# reference violates host-scope\.never-learned-off-host\n/);
    expect(stdout).toContain(`npx arpcheck replay arpcheck-out/${stem}.json\n`);
    expect(stdout).toMatch(/^\| system \| \w+ .*Node v\d+/m);
    expect(stdout).not.toContain('FIXED');
    expect(stderr).toMatch(/FIXED {3}fixed\.json[\s\S]*2 cases: 1 failed, 1 fixed\n$/);
  });

  test('writes a page with a row for each case, and what violates in full', () => {
    work.write('fixed.json', serialiseCase(fixed));
    expect(work.run(['replay', 'fixed.json', 'arpcheck-out', '--html', 'replay.html']).exitCode).toBe(1);
    const html = work.read('replay.html');
    expect(html).toContain('1 of 2 cases shows its violation again');
    expect(html).toMatch(/<code>fixed\.json<\/code><\/th><td><span class="badge held">/);
    expect(html.match(/<article /g)).toHaveLength(1);
    expect(html).toContain('This is the ARP bubble.');
    expect(work.run(['replay', 'fixed.json', 'arpcheck-out', '--html', 'again.html']).exitCode).toBe(1);
    expect(work.read('again.html')).toBe(html);
  });
});

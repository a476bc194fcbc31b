import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { startArpcheck } from './built-cli.ts';
import { README } from './readme.ts';
import { Workspace } from './workspace.ts';

const work = new Workspace();
const RACK = path.resolve(import.meta.dirname, '../../traces/golden/arp-bubble.yaml');
const SIMULATED = ['--nodes', 'simulated', '--seed', '1', '--runs', '60'];
const TWO = ['--mitigation', 'arp_announce=2', '--mitigation', 'ebtables-forward'];
const hasTshark = spawnSync('tshark', ['--version']).status === 0;
const mayRun = hasTshark || process.env.ARPCHECK_REQUIRE_TSHARK !== undefined;

interface Json {
  readonly best: string;
  readonly ended: string;
  readonly rows: readonly {
    readonly name: string;
    readonly cells: readonly { readonly verdict: string; readonly case?: string; readonly capture?: string }[];
  }[];
}

/** Without the folder. */
function words(text: string, folder: string): string {
  return text.replaceAll(`${folder}/`, 'OUT/');
}

describe('arpcheck mitigate', () => {
  test('prints what holds, a capture of what falls, and the commands for the best', () => {
    const { exitCode, stdout } = work.run(['mitigate', '--topology', RACK, ...SIMULATED, ...TWO, '--json', 'all.json']);
    expect(exitCode).toBe(1);
    expect(stdout.split('\n')[0]).toMatch(/^arpcheck \S+ {3}seed 1$/);
    expect(stdout).toMatch(/^nothing +falls +falls +falls +\d+ %$/m);
    expect(stdout).toMatch(/^arp_announce=2 +holds, not S W +holds, not S W +holds, not M W +\d+ %$/m);
    expect(stdout).toMatch(/^arp_announce=2 \+ ebtables-forward +holds +holds, not W +holds, not M +\d+ %$/m);
    expect(stdout).toContain('best: arp_announce=2 + ebtables-forward');
    expect(stdout).toContain('    ebtables -A FORWARD -p ARP --arp-ip-src 169.254.1.1 -j DROP');
    const { best, ended, rows } = work.json('all.json') as Json;
    expect({ best, ended, rows: rows.length }).toEqual({
      best: 'arp_announce=2 + ebtables-forward',
      ended: 'all',
      rows: 4,
    });
    const cells = rows.flatMap((row) => row.cells);
    const cases = cells.flatMap((each) => each.case ?? []);
    expect(cases).toHaveLength(cells.filter((each) => each.verdict === 'violated').length);
    const replayed = work.run(['replay', ...cases]);
    expect(replayed.exitCode).toBe(1);
    expect(replayed.stdout).toContain(`${cases.length} cases: ${cases.length} failed`);
  });

  test.skipIf(!mayRun)('writes captures that tshark reads', () => {
    work.run(['mitigate', '--topology', RACK, ...SIMULATED, ...TWO, '--json', 'read.json', '--out', 'read']);
    const captures = (work.json('read.json') as Json).rows.flatMap((row) =>
      row.cells.flatMap((each) => each.capture ?? []),
    );
    for (const capture of captures) {
      const args = ['-n', '-r', work.path(capture), '-Y', 'frame.comment contains "VIOLATION"'];
      const { status, stdout } = spawnSync('tshark', args, { encoding: 'utf8' });
      expect({ status, marked: stdout !== '' }).toEqual({ status: 0, marked: true });
    }
  });

  test('gives the same bytes for the same seed', () => {
    const args = ['mitigate', '--topology', RACK, ...SIMULATED, ...TWO];
    const one = work.run([...args, '--out', 'one', '--json', 'one.json']);
    const two = work.run([...args, '--out', 'two', '--json', 'two.json']);
    expect(Object.keys(work.files('one')).length).toBeGreaterThan(20);
    expect(work.files('two')).toEqual(work.files('one'));
    expect(words(two.stdout, 'two')).toBe(words(one.stdout, 'one'));
    expect(words(work.read('two.json'), 'two')).toBe(words(work.read('one.json'), 'one'));
  });

  test('succeeds where all that was asked for holds', () => {
    const { exitCode, stdout } = work.run([
      'mitigate',
      '--topology',
      RACK,
      ...SIMULATED,
      ...TWO,
      '--traffic',
      'honest',
    ]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('best: arp_announce=2\n');
    expect(stdout).toContain('everything holds');
  });

  test('says what is missing for kernels, and simulates', () => {
    const args = ['mitigate', '--topology', RACK, '--seed', '1', '--runs', '30', '--mitigation', 'arp_announce=2'];
    const { exitCode, stdout, stderr } = work.run([...args, '--traffic', 'honest'], { PATH: '/nonexistent' });
    expect(exitCode).toBe(0);
    expect(stderr).toContain('no racks on this kernel: ');
    expect(stderr).toContain('Everything was simulated only.');
    expect(stdout).not.toContain('on this kernel,');
  });

  test('is not content with what time was too short for', () => {
    const { exitCode, stdout } = work.run(['mitigate', '--topology', RACK, ...SIMULATED, '--max-time', '1ms']);
    expect(exitCode).toBe(2);
    expect(stdout).toContain('ended after the time given: not all was tried');
  });

  test.each([
    [['--mitigation', 'arp_anounce=2'], 'Did you mean arp_announce=2?'],
    [['--property', 'host-scop.never'], 'there is no property'],
    [[], 'topology.yaml: no address has scope host'],
  ])('refuses what makes no sense: %s', (args, message) => {
    work.write(
      'topology.yaml',
      'version: 1\nhosts: [{ name: A, interfaces: [{ name: eth0, mac: "02:00:00:00:00:01" }] }]\n',
    );
    const rack = args.length === 0 ? 'topology.yaml' : RACK;
    const { exitCode, stderr } = work.run(['mitigate', '--topology', rack, ...args]);
    expect(exitCode).toBe(64);
    expect(stderr).toContain(message);
  });

  test('keeps what was found when it is interrupted', async () => {
    const args = ['mitigate', '--topology', RACK, '--nodes', 'simulated', '--seed', '1', '--runs', '100000'];
    const child = startArpcheck([...args, '--out', 'stopped', '--json', 'stopped.json'], { cwd: work.folder });
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    const [exitCode] = await once(child, 'close');
    expect(exitCode).toBe(130);
    expect((work.json('stopped.json') as Json).ended).toBe('interrupted');
  });
});

test('the commands of the README for mitigations do what it says', () => {
  const lines = [...README.matchAll(/^npx arpcheck (mitigate .*?)(?: +#.*)?$/gm)].map((match) => match[1]!.trim());
  expect(lines.length).toBe(2);
  for (const line of lines) {
    const args = line.replace('rack.yaml', RACK).split(/\s+/);
    const { exitCode, stderr } = work.run([...args, '--nodes', 'simulated', '--runs', '20', '--seed', '1']);
    expect([0, 1], `${line}: ${stderr}`).toContain(exitCode);
  }
});

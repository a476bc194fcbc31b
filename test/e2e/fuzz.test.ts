import { describe, expect, test } from 'vitest';
import { type Result, resultSchema } from '../../src/report/result-schema.ts';
import { parseCase } from '../../src/scenario/case-file.ts';
import { Workspace } from './workspace.ts';

const work = new Workspace();

function result(name: string): Result {
  return resultSchema.parse(work.json(name));
}

/** What may differ from one run to the next. */
function withoutSeconds(text: string): string {
  return text.replace(/"seconds": [\d.]+/, '"seconds": …').replace(/\d+\.\d\d s:/, '… s:');
}

describe('arpcheck fuzz', () => {
  test('finds a violation in random racks, writes it, and fails', () => {
    const { exitCode, stdout } = work.run(['fuzz', '--seed', '1', '--out', 'first', '--json', 'first.json']);
    expect(exitCode).toBe(1);
    expect(stdout.split('\n')[0]).toMatch(/^arpcheck \S+ {3}seed 1$/);
    expect(stdout).toMatch(/found a violation of host-scope\.never-learned-off-host in case \d+, shrinking it …\n/);
    expect(stdout).toMatch(
      /^ {2}replay {5}npx arpcheck replay first\/host-scope\.never-learned-off-host\/[0-9a-f]{8}\.json$/m,
    );
    const { violations, verdict } = result('first.json').properties[0]!;
    expect(verdict).toBe('violated');
    const [{ case: file, capture }] = violations as [(typeof violations)[number]];
    const stem = file.replace(/\.json$/, '');
    expect(Object.keys(work.files('first'))).toEqual(['json', 'pcap', 'pcapng'].map((each) => `${stem}.${each}`));
    expect(capture).toBe(`${stem}.pcapng`);
    expect(parseCase(work.read(`first/${file}`), file)).toMatchObject({
      ok: true,
      case: { seed: 1, verdict: 'violated' },
    });
  });

  test('gives the same bytes for the same seed, in another folder, language and time zone', () => {
    const args = ['fuzz', '--seed', '7', '--property', 'all', '--continue', '--runs', '60', '--json'];
    const one = work.run([...args, 'one.json', '--out', 'one'], { TZ: 'UTC', LC_ALL: 'C' });
    const two = work.run([...args, 'two.json', '--out', 'two'], {
      TZ: 'Asia/Kathmandu',
      LC_ALL: 'tr_TR.UTF-8',
      LANG: 'tr_TR',
    });
    expect(one.exitCode).toBe(1);
    expect(Object.keys(work.files('one')).length).toBeGreaterThan(5);
    expect(work.files('two')).toEqual(work.files('one'));
    expect(withoutSeconds(work.read('two.json'))).toBe(withoutSeconds(work.read('one.json')));
    const words = (text: string): string => withoutSeconds(text).replaceAll(/\b(one|two)\//g, '');
    expect(words(two.stdout)).toBe(words(one.stdout));
  });

  test('names commands that find the same again', () => {
    const { stdout } = work.run([
      'fuzz',
      '--seed',
      '7',
      '--property',
      'host-scope',
      '--continue',
      '--runs',
      '60',
      '--out',
      'again',
    ]);
    const written = Object.keys(work.files('again')).filter((name) => name.endsWith('.json'));
    const reruns = [...stdout.matchAll(/^ {2}rerun {6}npx arpcheck (.*)$/gm)].map((match) => match[1]!.split(' '));
    expect(reruns).toHaveLength(written.length);
    for (const rerun of reruns) expect(work.run([...rerun, '--out', 'found-again']).exitCode).toBe(1);
    expect(work.files('found-again')).toEqual(work.files('again'));
  });

  test('succeeds when all that was asked for held, and says what it rests on', () => {
    const { exitCode, stdout } = work.run([
      'fuzz',
      '--property',
      'network.no-arp-storm',
      '--runs',
      '100',
      '--seed',
      '1',
      '--json',
      'held.json',
    ]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^✓ held +network\.no-arp-storm +exercised [\d,]+ times, in \d+ of 100 cases$/m);
    expect(result('held.json')).toMatchObject({
      cases: 100,
      ended: 'runs',
      exitCode: 0,
      stack: 'reference',
      profile: 'mixed',
    });
  });

  test('is not content with what never happened', () => {
    const { exitCode, stdout } = work.run([
      'fuzz',
      '--property',
      'robustness.tagged',
      '--runs',
      '20',
      '--seed',
      '1',
      '--traffic',
      'honest',
    ]);
    expect(exitCode).toBe(2);
    expect(stdout).toContain('○ vacuous');
    expect(stdout).toContain('inconclusive: of 1 that count, 1 never exercised');
  });

  test('judges one stack by what is demanded of its profile', () => {
    const args = [
      'fuzz',
      '--stack',
      'reference:linux',
      '--property',
      'rfc826',
      '--runs',
      '1500',
      '--seed',
      '1',
      '--json',
      'stack.json',
    ];
    expect(work.run(args)).toMatchObject({ exitCode: 0, stderr: '' });
    const { stack, profile, properties } = result('stack.json');
    expect({ stack, profile }).toEqual({ stack: 'reference:linux', profile: 'linux' });
    expect(new Set(properties.map((each) => each.verdict))).toEqual(new Set(['held', 'unsupported']));
  });

  test('ends with the time given, violation or not', () => {
    const { exitCode, stdout } = work.run(['fuzz', '--max-time', '300ms', '--property', 'network.no-arp-storm']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('ended after the time given');
    expect(stdout).toMatch(/^arpcheck \S+ {3}seed \d+$/m);
  });
});

describe('shards', () => {
  const ARGS = ['fuzz', '--seed', '7', '--runs', '20', '--property', 'network.no-arp-storm', '--json', 'shard.json'];
  const seedOf = (args: readonly string[], environment: Readonly<Record<string, string>> = {}): Result => {
    expect(work.run([...ARGS, ...args], environment).exitCode).toBe(0);
    return result('shard.json');
  };

  test('have seeds of their own, which repeat them alone', () => {
    const [whole, first, second] = [seedOf([]), seedOf(['--shard', '1/2']), seedOf(['--shard', '2/2'])];
    expect(new Set([whole.seed, first.seed, second.seed]).size).toBe(3);
    expect(first.shard).toBe('shard 1/2 of seed 7');
    expect(whole.shard).toBeUndefined();
    const { seed, frames } = seedOf(['--seed', String(second.seed)]);
    expect({ seed, frames }).toEqual({ seed: second.seed, frames: second.frames });
  });

  test('are numbered by the scheduler, unless the command line says otherwise', () => {
    expect(seedOf([], { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '2' }).shard).toBe('shard 2/2 of seed 7');
    expect(seedOf(['--shard', '1/2'], { JOB_COMPLETION_INDEX: '5' }).shard).toBe('shard 1/2 of seed 7');
  });
});

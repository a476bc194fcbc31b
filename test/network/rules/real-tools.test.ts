/**
 * Whether the real tools agree with us about what a rule is. They run in a network namespace of this test's own.
 *
 * Skipped without root or without the tools; with ARPCHECK_REQUIRE_KERNEL set, that is a failure.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatRule, parseRule } from '../../../src/network/rules/index.ts';
import { ARPTABLES_NFT_REFUSES, TOOLS_REFUSE } from './refused-lines.ts';
import { type AcceptedLine, ARPTABLES_LINES, ARPTABLES_NFT_LINES, EBTABLES_LINES } from './sample-lines.ts';

const PREFIX = 'arpcheck-rules-';
const NAMESPACE = `${PREFIX}${process.pid}-${Date.now().toString(36)}`;

function run(command: string, ...words: readonly string[]): { readonly ok: boolean; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(command, words, { encoding: 'utf8' });
  return { ok: status === 0, output: `${stdout ?? ''}${stderr ?? ''}`.trim() };
}

/** Executes a line in the namespace, by the implementation that the samples are about, as an administrator's shell would. */
function execute(line: string): { readonly ok: boolean; readonly output: string } {
  const command = line
    .replace(/^\s*ebtables(?= |\t)/, 'ebtables-nft')
    .replace(/^\s*arptables(?= |\t)/, 'arptables-legacy');
  return run('ip', 'netns', 'exec', NAMESPACE, 'sh', '-c', command);
}

/** Removes namespaces whose owner is gone, as after a crash; those of tests that run beside this one stay. */
function removeLeftOvers(): void {
  for (const name of run('ip', 'netns', 'list').output.match(/^\S+/gm) ?? []) {
    const owner = name.startsWith(PREFIX) ? name.slice(PREFIX.length).split('-')[0] : undefined;
    if (owner !== undefined && !existsSync(`/proc/${owner}`)) run('ip', 'netns', 'delete', name);
  }
}

const isRoot = process.getuid?.() === 0;
const missing = ['ip', 'ebtables-nft', 'arptables-legacy', 'arptables-nft'].filter((tool) => !run(tool, '-V').ok);
const available = isRoot && missing.length === 0;

describe.runIf(process.env.ARPCHECK_REQUIRE_KERNEL)('ARPCHECK_REQUIRE_KERNEL', () => {
  it('finds root and the tools', () => {
    expect({ isRoot, missing }).toEqual({ isRoot: true, missing: [] });
  });
});

describe.runIf(available)('the real tools', () => {
  let hasBridgeMeta = false;

  beforeAll(() => {
    removeLeftOvers();
    expect(run('ip', 'netns', 'add', NAMESPACE)).toEqual({ ok: true, output: '' });
    // Needed by samples that insert at place 2.
    for (const line of ['ebtables -A FORWARD', 'arptables -A INPUT']) expect(execute(line).ok).toBe(true);
    hasBridgeMeta = execute('ebtables -A FORWARD --logical-in br0').ok;
  });

  afterAll(() => {
    run('ip', 'netns', 'delete', NAMESPACE);
  });

  const cases = [...EBTABLES_LINES, ...ARPTABLES_LINES, ...ARPTABLES_NFT_LINES];

  it.each(cases)('take $line', ({ line, needs }: AcceptedLine) => {
    const result = execute(line);
    // Kernels without CONFIG_NFT_BRIDGE_META understand the rule and cannot keep it.
    if (needs !== undefined && !hasBridgeMeta) expect(result.output).toContain('Operation not supported');
    else expect(result).toMatchObject({ ok: true });
  });

  it('take every normal form', () => {
    for (const { line, needs } of cases) {
      const parsed = parseRule(line);
      const normal = parsed.ok ? formatRule(parsed.rule) : '';
      if (needs === undefined || hasBridgeMeta) expect([normal, execute(normal).ok]).toEqual([normal, true]);
    }
  });

  it.each([...TOOLS_REFUSE, ...ARPTABLES_NFT_REFUSES])('refuse $marked', ({ marked }) => {
    const line = marked.replace('|', '');
    expect([line, parseRule(line).ok, execute(line).ok]).toEqual([line, false, false]);
  });

  it('refuse a place behind the end of the chain, and take the one at the end', () => {
    for (const tool of ['ebtables', 'arptables']) {
      expect(execute(`${tool} -A OUTPUT`).ok).toBe(true);
      expect(execute(`${tool} -I OUTPUT 2`).ok).toBe(true);
      expect(execute(`${tool} -I OUTPUT 99`).ok).toBe(false);
    }
  });
});

import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyProfile, PROFILE_NAME } from '../../src/cli/wireshark-profile.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const SHIPPED = path.join(ROOT, 'traces/wireshark-profile/profiles/arpcheck');
const CAPTURE = path.join(ROOT, 'traces/golden/arp-bubble.pcapng');

const folder = mkdtempSync(path.join(tmpdir(), 'arpcheck-profile-'));
let configuration = '';
beforeAll(() => {
  configuration = copyProfile(path.join(folder, 'out'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Names and filters of the colours, in order. */
const COLOURS = readFileSync(path.join(SHIPPED, 'colorfilters'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('@'))
  .map((line) => {
    const [, name, filter, background, text] = /^@([^@]+)@([^@]+)@(\[[^@]*\])(\[[^@]*\])$/.exec(line)!;
    return { name: name!, filter: filter!, background: background!, text: text! };
  });

describe('the Wireshark profile', () => {
  test('is copied whole, and anew over what Wireshark left; the size of the window stays', () => {
    const copy = path.join(configuration, 'profiles', PROFILE_NAME);
    appendFileSync(path.join(copy, 'recent'), 'gui.time_format: EPOCH\n');
    const window = path.join(configuration, 'recent_common');
    appendFileSync(window, 'gui.geometry_main_width: 700\n');
    expect(copyProfile(path.join(folder, 'out'))).toBe(configuration);
    expect(path.isAbsolute(configuration)).toBe(true);
    expect(readdirSync(copy)).toEqual(readdirSync(SHIPPED));
    expect(readFileSync(window, 'utf8')).toMatch(/width: 1600\n[\s\S]*width: 700\n$/);
    for (const name of readdirSync(SHIPPED)) {
      expect(readFileSync(path.join(copy, name), 'utf8')).toBe(readFileSync(path.join(SHIPPED, name), 'utf8'));
    }
  });

  test('has a colour of its own for everything, as three 16-bit numbers, the violation first', () => {
    expect(COLOURS.map(({ name }) => name.split(',')[0])).toEqual(
      expect.arrayContaining(['VIOLATION', 'CAUSE', 'DROPPED', 'NOTE']),
    );
    expect(COLOURS[0]!.filter).toBe('frame.comment contains "VIOLATION "');
    expect(new Set(COLOURS.map(({ background }) => background)).size).toBe(COLOURS.length);
    const numbers = COLOURS.flatMap(({ background, text }) => [JSON.parse(background), JSON.parse(text)]) as number[][];
    for (const each of numbers) {
      expect(each).toHaveLength(3);
      expect(each.every((one) => Number.isInteger(one) && one >= 0 && one <= 0xffff)).toBe(true);
    }
  });

  test('gives no names to addresses: Wireshark would take them from the ARP packets', () => {
    expect(readdirSync(SHIPPED)).not.toContain('ethers');
    const preferences = readFileSync(path.join(SHIPPED, 'preferences'), 'utf8');
    for (const kind of ['mac_name', 'network_name']) expect(preferences).toContain(`nameres.${kind}: FALSE\n`);
  });

  test('has a width for every column', () => {
    const columns = [...readFileSync(path.join(SHIPPED, 'preferences'), 'utf8').matchAll(/^\t"[^"]+", "([^"]+)"/gm)];
    const widths = [...readFileSync(path.join(SHIPPED, 'recent'), 'utf8').matchAll(/^\t"?(%[^",]+)"?, \d+/gm)];
    const fields = columns.map(([, format]) => format!.replace(/^(%Cus:[^:]+):.*$/, '$1'));
    expect(widths.map(([, format]) => format)).toEqual(fields);
    expect(fields).toHaveLength(11);
  });

  test('and a picture of it that is not too large for a README', () => {
    expect(statSync(path.join(ROOT, 'docs/wireshark.png')).size).toBeLessThan(250 * 1024);
  });
});

/** Another program's opinion; where it has to be there (ARPCHECK_REQUIRE_TSHARK), its absence is a failure. */
const mayRun = spawnSync('tshark', ['--version']).status === 0 || process.env.ARPCHECK_REQUIRE_TSHARK !== undefined;

describe.skipIf(!mayRun)('tshark, with the profile', () => {
  test('reads it without a warning', () => {
    expect(tshark(['-q']).warnings).toEqual([]);
  });

  test('and would warn of settings that it does not know, or cannot read', () => {
    const other = copyProfile(path.join(folder, 'other'));
    appendFileSync(path.join(other, 'profiles', PROFILE_NAME, 'preferences'), '\nnameres.mac_name FALSE\n');
    expect(tshark(['-q'], other).warnings).not.toEqual([]);
  });

  test.each(COLOURS)('compiles the filter of $name', ({ filter }) => {
    expect(tshark(['-Y', filter]).status).toBe(0);
    expect(tshark(['-Y', `${filter} (`]).status).not.toBe(0);
  });

  test('paints the packet that violates, and those that were dropped', () => {
    const { lines } = tshark(['--color', '-T', 'fields', '-e', 'frame.number', '-e', 'frame.coloring_rule.name']);
    const painted = new Map(lines.map((line) => line.split('\t') as [string, string]));
    expect(painted.get('10')).toMatch(/^VIOLATION/);
    expect(painted.get('1')).toMatch(/^DROPPED/);
    expect(painted.get('7')).toMatch(/^DROPPED/);
    expect(painted.get('4')).toMatch(/^ARP, request/);
  });

  test('shows its columns: where it was seen, MAC addresses as numbers, the comment, the addresses inside', () => {
    expect(tshark(['-Y', 'frame.number == 10']).lines).toEqual([
      expect.stringMatching(
        /^ *10 1\.500009000 BM-1\.br0 98:03:9b:a0:98:2a ff:ff:ff:ff:ff:ff Who has .* VIOLATION host-scope.* 169\.254\.1\.1 98:03:9b:a0:98:2a 10\.51\.162\.74 00:00:00:00:00:00$/,
      ),
    ]);
  });

  test('lists the comments in Expert Information', () => {
    const { lines } = tshark(['-q', '-z', 'expert']);
    const comments = lines.slice(lines.findIndex((line) => line.startsWith('Comments (')));
    expect(comments[0]).toBe('Comments (3)');
    expect(comments.filter((line) => line.includes('VIOLATION host-scope.never-learned-off-host'))).toHaveLength(1);
    const found = tshark(['-Y', '_ws.expert.group == "Comment"', '-T', 'fields', '-e', 'frame.number']);
    expect(found.lines).toEqual(['1', '7', '10']);
  });
});

/** Reads the golden capture. */
function tshark(
  options: readonly string[],
  folder_ = configuration,
): { readonly status: number | null; readonly lines: readonly string[]; readonly warnings: readonly string[] } {
  const environment = { ...process.env, WIRESHARK_CONFIG_DIR: folder_ };
  const { status, stdout, stderr } = spawnSync('tshark', ['-C', PROFILE_NAME, '-r', CAPTURE, ...options], {
    encoding: 'utf8',
    env: environment,
  });
  // That tests run as root in CI is no matter of the profile.
  const warnings = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('Running as user "root"'));
  return { status, lines: stdout.trimEnd().split('\n'), warnings };
}

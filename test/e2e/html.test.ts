import { copyFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hasChromium, TestBrowser } from '../report/html/browser.ts';
import { Workspace } from './workspace.ts';

const work = new Workspace();
/** Where the picture of the README goes, if it is to be made anew: docs/report.png. */
const SCREENSHOT = process.env.ARPCHECK_SCREENSHOT ?? '';
/** In octets. Whoever clones the repository has it. */
const PICTURE_BYTES_MAX = 200 * 1024;

/** All but the time that it took. */
function withoutTimes(html: string): string {
  return html.replaceAll(/\d+\.\d\d s(?= altogether|: )/g, 'T s');
}

describe('--html', () => {
  test('of fuzz --demo is the story of the bubble, the same every time', () => {
    const pages = ['a.html', 'b.html'].map((file) => {
      expect(work.run(['fuzz', '--demo', '--html', file]).exitCode).toBe(0);
      return work.read(file);
    });
    expect(withoutTimes(pages[0]!)).toBe(withoutTimes(pages[1]!));
    expect(pages[0]).toContain('The ARP bubble: an address that every host has for itself leaks');
    expect(pages[0]).toContain('it means &quot;the host that I run on&quot;, and should never be heard beyond it.');
    expect(pages[0]).toContain('sysctl net.ipv4.conf.all.arp_announce=2</code></th><td>holds</td>');
  });

  test('of fuzz has the properties, and every violation with the command that finds it again', () => {
    const args = ['fuzz', '--seed', '1', '--property', 'host-scope', '--continue', '--runs', '60'];
    expect(work.run([...args, '--html', 'fuzz.html', '--json', 'fuzz.json']).exitCode).toBe(1);
    const html = work.read('fuzz.html');
    const { properties } = work.json('fuzz.json') as {
      readonly properties: readonly { readonly violations: readonly unknown[] }[];
    };
    const violations = properties.flatMap((each) => each.violations);
    expect(violations.length).toBeGreaterThan(1);
    expect(html.match(/<article /g)).toHaveLength(violations.length);
    expect(html.match(/<dt>find again<\/dt><dd><code>npx arpcheck fuzz --seed 1/g)).toHaveLength(violations.length);
    expect(html.match(/<tr data-row/g)).toHaveLength(properties.length);
  });

  test('of conform puts stacks side by side, and says what they come to', () => {
    const stacks = ['--stack', 'reference:linux', '--stack', 'reference:hardened'];
    const args = ['conform', ...stacks, '--runs', '30', '--sweeps', 'none', '--html', 'conform.html'];
    expect(work.run(args).exitCode).toBe(2);
    const html = work.read('conform.html');
    expect(html).toContain('<title>arpcheck conform: reference:linux, reference:hardened</title>');
    expect(html).toContain('<th scope="col">reference:linux</th><th scope="col">reference:hardened</th>');
    expect(html).toContain('Not everything that counts was shown to hold');
    expect(html).toContain('reference:linux: inconclusive: of ');
  });

  test('that cannot be written is refused before anything runs', () => {
    work.write('file', '');
    const { exitCode, stderr, stdout } = work.run(['fuzz', '--demo', '--html', 'file/report.html']);
    expect([exitCode, stdout]).toEqual([64, '']);
    expect(stderr).toContain('file: cannot be written to');
  });
});

// Skipped without Debian's package chromium.
describe.skipIf(!hasChromium)('the picture in the README', () => {
  const browser = new TestBrowser();

  test('can be taken, and is small', async () => {
    work.run(['fuzz', '--demo', '--html', 'picture.html']);
    const options = { viewport: { width: 1200, height: 1800 }, deviceScaleFactor: 0.7, colorScheme: 'light' } as const;
    const { page } = await browser.open(work.read('picture.html'), options);
    expect(await page.getByText('This is the ARP bubble.').boundingBox()).toMatchObject({ width: expect.any(Number) });
    const file = work.path('report.png');
    await page.screenshot({ path: file });
    expect(statSync(file).size).toBeLessThan(PICTURE_BYTES_MAX);
    if (SCREENSHOT !== '') copyFileSync(file, SCREENSHOT);
  });
});

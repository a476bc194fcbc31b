import { readFileSync } from 'node:fs';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { pageHtml } from '../../../src/report/html/page-html.ts';
import { FULL_MAX } from '../../../src/report/html/page-limits.ts';
import { hasChromium, TestBrowser } from './browser.ts';
import { BUBBLE_VIOLATION, hostilePage, madeUpPage, manyViolations } from './made-up-page.ts';

const [WIDE, NARROW] = [
  { width: 1280, height: 900 },
  { width: 390, height: 844 },
];
const ITEM = { name: 'case.json', verdict: 'violated', words: 'violated again' } as const;
const PAGE = madeUpPage({
  items: [ITEM],
  violations: [BUBBLE_VIOLATION, { ...BUBBLE_VIOLATION, isKnown: true }, { ...BUBBLE_VIOLATION, evidence: undefined }],
});
const HTML = pageHtml(PAGE);
/** WCAG 2.2 at level AA, and what the authors of axe recommend besides. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface AxeResult {
  readonly passes: readonly unknown[];
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** Rows and violations that can be seen. */
async function shownRows(page: Page): Promise<number> {
  return page.locator('[data-row]').filter({ visible: true }).count();
}

/** The background of the first element that fits. */
function background(page: Page, selector: string): Promise<string> {
  return page.evaluate(`getComputedStyle(document.querySelector('${selector}')).backgroundColor`);
}

// Skipped without Debian's package chromium.
describe.skipIf(!hasChromium)('the report page in Chromium', () => {
  const browser = new TestBrowser();

  describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
    test.each([WIDE, NARROW])('is accessible, and no wider than $width', async (viewport) => {
      // The policy of the page keeps axe out, too.
      const { page } = await browser.open(HTML, { colorScheme, viewport, bypassCSP: true });
      await page.evaluate(`for (const each of document.querySelectorAll('details')) each.open = true`);
      await page.evaluate(axe.source);
      const result: AxeResult = await page.evaluate(`axe.run({ runOnly: ${JSON.stringify(RULES)} })`);
      expect(result.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      expect(result.passes.length).toBeGreaterThan(20);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    });
  });

  test('asks for nothing but itself, and complains about nothing', async () => {
    const { requests, messages, url } = await browser.open(HTML);
    expect(requests).toEqual([url]);
    expect(messages).toEqual([]);
  });

  test('lets no text be anything but a text', async () => {
    const { page, requests, messages, url } = await browser.open(pageHtml(hostilePage()));
    expect(requests).toEqual([url]);
    expect(messages).toEqual([]);
    expect(await page.locator('script').count()).toBe(1);
    expect(await page.locator('img').count()).toBe(0);
  });

  describe('without scripts', () => {
    const options = { javaScriptEnabled: false, viewport: WIDE };

    test('can be read, and has no controls that do nothing', async () => {
      const { page } = await browser.open(HTML, options);
      expect(await page.locator('.controls').isVisible()).toBe(false);
      expect(await page.getByText('This is the ARP bubble.').first().isVisible()).toBe(true);
      expect(await page.locator('svg.sequence').first().isVisible()).toBe(true);
      expect(await shownRows(page)).toBe(PAGE.matrix.rows.length + PAGE.violations.length);
    });

    test('octets and their field point each other out, by mouse and by keyboard', async () => {
      const { page } = await browser.open(HTML, options);
      const before = await background(page, '.is-violation .f9');
      await page.locator('.is-violation .b9').first().hover();
      const hovered = await background(page, '.is-violation .f9');
      expect(hovered).not.toBe(before);
      expect(await background(page, '.is-violation .f8')).toBe(before);
      await page.locator('.is-violation .f8').first().hover();
      expect(await background(page, '.is-violation .b8')).toBe(hovered);
      await page.locator('.is-violation .b3').first().focus();
      expect(await background(page, '.is-violation .f3')).toBe(hovered);
      await page.keyboard.press('Tab');
      expect(await background(page, '.is-violation .f4')).toBe(hovered);
    });

    test('a frame unfolds by keyboard', async () => {
      const { page } = await browser.open(HTML, options);
      const frame = page.locator('details.frame').first();
      await frame.locator('summary').focus();
      await page.keyboard.press('Enter');
      expect(await frame.locator('table').isVisible()).toBe(true);
    });
  });

  test('filters by words, verdict and level, and says how much is left', async () => {
    const { page } = await browser.open(HTML, { viewport: WIDE });
    const all = PAGE.matrix.rows.length + PAGE.violations.length;
    expect(await shownRows(page)).toBe(all);
    await page.getByLabel('Level').selectOption('SHOULD');
    expect(await shownRows(page)).toBe(2);
    expect(await page.locator('output').textContent()).toBe(`2 of ${all} rows and violations`);
    await page.getByLabel('Level').selectOption('');
    await page.getByRole('combobox', { name: 'Verdict' }).selectOption('expected');
    expect(await shownRows(page)).toBe(1);
    await page.getByRole('combobox', { name: 'Verdict' }).selectOption('');
    await page.getByLabel('Search').fill('about X.TWO');
    await page.getByLabel('Search').press('Enter');
    expect(await shownRows(page)).toBe(1);
    expect(await page.locator('tbody').filter({ hasText: 'y.' }).first().isVisible()).toBe(false);
    await page.getByLabel('Search').fill('');
    await page.getByLabel('Search').press('Enter');
    expect(await shownRows(page)).toBe(all);
    expect(await page.locator('output').textContent()).toBe('');
  });

  test('gives the capture to whoever asks for it', async () => {
    const { page } = await browser.open(HTML);
    const { captures } = BUBBLE_VIOLATION.evidence!;
    for (const { name, bytes } of captures) {
      const waited = page.waitForEvent('download');
      await page.locator(`a[download="${name}"]`).first().click();
      const download = await waited;
      expect(download.suggestedFilename()).toBe(name);
      expect(readFileSync(await download.path())).toEqual(Buffer.from(bytes!));
    }
  });

  test('prints what is folded, and no controls', async () => {
    const { page } = await browser.open(HTML, { viewport: WIDE });
    const hidden = page.locator('details.frame').first().locator('table');
    expect(await hidden.isVisible()).toBe(false);
    await page.emulateMedia({ media: 'print' });
    expect(await hidden.isVisible()).toBe(true);
    expect(await page.locator('.controls').isVisible()).toBe(false);
  });

  test('shows a thousand violations: the first in full, the others as rows', async () => {
    const violations = manyViolations(1000);
    const { page, messages } = await browser.open(pageHtml(madeUpPage({ violations })), { viewport: WIDE });
    expect(await page.locator('article').count()).toBe(FULL_MAX);
    await page.getByLabel('Search').fill('mechanism-1000');
    await page.getByLabel('Search').press('Enter');
    expect(await shownRows(page)).toBe(1);
    expect(messages).toEqual([]);
  });
});

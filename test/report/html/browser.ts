import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

/** Where Debian's package has it. */
const CHROMIUM = '/usr/bin/chromium';

/** With ARPCHECK_REQUIRE_CHROMIUM set, a machine without it fails instead of passing with less. */
export const hasChromium = existsSync(CHROMIUM) || (process.env.ARPCHECK_REQUIRE_CHROMIUM ?? '') !== '';

/** It starts in a second; a busy machine takes longer. */
const START_MILLISECONDS_MAX = 120_000;
/** It draws without a GPU, and asks nobody for updates. */
const OPTIONS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Pictures with grey edges are half as large as those with coloured ones.
  '--disable-lcd-text',
];

/** A browser for the tests of a file, with a profile of its own; gone afterwards. */
export class TestBrowser {
  #browser: Browser | undefined;
  #folder = '';
  #files = 0;

  constructor() {
    beforeAll(async () => {
      this.#folder = mkdtempSync(path.join(tmpdir(), 'arpcheck-page-'));
      this.#browser = await chromium.launch({
        executablePath: CHROMIUM,
        args: OPTIONS,
        timeout: START_MILLISECONDS_MAX,
      });
    }, START_MILLISECONDS_MAX);
    afterAll(async () => {
      await this.#browser?.close();
      rmSync(this.#folder, { recursive: true, force: true });
    });
  }

  /** Opens a page from a file, as users do. */
  async open(html: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
    this.#files += 1;
    const file = path.join(this.#folder, `${this.#files}.html`);
    writeFileSync(file, html);
    const context = await this.#browser!.newContext(options);
    const page = await context.newPage();
    const [requests, messages]: string[][] = [[], []];
    page.on('request', (request) => requests!.push(request.url()));
    page.on('console', (message) => messages!.push(message.text()));
    page.on('pageerror', (error) => messages!.push(error.message));
    page.on('dialog', (dialog) => {
      messages!.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    const url = pathToFileURL(file).href;
    await page.goto(url);
    return { page, url, requests: requests!, messages: messages! };
  }
}

export interface OpenPage {
  readonly page: Page;
  readonly url: string;
  /** Addresses that it asked for. */
  readonly requests: readonly string[];
  /** What it wrote to the console, errors, and dialogs that it opened. */
  readonly messages: readonly string[];
}

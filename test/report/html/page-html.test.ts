import { describe, expect, test } from 'vitest';
import { pageHtml } from '../../../src/report/html/page-html.ts';
import { FULL_MAX, ROWS_MAX } from '../../../src/report/html/page-limits.ts';
import { BUBBLE_VIOLATION, hostilePage, madeUpPage, manyViolations } from './made-up-page.ts';

describe('a report page', () => {
  const html = pageHtml(madeUpPage());

  test('says what it comes to, and on how much that rests', () => {
    expect(html).toContain('Something is violated');
    expect(html).toContain('b: it was late');
    expect(html).toContain('<dt>seed</dt><dd>7</dd>');
    expect(html).toContain('4 properties, 2 stacks:');
    expect(html).toContain('1,234');
    expect(html).toContain('never happened: a test');
    expect(html).toContain('not judged');
  });

  test('tells a violation with requirement, exchange, octets, command and captures', () => {
    expect(html).toContain('No neighbour entry maps a host-scoped address to the MAC address of another host.');
    expect(html).toContain('<code>R826-31</code> <span class="badge level">MUST</span>');
    expect(html).toContain('<code>merge-from-third-party-request+arpreply</code>');
    expect(html).toContain('169.254.1.1 on VM-2 maps to a MAC address of BM-2');
    expect(html).toContain('This is the ARP bubble.');
    expect(html).toContain('aria-label="sender protocol address (ar$spa): 169.254.1.1">a9 fe 01 01</span>');
    expect(html).toContain('npx arpcheck replay case.json');
    const [, name, data] = /download="(\w+\.pcap)" href="data:application\/octet-stream;base64,([^"]+)"/.exec(html)!;
    expect(name).toMatch(/^[0-9a-f]{8}\.pcap$/);
    expect([...Buffer.from(data!, 'base64').subarray(0, 4)]).toEqual([0x4d, 0x3c, 0xb2, 0xa1]);
  });

  test('is the same for the same report, and asks for nothing outside of itself', () => {
    expect(pageHtml(madeUpPage())).toBe(html);
    const references = [...html.matchAll(/ (?:src|href|action)="([^"]*)"|url\(([^)]*)\)/g)].map(
      (each) => each[1] ?? each[2]!,
    );
    expect(references.length).toBeGreaterThan(2);
    expect(references.filter((each) => !/^(#|data:)/.test(each))).toEqual([]);
    expect(html).not.toMatch(/@import|https?:|<link|<iframe|<object/);
    expect(html).toContain(`content="default-src 'none';`);
    expect(html).not.toMatch(/\sstyle="|\son\w+="/);
  });

  test('points from the table to the violation of that stack', () => {
    const [row, ...rest] = madeUpPage().matrix.rows;
    const { property, stack } = BUBBLE_VIOLATION;
    const cells = [{ verdict: 'violated', exercised: 5, reasons: [] } as const, undefined];
    const matrix = { columns: [stack, 'b'], rows: [{ ...row!, property, cells }, ...rest] };
    expect(pageHtml(madeUpPage({ matrix }))).toContain('<td><a href="#v1">');
  });

  test('shows hostile texts for what they are, wherever they stand', () => {
    const told = pageHtml(hostilePage());
    expect(told.match(/<script/g)).toHaveLength(1);
    for (const text of ['<img', '\u202e', '\u0000']) expect(told).not.toContain(text);
    // In a text or in an attribute in quotes it can do nothing.
    expect(told.replaceAll(/"[^"<>]*"/g, '""')).not.toMatch(/<[^>]*onerror/);
    expect(told).toContain('‹U+202E›');
  });
});

describe('a page of many violations', () => {
  const count = FULL_MAX + ROWS_MAX + 3;
  const html = pageHtml(madeUpPage({ violations: manyViolations(count) }));

  test('shows the first in full, the others as rows, and says so', () => {
    expect(html.match(/<article /g)).toHaveLength(FULL_MAX);
    expect(html.match(/<tr id="v/g)).toHaveLength(ROWS_MAX);
    expect(html).toContain(`The first ${FULL_MAX} are shown in full`);
    expect(html).toContain('3 more violations left out, as a page has room for 5,000 rows.');
  });

  test('names each once', () => {
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test('a capture that is too large is named, and not there', () => {
  const evidence = { ...BUBBLE_VIOLATION.evidence!, captures: [{ name: 'a.pcapng', size: 999_999, bytes: undefined }] };
  const html = pageHtml(madeUpPage({ violations: [{ ...BUBBLE_VIOLATION, evidence }] }));
  expect(html).toContain('a.pcapng is not in this page, as it is large (976.6 KiB)');
  expect(html).not.toContain('download=');
});

test('a page of nothing but a verdict is a page', () => {
  const verdict = { outcome: 'ok', headline: 'All is well', notes: [] } as const;
  const html = pageHtml(madeUpPage({ verdict, matrix: { columns: [], rows: [] }, violations: [] }));
  expect(html).toContain('All is well');
  expect(html).not.toContain('<table');
  expect(html).not.toContain('<form');
});

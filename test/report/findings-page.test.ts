import { expect, it } from 'vitest';
import { ADDRESSES_MAX } from '../../src/check/arp-watch.ts';
import { ASKS_KEPT } from '../../src/check/ask-memory.ts';
import { FINDINGS_MAX, OCCURRENCES_MAX } from '../../src/check/finding-book.ts';
import { ALL_FINDING_KINDS } from '../../src/check/finding-kinds.ts';
import { EVENTS_MAX } from '../../src/check/property-judge.ts';
import { SENDERS_KEPT } from '../../src/check/storm-watch.ts';
import { findingsPage } from '../../src/report/findings-page.ts';

const page = findingsPage(ALL_FINDING_KINDS);

it('docs/findings.md is up to date; `npx vitest run test/report -u` renews it', async () => {
  await expect(page).toMatchFileSnapshot('../../docs/findings.md');
});

it('tells the limits as they are', () => {
  for (const limit of [ADDRESSES_MAX, ASKS_KEPT, SENDERS_KEPT, FINDINGS_MAX, EVENTS_MAX, OCCURRENCES_MAX]) {
    expect(page).toContain(limit.toLocaleString('en-US'));
  }
});

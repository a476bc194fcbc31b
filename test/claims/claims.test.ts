import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ADVERSITIES, examine, HONEST_CLAIMS, MITIGATIONS, opportunity, SEED, verdictsOf } from './claims.ts';
import { type ClaimRow, cellsOfPage, claimsPage } from './claims-page.ts';
import { writeFindings } from './write-findings.ts';

/** Enough to find what there is to find; `ARPCHECK_CASES=100000` makes the run of docs/claims.md. */
const CASES = Number(process.env.ARPCHECK_CASES ?? 3000);
const CASES_OF_PAGE = 100_000;
const PAGE = fileURLToPath(new URL('../../docs/claims.md', import.meta.url));
const LONG = { timeout: 900_000 };

describe(`claims about the rack of the story (seed ${SEED}, ${CASES} cases each)`, () => {
  const rows: ClaimRow[] = [];

  for (const claim of HONEST_CLAIMS) {
    it(`honest traffic, ${claim.name}`, LONG, async () => {
      const result = await examine(claim, CASES);
      rows.push({ mitigation: claim.name, traffic: 'honest', result });
      expect(verdictsOf(result)).toMatchObject(claim.expected);
      // A rack in which the bubble could not arise proves nothing.
      expect(opportunity(result)).toBeGreaterThan(0.1);
    });
  }

  for (const [mitigation, topology] of Object.entries(MITIGATIONS)) {
    for (const [adversity, kinds] of Object.entries(ADVERSITIES)) {
      it(`${mitigation}, with ${adversity}`, LONG, async () => {
        const result = await examine({ topology, kinds }, CASES);
        rows.push({ mitigation, traffic: `honest, and ${adversity}`, result });
        expect(opportunity(result)).toBeGreaterThan(0.1);
      });
    }
  }

  it('says what docs/claims.md says', async () => {
    if (CASES >= CASES_OF_PAGE) {
      await expect(claimsPage(rows, writeFindings(rows), CASES)).toMatchFileSnapshot(PAGE);
      return;
    }
    const here = cellsOfPage(claimsPage(rows, [], CASES));
    const there = cellsOfPage(readFileSync(PAGE, 'utf8'));
    expect(here.length).toBe(there.length);
    for (const [row, cells] of there.entries()) {
      for (const [column, cell] of cells.entries()) {
        // What happens once in a thousand cases need not happen here.
        if (cell.verdict === 'held' || cell.share > 0.01) expect(here[row]![column]!.verdict).toBe(cell.verdict);
      }
    }
  });
});

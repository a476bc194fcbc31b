import { describe, expect, it } from 'vitest';
import { requirements } from '../../properties/requirements.ts';
import { CONTRADICTIONS } from '../../src/model/index.ts';

const LEVELS = ['MUST', 'MUST NOT', 'SHOULD', 'SHOULD NOT', 'MAY', 'INFO'];
const ROLES = ['responder', 'resolver', 'cache', 'acd', 'link-local', 'proxy', 'addr-select', 'malformed', 'security'];
const NEEDS = ['E', 'S', 'A', 'F', 'C', 'R', 'T', '2'];

/** An id of a row as texts name it; `R1122-20..22` and `R5227-40, -41` name several, of which these are the first. */
const NAMED = /\b(?:R\d{3,4}|OP|HRD|PRO|GARP|LNX|ASEL|ETH|LEN|SPA|SHA|TPA|THA|SEC|TOPO|INV)-\d+\b/g;

describe('the requirements catalogue', () => {
  it('has 480 rows with unique ids', () => {
    expect(requirements).toHaveLength(480);
    expect(new Set(requirements.map(({ id }) => id)).size).toBe(480);
  });

  it('has the fields that its type promises', () => {
    for (const row of requirements) {
      expect(LEVELS).toContain(row.level);
      expect(ROLES).toContain(row.role);
      expect(NEEDS).toEqual(expect.arrayContaining([...row.needs]));
      expect(row.requirement).toMatch(/\S.*[.:?]$/s);
      for (const text of [row.source, row.stimulus, row.expected]) expect(text).not.toBe('');
      expect(row.notes ?? 'none').not.toBe('');
    }
  });

  it('refers to rows and contradictions that there are', () => {
    const ids = new Set(requirements.map(({ id }) => id));
    const contradictions = new Set(CONTRADICTIONS.map(({ id }) => id));
    for (const { id, stimulus, expected, notes = '' } of requirements) {
      const text = `${stimulus} ${expected} ${notes}`;
      expect(
        [...text.matchAll(NAMED)].map(([row]) => row).filter((row) => !ids.has(row)),
        id,
      ).toEqual([]);
      expect(
        [...text.matchAll(/\bC\d\d\b/g)].map(([name]) => name).filter((name) => !contradictions.has(name)),
      ).toEqual([]);
    }
  });
});

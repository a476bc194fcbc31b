import { describe, expect, it } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import { judgeTrace } from '../../src/monitor/index.ts';
import type { Trace } from '../../src/trace/index.ts';

const EMPTY: Trace = { header: { nodes: [], ports: [], addresses: [], staticNeighbours: [] }, events: [] };

describe('the catalogue', () => {
  it('has unique ids', () => {
    const ids = catalogue.map((property) => property.id);
    expect(ids).toEqual([...new Set(ids)]);
  });
});

describe.each(catalogue.map((property) => [property.id, property] as const))('%s', (id, property) => {
  const judge = (trace: Trace) => judgeTrace(trace, [property])[0]!;

  it('has a slug with its source for an id', () => {
    expect(id).toMatch(/^(rfc\d+|robustness|metamorphic|host-scope|network)\.[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('says what it is about', () => {
    for (const text of [property.source, property.statement, property.rationale, property.exercisedBy]) {
      expect(text.trim()).not.toBe('');
    }
    expect(property.statement).toMatch(/\.$/);
    expect(property.rationale).toMatch(/\.$/);
  });

  it('covers requirements, each named once', () => {
    expect(property.rows).not.toHaveLength(0);
    expect(property.rows).toEqual([...new Set(property.rows)]);
  });

  it('holds in its example', () => {
    expect(judge(property.examples.holds())).toMatchObject({ verdict: 'held', violations: [], reason: undefined });
  });

  it('is violated in its counterexample', () => {
    const { verdict, violations } = judge(property.examples.violates());
    expect(verdict).toBe('violated');
    expect(violations).toHaveLength(1);
    expect(violations[0]!.mechanism).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
    expect(violations[0]!.events[0]).toBeGreaterThanOrEqual(0);
  });

  it('says nothing of an empty trace', () => {
    expect(judge(EMPTY)).toMatchObject({ verdict: 'vacuous', violations: [] });
  });
});

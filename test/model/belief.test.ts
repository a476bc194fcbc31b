import { describe, expect, it } from 'vitest';
import { Belief } from '../../src/model/index.ts';
import { type Mac, parseMac } from '../../src/wire/index.ts';

const [A, B, C] = ['02:00:00:00:00:0a', '02:00:00:00:00:0b', '02:00:00:00:00:0c'].map((text) => parseMac(text)!);
const EVERY: readonly Mac[] = [A!, B!, C!];

/** The link addresses that it may hold now. */
function possible(belief: Belief): readonly Mac[] {
  return EVERY.filter((mac) => belief.mayBe(mac));
}

function told(...claims: readonly (readonly [Mac, 'firm' | 'soft'])[]): Belief {
  const belief = new Belief();
  for (const [mac, strength] of claims) belief.told(mac, strength === 'firm', false);
  return belief;
}

describe('what a stack may hold', () => {
  it('is nothing to begin with', () => {
    const belief = new Belief();
    expect(possible(belief)).toEqual([]);
    expect(belief.mayHaveEntry).toBe(false);
  });

  it('is the newest of the claims that it has to believe', () => {
    const belief = told([A!, 'firm'], [B!, 'firm']);
    expect(possible(belief)).toEqual([B]);
    expect(EVERY.filter((mac) => belief.wasEver(mac))).toEqual([A, B]);
  });

  it('is any of the claims that it is free to believe, since the last that it has to', () => {
    expect(possible(told([A!, 'firm'], [B!, 'soft'], [C!, 'soft']))).toEqual([A, B, C]);
    expect(possible(told([A!, 'firm'], [B!, 'soft'], [C!, 'firm']))).toEqual([C]);
  });

  it('is what it sends to', () => {
    const belief = told([A!, 'firm'], [B!, 'soft']);
    belief.sentTo(A!);
    expect(possible(belief)).toEqual([A]);
    expect(belief.mac).toBe(A);
    expect(belief.isNarrowed).toBe(true);
    expect(belief.wasEver(B!)).toBe(true);
  });

  it('is not narrowed by a packet to where it cannot be', () => {
    const belief = told([A!, 'firm'], [B!, 'soft']);
    belief.sentTo(C!);
    expect(possible(belief)).toEqual([A, B]);
    expect(belief.isNarrowed).toBe(false);
  });

  it('is wider again once it is told something', () => {
    const belief = told([A!, 'firm'], [B!, 'soft']);
    belief.sentTo(A!);
    belief.told(B!, false, false);
    expect(possible(belief)).toEqual([A, B]);
    expect(belief.isNarrowed).toBe(false);
  });

  it('is the same after a request, but nothing is sure any more', () => {
    const belief = new Belief();
    belief.told(A!, true, true);
    expect(belief.isSure).toBe(true);
    belief.asked();
    expect(belief.isSure).toBe(false);
    expect(possible(belief)).toEqual([A]);
  });

  it('is never sure after a claim that it is free to believe', () => {
    const belief = new Belief();
    belief.told(A!, false, true);
    expect(belief.isSure).toBe(false);
  });

  it('is nothing after the operator has emptied the cache', () => {
    const belief = told([A!, 'firm'], [B!, 'firm']);
    belief.forgot();
    expect(EVERY.some((mac) => belief.wasEver(mac))).toBe(false);
  });

  it('is anything after a flood of claims', () => {
    const belief = new Belief();
    for (let mac = 1; mac < 100; mac++) belief.told(mac as Mac, false, false);
    expect(belief.mayBe(C!)).toBe(true);
    belief.sentTo(C!);
    expect(belief.mayBe(A!)).toBe(true);
  });

  it('costs nothing to be told again', () => {
    const belief = told([A!, 'firm'], [B!, 'firm']);
    const { others, former } = belief;
    belief.told(B!, true, true);
    belief.sentTo(B!);
    expect(belief.others).toBe(others);
    expect(belief.former).toBe(former);
  });
});

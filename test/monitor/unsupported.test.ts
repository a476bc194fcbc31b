import { describe, expect, it } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import { type Need, type Offers, unsupportedReason } from '../../src/monitor/index.ts';
import { madeUpProperty } from './made-up-property.ts';

const NOTHING: Offers = { abilities: new Set(), hasStaticNeighbour: false, seconds: 0 };
const EVERYTHING: Offers = {
  abilities: new Set([
    'ping',
    'send',
    'announce',
    'detect',
    'link',
    'link-local',
    'configure',
    'restart',
    'neighbours',
  ]),
  hasStaticNeighbour: true,
  cacheVisible: true,
  defends: true,
  keepsLinkLocal: true,
  seconds: Number.POSITIVE_INFINITY,
};
const property = madeUpProperty('made.up', () => ({}));

function reason(needs: readonly (readonly Need[])[], offers: Offers = NOTHING): string | undefined {
  return unsupportedReason({ ...property, needs }, offers);
}

describe('what a stack has to offer', () => {
  it('is nothing but frames unless a property says so', () => {
    expect(unsupportedReason(property, NOTHING)).toBeUndefined();
  });

  it.each([
    ['ping', 'needs a stack that answers echo requests'],
    ['send', 'needs an upper tester that sends packets'],
    ['announce', 'needs an operator who announces addresses'],
    ['detect', 'needs an operator who configures addresses with conflict detection'],
    ['link', 'needs an operator who takes the link down'],
    ['link-local', 'needs an operator who has it choose a link-local address'],
    ['configure', 'needs an operator who changes addresses and routes'],
    ['restart', 'needs an operator who restarts it'],
    ['static', 'needs a static neighbour'],
    ['defence', 'needs a profile whose hosts defend their addresses'],
    ['on-link', 'needs a profile whose hosts keep link-local packets on the link'],
    ['cache', 'needs sight of the neighbour cache'],
  ] as const)('%s', (need, words) => {
    expect(reason([[need]])).toBe(words);
    expect(reason([[need]], EVERYTHING)).toBeUndefined();
  });

  it('is one of each list', () => {
    const needs = [['static'], ['send', 'ping']] as const;
    const pings = { ...NOTHING, abilities: new Set(['ping']) };
    expect(reason(needs, pings)).toBe('needs a static neighbour');
    expect(reason(needs, { ...NOTHING, hasStaticNeighbour: true })).toBe(
      'needs an upper tester that sends packets, or a stack that answers echo requests',
    );
    expect(reason(needs, { ...pings, hasStaticNeighbour: true })).toBeUndefined();
  });

  it('is time', () => {
    const patient = { ...property, seconds: 61 };
    expect(unsupportedReason(patient, NOTHING)).toBe('needs 61 s of real time (--long)');
    expect(unsupportedReason(patient, { ...NOTHING, seconds: 60.9 })).toBeDefined();
    expect(unsupportedReason(patient, { ...NOTHING, seconds: 61 })).toBeUndefined();
  });

  it('is all there in a simulation', () => {
    expect(catalogue.flatMap((each) => unsupportedReason(each, EVERYTHING) ?? [])).toEqual([]);
  });
});

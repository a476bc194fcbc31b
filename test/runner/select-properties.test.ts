import { describe, expect, test } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import { selectProperties } from '../../src/runner/select-properties.ts';

function ids(...words: string[]): readonly string[] {
  return selectProperties(catalogue, words).map((property) => property.id);
}

describe('properties are selected', () => {
  test('by id', () => {
    expect(ids('network.converges')).toEqual(['network.converges']);
  });

  test('by the beginning of ids, each once and in the order of the catalogue', () => {
    expect(ids('network', 'host-scope.never', 'network.converges')).toEqual([
      'host-scope.never-learned-off-host',
      'host-scope.never-on-wire-off-host',
      'network.no-arp-storm',
      'network.converges',
      'network.simulator-agrees-with-linux',
      'network.two-never-both-win',
      'network.defenders-do-not-loop',
      'network.link-local-hosts-choose-differently',
      'network.link-local-interfaces-test-their-own',
      'network.link-local-packets-are-not-forwarded',
    ]);
  });

  test('all at once', () => {
    expect(ids('all')).toEqual(catalogue.map((property) => property.id));
  });
});

describe('an unknown property is refused, with the nearest that is known', () => {
  test.each([
    ['host-scoop', 'did you mean host-scope?'],
    ['network.convergse', 'did you mean network.converges?'],
    ['host-scope.learned-off-host', 'did you mean host-scope.never-learned-off-host?'],
    ['never on wire', 'did you mean host-scope.never-on-wire-off-host?'],
    ['quux', 'arpcheck properties lists them'],
    ['', 'arpcheck properties lists them'],
  ])('%j', (word, hint) => {
    expect(() => ids(word)).toThrow(`there is no property ${JSON.stringify(word)}; ${hint}`);
  });
});

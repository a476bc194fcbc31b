import { expect, test } from 'vitest';
import { catalogue } from '../../../properties/catalogue.ts';
import { explainProperty } from '../../../src/report/property-explanation.ts';
import { propertyTable, propertyText } from '../../../src/report/text/property-text.ts';
import { STACK_KINDS } from '../../../src/stacks/registry.ts';
import { PROPERTY } from '../bubble.ts';

test('a property is explained with an example of either kind', () => {
  expect(propertyText(explainProperty({ ...PROPERTY, profiles: ['linux'] }, []))).toMatchInlineSnapshot(`
    "host-scope.never-learned-off-host   MUST   rtnetlink(7), RT_SCOPE_HOST; RFC 826, Packet Reception (merge)

      No neighbour entry maps a host-scoped address to the MAC address of another host.

      Every host of a rack may carry the same host-scoped address. A guest whose entry for it is
      captured by another host sends its traffic there, silently, until the entry is corrected.

      exercised  when this happens: a neighbour entry for an address that some host has with scope host
                 gets a MAC address
      needs      frames only
      profiles   linux

      R826-31    MUST: An existing mapping is overwritten by a Request addressed to someone else (merge
                 happens before the target test).
      LNX-14     INFO: Host-scope addresses are not selected as spa.

      It holds:
                    BM-2    VM-2
          0.000000    │       ●  VM-2's entry for 169.254.1.1 waits for an answer
          0.000001    ├──────▶│  169.254.1.1 is at 02:00:00:00:00:02
          0.000002    │       ●  VM-2's entry for 169.254.1.1 is now 02:00:00:00:00:02 (BM-2)

      It is violated:
                    BM-1    VM-2
          0.000000    │       ●  VM-2's entry for 169.254.1.1 is now 02:00:00:00:00:02 (BM-2)
          0.000001    ├──────▶│  who has 10.0.1.1 (VM-1)? tell 169.254.1.1
          0.000003    │       ●  VM-2's entry for 169.254.1.1 moves from 02:00:00:00:00:02 (BM-2) to 02:00:00:00:00:01 (BM-1)   ◄── violates

      expected   169.254.1.1 on VM-2 maps to a MAC address of BM-2
      received   it maps to 02:00:00:00:00:01 of BM-1
      mechanism  merge-from-third-party-request"
  `);
});

test.each(catalogue.map((property) => [property.id, property] as const))('%s can be explained', (id, property) => {
  const text = propertyText(explainProperty(property, STACK_KINDS));
  expect(text).toContain(`${id}   ${property.level}`);
  const [, holds = '', violates = ''] = text.split(/ {2}It holds:\n| {2}It is violated:\n/);
  expect(holds.trim()).not.toBe('');
  expect(violates.trim()).not.toBe('');
});

test('the table has a line for each property, and counts them', () => {
  const table = propertyTable(catalogue).split('\n');
  expect(table).toHaveLength(catalogue.length + 3);
  expect(table[1]).toContain('host-scope.never-learned-off-host');
  expect(table.at(-1)).toMatch(/^\d+ properties: \d+ MUST, \d+ SHOULD, \d+ PRACTICE\./);
});

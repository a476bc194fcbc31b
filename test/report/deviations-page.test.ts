import { expect, test } from 'vitest';
import { deviationsMatrix, deviationsPage } from '../../src/report/deviations-page.ts';
import { madeUpExpectation } from '../runner/made-up-row.ts';

const twice = madeUpExpectation('rfc826.b', {
  mechanism: 'twice',
  case: 'kernel-twice',
  source: 'net/ipv4/arp.c',
  rows: ['R826-1', 'R826-2'],
});

const PROPERTIES = ['rfc826.a', 'rfc826.b', 'a.b'].map((id) => ({ id, statement: `What ${id} says,\nthis|that.` }));

test('a row for each kind of deviation, a column for each stack, and the reasons', () => {
  const stacks = [
    {
      name: 'kernel',
      expectations: [twice, { ...twice, case: 'kernel-bsd', profiles: ['bsd'] }, madeUpExpectation('rfc826.a')],
    },
    { name: 'lwip', expectations: [{ ...twice, case: 'lwip-twice', reason: 'It\nasks twice.' }] },
    { name: 'gvisor', expectations: [] },
  ];
  expect(`\n${deviationsPage(stacks, PROPERTIES)}`).toMatchInlineSnapshot(`
    "
    # Known deviations

    <!-- Generated from src/stacks/*/expectations.ts by src/report/deviations-page.ts;
    \`npx vitest run test/stacks/deviations.test.ts --update\` renews it. -->

    What real stacks do otherwise than a property says, each with a case that \`arpcheck conform\` replays first and the
    capture that shows it. C01 and so on are contradictions of sources and practice, told in [profiles.md](profiles.md); sources
    are files of the stack's own repository.

    | property | what must be | mechanism | kernel | lwip | gvisor |
    | --- | --- | --- | --- | --- | --- |
    | \`rfc826.a\` | What rfc826.a says, this\\|that. | any | [seen](../traces/stacks/rfc826.a.pcapng) |  |  |
    | \`rfc826.b\` | What rfc826.b says, this\\|that. | \`twice\` | [seen](../traces/stacks/kernel-twice.pcapng), [seen](../traces/stacks/kernel-bsd.pcapng) | [seen](../traces/stacks/lwip-twice.pcapng) |  |

    ## kernel

    - \`rfc826.b\` (\`twice\`): It does something else. Source: net/ipv4/arp.c. Rows: R826-1, R826-2. [seen](../traces/stacks/kernel-twice.pcapng)
    - \`rfc826.b\` (\`twice\`), under \`bsd\`: It does something else. Source: net/ipv4/arp.c. Rows: R826-1, R826-2. [seen](../traces/stacks/kernel-bsd.pcapng)
    - \`rfc826.a\`: It does something else. Source: its.c. [seen](../traces/stacks/rfc826.a.pcapng)

    ## lwip

    - \`rfc826.b\` (\`twice\`): It asks twice. Source: net/ipv4/arp.c. Rows: R826-1, R826-2. [seen](../traces/stacks/lwip-twice.pcapng)

    ## gvisor

    No deviation is known.
    "
  `);
});

test('nothing breaks a row: bars, line feeds, odd names of cases', () => {
  const expectations = [madeUpExpectation('a.b', { mechanism: 'x|y', case: 'odd (name)|1' })];
  const lines = deviationsPage([{ name: 'a|b\nc', expectations }], PROPERTIES).split('\n');
  expect(lines).toContain('| property | what must be | mechanism | a\\|b c |');
  expect(lines).toContain(
    '| `a.b` | What a.b says, this\\|that. | `x\\|y` | [seen](../traces/stacks/odd%20%28name%29%7C1.pcapng) |',
  );
  expect(deviationsMatrix([{ name: 'a|b\nc', expectations }])).toBe(
    '| property | a\\|b c |\n| --- | --- |\n| [a.b](docs/properties.md#ab) | [1](traces/stacks/odd%20%28name%29%7C1.pcapng) |',
  );
});

test('without deviations there is no table', () => {
  const page = deviationsPage([{ name: 'kernel', expectations: [] }], PROPERTIES);
  expect(page).toMatch(/## kernel\n\nNo deviation is known.\n$/);
  expect(page).not.toContain('|');
});

test('a deviation from no property is a mistake', () => {
  const stacks = [{ name: 'kernel', expectations: [madeUpExpectation('no.such')] }];
  expect(() => deviationsPage(stacks, PROPERTIES)).toThrow('a known deviation names no property: no.such');
});

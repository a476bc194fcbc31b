import { expect, test } from 'vitest';
import { cacheLanesOf } from '../../../src/report/sequence/cache-lanes.ts';
import { runBubble } from '../bubble.ts';

const { trace, violation } = runBubble();

test('the entry that violates comes first, then those for the same address', () => {
  const lanes = cacheLanesOf(trace, violation, 2);
  expect(lanes.map(({ node, address, spans }) => [node, address, spans.map(({ holds }) => holds)])).toEqual([
    ['VM-2', '169.254.1.1', ['?', 'BM-2', 'BM-1']],
    ['VM-1', '169.254.1.1', ['?', 'BM-1']],
  ]);
  expect(lanes[0]!.spans.map(({ decisive }) => decisive)).toEqual([false, false, true]);
  expect(lanes[0]!.spans[2]).toMatchObject({ from: violation.events[0], mac: '02:00:00:00:00:01' });
});

test('an entry that goes leaves nothing, and one that nobody knows has its address', () => {
  const [entry] = trace.events.filter((event) => event.kind === 'neighbour' && event.after?.mac !== undefined);
  if (entry?.kind !== 'neighbour') throw new Error('the bubble has entries');
  const gone = { ...entry, id: entry.id + 1, before: entry.after, after: undefined };
  const ports = trace.header.ports.map((port) => ({ ...port, mac: 0 as typeof port.mac }));
  const [lane] = cacheLanesOf({ header: { ...trace.header, ports }, events: [entry, gone] }, undefined, 9);
  expect(lane!.spans.map(({ holds, mac }) => [holds, mac])).toEqual([
    [lane!.spans[0]!.mac, lane!.spans[0]!.mac],
    [undefined, undefined],
  ]);
});

test('where no cache can be seen there is no lane', () => {
  const events = trace.events.filter((event) => event.kind !== 'neighbour');
  expect(cacheLanesOf({ ...trace, events }, violation, 2)).toEqual([]);
});

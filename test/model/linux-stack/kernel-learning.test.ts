/** What the kernel was seen to learn, packet by packet and state by state, held against the stack. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/wire/index.ts';
import { StackLab } from '../stack-lab.ts';
import { a, arp, d, gratuitous, n, reply, request, type Station } from '../stations.ts';

const PACKETS: Readonly<Record<string, (claimant: Station) => Frame>> = {
  'request for it': (claimant) => request(claimant, a, d),
  'unicast request for it': (claimant) => request(claimant, a, d, { to: 'D' }),
  'request for another': (claimant) => request(claimant, a, n),
  'gratuitous request': (claimant) => gratuitous(1, claimant, a),
  'gratuitous request, unicast': (claimant) => gratuitous(1, claimant, a, { to: 'D' }),
  'gratuitous reply': (claimant) => gratuitous(2, claimant, a),
  'gratuitous reply, unicast': (claimant) => gratuitous(2, claimant, a, { to: 'D' }),
  'gratuitous reply to ff': (claimant) => gratuitous(2, claimant, a, { tha: 'all' }),
  reply: (claimant) => reply(claimant, a),
  'reply to the group': (claimant) => reply(claimant, a, { to: 'group' }),
  'broadcast reply': (claimant) => reply(claimant, a, { to: 'all' }),
  'reply to another, broadcast': (claimant) => arp(2, claimant, a, n, { tha: 'B' }),
  'reply to another, unicast to it': (claimant) => arp(2, claimant, a, n, { tha: 'B', to: 'D' }),
};

/** A stack whose entry for a is in this state, with A. */
function labWith(state: string, locktime: number): StackLab {
  const sysctl = { locktime };
  if (state === 'permanent') return new StackLab('linux', { sysctl, permanent: { [a]: 'A' } });
  const lab = new StackLab('linux', { sysctl });
  if (state === 'stale' || state === 'delay') lab.receive(request('A', a, d));
  if (state === 'reachable') lab.resolve();
  if (state === 'incomplete' || state === 'delay') lab.send(a);
  return lab;
}

function after(heading: string, packet: string, locktime: string): string {
  const [state = '', claimant = ''] = heading.split(' ');
  const lab = labWith(state, locktime === 'locked' ? 500 : 0);
  expect(lab.entry(a).split(' ').at(-1)).toBe(state);
  lab.wait(1);
  lab.receive(PACKETS[packet]!(claimant as Station));
  return lab.entry(a);
}

const lines = readFileSync(new URL('kernel-learning.txt', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');
const columns = lines.filter((line) => line.startsWith('#')).at(-1)!;
const headings = columns.slice(2).split(' | ').slice(2);
const rows = lines.filter((line) => !line.startsWith('#')).map((line) => line.split(' | '));

describe('what Linux 6.18 did', () => {
  it.each(rows)('%s: %s', (locktime, packet, ...seen) => {
    const told = headings.map((heading) => `${heading}: ${after(heading, packet!, locktime!)}`);
    expect(told).toEqual(headings.map((heading, index) => `${heading}: ${seen[index]}`));
  });

  it('is on record for every packet, with and without locktime', () => {
    expect(rows.map(([locktime, packet]) => `${locktime} ${packet}`).sort()).toEqual(
      Object.keys(PACKETS)
        .flatMap((packet) => [`locked ${packet}`, `unlocked ${packet}`])
        .sort(),
    );
  });
});

/** Who is believed, and when: `locktime`, `arp_accept`, `drop_gratuitous_arp`. Seen on Linux 6.18. */
import { describe, expect, it } from 'vitest';
import type { SysctlName } from '../../../src/model/sysctl.ts';
import type { Frame } from '../../../src/wire/index.ts';
import { StackLab } from '../stack-lab.ts';
import { a, arp, d, gratuitous, n, nobody, reply, request, z } from '../stations.ts';

function freshLab(sysctl: Partial<Record<SysctlName, number>> = {}): StackLab {
  return new StackLab('linux', { sysctl });
}

const NANOSECOND = 1e-6;

describe('locktime, one second', () => {
  it('of two replies the first one wins', () => {
    const lab = freshLab();
    lab.send(a);
    lab.receive(reply('A', a));
    lab.receive(reply('B', a));
    expect(lab.entry(a)).toBe('A reachable');
  });

  it.each([
    ['a reply', reply('B', a)],
    ['a broadcast reply', reply('B', a, { to: 'all' })],
    ['a request for another', request('B', a, n)],
    ['a gratuitous reply whose target is ff:…', gratuitous(2, 'B', a, { tha: 'all' })],
  ])('refuses %s until it is over, to the nanosecond', (_, frame) => {
    const lab = freshLab();
    lab.receive(request('A', a, d));
    lab.wait(1000);
    lab.receive(frame);
    expect(lab.entry(a)).toBe('A stale');
    lab.wait(NANOSECOND);
    lab.receive(frame);
    expect(lab.entry(a)).toMatch(/^B /);
  });

  it.each([
    ['a request for it', request('B', a, d)],
    ['a gratuitous request', gratuitous(1, 'B', a)],
    ['a gratuitous reply whose target is the sender', gratuitous(2, 'B', a)],
  ])('does not stop %s', (_, frame) => {
    const lab = freshLab();
    lab.receive(request('A', a, d));
    lab.receive(frame);
    expect(lab.entry(a)).toBe('B stale');
  });

  it('of 0 still protects an entry in the instant in which it was made', () => {
    const lab = freshLab({ locktime: 0 });
    lab.receive(request('A', a, d));
    lab.receive(reply('B', a));
    expect(lab.entry(a)).toBe('A stale');
    lab.wait(NANOSECOND);
    lab.receive(reply('B', a));
    expect(lab.entry(a)).toBe('B reachable');
  });

  describe('begins anew', () => {
    /** Does something half a second into the lock, and says whether another claim is refused half a second after its end. */
    function isLongerBy(action: (lab: StackLab) => void): boolean {
      const lab = freshLab();
      lab.receive(request('A', a, d));
      lab.wait(600);
      action(lab);
      lab.wait(600);
      lab.receive(request('B', a, n));
      return lab.entry(a).startsWith('A ');
    }

    it.each<[string, (lab: StackLab) => void]>([
      ['when a stale entry is used', (lab) => void lab.send(a)],
      ['when it is confirmed by a reply', (lab) => void lab.receive(reply('A', a))],
    ])('%s', (_, action) => {
      expect(isLongerBy(action)).toBe(true);
    });

    it.each<[string, (lab: StackLab) => void]>([
      ['the same claim again', (lab) => void lab.receive(request('A', a, d))],
      ['a gratuitous repetition', (lab) => void lab.receive(gratuitous(1, 'A', a))],
      ['a claim that was refused', (lab) => void lab.receive(request('B', a, n))],
      ['nothing', () => {}],
    ])('but not by %s', (_, action) => {
      expect(isLongerBy(action)).toBe(false);
    });

    it('when the state of an entry changes by a timer', () => {
      const lab = freshLab();
      lab.receive(request('A', a, d));
      lab.send(a);
      for (const [wait, state] of [
        [5000, 'probe'],
        [3000, 'failed'],
      ] as const) {
        lab.wait(wait);
        expect(lab.entry(a)).toMatch(new RegExp(`${state}$`));
      }
      lab.resolve();
      lab.wait(30_000);
      expect(lab.entry(a)).toBe('A stale');
      lab.wait(1000);
      lab.receive(request('B', a, n));
      expect(lab.entry(a)).toBe('A stale');
      lab.wait(NANOSECOND);
      lab.receive(request('B', a, n));
      expect(lab.entry(a)).toBe('B stale');
    });
  });
});

describe('a request for it', () => {
  it('is answered and makes an entry', () => {
    const lab = freshLab();
    expect(lab.receive(request('A', a, d))).toEqual([`to A: ${d} is at D`]);
    expect(lab.changes()).toEqual([`${a} none -> A stale (frame)`]);
  });

  it('teaches nothing if it is not answered', () => {
    const lab = freshLab({ arp_ignore: 8 });
    lab.receive(request('A', a, d));
    lab.receive(arp(2, 'B', a, n, { tha: 'B' }));
    expect(lab.cache()).toEqual([]);
  });

  it('does not even update an entry if it is not answered', () => {
    const lab = freshLab({ arp_ignore: 8 });
    lab.resolve();
    lab.wait(5000);
    lab.receive(request('B', a, d));
    expect(lab.entry(a)).toBe('A reachable');
  });
});

describe('an entry that has failed', () => {
  it('is revived by any packet of that sender', () => {
    const lab = freshLab();
    lab.send(a);
    lab.wait(10_000);
    expect(lab.entry(a)).toBe('failed');
    lab.receive(request('A', a, n));
    expect(lab.entry(a)).toBe('A stale');
  });
});

describe('arp_accept', () => {
  const offSubnet = gratuitous(1, 'A', z);
  const PACKETS: readonly (readonly [string, Frame, string, readonly [string, string, string]])[] = [
    ['a gratuitous request', gratuitous(1, 'A', a), a, ['none', 'A stale', 'A stale']],
    ['a gratuitous reply', gratuitous(2, 'A', a), a, ['none', 'A stale', 'A stale']],
    ['a gratuitous reply to ff:…', gratuitous(2, 'A', a, { tha: 'all' }), a, ['none', 'A stale', 'A stale']],
    ['a gratuitous reply to 0', gratuitous(2, 'A', a, { tha: 'zero' }), a, ['none', 'A stale', 'A stale']],
    ['a gratuitous request from another subnet', offSubnet, z, ['none', 'A stale', 'none']],
    ['an unsolicited reply', reply('A', a), a, ['none', 'A reachable', 'A reachable']],
    ['an unsolicited broadcast reply', reply('A', a, { to: 'all' }), a, ['none', 'A stale', 'A stale']],
    ['a reply to another', arp(2, 'A', a, n, { tha: 'B' }), a, ['none', 'A stale', 'A stale']],
    ['a request for another', request('A', a, n), a, ['none', 'none', 'none']],
    ['a reply from 0.0.0.0', reply('A', nobody), nobody, ['none', 'none', 'none']],
    ['a reply from its own address', reply('A', d), d, ['none', 'none', 'none']],
    ['a gratuitous claim of its own address', gratuitous(1, 'A', d), d, ['none', 'none', 'none']],
    ['a reply from the broadcast address', reply('A', '10.0.0.255'), '10.0.0.255', ['none', 'none', 'none']],
    ['a reply from everybody', reply('A', '255.255.255.255'), '255.255.255.255', ['none', 'none', 'none']],
    ['a reply from a group', reply('A', '224.0.0.1'), '224.0.0.1', ['none', 'none', 'none']],
    ['a reply from loopback', reply('A', '127.0.0.5'), '127.0.0.5', ['none', 'none', 'none']],
  ];

  it.each(PACKETS)('%s', (_, frame, address, outcomes) => {
    const seen = [0, 1, 2].map((arp_accept) => {
      const lab = freshLab({ arp_accept });
      lab.receive(frame);
      return lab.entry(address);
    });
    expect(seen).toEqual(outcomes);
  });

  it('whatever it is, a known neighbour is updated', () => {
    for (const arp_accept of [0, 1, 2]) {
      const lab = freshLab({ arp_accept });
      lab.receive(request('A', z, d));
      lab.receive(gratuitous(1, 'B', z));
      expect(lab.entry(z)).toBe('B stale');
    }
  });

  it('an entry that it made is protected by locktime like others', () => {
    const lab = freshLab({ arp_accept: 1 });
    lab.receive(reply('A', a));
    lab.receive(reply('B', a));
    expect(lab.entry(a)).toBe('A reachable');
  });
});

describe('drop_gratuitous_arp', () => {
  it.each([
    ['a gratuitous request', gratuitous(1, 'B', a)],
    ['a gratuitous reply', gratuitous(2, 'B', a)],
  ])('%s neither creates nor updates', (_, frame) => {
    const lab = freshLab({ drop_gratuitous_arp: 1, arp_accept: 1 });
    lab.receive(frame);
    expect(lab.entry(a)).toBe('none');
    lab.receive(request('A', a, d));
    lab.receive(frame);
    expect(lab.entry(a)).toBe('A stale');
  });

  it('other packets are not concerned', () => {
    const lab = freshLab({ drop_gratuitous_arp: 1 });
    lab.receive(request('A', a, d));
    lab.receive(request('B', a, d));
    expect(lab.entry(a)).toBe('B stale');
  });
});

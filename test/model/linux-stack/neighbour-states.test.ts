/** The life of an entry, and what the link and the operator do to it. Seen on Linux 6.18, times at their nominal value. */
import { describe, expect, it } from 'vitest';
import type { SysctlName } from '../../../src/model/sysctl.ts';
import { type LabOptions, StackLab } from '../stack-lab.ts';
import { a, b, d, ip, n, reply, request } from '../stations.ts';

type Sysctl = Partial<Record<SysctlName, number>>;

function freshLab(sysctl: Sysctl = {}, options: LabOptions = {}): StackLab {
  return new StackLab('linux', { sysctl, ...options });
}

/** Has an entry in state STALE. */
function stale(sysctl: Sysctl = {}): StackLab {
  const lab = freshLab(sysctl);
  lab.receive(request('A', a, d));
  lab.changes();
  return lab;
}

function reachable(sysctl: Sysctl = {}): StackLab {
  const lab = freshLab(sysctl);
  lab.resolve();
  lab.changes();
  return lab;
}

const POLL = `to A: who has ${a}? tell ${d}`;
const PACKET = `to A: echo request ${d} → ${a}`;

describe('REACHABLE', () => {
  it('becomes STALE after base_reachable_time', () => {
    const lab = reachable();
    lab.wait(29_999);
    expect(lab.entry(a)).toBe('A reachable');
    expect(lab.wait(1)).toEqual([]);
    expect(lab.changes()).toEqual([`${a} A reachable -> A stale (timer)`]);
  });

  it('is STALE then even if it is in use: the kernel does not note that', () => {
    const lab = reachable({ base_reachable_time_ms: 7000 });
    for (let second = 0; second < 7; second++) {
      expect(lab.send(a)).toEqual([PACKET]);
      lab.wait(1000);
    }
    expect(lab.changes()).toEqual([`${a} A reachable -> A stale (timer)`]);
  });

  it('is DELAY then if the packet that began the resolution is younger than delay_first_probe_time', () => {
    const lab = reachable({ base_reachable_time_ms: 2000 });
    lab.wait(2000);
    expect(lab.changes()).toEqual([`${a} A reachable -> A delay (timer)`]);
    expect(lab.wait(5000)).toEqual([`5000 ${POLL}`]);
  });

  it.each([
    [5000, 'A delay'],
    [5001, 'A stale'],
  ])('with base_reachable_time_ms=%d that is %s', (base_reachable_time_ms, expected) => {
    const lab = reachable({ base_reachable_time_ms });
    lab.wait(base_reachable_time_ms);
    expect(lab.entry(a)).toBe(expected);
  });

  it.each([
    ['by an unsolicited reply (arp_accept=1)', [reply('A', a)]],
    ['by a request, and confirmed at once', [request('A', a, d), reply('A', a)]],
  ])('counts as used when it is made: %s', (_, frames) => {
    const lab = freshLab({ base_reachable_time_ms: 2000, arp_accept: 1 });
    for (const frame of frames) lab.receive(frame);
    expect(lab.entry(a)).toBe('A reachable');
    lab.wait(2000);
    expect(lab.entry(a)).toBe('A delay');
  });

  it.each([
    ['a reply', reply('A', a), true],
    ['a request', request('A', a, d), false],
    ['a broadcast reply', reply('A', a, { to: 'all' }), false],
  ])('is extended by %s: %s', (_, frame, isExtended) => {
    const lab = reachable();
    lab.wait(20_000);
    lab.receive(frame);
    lab.wait(10_000);
    expect(lab.entry(a)).toBe(isExtended ? 'A reachable' : 'A stale');
    lab.wait(20_000);
    expect(lab.entry(a)).toBe('A stale');
  });

  it('with another link address, by a reply after locktime, counts from there', () => {
    const lab = reachable();
    lab.wait(20_000);
    lab.receive(reply('B', a));
    lab.wait(29_999);
    expect(lab.entry(a)).toBe('B reachable');
    lab.wait(1);
    expect(lab.entry(a)).toBe('B stale');
  });
});

describe('STALE', () => {
  it('stays until it is used', () => {
    const lab = stale();
    expect(lab.wait(3_600_000)).toEqual([]);
    expect(lab.entry(a)).toBe('A stale');
  });

  it('is used without a request, becomes DELAY, and is polled three times by unicast after 5 s, then FAILED', () => {
    const lab = stale();
    expect(lab.send(a)).toEqual([PACKET]);
    expect(lab.wait(60_000)).toEqual([`5000 ${POLL}`, `6000 ${POLL}`, `7000 ${POLL}`]);
    expect(lab.changes()).toEqual([
      `${a} A stale -> A delay (traffic)`,
      `${a} A delay -> A probe (timer)`,
      `${a} A probe -> failed (timer)`,
    ]);
  });

  it('is polled as well if it was used in the very instant in which it came to be', () => {
    const lab = freshLab();
    lab.receive(request('A', a, d));
    lab.send(a);
    expect(lab.wait(5000)).toEqual([`5000 ${POLL}`]);
  });

  it('fails eight seconds after its use', () => {
    const lab = stale();
    lab.send(a);
    lab.wait(7999);
    expect(lab.entry(a)).toBe('A probe');
    lab.wait(1);
    expect(lab.entry(a)).toBe('failed');
  });

  it.each<[string, Sysctl, readonly (readonly [number, string])[], number]>([
    [
      'delay_first_probe_time=1',
      { delay_first_probe_time: 1 },
      [
        [1000, 'A'],
        [2000, 'A'],
        [3000, 'A'],
      ],
      4000,
    ],
    ['ucast_solicit=1', { ucast_solicit: 1 }, [[5000, 'A']], 6000],
    ['ucast_solicit=0', { ucast_solicit: 0 }, [], 5000],
    [
      'retrans_time_ms=200',
      { retrans_time_ms: 200 },
      [
        [5000, 'A'],
        [5200, 'A'],
        [5400, 'A'],
      ],
      5600,
    ],
    [
      'mcast_resolicit=2',
      { ucast_solicit: 1, mcast_resolicit: 2 },
      [
        [5000, 'A'],
        [6000, '*'],
        [7000, '*'],
      ],
      8000,
    ],
    ['ucast_solicit=0, mcast_resolicit=1', { ucast_solicit: 0, mcast_resolicit: 1 }, [[5000, '*']], 6000],
    ['app_solicit=2', { ucast_solicit: 1, app_solicit: 2 }, [[5000, 'A']], 8000],
    [
      'app_solicit=1, mcast_resolicit=1',
      { ucast_solicit: 1, app_solicit: 1, mcast_resolicit: 1 },
      [
        [5000, 'A'],
        [7000, '*'],
      ],
      8000,
    ],
  ])('%s', (_, sysctl, polls, failed) => {
    const lab = stale(sysctl);
    lab.send(a);
    const expected = polls.map(([time, to]) => `${time} to ${to}: who has ${a}? tell ${d}`);
    expect(lab.wait(failed - 1)).toEqual(expected);
    expect(lab.entry(a)).not.toBe('failed');
    expect(lab.wait(1)).toEqual([]);
    expect(lab.entry(a)).toBe('failed');
  });
});

describe('DELAY and PROBE', () => {
  it('packets go on to the old address meanwhile', () => {
    const lab = stale();
    lab.send(a);
    for (let second = 0; second < 7; second++) {
      expect(lab.send(a)).toEqual([PACKET]);
      lab.wait(1000);
    }
    expect(lab.entry(a)).toBe('A probe');
  });

  it('a reply ends the polling', () => {
    const lab = stale();
    lab.send(a);
    lab.wait(5500);
    lab.receive(reply('A', a));
    expect(lab.changes().at(-1)).toBe(`${a} A probe -> A reachable (frame)`);
    expect(lab.wait(29_999)).toEqual([]);
    expect(lab.entry(a)).toBe('A reachable');
  });

  it('a reply before it makes it unnecessary', () => {
    const lab = stale();
    lab.send(a);
    lab.wait(3000);
    lab.receive(reply('A', a));
    expect(lab.wait(29_999)).toEqual([]);
  });

  it.each([
    ['a request of the same neighbour', request('A', a, d)],
    ['its broadcast reply', reply('A', a, { to: 'all' })],
  ])('%s is no proof: it fails all the same', (_, frame) => {
    const lab = stale();
    lab.send(a);
    lab.wait(5500);
    lab.receive(frame);
    expect(lab.entry(a)).toBe('A probe');
    lab.wait(3000);
    expect(lab.entry(a)).toBe('failed');
  });

  it('another claim makes it STALE again, and nobody is polled', () => {
    const lab = stale();
    lab.send(a);
    lab.wait(5500);
    lab.receive(request('B', a, d));
    expect(lab.changes().at(-1)).toBe(`${a} A probe -> B stale (frame)`);
    expect(lab.wait(60_000)).toEqual([]);
  });

  it('after it has failed the next packet asks everybody', () => {
    const lab = stale();
    lab.send(a);
    lab.wait(10_000);
    expect(lab.send(a)).toEqual([`to *: who has ${a}? tell ${d}`]);
  });
});

describe('PERMANENT', () => {
  it('never changes, whatever comes and however long it takes', () => {
    const lab = freshLab({}, { permanent: { [a]: 'A' } });
    for (const frame of [request('B', a, d), request('B', a, n), reply('B', a), reply('A', a)]) lab.receive(frame);
    expect(lab.send(a)).toEqual([PACKET]);
    lab.wait(3_600_000);
    expect([lab.changes(), lab.entry(a)]).toEqual([[], 'A permanent']);
  });
});

describe('the link', () => {
  it('lost, evicts the entries of the interface, unless arp_evict_nocarrier=0', () => {
    const seen = [1, 0].map((arp_evict_nocarrier) => {
      const lab = reachable({ arp_evict_nocarrier });
      lab.stack.setLink(0, false, 'carrier');
      return lab.entry(a);
    });
    expect(seen).toEqual(['none', 'A reachable']);
  });

  it('switched off, evicts them whatever arp_evict_nocarrier says', () => {
    const lab = reachable({ arp_evict_nocarrier: 0 });
    lab.stack.setLink(0, false);
    expect(lab.entry(a)).toBe('none');
  });

  it('back after the carrier was lost, is not announced: only switching it on is', () => {
    const lab = freshLab({ arp_notify: 1 });
    lab.stack.setLink(0, false, 'carrier');
    expect(lab.during((stack) => stack.setLink(0, true, 'carrier'))).toEqual([]);
  });

  it('up again, is announced with arp_notify: every address, the kernel’s order, host-scoped ones too', () => {
    const interfaces = [[`${d}/24`, '10.0.0.3/24', '169.254.9.1/16 scope link', '169.254.1.1/32 scope host']];
    const announced = (arp_notify: number): string[] => {
      const lab = freshLab({ arp_notify }, { interfaces });
      lab.stack.setLink(0, false);
      return lab.during((stack) => stack.setLink(0, true));
    };
    const order = ['169.254.1.1', '169.254.9.1', d, '10.0.0.3'];
    expect(announced(1)).toEqual(order.map((address) => `to *: ${address} is at D (gratuitous request)`));
    expect(announced(0)).toEqual([]);
  });

  it('is announced at a reboot, but not if it is down', () => {
    const lab = freshLab({ arp_notify: 1 });
    expect(lab.during((stack) => stack.reboot())).toEqual([`to *: ${d} is at D (gratuitous request)`]);
    lab.stack.setLink(0, false);
    expect(lab.during((stack) => stack.reboot())).toEqual([]);
  });

  it('no announcement is made for a new address: Linux sends nothing', () => {
    const lab = freshLab({ arp_notify: 1 });
    const add = { address: ip('10.0.0.2'), prefix: 24, scope: 'global' } as const;
    expect(lab.during((stack) => stack.addAddress(0, add))).toEqual([]);
  });
});

describe('addresses', () => {
  it('with the last one all entries of the interface go, static ones too', () => {
    const lab = freshLab({}, { interfaces: [[`${d}/24`, '10.0.0.3/24'], ['192.0.2.1/24']], permanent: { [b]: 'B' } });
    lab.receive(request('A', a, d));
    lab.receive(request('A', '192.0.2.9', '192.0.2.1'), 1);
    lab.stack.removeAddress(0, ip(d));
    expect(lab.cache()).toEqual([`${b} B permanent`, `${a} A stale`, '192.0.2.9 A stale']);
    lab.stack.removeAddress(0, ip('10.0.0.3'));
    expect(lab.cache()).toEqual(['192.0.2.9 A stale']);
  });

  it('one that is added is sorted in: a link-scoped one speaks before a global one', () => {
    const lab = freshLab({}, { routes: [{ to: '198.51.100.0/24' }] });
    lab.stack.addAddress(0, { address: ip('169.254.9.1'), prefix: 16, scope: 'link' });
    expect(lab.send('198.51.100.5')).toEqual(['to *: who has 198.51.100.5? tell 169.254.9.1']);
  });
});

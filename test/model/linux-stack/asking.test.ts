/** Requests: in whose name (`arp_announce`), how many and how often. Seen on Linux 6.18. */
import { describe, expect, it } from 'vitest';
import type { SysctlName } from '../../../src/model/sysctl.ts';
import type { Frame } from '../../../src/wire/index.ts';
import { type LabOptions, StackLab } from '../stack-lab.ts';
import { a, d, ip, n, reply, request } from '../stations.ts';

type Sysctl = Partial<Record<SysctlName, number>>;

const local = '169.254.1.1';
const second = '10.0.0.3';
const other = '172.16.0.1';
const narrow = '10.0.0.2';

function freshLab(sysctl: Sysctl = {}, options: LabOptions = {}): StackLab {
  return new StackLab('linux', { sysctl, ...options });
}

function rich(sysctl: Sysctl = {}): StackLab {
  const addresses = [`${d}/24`, `${narrow}/32`, '169.254.9.1/16 scope link', `${other}/24`, `${local}/32 scope host`];
  return freshLab(sysctl, { interfaces: [[...addresses, `${second}/24`]], routes: [{ to: '198.51.100.0/24' }] });
}

function asked(target: string, teller: string): string {
  return `to *: who has ${target}? tell ${teller}`;
}

describe('arp_announce: the sender of a request for a packet with this source', () => {
  it.each([
    [0, [second, other, narrow, local]],
    [1, [second, d, narrow, d]],
    [2, [d, d, d, d]],
  ])(
    '%d: a second address of the network, one of another network, a /32, a host-scoped one',
    (arp_announce, tellers) => {
      const seen = [second, other, narrow, local].map((source) => rich({ arp_announce }).answerFrom(source, a));
      expect(seen).toEqual(tellers.map((teller) => [asked(a, teller)]));
    },
  );

  it.each([
    ['the primary one of the target’s network', a, d],
    ['of another network', '172.16.0.9', other],
    ['of scope link on the link', '169.254.3.3', '169.254.9.1'],
    ['for a target of no network the first one of the widest scope but host: link', '198.51.100.5', '169.254.9.1'],
  ])('2: %s', (_, target, teller) => {
    expect(rich({ arp_announce: 2 }).send(target)).toEqual([asked(target, teller)]);
  });

  it('2: without an address on the interface it borrows a global one of another', () => {
    const interfaces = [[`${local}/32 scope host`], ['169.254.7.7/16 scope link', '192.0.2.1/24']];
    const lab = freshLab({ arp_announce: 2 }, { interfaces, routes: [{ to: '10.0.0.0/24' }] });
    expect(lab.answerFrom(local, a)).toEqual([`eth0 ${asked(a, '192.0.2.1')}`]);
  });

  it('without any address at all that speaks for the host it is 0.0.0.0, which is a probe', () => {
    const options = { interfaces: [[`${local}/32 scope host`]], routes: [{ to: '10.0.0.0/24' }] };
    expect(freshLab({ arp_announce: 2 }, options).answerFrom(local, a)).toEqual([`to *: who has ${a}? (probe)`]);
    expect(freshLab({ arp_announce: 0 }, options).answerFrom(local, a)).toEqual([asked(a, local)]);
  });

  it('0: the packet that was queued last decides, so a repetition may speak with another address', () => {
    const lab = rich();
    expect(lab.answerFrom(other, a)).toEqual([asked(a, other)]);
    lab.answerFrom(second, a);
    expect(lab.wait(1000)).toEqual([`1000 ${asked(a, second)}`]);
  });

  it('0: a source that is not its own any more is not used', () => {
    const lab = rich();
    lab.answerFrom(other, a);
    lab.stack.removeAddress(0, ip(other));
    expect(lab.wait(1000)).toEqual([`1000 ${asked(a, d)}`]);
  });

  it('polls have no packet, and so the best address', () => {
    const lab = rich();
    lab.receive(request('A', a, d));
    expect(lab.answerFrom(local, a)).toEqual([`to A: TCP SYN, ACK ${local} → ${a}`]);
    expect(lab.wait(5000)).toEqual([`5000 to A: who has ${a}? tell ${d}`]);
  });
});

describe('an address that nobody has', () => {
  it('is asked for three times, a second apart, and has failed then', () => {
    const lab = freshLab();
    expect(lab.send(n)).toEqual([asked(n, d)]);
    expect(lab.wait(60_000)).toEqual([`1000 ${asked(n, d)}`, `2000 ${asked(n, d)}`]);
    expect(lab.changes()).toEqual([`${n} none -> incomplete (traffic)`, `${n} incomplete -> failed (timer)`]);
  });

  it('fails after three seconds', () => {
    const lab = freshLab();
    lab.send(n);
    lab.wait(2999);
    expect(lab.entry(n)).toBe('incomplete');
    lab.wait(1);
    expect(lab.entry(n)).toBe('failed');
  });

  it('is asked for anew by the next packet, which alone is kept', () => {
    const lab = freshLab();
    lab.send(n, 5);
    lab.wait(10_000);
    expect(lab.send(n)).toEqual([asked(n, d)]);
    expect(lab.entry(n)).toBe('incomplete');
    expect(lab.receive(reply('A', n))).toHaveLength(1);
  });

  it.each<[string, Sysctl, readonly number[], number]>([
    ['mcast_solicit=1', { mcast_solicit: 1 }, [0], 1000],
    ['mcast_solicit=5', { mcast_solicit: 5 }, [0, 1000, 2000, 3000, 4000], 5000],
    ['retrans_time_ms=200', { retrans_time_ms: 200 }, [0, 200, 400], 600],
    ['retrans_time_ms=1: 10 ms at least', { retrans_time_ms: 1 }, [0, 10, 20], 30],
    ['ucast_solicit=0', { ucast_solicit: 0 }, [0, 1000, 2000], 3000],
    ['mcast_resolicit=5', { mcast_resolicit: 5 }, [0, 1000, 2000], 3000],
    ['app_solicit=2: a daemon has two tries first', { app_solicit: 2 }, [2000, 3000, 4000], 5000],
    ['app_solicit=1, mcast_solicit=0', { app_solicit: 1, mcast_solicit: 0 }, [], 1000],
    ['mcast_solicit=0: fails at once', { mcast_solicit: 0 }, [], 0],
  ])('%s', (_, sysctl, times, failed) => {
    const lab = freshLab(sysctl);
    const seen = [...lab.send(n).map((line) => `0 ${line}`), ...lab.wait(failed - 1)];
    expect(seen).toEqual(times.map((time) => `${time} ${asked(n, d)}`));
    expect(lab.entry(n)).toBe(failed === 0 ? 'failed' : 'incomplete');
    if (failed === 0) return;
    expect(lab.wait(1)).toEqual([]);
    expect(lab.entry(n)).toBe('failed');
  });
});

describe('many packets', () => {
  it('make one request, and do not move the time of the next', () => {
    const lab = freshLab();
    expect(lab.send(n, 100)).toEqual([asked(n, d)]);
    for (let count = 0; count < 9; count++) expect([lab.wait(100), lab.send(n, 10)]).toEqual([[], []]);
    expect(lab.wait(100)).toEqual([`100 ${asked(n, d)}`]);
  });
});

describe('packets that wait', () => {
  /** Identifications of the packets that leave once a is known. */
  function kept(sysctl: Sysctl, count: number): (number | undefined)[] {
    const lab = freshLab(sysctl);
    lab.send(a, count);
    const frames: Frame[] = [];
    lab.transmit = (_, frame) => void frames.push(frame);
    lab.receive(reply('A', a));
    return frames.map((frame) => frame.ip?.id);
  }

  it.each([
    [3, 5, [3, 4, 5]],
    [1, 5, [5]],
    [0, 5, [5]],
    [101, 3, [1, 2, 3]],
  ])('unres_qlen=%d: of %d the newest leave, in order', (unres_qlen, count, ids) => {
    expect(kept({ unres_qlen }, count)).toEqual(ids);
  });

  it('leave once: when the address is resolved again only what came since leaves', () => {
    const lab = freshLab();
    lab.send(a, 3);
    expect(lab.receive(request('A', a, n))).toHaveLength(3);
    expect(lab.receive(reply('A', a))).toEqual([]);
    lab.wait(40_000);
    lab.send(a);
    lab.wait(10_000);
    expect(lab.entry(a)).toBe('failed');
    lab.send(a, 2);
    expect(lab.receive(reply('A', a))).toHaveLength(2);
  });

  it('101 by default', () => {
    expect(kept({}, 110)).toEqual(Array.from({ length: 101 }, (_, index) => index + 10));
  });

  it('are lost when the address fails', () => {
    const lab = freshLab();
    lab.send(a, 3);
    lab.wait(3000);
    expect(lab.receive(request('A', a, d))).toEqual([`to A: ${d} is at D`]);
  });

  it('use the entry: one that was not confirmed is polled afterwards', () => {
    const lab = freshLab();
    lab.send(a);
    expect(lab.receive(request('A', a, n))).toEqual([`to A: echo request ${d} → ${a}`]);
    expect(lab.changes().slice(1)).toEqual([`${a} incomplete -> A stale (frame)`, `${a} A stale -> A delay (traffic)`]);
    expect(lab.wait(5000)).toEqual([`5000 to A: who has ${a}? tell ${d}`]);
  });
});

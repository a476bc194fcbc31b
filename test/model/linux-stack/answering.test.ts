/** Which requests are answered: `arp_ignore`, `arp_filter`, `proxy_arp`. Seen on Linux 6.18. */
import { describe, expect, it } from 'vitest';
import type { SysctlName } from '../../../src/model/sysctl.ts';
import { type LabOptions, StackLab } from '../stack-lab.ts';
import { a, d, gratuitous, ip, nobody, request, z } from '../stations.ts';

type Sysctl = Partial<Record<SysctlName, number>>;

/** Two interfaces; the second one has e. Host-scoped and link-scoped addresses are on the first. */
const e = '192.0.2.1';
const narrow = '10.0.0.2';
const link = '169.254.9.1';
const local = '169.254.1.1';
const INTERFACES = [[`${d}/24`, `${narrow}/32`, `${link}/16 scope link`, `${local}/32 scope host`], [`${e}/24`]];

function freshLab(sysctl: Sysctl = {}, options: LabOptions = {}): StackLab {
  return new StackLab('linux', { interfaces: INTERFACES, sysctl, ...options });
}

/** True if a request for the target, in by the first interface, is answered there with D. */
function isAnswered(lab: StackLab, target: string, sender = a): boolean {
  const sent = lab.receive(request('A', sender, target));
  if (sent.length > 0) expect(sent).toEqual([`eth0 to A: ${target} is at D`]);
  return sent.length > 0;
}

describe('arp_ignore', () => {
  it.each([
    [0, [true, true, true, true, true]],
    [1, [true, true, false, true, true]],
    [2, [true, true, false, false, false]],
    [3, [true, true, true, true, false]],
    [4, [true, true, true, true, true]],
    [5, [true, true, true, true, true]],
    [7, [true, true, true, true, true]],
    [8, [false, false, false, false, false]],
  ])(
    '%d: d, a /32 of the same network, e of the other interface, a link-scoped and a host-scoped address',
    (arp_ignore, expected) => {
      const lab = freshLab({ arp_ignore });
      expect([d, narrow, e, link, local].map((target) => isAnswered(lab, target))).toEqual(expected);
    },
  );

  it.each([
    ['of the same network', a, true],
    ['of another network of the interface', '169.254.3.3', false],
    ['off-link', z, false],
    ['a probe', nobody, true],
  ])('2: a sender %s', (_, sender, expected) => {
    expect(isAnswered(freshLab({ arp_ignore: 2 }), d, sender)).toBe(expected);
  });

  it.each([1, 2, 8])('%d: applies to probes too', (arp_ignore) => {
    expect(isAnswered(freshLab({ arp_ignore }), e, nobody)).toBe(false);
    expect(isAnswered(freshLab({ arp_ignore }), d, nobody)).toBe(arp_ignore !== 8);
  });
});

describe('arp_filter', () => {
  const sysctl = { arp_filter: 1 };

  it.each([
    ['back out of the same interface', a, true],
    ['out of the other interface', '192.0.2.9', false],
    ['nowhere', '203.0.113.9', false],
  ])('a sender whose packets go %s, %s, is answered: %s', (_, sender, expected) => {
    const lab = freshLab(sysctl);
    expect(isAnswered(lab, d, sender)).toBe(expected);
    expect(lab.entry(sender)).toBe(expected ? 'A stale' : 'none');
  });

  it('a broadcast address as the sender has its route too: out of its interface', () => {
    expect(isAnswered(freshLab(sysctl), d, '10.0.0.255')).toBe(true);
    expect(isAnswered(freshLab(sysctl), d, '192.0.2.255')).toBe(false);
  });

  it('looks at the sender, not at whose address was asked for', () => {
    expect(isAnswered(freshLab(sysctl), e)).toBe(true);
  });

  it('does not concern probes', () => {
    expect(isAnswered(freshLab(sysctl), d, nobody)).toBe(true);
  });

  it('of two interfaces on one segment only one answers', () => {
    const interfaces = [[`${d}/24`], ['10.0.1.1/16']];
    const answers = [0, 1].map((on) => freshLab(sysctl, { interfaces }).receive(request('A', a, d), on).length);
    expect(answers).toEqual([1, 0]);
    const flux = [0, 1].map((on) => freshLab({}, { interfaces }).receive(request('A', a, d), on).length);
    expect(flux).toEqual([1, 1]);
  });
});

describe('proxy_arp', () => {
  const y = '192.0.2.50';
  const proxied = `eth0 to A: ${y} is at D`;
  const on = { forwarding: 1, proxy_arp: 1, proxy_delay: 0 };

  it('answers for what is routed out of another interface, and learns', () => {
    const lab = freshLab(on);
    expect(lab.receive(request('A', a, y))).toEqual([proxied]);
    expect(lab.entry(a)).toBe('A stale');
  });

  it.each<[string, Sysctl]>([
    ['without forwarding', { ...on, forwarding: 0 }],
    ['without proxy_arp', { ...on, proxy_arp: 0 }],
    ['with proxy_arp_pvlan only', { ...on, proxy_arp: 0, proxy_arp_pvlan: 1 }],
  ])('not %s', (_, sysctl) => {
    const lab = freshLab(sysctl);
    expect([lab.receive(request('A', a, y)), lab.wait(2000), lab.cache()]).toEqual([[], [], []]);
  });

  it.each([
    ['a neighbour on the same interface', '10.0.0.50'],
    ['nobody’s address, without a route', '203.0.113.1'],
    ['the broadcast address of the other network', '192.0.2.255'],
  ])('not for %s', (_, target) => {
    expect(freshLab(on).receive(request('A', a, target))).toEqual([]);
  });

  it('through a route to a gateway, the default one too', () => {
    const routes = [{ to: '0.0.0.0/0', via: '192.0.2.254', interface: 1 }];
    const lab = freshLab(on, { routes });
    expect(lab.receive(request('A', a, '203.0.113.1'))).toEqual(['eth0 to A: 203.0.113.1 is at D']);
  });

  it('not to a probe', () => {
    const lab = freshLab({ ...on, proxy_delay: 80 });
    expect([lab.receive(request('A', nobody, y)), lab.wait(2000)]).toEqual([[], []]);
  });

  it('to a gratuitous request as well', () => {
    expect(freshLab(on).receive(gratuitous(1, 'A', y))).toEqual([`${proxied} (gratuitous reply)`]);
  });

  it('its own addresses need no proxy and no delay', () => {
    expect(freshLab({ ...on, proxy_delay: 80 }).receive(request('A', a, e))).toEqual([`eth0 to A: ${e} is at D`]);
  });

  describe('proxy_delay, 0.8 s at most and here exactly', () => {
    const delayed = { ...on, proxy_delay: 80 };

    it.each([
      ['to everybody', request('A', a, y)],
      ['to a group', request('A', a, y, { to: 'group' })],
    ])('a request %s is answered late, but teaches at once', (_, frame) => {
      const lab = freshLab(delayed);
      expect(lab.receive(frame)).toEqual([]);
      expect(lab.entry(a)).toBe('A stale');
      expect(lab.wait(2000)).toEqual([`800 ${proxied}`]);
    });

    it('a unicast request at once', () => {
      expect(freshLab(delayed).receive(request('A', a, y, { to: 'D' }))).toEqual([proxied]);
    });

    it('each request is answered', () => {
      const lab = freshLab(delayed);
      lab.receive(request('A', a, y));
      lab.wait(100);
      lab.receive(request('A', a, '192.0.2.51'));
      expect(lab.wait(2000)).toEqual([`700 ${proxied}`, '800 eth0 to A: 192.0.2.51 is at D']);
    });

    it('the request is processed a second time then, so what it claimed supersedes what came since', () => {
      const lab = freshLab(delayed);
      lab.receive(request('A', a, y));
      lab.receive(request('B', a, d));
      expect(lab.entry(a)).toBe('B stale');
      lab.wait(800);
      expect(lab.entry(a)).toBe('A stale');
    });

    it.each<[string, (lab: StackLab) => void]>([
      ['the link goes down', (lab) => lab.stack.setLink(0, false)],
      ['the link was down meanwhile', (lab) => [false, true].forEach((up) => void lab.stack.setLink(0, up))],
      ['it reboots', (lab) => lab.stack.reboot()],
    ])('nothing is answered if %s', (_, happen) => {
      const lab = freshLab(delayed);
      lab.receive(request('A', a, y));
      happen(lab);
      expect(lab.wait(2000)).toEqual([]);
    });

    it('and nothing while a link that keeps its neighbours is down', () => {
      const lab = freshLab({ ...delayed, arp_evict_nocarrier: 0 });
      lab.receive(request('A', a, y));
      lab.stack.setLink(0, false);
      expect(lab.wait(2000)).toEqual([]);
    });
  });

  describe('proxy_arp_pvlan (RFC 3069)', () => {
    const pvlan = { forwarding: 1, proxy_arp_pvlan: 1, proxy_delay: 0 };

    it('answers for what is routed back out of the same interface', () => {
      expect(freshLab(pvlan).receive(request('A', a, '10.0.0.50'))).toEqual(['eth0 to A: 10.0.0.50 is at D']);
    });

    it('but not for who asks for himself, nor for other interfaces', () => {
      const lab = freshLab(pvlan);
      expect(lab.receive(gratuitous(1, 'A', '10.0.0.50'))).toEqual([]);
      expect(lab.receive(request('A', a, y))).toEqual([]);
    });
  });
});

it('an address that has been removed is not answered any more', () => {
  const lab = freshLab();
  lab.stack.removeAddress(0, ip(local));
  expect(isAnswered(lab, local)).toBe(false);
});

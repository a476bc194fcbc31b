/** RFC 826, "Packet Generation", and what RFC 1122 section 2.3.2 adds: repeating, keeping packets, expiry. */
import { describe, expect, it } from 'vitest';
import { ENTRY_LIFETIME, QUEUE_MAX, REQUEST_INTERVAL, REQUESTS_MAX } from '../../../src/model/reference-stack.ts';
import { type LabOptions, StackLab } from '../stack-lab.ts';
import { a, b, d, gratuitous, ip, n, reply, request } from '../stations.ts';

const MILLISECOND = 1_000_000;
const LIFETIME_MS = ENTRY_LIFETIME / MILLISECOND;

function freshLab(options: LabOptions = {}): StackLab {
  return new StackLab('reference', options);
}

function askedFor(address: string): string {
  return `to *: who has ${address}? tell ${d}`;
}

describe('"If it finds the pair, it gives the corresponding 48.bit Ethernet address … back to the caller"', () => {
  it('and the packet leaves at once, without a request', () => {
    const lab = freshLab();
    lab.receive(request('A', a, d));
    expect(lab.send(a)).toEqual([`to A: echo request ${d} → ${a}`]);
  });

  it('static ones too', () => {
    const lab = freshLab({ permanent: { [b]: 'B' } });
    expect(lab.send(b, 1, 'syn')).toEqual([`to B: TCP SYN ${d} → ${b}`]);
  });
});

describe('"If it does not, it … generates an Ethernet packet with a type field of ether_type$ADDRESS_RESOLUTION."', () => {
  it('"… puts ares_op$REQUEST in ar$op, its own addresses in the sender fields … This packet is then broadcast"', () => {
    const lab = freshLab();
    expect(lab.send(a)).toEqual([askedFor(a)]);
    expect(lab.changes()).toEqual([`${a} none -> incomplete (traffic)`]);
  });

  it('octet by octet; "It does not set ar$tha to anything in particular": zero', () => {
    const lab = freshLab();
    const frames: string[] = [];
    lab.transmit = (_, frame) => void frames.push(Buffer.from(frame.bytes).toString('hex'));
    lab.send(a);
    const octets = 'ffffffffffff 020000000001 0806 0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a00000a';
    expect(frames).toEqual([octets.replaceAll(' ', '')]);
  });

  it('asks for the gateway if the destination is behind one', () => {
    const lab = freshLab({ routes: [{ to: '0.0.0.0/0', via: '10.0.0.254' }] });
    expect(lab.send('198.51.100.1')).toEqual([askedFor('10.0.0.254')]);
    expect(lab.receive(reply('A', '10.0.0.254'))).toEqual([`to A: echo request ${d} → 198.51.100.1`]);
  });

  it('speaks with its address of that network, of several', () => {
    const lab = freshLab({ interfaces: [[`${d}/24`, '10.0.1.1/24']] });
    expect(lab.send('10.0.1.9')).toEqual(['to *: who has 10.0.1.9? tell 10.0.1.1']);
  });

  it('uses the interface that leads there, and its hardware address', () => {
    const lab = freshLab({ interfaces: [[`${d}/24`], ['192.0.2.1/24']] });
    expect(lab.send('192.0.2.9')).toEqual(['eth1 to *: who has 192.0.2.9? tell 192.0.2.1']);
  });

  it.each([
    ['everybody', '255.255.255.255', '*'],
    ['everybody on the network', '10.0.0.255', '*'],
    ['a group', '224.0.0.251', '01:00:5e:00:00:fb'],
    ['loopback', '127.1.2.3', undefined],
    ['no host', '0.0.0.0', undefined],
  ])('nothing is resolved for %s, not even at a default gateway', (_, address, to) => {
    const lab = freshLab({ routes: [{ to: '0.0.0.0/0', via: '10.0.0.254' }] });
    expect(lab.send(address)).toEqual(to === undefined ? [] : [`to ${to}: echo request ${d} → ${address}`]);
    expect(lab.cache()).toEqual([]);
  });

  it('speaks with the source of the packet if nothing else speaks for it, for as long as that is its own', () => {
    const local = '169.254.1.1';
    const lab = freshLab({ interfaces: [[`${local}/32 scope host`]], routes: [{ to: '10.0.0.0/24' }] });
    expect(lab.answerFrom(local, a)).toEqual([`to *: who has ${a}? tell ${local}`]);
    lab.stack.removeAddress(0, ip(local));
    expect(lab.wait(10_000)).toEqual([]);
  });

  it('nothing is sent without a route, or for an own address', () => {
    const lab = freshLab();
    expect(lab.send('198.51.100.1')).toEqual([]);
    expect(lab.send(d)).toEqual([]);
    expect([lab.cache(), lab.deliveries()]).toEqual([[], [`echo-request from ${d}`]]);
  });
});

describe('RFC 1122 section 2.3.2.1: "A mechanism to prevent ARP flooding … MUST be included."', () => {
  it('many packets make one request', () => {
    expect(freshLab().send(a, 100)).toEqual([askedFor(a)]);
  });

  it('"The recommended maximum rate is 1 per second per destination": asks again each second, then gives up', () => {
    const lab = freshLab();
    lab.send(n);
    const seconds = Array.from(
      { length: REQUESTS_MAX - 1 },
      (_, index) => (index + 1) * (REQUEST_INTERVAL / MILLISECOND),
    );
    expect(lab.wait(60_000)).toEqual(seconds.map((ms) => `${ms} ${askedFor(n)}`));
    expect(lab.changes()).toEqual([`${n} none -> incomplete (traffic)`, `${n} incomplete -> none (timer)`]);
  });

  it('traffic meanwhile does not make it ask more often', () => {
    const lab = freshLab();
    lab.send(n);
    for (let count = 0; count < 9; count++) {
      expect(lab.wait(100)).toEqual([]);
      expect(lab.send(n, 10)).toEqual([]);
    }
  });

  it('each destination by itself', () => {
    const lab = freshLab();
    lab.send(n);
    lab.wait(10);
    expect(lab.send(b)).toEqual([askedFor(b)]);
  });

  it('after it has given up it asks again when there is something to send', () => {
    const lab = freshLab();
    lab.send(n);
    lab.wait(10_000);
    expect(lab.send(n)).toEqual([askedFor(n)]);
  });

  it('stops asking once it knows', () => {
    const lab = freshLab();
    lab.resolve();
    expect(lab.wait(LIFETIME_MS - 1)).toEqual([]);
  });
});

describe('RFC 1122 section 2.3.2.2: "The link layer SHOULD save (rather than discard) at least one … packet"', () => {
  it('and "transmit the saved packet when the address has been resolved", in order, each once', () => {
    const lab = freshLab();
    const frames: (number | undefined)[] = [];
    lab.send(a, 3);
    lab.transmit = (_, frame) => void frames.push(frame.ip?.id);
    for (let count = 0; count < 3; count++) lab.receive(reply('A', a));
    lab.send(a);
    expect(frames).toEqual([1, 2, 3, 4]);
  });

  it(`"the latest": of more than ${QUEUE_MAX} the first ones are lost`, () => {
    const lab = freshLab();
    const ids: (number | undefined)[] = [];
    lab.send(a, QUEUE_MAX + 2);
    lab.transmit = (_, frame) => void ids.push(frame.ip?.id);
    lab.receive(reply('A', a));
    expect(ids).toEqual(Array.from({ length: QUEUE_MAX }, (_, index) => index + 3));
  });

  it('resolving one address releases nothing that waits for another', () => {
    const lab = freshLab();
    lab.send(a);
    lab.send(b);
    expect(lab.receive(reply('B', b))).toEqual([`to B: echo request ${d} → ${b}`]);
    expect(lab.entry(a)).toBe('incomplete');
  });

  it.each([
    ['given up', (lab: StackLab): void => void lab.wait(10_000)],
    ['forgotten', (lab: StackLab): void => lab.stack.forgetNeighbour(undefined, 'operator')],
    ['lost by a reboot', (lab: StackLab): void => lab.stack.reboot()],
  ])('what was %s is never sent', (_, lose) => {
    const lab = freshLab();
    lab.send(a);
    lose(lab);
    expect(lab.receive(request('A', a, d))).toEqual([`to A: ${d} is at D`]);
    expect(lab.send(a)).toEqual([`to A: echo request ${d} → ${a}`]);
  });
});

describe('RFC 1122 section 2.3.2.1: "There MUST be a mechanism to flush out-of-date cache entries", here a timeout', () => {
  it('strikes to the nanosecond, whoever uses the entry', () => {
    const lab = freshLab();
    lab.receive(request('A', a, d));
    for (let second = 0; second < LIFETIME_MS / 1000; second++) {
      expect(lab.entry(a)).toBe('A reachable');
      lab.send(a);
      if (second < LIFETIME_MS / 1000 - 1) lab.wait(1000);
    }
    lab.wait(1000 - 1 / MILLISECOND);
    expect(lab.entry(a)).toBe('A reachable');
    lab.wait(1 / MILLISECOND);
    expect(lab.entry(a)).toBe('none');
  });

  it.each([
    ['the same claim', request('A', a, n), 'A'],
    ['another claim', gratuitous(1, 'B', a), 'B'],
  ])('"… restart the timeout" by %s', (_, frame, station) => {
    const lab = freshLab();
    lab.receive(request('A', a, d));
    lab.wait(40_000);
    lab.receive(frame);
    lab.wait(LIFETIME_MS - 1);
    expect(lab.entry(a)).toBe(`${station} reachable`);
    lab.wait(1);
    expect(lab.changes().at(-1)).toBe(`${a} ${station} reachable -> none (timer)`);
  });

  it('counts from the answer, not from the question', () => {
    const lab = freshLab();
    lab.send(a);
    lab.wait(900);
    lab.receive(reply('A', a));
    lab.wait(LIFETIME_MS - 1);
    expect(lab.entry(a)).toBe('A reachable');
    lab.wait(1);
    expect(lab.entry(a)).toBe('none');
  });

  it('an entry that was forgotten and came again lives as long as a new one', () => {
    const lab = freshLab();
    lab.receive(request('A', a, d));
    lab.wait(40_000);
    lab.stack.forgetNeighbour(undefined, 'operator');
    lab.receive(request('A', a, d));
    lab.wait(LIFETIME_MS - 1);
    expect(lab.entry(a)).toBe('A reachable');
  });

  it('never for a static entry', () => {
    const lab = freshLab({ permanent: { [a]: 'A' } });
    lab.wait(24 * 3_600_000);
    expect(lab.entry(a)).toBe('A permanent');
  });
});

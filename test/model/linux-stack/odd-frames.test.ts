/** Frames that no honest station sends, and what Linux 6.18 was seen to do with them. */
import { describe, expect, it } from 'vitest';
import { Frame } from '../../../src/wire/index.ts';
import { StackLab } from '../stack-lab.ts';
import { a, arp, d, gratuitous, MACS, nobody, request, type Station, z } from '../stations.ts';

const ANSWER = [`to A: ${d} is at D`];

function freshLab(): StackLab {
  return new StackLab('linux');
}

/** A request for the stack with some octets of its ARP packet replaced. */
function requestWith(offset: number, ...octets: readonly number[]): Frame {
  const bytes = request('A', a, d).bytes.slice();
  bytes.set(octets, 14 + offset);
  return new Frame(bytes);
}

/** A request for the stack with other octets between the addresses and the packet. */
function encapsulated(...octets: readonly number[]): Frame {
  const { bytes } = request('A', a, d);
  return new Frame(Uint8Array.of(...bytes.subarray(0, 12), ...octets, ...bytes.subarray(14)));
}

describe('the sender’s hardware address', () => {
  it.each<Station>(['all', 'group', 'zero', 'D'])('%s is accepted, learned and replied to', (station) => {
    const lab = freshLab();
    const sent: Frame[] = [];
    lab.transmit = (_, frame) => void sent.push(frame);
    lab.receive(request(station, a, d));
    expect(sent).toHaveLength(1);
    expect(sent[0]!.destination).toBe(Number.parseInt(MACS[station].replaceAll(':', ''), 16));
    expect(lab.cache()).toHaveLength(1);
    expect(lab.entry(a)).toContain('stale');
  });

  it('is what counts, the Ethernet source is ignored', () => {
    const lab = freshLab();
    expect(lab.receive(request('A', a, d, { from: 'X' }))).toEqual(ANSWER);
    expect(lab.entry(a)).toBe('A stale');
  });
});

describe('the sender’s protocol address', () => {
  it.each([
    ['own', d],
    ['loopback', '127.0.0.9'],
    ['a group', '224.0.0.1'],
    ['another group', '239.255.255.255'],
    ['everybody', '255.255.255.255'],
  ])('%s: silent, nothing learned', (_, sender) => {
    const lab = freshLab();
    expect(lab.receive(request('A', sender, d))).toEqual([]);
    expect(lab.cache()).toEqual([]);
  });

  it.each([
    ['class E', '240.0.0.1'],
    ['of "this" network', '0.1.2.3'],
    ['of the network itself', '10.0.0.0'],
    ['off-subnet', z],
  ])('%s: replied and learned', (_, sender) => {
    const lab = freshLab();
    expect(lab.receive(request('A', sender, d))).toEqual(ANSWER);
    expect(lab.cache()).toEqual([`${sender} A stale`]);
  });

  it.each([
    ['of its own network', '10.0.0.255'],
    ['of the network of its other interface', '192.0.2.255'],
  ])('the broadcast address %s: replied, not learned', (_, sender) => {
    const lab = new StackLab('linux', { interfaces: [[`${d}/24`], ['192.0.2.1/24']] });
    expect(lab.receive(request('A', sender, d))).toEqual([`eth0 ${ANSWER[0]}`]);
    expect(lab.cache()).toEqual([]);
  });

  it('0.0.0.0, a probe: replied by unicast, not learned', () => {
    const lab = freshLab();
    expect(lab.receive(request('A', nobody, d))).toEqual(ANSWER);
    expect(lab.receive(arp(2, 'A', nobody, d))).toEqual([]);
    expect(lab.cache()).toEqual([]);
  });

  it('a claim of its own address: silently ignored, there is no conflict detection', () => {
    const lab = freshLab();
    expect(lab.receive(gratuitous(1, 'A', d))).toEqual([]);
    expect(lab.receive(gratuitous(2, 'A', d))).toEqual([]);
    expect(lab.receive(arp(2, 'A', d, a))).toEqual([]);
    expect(lab.cache()).toEqual([]);
  });
});

describe('the target’s protocol address', () => {
  it.each(['224.0.0.1', '127.0.0.1', '10.0.0.255', '255.255.255.255', '0.0.0.0', '10.0.0.77'])(
    '%s: silent, nothing learned',
    (target) => {
      const lab = freshLab();
      expect(lab.receive(request('A', a, target))).toEqual([]);
      expect(lab.cache()).toEqual([]);
    },
  );

  it.each(['224.0.0.1', '127.0.0.1'])('%s: the packet does not even update', (target) => {
    const lab = freshLab();
    lab.receive(request('A', a, d));
    lab.wait(2000);
    lab.receive(request('B', a, target));
    expect(lab.entry(a)).toBe('A stale');
  });
});

describe('the header', () => {
  it.each([
    ['hardware type 3', requestWith(0, 0, 3)],
    ['protocol type 0x0801', requestWith(2, 8, 1)],
    ['hardware length 8', requestWith(4, 8)],
    ['hardware length 0', requestWith(4, 0)],
    ['protocol length 16', requestWith(5, 16)],
    ['operation 0', arp(0, 'A', a, d)],
    ['operation 3', arp(3, 'A', a, d)],
    ['operation 25', arp(25, 'A', a, d)],
    ['operation 256', arp(256, 'A', a, d)],
    ['RARP EtherType', encapsulated(0x80, 0x35)],
    ['SNAP', encapsulated(0, 36, 0xaa, 0xaa, 3, 0, 0, 0, 8, 6)],
    ['VLAN 5', encapsulated(0x81, 0, 0, 5, 8, 6)],
    ['another’s unicast Ethernet destination', request('A', a, d, { to: 'X' })],
    ['no Ethernet destination', request('A', a, d, { to: 'zero' })],
  ])('%s: silent, nothing learned or updated', (_, frame) => {
    const lab = freshLab();
    expect([lab.receive(frame), lab.cache()]).toEqual([[], []]);
    lab.receive(request('B', a, d));
    lab.wait(2000);
    lab.receive(frame);
    expect(lab.entry(a)).toBe('B stale');
  });

  it.each([
    ['hardware type 6', requestWith(0, 0, 6)],
    ['VLAN 0', encapsulated(0x81, 0, 0, 0, 8, 6)],
    ['any multicast destination', request('A', a, d, { to: 'group' })],
    ['padding', new Frame(Uint8Array.of(...request('A', a, d).bytes, ...new Array(18).fill(0xa5)))],
  ])('%s: answered and learned', (_, frame) => {
    const lab = freshLab();
    expect(lab.receive(frame)).toEqual(ANSWER);
    expect(lab.entry(a)).toBe('A stale');
  });

  it('the answer to hardware type 6 has type 1, and no padding comes back', () => {
    const lab = freshLab();
    const sent: Frame[] = [];
    lab.transmit = (_, frame) => void sent.push(frame);
    lab.receive(requestWith(0, 0, 6));
    expect(sent.map((frame) => [frame.arp?.hardwareType, frame.bytes.length])).toEqual([[1, 42]]);
  });

  it('shorter than 42 octets: silent', () => {
    const { bytes } = request('A', a, d);
    for (let length = 0; length < bytes.length; length++) {
      const lab = freshLab();
      expect([lab.receive(new Frame(bytes.slice(0, length))), lab.cache()]).toEqual([[], []]);
    }
  });
});

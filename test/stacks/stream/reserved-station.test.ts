import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { address, mac } from '../../../src/network/index.ts';
import { ReservedStation } from '../../../src/stacks/stream/reserved-station.ts';
import {
  ARP_REPLY,
  ARP_REQUEST,
  arpFrameBytes,
  formatIpv4,
  ipFrameBytes,
  MAC_BROADCAST,
  MAC_ZERO,
} from '../../../src/wire/index.ts';

const SEED = 826_02;
const STACK = mac('02:00:00:00:00:01');
const OWN = mac('02:00:00:ff:ff:fe');
const STACK_IP = address('10.0.0.1');
const OWN_IP = address('10.255.255.254');
const identity = { mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/8', '10.0.0.2/8'], staticNeighbour: undefined };

function arp(operation: number, targetIp = OWN_IP, to = OWN): Uint8Array {
  return arpFrameBytes(to, STACK, { operation, senderMac: STACK, senderIp: STACK_IP, targetMac: OWN, targetIp });
}

function echoReply(id: number, to = OWN, destination = OWN_IP): Uint8Array {
  return ipFrameBytes(to, STACK, { source: STACK_IP, destination, message: 'echo-reply', id });
}

describe("the harness's own station", () => {
  it.each([
    ['10.0.0.1/8', '10.255.255.254'],
    ['192.168.7.1/24', '192.168.7.254'],
    ['172.16.0.1/12', '172.31.255.254'],
  ])('of a stack with %s has the address %s', (own, expected) => {
    expect(formatIpv4(new ReservedStation({ ...identity, addresses: [own] }).address)).toBe(expected);
  });

  it('knows what the stack says to it', () => {
    const station = new ReservedStation(identity);
    station.echo();
    expect(station.kindOf(arp(ARP_REQUEST, OWN_IP, MAC_BROADCAST))).toBe('question');
    expect(station.kindOf(arp(ARP_REQUEST, OWN_IP, OWN))).toBe('question');
    expect(station.kindOf(arp(ARP_REPLY))).toBe('arp-reply');
    expect(station.kindOf(echoReply(1))).toBe('echo-reply');
  });

  it('takes an answer that is wrong in other things for an answer', () => {
    const station = new ReservedStation(identity);
    station.echo();
    // Broadcast, as RFC 3927 section 2.5 wants it for link-local addresses; to somebody else; about somebody else.
    expect(station.kindOf(arp(ARP_REPLY, OWN_IP, MAC_BROADCAST))).toBe('arp-reply');
    expect(station.kindOf(arp(ARP_REPLY, OWN_IP, mac('02:00:00:00:00:09')))).toBe('arp-reply');
    expect(station.kindOf(arp(ARP_REPLY, address('10.0.0.9')))).toBe('arp-reply');
    expect(station.kindOf(arp(7))).toBe('arp-reply');
    expect(station.kindOf(echoReply(1, mac('02:00:00:00:00:09')))).toBe('echo-reply');
  });

  it('takes only the answer to its latest echo request for an answer, and hides the others', () => {
    const station = new ReservedStation(identity);
    station.echo();
    station.echo();
    expect(station.kindOf(echoReply(1))).toBe('other');
    expect(station.kindOf(echoReply(2))).toBe('echo-reply');
    expect(station.kindOf(echoReply(2).subarray(0, 36))).toBe('other');
  });

  it('knows its own frames when they come back', () => {
    const station = new ReservedStation(identity);
    for (const frame of [station.request(), station.reply(), station.echo()]) {
      expect(station.kindOf(frame)).toBe('other');
    }
  });

  it('asks for an echo under another number every time, for longer than numbers last', () => {
    const station = new ReservedStation(identity);
    for (let time = 0; time < 0x1_0000 + 5; time += 1) station.echo();
    expect(station.kindOf(echoReply(5))).toBe('echo-reply');
  });

  it('has nothing to do with what stations of cases are told', () => {
    const station = new ReservedStation(identity);
    station.echo();
    const neighbour = mac('02:00:00:00:00:07');
    const sender = { senderMac: STACK, senderIp: STACK_IP, targetMac: MAC_ZERO };
    const frames = [
      arpFrameBytes(MAC_BROADCAST, STACK, { ...sender, operation: ARP_REQUEST, targetIp: address('10.255.255.253') }),
      arpFrameBytes(MAC_BROADCAST, STACK, { ...sender, operation: ARP_REQUEST, targetIp: address('10.255.255.255') }),
      // It claims the station's address for itself: that is for the judges.
      arpFrameBytes(MAC_BROADCAST, STACK, {
        ...sender,
        senderIp: OWN_IP,
        operation: ARP_REPLY,
        targetIp: address('10.0.0.7'),
      }),
      echoReply(1, neighbour, address('10.0.0.7')),
      arp(ARP_REPLY, OWN_IP).subarray(0, 13),
      new Uint8Array(0),
    ];
    expect(frames.map((frame) => station.kindOf(frame))).toEqual(frames.map(() => undefined));
  });

  it(`has nothing to do with frames that name neither of its addresses (seed ${SEED})`, () => {
    const station = new ReservedStation(identity);
    // ff does not occur, and so neither address does.
    const octets = fc.array(fc.integer({ min: 0, max: 0xfe }), { maxLength: 80 });
    const types = fc.constantFrom([0x08, 0x06], [0x08, 0x00], [0x81, 0x00]);
    const property = fc.property(octets, types, (some, type) => {
      const frame = Uint8Array.from([...some.slice(0, 12), ...type, ...some.slice(12)]);
      expect(station.kindOf(frame)).toBeUndefined();
    });
    fc.assert(property, { seed: SEED, numRuns: 1000 });
  });
});

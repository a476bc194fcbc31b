import { describe, expect, it } from 'vitest';
import { describeDestination, describeFrame } from '../../src/wire/describe.ts';
import { Frame } from '../../src/wire/frame.ts';
import type { IpMessage } from '../../src/wire/index.ts';
import { ipFrameBytes } from '../../src/wire/ip-packet.ts';
import { bytesOf } from './bytes.ts';
import { ARP_REPLY_FRAME, ARP_REQUEST_FRAME, GOLDEN_IP, PEER, STATION } from './golden-frames.ts';

/** An ARP frame to everyone: header fields, operation, and the four addresses. */
function arpFrame(fields: string): Frame {
  return new Frame(bytesOf(`ffffffffffff 021122334455 0806 ${fields}`));
}

describe('a line on an ARP frame', () => {
  it.each([
    ['who has 10.11.12.13? tell 192.168.30.1', '0001 0800 0604 0001 021122334455 c0a81e01 000000000000 0a0b0c0d'],
    ['who has 10.11.12.13? (probe)', '0001 0800 0604 0001 021122334455 00000000 000000000000 0a0b0c0d'],
    [
      '192.168.30.1 is at 02:11:22:33:44:55 (gratuitous request)',
      '0001 0800 0604 0001 021122334455 c0a81e01 000000000000 c0a81e01',
    ],
    ['192.168.30.1 is at 02:11:22:33:44:55', '0001 0800 0604 0002 021122334455 c0a81e01 0266778899aa 0a0b0c0d'],
    [
      '192.168.30.1 is at 02:11:22:33:44:55 (gratuitous reply)',
      '0001 0800 0604 0002 021122334455 c0a81e01 021122334455 c0a81e01',
    ],
    [
      'ARP operation 25 from 192.168.30.1 for 10.11.12.13',
      '0001 0800 0604 0019 021122334455 c0a81e01 000000000000 0a0b0c0d',
    ],
    [
      'who has 10.11.12.13? tell 192.168.30.1 (malformed: hardware type)',
      '0003 0800 0604 0001 021122334455 c0a81e01 000000000000 0a0b0c0d',
    ],
    [
      'who has 10.11.12.13? tell 192.168.30.1 (malformed: protocol length)',
      '0001 0800 0610 0001 021122334455 c0a81e01 000000000000 0a0b0c0d',
    ],
    ['who has 0.0.0.0? tell 192.168.30.1 (malformed: truncated)', '0001 0800 0604 0001 021122334455 c0a81e01'],
  ])('%s', (line, fields) => {
    expect(describeFrame(arpFrame(fields))).toBe(line);
  });

  it('names the VLAN, 0 too, which is only a priority', () => {
    const priority = new Frame(bytesOf('ffffffffffff 021122334455 8100 a000 88cc'));
    expect(describeFrame(priority)).toBe('VLAN 0: type 0x88cc, 18 octets');
    const frame = new Frame(bytesOf(`ffffffffffff 021122334455 8100 0005 0806 ${'00'.repeat(28)}`));
    expect(describeFrame(frame)).toBe('VLAN 5: ARP operation 0 from 0.0.0.0 for 0.0.0.0 (malformed: hardware type)');
  });
});

describe('a line on another frame', () => {
  it.each<[IpMessage, string]>([
    ['echo-request', 'echo request 192.168.30.1 → 10.11.12.13'],
    ['echo-reply', 'echo reply 192.168.30.1 → 10.11.12.13'],
    ['syn', 'TCP SYN 192.168.30.1 → 10.11.12.13'],
    ['syn-ack', 'TCP SYN, ACK 192.168.30.1 → 10.11.12.13'],
    ['datagram', 'UDP datagram 192.168.30.1 → 10.11.12.13'],
    ['datagram-answer', 'UDP answer 192.168.30.1 → 10.11.12.13'],
  ])('%s', (message, line) => {
    const packet = { ...GOLDEN_IP[0]!.packet, message };
    expect(describeFrame(new Frame(ipFrameBytes(PEER, STATION, packet)))).toBe(line);
    expect(describeFrame(Frame.ipPacket(PEER, STATION, packet))).toBe(line);
  });

  it.each([
    ['reverse ARP announcement of 02:11:22:33:44:55', `ffffffffffff 021122334455 8035 ${'00'.repeat(28)}`],
    ['type 0x88cc, 16 octets', 'ffffffffffff 021122334455 88cc 0000'],
    ['type 0x0026, 14 octets', 'ffffffffffff 021122334455 0026'],
    ['type 0x0800, 16 octets', 'ffffffffffff 021122334455 0800 4500'],
    ['VLAN 7: type 0x88cc, 18 octets', 'ffffffffffff 021122334455 8100 0007 88cc'],
    ['13 octets, too short for an Ethernet header', 'ffffffffffff 021122334455 08'],
    ['0 octets, too short for an Ethernet header', ''],
  ])('%s', (line, hex) => {
    expect(describeFrame(new Frame(bytesOf(hex)))).toBe(line);
  });
});

it('a destination is a star for everyone', () => {
  expect(describeDestination(new Frame(ARP_REQUEST_FRAME))).toBe('*');
  expect(describeDestination(new Frame(ARP_REPLY_FRAME))).toBe('02:11:22:33:44:55');
});

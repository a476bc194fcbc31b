import { describe, expect, it } from 'vitest';
import {
  deleteNeighbour,
  dumpNeighbours,
  errorIn,
  linkState,
  messagesIn,
  neighbourIn,
  newAddress,
  permanentNeighbour,
  wantsAcknowledgment,
} from '../../../src/stacks/kernel/netlink.ts';
import { formatIpv4, formatMac, parseIpv4, parseMac } from '../../../src/wire/index.ts';

const MAC = parseMac('02:00:00:00:09:09')!;
const ADDRESS = parseIpv4('10.0.0.9')!;

function bytes(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
}

/** Made by hand from linux/netlink.h and linux/rtnetlink.h: header, family's struct, attributes. */
describe('messages of rtnetlink', () => {
  it.each([
    ['link up', linkState(2, 'up'), '20000000 1000 0100 00000000 00000000 | 00000000 02000000 01000000 01000000'],
    ['link down', linkState(3, 'down'), '20000000 1000 0100 00000000 00000000 | 00000000 03000000 00000000 01000000'],
    [
      'address',
      newAddress(2, ADDRESS, 8, 'host'),
      '28000000 1400 0104 00000000 00000000 | 02 08 00 fe 02000000 | 0800 0200 0a000009 | 0800 0100 0a000009',
    ],
    [
      'static neighbour',
      permanentNeighbour(2, ADDRESS, MAC),
      '30000000 1c00 0105 00000000 00000000 | 02000000 02000000 8000 0000 | 0800 0100 0a000009 | 0a00 0200 020000000909 0000',
    ],
    [
      'deletion',
      deleteNeighbour(258, ADDRESS),
      '24000000 1d00 0100 00000000 00000000 | 02000000 02010000 0000 0000 | 0800 0100 0a000009',
    ],
    ['dump', dumpNeighbours(), '1c000000 1e00 0103 00000000 00000000 | 02000000 00000000 0000 0000'],
    [
      'dump that is acknowledged',
      wantsAcknowledgment(dumpNeighbours()),
      '1c000000 1e00 0503 00000000 00000000 | 02000000 00000000 0000 0000',
    ],
  ])('%s', (_what, message, expected) => {
    expect(message).toEqual(bytes(expected.replaceAll('|', '')));
  });
});

describe('answers of rtnetlink', () => {
  const ROW = '02000000 02000000 0400 0000 | 0800 0100 0a000009 | 0a00 0200 020000000909 0000'.replaceAll('|', '');

  it('are taken apart, each with what belongs to it', () => {
    const datagram = bytes(
      `12000000 0200 0000 00000000 00000000 abcd 0000 | 10000000 0300 0000 0000000000000000`.replaceAll('|', ''),
    );
    expect([...messagesIn(datagram)].map(({ type, body }) => [type, body.length])).toEqual([
      [2, 2],
      [3, 0],
    ]);
  });

  it.each([
    ['cut off', '20000000 0200 0000 00000000 00000000 00'],
    ['shorter than a header', '0f000000 0200 0000 00000000 00000000'],
    ['no header', '10000000 0200'],
  ])('end where one is %s', (_what, text) => {
    expect([...messagesIn(bytes(text))]).toEqual([]);
  });

  it('tell errors by their number', () => {
    expect(errorIn(bytes('feffffff 24000000'))).toBe(2);
    expect(errorIn(bytes('00000000 24000000'))).toBe(0);
  });

  it('tell neighbours', () => {
    const row = neighbourIn(bytes(ROW))!;
    expect(row).toEqual({ interface: 2, address: ADDRESS, mac: MAC, state: 'stale' });
    expect([formatIpv4(row.address), formatMac(row.mac!)]).toEqual(['10.0.0.9', '02:00:00:00:09:09']);
  });

  it.each([
    [
      'without a MAC address',
      '02000000 02000000 0100 0000 0800 0100 0a000009',
      { mac: undefined, state: 'incomplete' },
    ],
    ['in no state', '02000000 02000000 0000 0000 0800 0100 0a000009', { state: 'none' }],
    [
      'with an attribute that is unknown',
      '02000000 02000000 0200 0000 0500 0900 0000 0000 0800 0100 0a000009',
      { state: 'reachable' },
    ],
    ['cut off in the MAC address', '02000000 02000000 0200 0000 0800 0100 0a000009 0a00 0200 0200', { mac: undefined }],
  ])('tell a neighbour %s', (_what, text, expected) => {
    expect(neighbourIn(bytes(text))).toMatchObject({ address: ADDRESS, ...expected });
  });

  it.each([
    ['without an address', '02000000 02000000 0200 0000'],
    ['of IPv6', '0a000000 02000000 0200 0000 1400 0100 fe80000000000000 0000000000000001'],
    ['with an attribute that does not end', '02000000 02000000 0200 0000 0000 0100 0a000009'],
  ])('skip a neighbour %s', (_what, text) => {
    expect(neighbourIn(bytes(text))).toBeUndefined();
  });
});

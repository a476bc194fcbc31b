import { describe, expect, it } from 'vitest';
import { LinkFrame } from '../../src/check/link-frame.ts';
import { readLinkLayer } from '../../src/check/link-layer.ts';
import { linkTypeName } from '../../src/check/link-type-names.ts';
import { pcapBytes, pcapngBytes } from '../../src/pcap-writer/index.ts';
import { checkBytes, gist } from './checked.ts';
import { CARRIERS, OTHERS, REPLY, REQUEST } from './link-frames.ts';

describe.each(CARRIERS)('$name', ({ linkType, wrap }) => {
  const bytes = wrap(REQUEST);

  it('has its ARP packet found, wherever it lies in the buffer', () => {
    const shifted = new Uint8Array(bytes.length + 20).fill(0xee);
    shifted.set(bytes, 7);
    const frame = new LinkFrame();
    expect(readLinkLayer(shifted, 7, 7 + bytes.length, linkType, frame)).toBe('arp');
    expect([...shifted.subarray(frame.payload, frame.end)]).toEqual([...REQUEST]);
  });

  it('tells who sent it', () => {
    const frame = new LinkFrame();
    readLinkLayer(bytes, 0, bytes.length, linkType, frame);
    const source =
      frame.sourceAt < 0 ? 'unknown' : Buffer.from(bytes.subarray(frame.sourceAt, frame.sourceAt + 6)).toString('hex');
    expect(source).toBe('020000000002');
    if (frame.destinationAt >= 0) expect(frame.isBroadcast).toBe(true);
  });

  it('may be cut anywhere', () => {
    for (let length = 0; length < bytes.length; length++) {
      const frame = new LinkFrame();
      const carried = readLinkLayer(bytes, 0, length, linkType, frame);
      if (carried === 'arp') expect(frame.payload).toBeLessThanOrEqual(length);
    }
  });

  it('is judged', () => {
    const packets = [wrap(REQUEST), wrap(REPLY)].map((data, index) => ({ timestampNs: index, data }));
    const result = checkBytes(pcapBytes(packets, { linkType }));
    expect(result).toMatchObject({ packets: 2, arp: 2 });
    expect(gist(result).filter((each) => each.startsWith('capture.malformed'))).toEqual([]);
  });
});

it.each(OTHERS)('%s', (_name, linkType, bytes, carried) => {
  expect(readLinkLayer(bytes, 0, bytes.length, linkType, new LinkFrame())).toBe(carried);
  const { links, arp } = checkBytes(pcapBytes([{ timestampNs: 0, data: bytes }], { linkType }));
  const none = { short: 0, hidden: 0, unknown: 0 };
  expect(links).toEqual([{ linkType, packets: 1, arp: 0, ...none, ...(carried === 'other' ? {} : { [carried]: 1 }) }]);
  expect(arp).toBe(0);
});

it('counts by link type in a capture of several interfaces', () => {
  const interfaces = CARRIERS.map(({ linkType }) => ({ linkType }));
  const packets = CARRIERS.map(({ wrap }, interfaceId) => ({
    interfaceId,
    timestampNs: interfaceId,
    data: wrap(REQUEST),
  }));
  const { links, arp } = checkBytes(pcapngBytes(interfaces, packets));
  expect(arp).toBe(CARRIERS.length);
  expect(links.map((each) => [each.linkType, each.arp])).toEqual(
    [1, 113, 276, 105, 127, 192].map((type) => [type, CARRIERS.filter((each) => each.linkType === type).length]),
  );
});

it.each([
  [1, 'ETHERNET'],
  [276, 'LINUX_SLL2'],
  [4242, 'link type 4242'],
])('link type %i is called %s', (linkType, name) => {
  expect(linkTypeName(linkType)).toBe(name);
});

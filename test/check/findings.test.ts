import { describe, expect, it } from 'vitest';
import { crc32 } from '../../src/check/crc32.ts';
import { ALL_FINDING_KINDS } from '../../src/check/finding-kinds.ts';
import { pcapBytes } from '../../src/pcap-writer/index.ts';
import {
  altered,
  announces,
  asks,
  type Claim,
  checkBytes,
  checkFrames,
  findingOf,
  gist,
  mac,
  probes,
  replies,
  station,
  type Timed,
} from './checked.ts';

const A = station(1);
const B = station(2);
const C = station(3);
/** Another machine with the address of A. */
const OTHER: Claim = { ...A, mac: mac(0x66) };
const LOCAL = '169.254.1.1';
const local = (last: number): Claim => ({ mac: mac(last), ip: LOCAL });
const SECOND = 1000;

const conversation: readonly Timed[] = [
  asks(0, A, B.ip),
  replies(1, B, A),
  asks(20_000, C, A.ip),
  replies(20_001, A, C),
];

it('finds nothing in an ordinary conversation', () => {
  const result = checkFrames(conversation);
  expect(gist(result)).toEqual([]);
  expect(result).toMatchObject({ packets: 4, arp: 4, cut: 0 });
});

describe('who has an address', () => {
  it('calls it the bubble if hosts share a link-local address, and says how it is claimed', () => {
    const result = checkFrames([asks(0, C, LOCAL), replies(1, local(1), C), asks(30_000, local(2), B.ip)]);
    expect(gist(result)).toEqual(['capture.local-address-shared merge-from-third-party-request likely']);
    const { level, occurrences } = findingOf(result, 'capture.local-address-shared');
    expect(level).toBe('MUST');
    expect(occurrences).toMatchObject([{ frame: 3, causes: [2] }]);
  });

  it('is certain of that if there are three, or if two take turns', () => {
    const claims = [1, 2, 3].map((last) => asks(last * 5 * SECOND, local(last), B.ip));
    expect(findingOf(checkFrames(claims), 'capture.local-address-shared').confidence).toBe('certain');
    const turns = [1, 2, 1].map((last, index) => asks(index * 100 * SECOND, local(last), B.ip));
    expect(findingOf(checkFrames(turns), 'capture.local-address-shared').confidence).toBe('certain');
  });

  it('is doubtful if the claims are far apart', () => {
    const result = checkFrames([asks(0, local(1), B.ip), asks(100 * SECOND, local(2), B.ip)]);
    expect(gist(result)).toEqual(['capture.local-address-shared merge-from-third-party-request possible']);
  });

  it('finds two answers to one request', () => {
    const result = checkFrames([asks(0, C, A.ip), replies(1, A, C), replies(2, OTHER, C)]);
    expect(gist(result)).toEqual(['capture.address-conflict two-answers certain']);
    expect(findingOf(result, 'capture.address-conflict').occurrences).toMatchObject([{ frame: 3, causes: [2, 1] }]);
  });

  it('finds two who claim an address in turns', () => {
    const result = checkFrames([asks(0, A, B.ip), asks(2000, OTHER, B.ip), asks(4000, A, C.ip)]);
    expect(gist(result)).toEqual([
      'capture.binding-moved merge-from-third-party-request certain',
      'capture.address-conflict both-claim likely',
    ]);
    expect(findingOf(result, 'capture.address-conflict').occurrences).toMatchObject([{ frame: 3, causes: [2, 1] }]);
  });

  it('calls it a move and a return if much time is between', () => {
    const result = checkFrames([asks(0, A, B.ip), asks(60_000, OTHER, B.ip), announces(120_000, A)]);
    expect(gist(result)).toEqual([
      'capture.binding-moved merge-from-third-party-request certain',
      'capture.binding-moves-back gratuitous likely',
    ]);
  });

  it('does not call a fail-over a violation', () => {
    const result = checkFrames([asks(0, A, B.ip), announces(60_000, OTHER)]);
    expect(gist(result)).toEqual(['capture.binding-moved gratuitous certain']);
    expect(findingOf(result, 'capture.binding-moved').level).toBe('NOTE');
  });

  it('doubts what the virtual address of a redundant gateway does', () => {
    for (const virtual of [0x0000_5e00_0107, 0x0000_0c07_ac01, 0x0000_0c9f_f123, 0x0007_b400_0102]) {
      const gateway = { ...A, mac: virtual as Claim['mac'] };
      const result = checkFrames([asks(0, C, A.ip), replies(1, A, C), replies(2, gateway, C)]);
      expect(gist(result)).toEqual(['capture.address-conflict two-answers possible']);
    }
  });

  it('doubts claims at two interfaces, as they may be in two networks', () => {
    const result = checkFrames([asks(0, A, B.ip), asks(2000, OTHER, B.ip, 1)]);
    expect(findingOf(result, 'capture.binding-moved').reason).toContain('different interfaces');
  });

  it('takes a packet that is captured at two interfaces for one', () => {
    const both = (timed: Timed): readonly Timed[] => [timed, { ...timed, at: timed.at + 0.02, interfaceId: 1 }];
    const frames = [asks(0, A, B.ip), replies(1, B, A), asks(5000, C, A.ip)].flatMap(both);
    expect(gist(checkFrames(frames))).toEqual([]);
  });

  it('keeps VLANs apart', () => {
    const tagged = (timed: Timed, vlan: number): Timed => {
      const frame = new Uint8Array(timed.frame.length + 4);
      frame.set(timed.frame.subarray(0, 12));
      frame.set([0x81, 0, 0, vlan], 12);
      frame.set(timed.frame.subarray(12), 16);
      return { ...timed, frame };
    };
    const result = checkFrames([
      tagged(asks(0, A, B.ip), 5),
      tagged(asks(1000, OTHER, B.ip), 6),
      tagged(asks(2000, A, C.ip), 5),
      tagged(tagged(asks(3000, A, C.ip), 5), 7),
      tagged(asks(4000, A, station(9).ip), 0),
    ]);
    expect(gist(result)).toEqual([
      'capture.vlan-tagged tagged certain',
      'capture.vlan-tagged tagged certain',
      'capture.vlan-tagged double-tagged certain',
      'capture.vlan-tagged priority-tagged certain',
    ]);
  });
});

describe('replies that nobody asked for', () => {
  it('finds one that changes who has an address', () => {
    const result = checkFrames([asks(0, A, B.ip), replies(20_000, OTHER, C)]);
    expect(gist(result)).toContain('capture.unsolicited-reply unasked-reply likely');
  });

  it('doubts it at the beginning of the capture', () => {
    const result = checkFrames([asks(0, A, B.ip), replies(1000, OTHER, C)]);
    expect(gist(result)).toContain('capture.unsolicited-reply unasked-reply possible');
  });

  it('says nothing of one that changes nothing, or was asked for', () => {
    expect(gist(checkFrames([asks(0, A, B.ip), replies(20_000, A, C)]))).toEqual([]);
    const answered = checkFrames([asks(0, A, B.ip), asks(19_999, C, A.ip), replies(20_000, OTHER, C)]);
    expect(gist(answered)).toEqual(['capture.binding-moved reply certain']);
  });
});

describe('probes and announcements (RFC 5227)', () => {
  const proper = [0, 1500, 3000].map((at) => probes(at, A.mac, A.ip));

  it('finds nothing in a proper sequence', () => {
    expect(gist(checkFrames([...proper, announces(5000, A), announces(7000, A)]))).toEqual([]);
  });

  it.each([
    [
      'probes too close',
      [probes(0, A.mac, A.ip), probes(300, A.mac, A.ip)],
      'capture.probe-timing probes-too-close likely',
    ],
    ['a fourth probe', [...proper, probes(4500, A.mac, A.ip)], 'capture.probe-timing too-many-probes possible'],
    [
      'an announcement too soon',
      [...proper, announces(3500, A)],
      'capture.announcement-timing announced-too-soon likely',
    ],
    [
      'announcements too close',
      [...proper, announces(5000, A), announces(5500, A)],
      'capture.announcement-timing announcements-too-close likely',
    ],
    [
      'announcements too close without a probe',
      [announces(5000, A), announces(5950, A)],
      'capture.announcement-timing announcements-too-close possible',
    ],
  ])('finds %s', (_name, frames, expected) => {
    expect(gist(checkFrames(frames))).toContain(expected);
  });

  it('finds an address that is taken although somebody answered', () => {
    const result = checkFrames([...proper, replies(3001, OTHER, { ...A, ip: '0.0.0.0' }), announces(5000, A)]);
    expect(findingOf(result, 'capture.taken-despite-conflict').occurrences).toMatchObject([
      { frame: 5, causes: [4, 3] },
    ]);
  });
});

describe('rates', () => {
  const times = (count: number, step: number): readonly number[] => Array.from({ length: count }, (_, n) => n * step);

  it('judges requests for one address by the properties of RFC 1122', () => {
    const result = checkFrames(times(6, 150).map((at) => asks(at, A, B.ip)));
    expect(gist(result)).toContain('rfc1122.one-request-a-second asked-again-too-soon likely');
    expect(gist(result)).toContain('rfc1122.no-request-flood request-flood likely');
    expect(findingOf(result, 'rfc1122.no-request-flood').subject).toBe('02:00:00:00:00:01');
    expect(findingOf(result, 'rfc1122.one-request-a-second').occurrences[0]).toMatchObject({ frame: 2, causes: [1] });
  });

  it('finds nothing in a request a second', () => {
    const { findings, verdicts } = checkFrames(times(5, 1000).map((at) => asks(at, A, B.ip)));
    expect(findings).toEqual([]);
    const rate = verdicts.find((each) => each.property.id === 'rfc1122.one-request-a-second');
    expect(rate).toMatchObject({ verdict: 'held', exercised: 4 });
  });

  it('finds a loop: the same packet again and again', () => {
    const result = checkFrames(times(12, 0.01).map((at) => replies(at, A, B)));
    expect(gist(result)).toEqual(['capture.arp-storm same-packet likely']);
  });

  it('finds a scan', () => {
    const result = checkFrames(times(150, 2).map((at) => asks(at, A, `10.0.1.${at / 2}`)));
    expect(gist(result)).toEqual(['capture.arp-storm scan possible']);
  });

  it('finds that there is much of everything', () => {
    const frames = times(1200, 0.5).map((at, n) =>
      asks(at, { mac: mac(n % 200), ip: `10.0.2.${n % 200}` }, `10.1.${n >> 8}.${n & 255}`),
    );
    expect(gist(checkFrames(frames))).toEqual(['capture.arp-storm everyone possible']);
  });
});

describe('fields', () => {
  it.each([
    ['a hardware length that does not fit', altered(asks(0, A, B.ip), 18, 8), 'truncated'],
    ['a protocol length that is too small', altered(asks(0, A, B.ip), 19, 2), 'lengths'],
    ['an operation that nobody defined', altered(asks(0, A, B.ip), 20, 0x12, 0x34), 'operation'],
    ['a sender that is a group', altered(asks(0, A, B.ip), 22, 3), 'group-sender'],
    ['a sender of zeros', altered(asks(0, A, B.ip), 22, 0, 0, 0, 0, 0, 0), 'zero-sender'],
    ['a sender with a multicast address', altered(asks(0, A, B.ip), 28, 224), 'group-address'],
    ['a reply for 0.0.0.0', altered(replies(0, A, B), 28, 0, 0, 0, 0), 'nobody-answers'],
  ])('finds %s', (_name, frame, mechanism) => {
    expect(gist(checkFrames([frame]))).toContain(`capture.malformed ${mechanism} certain`);
  });

  it('doubts other networks and protocols', () => {
    expect(gist(checkFrames([altered(asks(0, A, B.ip), 14, 0, 32)]))).toEqual(['capture.malformed types possible']);
  });

  it('takes IEEE 802 for Ethernet', () => {
    expect(gist(checkFrames([altered(asks(0, A, B.ip), 14, 0, 6)]))).toEqual([]);
  });

  it('finds a sender that is not the source of its frame', () => {
    const result = checkFrames([altered(replies(0, A, B), 6, 2, 0, 0, 0, 0, 0x77)]);
    expect(gist(result)).toEqual(['capture.sender-mismatch packet possible']);
  });

  it('does not blame a station for what the snap length cut off', () => {
    const { frame } = asks(0, A, B.ip);
    const data = frame.subarray(0, 30);
    const cut = checkBytes(pcapBytes([{ timestampNs: 0, data, originalLength: frame.length }]));
    expect([gist(cut), cut.arp, cut.cut]).toEqual([[], 1, 1]);
    expect(gist(checkBytes(pcapBytes([{ timestampNs: 0, data }])))).toEqual(['capture.malformed truncated certain']);
  });

  it('judges nothing in an empty capture', () => {
    expect(checkFrames([])).toMatchObject({ packets: 0, arp: 0, first: undefined, findings: [] });
  });
});

describe('padding', () => {
  const padded = (at: number, padding: readonly number[]): Timed => altered(replies(at, A, B), 42, ...padding);
  const zeros = new Array<number>(18).fill(0);

  it.each([
    ['zeros', zeros, []],
    ['one constant', zeros.map(() => 0xa5), ['capture.padding-leak constant possible']],
    ['text', [...Buffer.from('GET /index.html HT')], ['capture.padding-leak text certain']],
    [
      'a piece of an IPv4 packet',
      [0x45, 0, 0, 84, 0, 1, 0x40, 0, 64, 17, 1, 2, 10, 0, 0, 1, 10, 0],
      ['capture.padding-leak ip-header certain'],
    ],
    ['something else', [...zeros.slice(2), 1, 2], ['capture.padding-leak unknown possible']],
  ])('of %s', (_name, padding, expected) => {
    expect(gist(checkFrames([padded(0, padding)]))).toEqual(expected);
  });

  it('that differs from frame to frame is likely a leak', () => {
    const result = checkFrames([padded(0, [1, 2, 3, 4]), padded(20_000, [1, 2, 3, 5])]);
    expect(gist(result)).toContain('capture.padding-leak changing likely');
  });

  it('takes a frame check sequence for what it is', () => {
    const { frame } = padded(0, zeros);
    const sum = crc32(frame, 0, frame.length);
    const withSum = altered({ at: 0, frame }, 60, sum & 255, (sum >>> 8) & 255, (sum >>> 16) & 255, sum >>> 24);
    expect(gist(checkFrames([withSum]))).toEqual([]);
    expect(gist(checkFrames([altered(withSum, 60, 1)]))).toEqual(['capture.padding-leak unknown possible']);
  });

  it('computes the check sequence of IEEE 802.3', () => {
    expect(crc32(new TextEncoder().encode('123456789'), 0, 9)).toBe(0xcbf4_3926);
  });
});

it('every kind of finding is found by one of these tests', async () => {
  const { readFileSync } = await import('node:fs');
  const text = readFileSync(import.meta.filename, 'utf8');
  expect(
    ALL_FINDING_KINDS.map((each) => each.id).filter((id) => !text.includes(`${id} `) && !text.includes(`'${id}'`)),
  ).toEqual([]);
});

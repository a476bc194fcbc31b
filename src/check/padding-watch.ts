import { formatMac } from '../wire/index.ts';
import type { ArpSighting } from './arp-sighting.ts';
import { crc32 } from './crc32.ts';
import type { FindingBook } from './finding-book.ts';
import type { Confidence } from './finding-kind.ts';
import { FINDING_KINDS } from './finding-kinds.ts';
import { Generations } from './generations.ts';

/** Octets of a frame check sequence of Ethernet. */
const FCS_LENGTH = 4;
/** Printable characters in a row that are hardly there by chance: one in a hundred frames would have them. */
const TEXT_LENGTH = 6;
/** Stations whose padding is remembered. */
const STATIONS_KEPT = 4096;

interface Judgement {
  readonly mechanism: string;
  readonly confidence: Confidence;
  readonly reason: string;
}

/** Looks at what follows ARP packets up to the end of their frame. */
export class PaddingWatch {
  readonly #book: FindingBook;
  /** By source address: a number made of its last padding that was not zero. */
  readonly #last = new Generations<number, { readonly sum: number; readonly frame: number }>(STATIONS_KEPT);

  constructor(book: FindingBook) {
    this.#book = book;
  }

  /** `start` and `end` are those of the frame; `fcsLength` is what the capture says of its frame check sequences. */
  heard(arp: ArpSighting, start: number, end: number, fcsLength: number | undefined): void {
    const { bytes, payloadEnd } = arp;
    let last = fcsLength === undefined ? end : Math.max(payloadEnd, end - fcsLength);
    if (isZero(bytes, payloadEnd, last)) return;
    if (fcsLength === undefined && hasFcs(bytes, start, end, payloadEnd)) {
      last = end - FCS_LENGTH;
      if (isZero(bytes, payloadEnd, last)) return;
    }
    this.#report(arp, last);
  }

  #report(arp: ArpSighting, end: number): void {
    const { bytes, payloadEnd, source } = arp;
    const station = source ?? arp.senderMac;
    const padding = bytes.subarray(payloadEnd, end);
    const sum = crc32(padding, 0, padding.length);
    const before = this.#last.get(station);
    this.#last.set(station, { sum, frame: arp.number });
    const judgement = judge(padding, before !== undefined && before.sum !== sum);
    this.#book.add({
      ...FINDING_KINDS.paddingLeak,
      ...judgement,
      subject: formatMac(station),
      frame: arp.number,
      causes: judgement.mechanism === 'changing' ? [before!.frame] : [],
      time: arp.time,
      expected: 'zeros, or nothing, behind the ARP packet',
      received: `${padding.length} octets: ${shown(padding)}`,
    });
  }
}

function judge(padding: Uint8Array, isChanging: boolean): Judgement {
  if (padding.every((octet) => octet === padding[0])) {
    return { mechanism: 'constant', confidence: 'possible', reason: 'all octets are the same, so nothing leaks' };
  }
  if (hasText(padding)) return { mechanism: 'text', confidence: 'certain', reason: 'there is text in it' };
  if (hasIpHeader(padding)) {
    return { mechanism: 'ip-header', confidence: 'certain', reason: 'it looks like a piece of an IPv4 packet' };
  }
  return isChanging
    ? { mechanism: 'changing', confidence: 'likely', reason: 'it differs from frame to frame of the same station' }
    : { mechanism: 'unknown', confidence: 'possible', reason: 'it may be a trailer that a device on the way adds' };
}

/** The last four octets are the check sequence of the rest, least significant octet first (IEEE 802.3, section 3.2.9). */
function hasFcs(bytes: Uint8Array, start: number, end: number, payloadEnd: number): boolean {
  if (end - payloadEnd < FCS_LENGTH) return false;
  const at = end - FCS_LENGTH;
  const there = (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
  return crc32(bytes, start, at) === there;
}

function isZero(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] !== 0) return false;
  return true;
}

function hasText(padding: Uint8Array): boolean {
  let run = 0;
  for (const octet of padding) {
    run = octet >= 0x20 && octet < 0x7f ? run + 1 : 0;
    if (run >= TEXT_LENGTH) return true;
  }
  return false;
}

/** Version 4, header of 20 octets, an ordinary lifetime and protocol. */
function hasIpHeader(padding: Uint8Array): boolean {
  for (let at = 0; at + 10 <= padding.length; at++) {
    const protocol = padding[at + 9];
    const isKnown = protocol === 1 || protocol === 6 || protocol === 17;
    if (padding[at] === 0x45 && isKnown && padding[at + 8]! >= 16 && (padding[at + 6]! & 0x9f) === 0) return true;
  }
  return false;
}

function shown(padding: Uint8Array): string {
  const digits = [...padding.subarray(0, 24)].map((octet) => octet.toString(16).padStart(2, '0'));
  return `${digits.join(' ')}${padding.length > 24 ? ' …' : ''}`;
}

/** IEEE 802.11 frames, and what receivers write before them. */
import { isBroadcastAt, readLlc } from './ether-type.ts';
import type { Carried, LinkFrame } from './link-frame.ts';

const TO_DS = 0x01;
const FROM_DS = 0x02;
const PROTECTED = 0x40;
const ORDER = 0x80;
/** Bits of the subtype of data frames: no data in it; a QoS field is there. */
const SUBTYPE_NULL = 0x4;
const SUBTYPE_QOS = 0x8;
/** In the QoS field: several frames in one. */
const AGGREGATED = 0x80;

/** A data frame with LLC and SNAP (IEEE 802.11-2020, section 9.3.2); `isPadded`: the body begins on four octets. */
export function readWireless(
  bytes: Uint8Array,
  start: number,
  end: number,
  isPadded: boolean,
  into: LinkFrame,
): Carried {
  if (end - start < 24) return 'other';
  const [control, flags] = [bytes[start]!, bytes[start + 1]!];
  const subtype = control >>> 4;
  const isData = (control & 0x0f) === 0x08;
  const fragment = bytes[start + 22]! & 0x0f;
  if (!isData || (subtype & SUBTYPE_NULL) !== 0 || fragment !== 0) return 'other';
  const hasFour = (flags & (TO_DS | FROM_DS)) === (TO_DS | FROM_DS);
  let length = hasFour ? 30 : 24;
  const qos = start + length;
  if ((subtype & SUBTYPE_QOS) !== 0) length += (flags & ORDER) === 0 ? 2 : 6;
  if (isPadded) length = (length + 3) & ~3;
  if (end - start < length) return 'short';
  if ((flags & PROTECTED) !== 0) return 'hidden';
  if ((subtype & SUBTYPE_QOS) !== 0 && (bytes[qos]! & AGGREGATED) !== 0) return 'hidden';
  into.end = end;
  into.destinationAt = start + ((flags & TO_DS) === 0 ? 4 : 16);
  into.sourceAt = start + ((flags & FROM_DS) === 0 ? 10 : hasFour ? 24 : 16);
  into.isBroadcast = isBroadcastAt(bytes, into.destinationAt);
  return readLlc(bytes, start + length, end, into);
}

/** Of the presence bits: a time stamp of eight octets comes first; the flags follow; another word of bits follows. */
const HAS_TIME = 0x1;
const HAS_FLAGS = 0x2;
const HAS_MORE = 0x80;
const FLAG_FCS = 0x10;
const FLAG_PADDED = 0x20;

/** LINKTYPE_IEEE802_11_RADIOTAP (https://www.radiotap.org): little-endian, its length at offset 2. */
export function readRadiotap(bytes: Uint8Array, start: number, end: number, into: LinkFrame): Carried {
  if (end - start < 8) return 'short';
  const length = bytes[start + 2]! | (bytes[start + 3]! << 8);
  if (length < 8 || length > end - start) return 'short';
  const present = bytes[start + 4]!;
  let at = 4;
  while (at + 4 <= length && (bytes[start + at + 3]! & HAS_MORE) !== 0) at += 4;
  at += 4;
  if ((present & HAS_TIME) !== 0) at = ((at + 7) & ~7) + 8;
  const flags = (present & HAS_FLAGS) !== 0 && at < length ? bytes[start + at]! : 0;
  const last = (flags & FLAG_FCS) === 0 ? end : Math.max(start + length, end - 4);
  return readWireless(bytes, start + length, last, (flags & FLAG_PADDED) !== 0, into);
}

/** LINKTYPE_PPI: little-endian, its length at offset 2, the link type of what follows at offset 4. */
export function readPpi(
  bytes: Uint8Array,
  start: number,
  end: number,
  into: LinkFrame,
  read: (bytes: Uint8Array, start: number, end: number, linkType: number, into: LinkFrame) => Carried,
): Carried {
  if (end - start < 8) return 'short';
  const length = bytes[start + 2]! | (bytes[start + 3]! << 8);
  if (length < 8 || length > end - start) return 'short';
  const linkType = bytes[start + 4]! | (bytes[start + 5]! << 8);
  // A header inside a header inside a header would be a way to keep us busy.
  return linkType === 192 ? 'unknown' : read(bytes, start + length, end, linkType, into);
}

/** LINKTYPE_IEEE802_11_PRISM and _AVS: both have their length at offset 4; Prism's is in the order of its writer. */
export function readPrism(bytes: Uint8Array, start: number, end: number, into: LinkFrame): Carried {
  if (end - start < 8) return 'short';
  const big = (bytes[start + 6]! << 8) | bytes[start + 7]!;
  const little = bytes[start + 4]! | (bytes[start + 5]! << 8);
  const length = bytes[start + 4] === 0 && bytes[start + 5] === 0 ? big : little;
  if (length < 8 || length > end - start) return 'short';
  return readWireless(bytes, start + length, end, false, into);
}

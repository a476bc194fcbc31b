import { ETHERTYPE_ARP, ETHERTYPE_SERVICE_VLAN, ETHERTYPE_VLAN } from '../wire/index.ts';
import type { Carried, LinkFrame } from './link-frame.ts';

/** Tags of 802.1ad before it was a standard: QinQ of several vendors. */
const ETHERTYPE_OLD_SERVICE_VLAN = 0x9100;
/** Type fields up to this are lengths (IEEE 802.3, section 3.2.6). */
export const LENGTH_MAX = 1500;
/** Tags behind each other that are looked through; nobody has more, and a frame could be nothing but tags. */
const TAGS_MAX = 8;

/** A type field at `at`, tags before it, and LLC where it is a length. */
export function readType(bytes: Uint8Array, at: number, end: number, into: LinkFrame): Carried {
  let field = at;
  for (let tags = 0; tags <= TAGS_MAX; tags++) {
    if (end - field < 2) return 'short';
    const type = (bytes[field]! << 8) | bytes[field + 1]!;
    if (type === ETHERTYPE_ARP) {
      into.payload = field + 2;
      return 'arp';
    }
    if (type !== ETHERTYPE_VLAN && type !== ETHERTYPE_SERVICE_VLAN && type !== ETHERTYPE_OLD_SERVICE_VLAN) {
      return type <= LENGTH_MAX ? readLlc(bytes, field + 2, end, into) : 'other';
    }
    if (end - field < 4) return 'short';
    const vlan = ((bytes[field + 2]! & 0x0f) << 8) | bytes[field + 3]!;
    if (tags === 0) into.vlan = vlan;
    else if (tags === 1) into.innerVlan = vlan;
    field += 4;
  }
  return 'other';
}

/** IEEE 802.2 with a SNAP header of organisation 0 or of bridge tunnels (RFC 1042, IEEE 802.1H). */
export function readLlc(bytes: Uint8Array, at: number, end: number, into: LinkFrame): Carried {
  if (end - at < 8) return 'other';
  const isSnap = bytes[at] === 0xaa && bytes[at + 1] === 0xaa && bytes[at + 2] === 3;
  const isKnown = bytes[at + 3] === 0 && bytes[at + 4] === 0 && (bytes[at + 5] === 0 || bytes[at + 5] === 0xf8);
  if (!isSnap || !isKnown) return 'other';
  if (((bytes[at + 6]! << 8) | bytes[at + 7]!) <= LENGTH_MAX) return 'other';
  return readType(bytes, at + 6, end, into);
}

/** All ones at `at`. */
export function isBroadcastAt(bytes: Uint8Array, at: number): boolean {
  return (bytes[at]! & bytes[at + 1]! & bytes[at + 2]! & bytes[at + 3]! & bytes[at + 4]! & bytes[at + 5]!) === 0xff;
}

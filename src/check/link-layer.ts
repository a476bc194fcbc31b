/**
 * Finds ARP packets behind the headers of link layers (https://www.tcpdump.org/linktypes.html).
 *
 * Ethernet with IEEE 802.1Q and 802.1ad tags, IEEE 802.3 with LLC and SNAP (RFC 1042), Linux cooked captures of both
 * versions, IEEE 802.11 with and without radiotap and its older cousins, BSD loopback, RFC 1483. PPP, Cisco HDLC and raw
 * IP are understood in that they carry no ARP.
 */
import { ETHERTYPE_ARP, ETHERTYPE_SERVICE_VLAN, ETHERTYPE_VLAN } from '../wire/index.ts';
import { isBroadcastAt, LENGTH_MAX, readLlc, readType } from './ether-type.ts';
import type { Carried, LinkFrame } from './link-frame.ts';
import { readPpi, readPrism, readRadiotap, readWireless } from './wireless.ts';

const ETHERNET_HEADER_LENGTH = 14;
const COOKED_LENGTH = 16;
const COOKED2_LENGTH = 20;

/** Reads the link layer of `bytes` from `start` to `end`; what is carried is in `into` if it is ARP. */
export function readLinkLayer(
  bytes: Uint8Array,
  start: number,
  end: number,
  linkType: number,
  into: LinkFrame,
): Carried {
  if (linkType === 1) return readEthernet(bytes, start, end, into);
  into.reset();
  into.end = end;
  switch (linkType) {
    case 113:
      return readCooked(bytes, start, end, into);
    case 276:
      return readCooked2(bytes, start, end, into);
    case 105:
      return readWireless(bytes, start, end, false, into);
    case 127:
      return readRadiotap(bytes, start, end, into);
    case 192:
      return readPpi(bytes, start, end, into, readLinkLayer);
    case 119:
    case 163:
      return readPrism(bytes, start, end, into);
    case 0:
    case 108:
      return readLoopback(bytes, start, end, into);
    case 100:
      return readLlc(bytes, start, end, into);
    case 8:
    case 9:
    case 12:
    case 14:
    case 50:
    case 51:
    case 101:
    case 104:
    case 228:
    case 229:
      return 'other';
    default:
      return 'unknown';
  }
}

function readEthernet(bytes: Uint8Array, start: number, end: number, into: LinkFrame): Carried {
  if (end - start < ETHERNET_HEADER_LENGTH) return 'short';
  const type = (bytes[start + 12]! << 8) | bytes[start + 13]!;
  // Nearly all packets of nearly all captures.
  if (type === 0x0800 || type === 0x86dd) return 'other';
  into.reset();
  into.end = end;
  into.isEthernet = true;
  into.destinationAt = start;
  into.sourceAt = start + 6;
  into.isBroadcast = isBroadcastAt(bytes, start);
  return readType(bytes, start + 12, end, into);
}

/** LINKTYPE_LINUX_SLL: packet type, ARPHRD, address length, address (8), protocol. The destination is not kept. */
function readCooked(bytes: Uint8Array, start: number, end: number, into: LinkFrame): Carried {
  if (end - start < COOKED_LENGTH) return 'short';
  setCookedAddress(bytes, start + 5, start + 6, into);
  into.isBroadcast = bytes[start + 1] === 4 ? undefined : bytes[start + 1] === 1;
  into.isOutgoing = bytes[start + 1] === 4;
  return readCookedType(bytes, start + 14, end, into);
}

/** LINKTYPE_LINUX_SLL2: protocol, reserved, interface index, ARPHRD, packet type, address length, address (8). */
function readCooked2(bytes: Uint8Array, start: number, end: number, into: LinkFrame): Carried {
  if (end - start < COOKED2_LENGTH) return 'short';
  setCookedAddress(bytes, start + 11, start + 12, into);
  into.isBroadcast = bytes[start + 10] === 4 ? undefined : bytes[start + 10] === 1;
  into.isOutgoing = bytes[start + 10] === 4;
  into.device =
    (bytes[start + 4]! * 0x100_0000 + ((bytes[start + 5]! << 16) | (bytes[start + 6]! << 8) | bytes[start + 7]!)) >>> 0;
  const type = (bytes[start]! << 8) | bytes[start + 1]!;
  if (type === ETHERTYPE_ARP) {
    into.payload = start + COOKED2_LENGTH;
    return 'arp';
  }
  if (type === 4) return readLlc(bytes, start + COOKED2_LENGTH, end, into);
  if (type !== ETHERTYPE_VLAN && type !== ETHERTYPE_SERVICE_VLAN) return 'other';
  if (end - start < COOKED2_LENGTH + 4) return 'short';
  into.vlan = ((bytes[start + 20]! & 0x0f) << 8) | bytes[start + 21]!;
  return readType(bytes, start + 22, end, into);
}

/** Protocol 4 of a cooked header stands for LLC; the other small numbers for what is not Ethernet. */
function readCookedType(bytes: Uint8Array, at: number, end: number, into: LinkFrame): Carried {
  const type = (bytes[at]! << 8) | bytes[at + 1]!;
  if (type === 4) return readLlc(bytes, at + 2, end, into);
  return type <= LENGTH_MAX ? 'other' : readType(bytes, at, end, into);
}

function setCookedAddress(bytes: Uint8Array, lengthAt: number, addressAt: number, into: LinkFrame): void {
  if (bytes[lengthAt] === 6) into.sourceAt = addressAt;
}

/**
 * LINKTYPE_NULL in the byte order of whoever captured, LINKTYPE_LOOP in network order: an address family, which cannot
 * be ARP; some drivers write the type of Ethernet instead.
 */
function readLoopback(bytes: Uint8Array, start: number, end: number, into: LinkFrame): Carried {
  if (end - start < 4) return 'short';
  const isBig = bytes[start] === 0 && bytes[start + 1] === 0;
  const type = isBig ? (bytes[start + 2]! << 8) | bytes[start + 3]! : (bytes[start + 1]! << 8) | bytes[start]!;
  if (type !== ETHERTYPE_ARP || (!isBig && (bytes[start + 2] !== 0 || bytes[start + 3] !== 0))) return 'other';
  into.payload = start + 4;
  return 'arp';
}

import { ETHERNET_HEADER_LENGTH, HARDWARE_ETHERNET, PROTOCOL_IPV4, readIpv4, readMac } from '../../wire/index.ts';
import type { CompiledMatch } from './compiled-match.ts';
import type { FilterContext } from './filter-context.ts';

/** Where the ARP packet of an untagged frame starts, and its fields (RFC 826). */
const ARP = ETHERNET_HEADER_LENGTH;
const ADDRESSES = ARP + 8;

/**
 * True if a match of an ebtables rule holds (kernel net/bridge/netfilter, `ebt_basic_match` and ebt_arp.c).
 *
 * An ARP match on a field that the packet does not have, or says to have in another form, fails, and so does its
 * negation. Fields are read where the packet's own length fields put them.
 */
export function matchesEbtables(match: CompiledMatch, context: FilterContext): boolean {
  const { frame } = context;
  const { bytes } = frame;
  switch (match.subject) {
    case 'protocol':
      return match.isNumber(outerProtocol(bytes));
    case 'in':
      return match.isInterface(context.in);
    case 'out':
      return match.isInterface(context.out);
    case 'logical-in':
      return match.isInterface(context.logicalIn);
    case 'logical-out':
      return match.isInterface(context.logicalOut);
    case 'ethernet-source':
      return match.isMac(frame.source);
    case 'ethernet-destination':
      return match.isMac(frame.destination);
    case 'arp-operation':
      return bytes.length >= ADDRESSES && match.isNumber(read16(bytes, ARP + 6));
    case 'arp-hardware-type':
      return bytes.length >= ADDRESSES && match.isNumber(read16(bytes, ARP));
    case 'arp-protocol-type':
      return bytes.length >= ADDRESSES && match.isNumber(read16(bytes, ARP + 2));
    case 'arp-hardware-length':
      return false; // arptables only
    case 'arp-sender-ip':
      return hasIpv4(bytes) && match.isNumber(senderIp(bytes));
    case 'arp-target-ip':
      return hasIpv4(bytes) && match.isNumber(targetIp(bytes));
    case 'arp-gratuitous':
      return hasIpv4(bytes) && (senderIp(bytes) === targetIp(bytes)) !== match.negated;
    case 'arp-sender-mac':
      return hasMac(bytes, ADDRESSES) && match.isMac(readMac(bytes, ADDRESSES));
    case 'arp-target-mac':
      return hasMac(bytes, targetMacAt(bytes)) && match.isMac(readMac(bytes, targetMacAt(bytes)));
    default:
      return match.subject satisfies never;
  }
}

/** The type on the wire: of a tagged frame, the tag's. So `-p ARP` does not see ARP inside a VLAN. 0 if cut off. */
function outerProtocol(bytes: Uint8Array): number {
  return bytes.length >= ETHERNET_HEADER_LENGTH ? read16(bytes, 12) : 0;
}

/** Both protocol addresses are IPv4 and readable; ebt_arp asks for both even if the rule names one. */
function hasIpv4(bytes: Uint8Array): boolean {
  if (bytes.length < ADDRESSES || bytes[ARP + 5] !== 4) return false;
  return read16(bytes, ARP + 2) === PROTOCOL_IPV4 && bytes.length >= ADDRESSES + 2 * bytes[ARP + 4]! + 8;
}

function senderIp(bytes: Uint8Array): number {
  return readIpv4(bytes, ADDRESSES + bytes[ARP + 4]!);
}

function targetIp(bytes: Uint8Array): number {
  return readIpv4(bytes, ADDRESSES + 2 * bytes[ARP + 4]! + 4);
}

/** Hardware addresses are those of Ethernet, and six octets at `offset` are there. */
function hasMac(bytes: Uint8Array, offset: number): boolean {
  if (bytes.length < ADDRESSES || bytes[ARP + 4] !== 6) return false;
  return read16(bytes, ARP) === HARDWARE_ETHERNET && bytes.length >= offset + 6;
}

function targetMacAt(bytes: Uint8Array): number {
  return ADDRESSES + 6 + bytes[ARP + 5]!;
}

function read16(bytes: Uint8Array, offset: number): number {
  return (bytes[offset]! << 8) | bytes[offset + 1]!;
}

/** Ethernet II frames, without frame check sequence (IEEE 802.3; RFC 894; tags: IEEE 802.1Q). */
import { ARP_LENGTH, type ArpPacket, writeArp } from './arp.ts';
import { type Mac, writeMac } from './mac.ts';

export const ETHERNET_HEADER_LENGTH = 14;
/** The shortest frame on a real wire, without frame check sequence; virtual links carry shorter ones. */
export const ETHERNET_MINIMUM_LENGTH = 60;
/** The longest untagged frame: header and 1500 octets. */
export const ETHERNET_MAXIMUM_LENGTH = 1514;

export const ETHERTYPE_IPV4 = 0x0800;
export const ETHERTYPE_ARP = 0x0806;
/** Reverse ARP (RFC 903); QEMU announces a migrated guest with it. */
export const ETHERTYPE_RARP = 0x8035;
/** 802.1Q customer tag. */
export const ETHERTYPE_VLAN = 0x8100;
/** 802.1ad service tag. */
export const ETHERTYPE_SERVICE_VLAN = 0x88a8;

/** Writes destination, source and type at the start of `bytes`. */
export function writeEthernet(bytes: Uint8Array, destination: Mac, source: Mac, etherType: number): void {
  writeMac(bytes, 0, destination);
  writeMac(bytes, 6, source);
  bytes[12] = etherType >>> 8;
  bytes[13] = etherType;
}

/** The 42 octets of an unpadded Ethernet II frame with an ARP packet. */
export function arpFrameBytes(destination: Mac, source: Mac, packet: ArpPacket): Uint8Array {
  const bytes = new Uint8Array(ETHERNET_HEADER_LENGTH + ARP_LENGTH);
  writeEthernet(bytes, destination, source, ETHERTYPE_ARP);
  writeArp(bytes, ETHERNET_HEADER_LENGTH, packet);
  return bytes;
}

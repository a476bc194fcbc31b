import {
  ARP_LENGTH,
  ArpView,
  ETHERNET_HEADER_LENGTH,
  ETHERTYPE_ARP,
  ETHERTYPE_SERVICE_VLAN,
  ETHERTYPE_VLAN,
  type Frame,
} from '../../src/wire/index.ts';

/**
 * How octets that read as an ARP packet are no ARP: another Ethernet type stands before them, a header of IEEE 802.2
 * that is not that of RFC 1042, a length of IEEE 802.3 that ends before they do, or tags of VLANs within VLANs.
 */
export type DisguiseKind = 'ether-type' | 'llc-header' | 'snap-length' | 'nested-tags';

export interface Disguise {
  /** `snap`: ARP as RFC 1042 has it on IEEE 802 networks, which a host on Ethernet need not understand, and may. */
  readonly kind: DisguiseKind | 'snap';
  readonly arp: ArpView;
}

/** The largest value of the type field that is a length (IEEE 802.3, clause 3.2.6). */
const LENGTH_MAX = 1500;
/** Headers of IEEE 802.2 and SNAP together: DSAP, SSAP, control; organisation, type (RFC 1042). */
const SNAP_LENGTH = 8;
const SNAP_OF_ARP = [0xaa, 0xaa, 0x03, 0x00, 0x00, 0x00, ETHERTYPE_ARP >>> 8, ETHERTYPE_ARP & 0xff];
const TAG_LENGTH = 4;
const VLAN_MASK = 0x0fff;

/** What a frame that is not ARP hides; undefined if nothing in it reads as an ARP packet for Ethernet and IPv4. */
export function disguiseOf(frame: Frame): Disguise | undefined {
  if (frame.arp !== undefined || frame.length < ETHERNET_HEADER_LENGTH + ARP_LENGTH) return undefined;
  const { bytes } = frame;
  const type = typeAt(bytes, ETHERNET_HEADER_LENGTH - 2);
  if (type <= LENGTH_MAX) return behindLength(bytes, type);
  if (isTag(type)) return behindTags(bytes);
  const arp = arpAt(bytes, ETHERNET_HEADER_LENGTH);
  return arp === undefined ? undefined : { kind: 'ether-type', arp };
}

function behindLength(bytes: Uint8Array, length: number): Disguise | undefined {
  const raw = arpAt(bytes, ETHERNET_HEADER_LENGTH);
  if (raw !== undefined) return { kind: 'llc-header', arp: raw };
  const arp = arpAt(bytes, ETHERNET_HEADER_LENGTH + SNAP_LENGTH);
  if (arp === undefined) return undefined;
  if (!SNAP_OF_ARP.every((octet, index) => bytes[ETHERNET_HEADER_LENGTH + index] === octet)) {
    return { kind: 'llc-header', arp };
  }
  return { kind: length < SNAP_LENGTH + ARP_LENGTH ? 'snap-length' : 'snap', arp };
}

/** Several tags, one of which names a VLAN; a single one is no disguise, and VLAN 0 only gives a priority (802.1Q, 802.1ad). */
function behindTags(bytes: Uint8Array): Disguise | undefined {
  let offset = ETHERNET_HEADER_LENGTH - 2;
  let isInVlan = false;
  while (offset + TAG_LENGTH <= bytes.length && isTag(typeAt(bytes, offset))) {
    isInVlan ||= (typeAt(bytes, offset + 2) & VLAN_MASK) !== 0;
    offset += TAG_LENGTH;
  }
  if (!isInVlan || typeAt(bytes, offset) !== ETHERTYPE_ARP) return undefined;
  const arp = arpAt(bytes, offset + 2);
  return arp === undefined ? undefined : { kind: 'nested-tags', arp };
}

function isTag(type: number): boolean {
  return type === ETHERTYPE_VLAN || type === ETHERTYPE_SERVICE_VLAN;
}

function typeAt(bytes: Uint8Array, offset: number): number {
  return offset + 2 > bytes.length ? -1 : (bytes[offset]! << 8) | bytes[offset + 1]!;
}

/** Hardware type 6 (IEEE 802) is what RFC 1042 writes. */
function arpAt(bytes: Uint8Array, offset: number): ArpView | undefined {
  const arp = ArpView.read(bytes, Math.min(offset, bytes.length));
  const isIeee802 = arp.hardwareType === 6 && arp.hardwareLength === 6 && arp.protocolLength === 4;
  const isArp = arp.isEthernetIpv4 || (arp.complete && isIeee802 && arp.protocolType === 0x0800);
  return isArp ? arp : undefined;
}

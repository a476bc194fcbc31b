import {
  ARP_REQUEST,
  formatIpv4,
  formatMac,
  HARDWARE_ETHERNET,
  HARDWARE_IEEE802,
  IPV4_BROADCAST,
  isGroupMac,
  isMulticastIpv4,
  MAC_ZERO,
  PROTOCOL_IPV4,
} from '../wire/index.ts';
import type { ArpSighting } from './arp-sighting.ts';
import type { FindingBook } from './finding-book.ts';
import type { Confidence } from './finding-kind.ts';
import { FINDING_KINDS } from './finding-kinds.ts';

/** Operations that a document defines: RARP (3, 4), DRARP, InARP, MARS and the experimental ones (IANA, ARP parameters). */
const OPERATION_MAX = 25;
/** Combinations of tags that are told apart. */
const TAGS_MAX = 256;

/** Looks at the fields of each packet by themselves. */
export class FieldWatch {
  readonly #book: FindingBook;
  readonly #tags = new Set<number>();

  constructor(book: FindingBook) {
    this.#book = book;
  }

  heard(arp: ArpSighting): void {
    if (arp.vlan >= 0) this.#tagged(arp);
    if (!arp.isUsual) {
      this.#unusual(arp);
      return;
    }
    const { senderMac, senderIp, operation, source } = arp;
    if (operation === 0 || operation > OPERATION_MAX) {
      this.#malformed(arp, 'operation', 'an operation that is defined', `operation ${operation}`, 'certain', FRAMES);
    }
    if (isGroupMac(senderMac)) {
      const got = `${formatMac(senderMac)}, a group address`;
      this.#malformed(arp, 'group-sender', 'the address of one station as sender', got, 'certain', FRAMES);
    } else if (senderMac === MAC_ZERO) {
      this.#malformed(
        arp,
        'zero-sender',
        'the address of one station as sender',
        formatMac(MAC_ZERO),
        'certain',
        FRAMES,
      );
    }
    if (isMulticastIpv4(senderIp) || senderIp === IPV4_BROADCAST) {
      const got = `${formatIpv4(senderIp)}, which nobody can have`;
      this.#malformed(arp, 'group-address', 'an address that a station can have as sender', got, 'certain', FRAMES);
    }
    if (senderIp === 0 && operation !== ARP_REQUEST) {
      const got = '0.0.0.0 in a packet that is no request';
      this.#malformed(arp, 'nobody-answers', 'an address as sender', got, 'certain', FRAMES);
    }
    if (source !== undefined && source !== senderMac) this.#mismatch(arp);
  }

  #unusual(arp: ArpSighting): void {
    if (arp.isCut) return;
    const isEthernet = arp.hardwareType === HARDWARE_ETHERNET || arp.hardwareType === HARDWARE_IEEE802;
    const lengths = `${arp.hardwareLength} and ${arp.protocolLength}`;
    if (!arp.isComplete) {
      const got = `a packet that ends before its addresses do (lengths ${lengths})`;
      this.#malformed(arp, 'truncated', 'as many octets as the lengths announce', got, 'certain', FRAMES);
    } else if (isEthernet && arp.hardwareLength !== 6) {
      this.#malformed(arp, 'lengths', 'hardware addresses of six octets', `${arp.hardwareLength}`, 'certain', FRAMES);
    } else if (arp.protocolType === PROTOCOL_IPV4 && arp.protocolLength !== 4) {
      this.#malformed(arp, 'lengths', 'protocol addresses of four octets', `${arp.protocolLength}`, 'certain', FRAMES);
    } else {
      const got = `hardware type ${arp.hardwareType}, protocol type 0x${arp.protocolType.toString(16).padStart(4, '0')}, lengths ${lengths}`;
      const reason = 'other networks than Ethernet, and other protocols than IPv4, have their own numbers';
      this.#malformed(arp, 'types', 'Ethernet and IPv4', got, 'possible', reason);
    }
  }

  #malformed(
    arp: ArpSighting,
    mechanism: string,
    expected: string,
    received: string,
    confidence: Confidence,
    reason: string,
  ): void {
    const subject = arp.source === undefined ? 'an unknown station' : formatMac(arp.source);
    const { number: frame, time } = arp;
    const kind = FINDING_KINDS.malformed;
    this.#book.add({ ...kind, mechanism, subject, confidence, reason, frame, causes: [], time, expected, received });
  }

  #mismatch(arp: ArpSighting): void {
    const source = formatMac(arp.source!);
    const claimed = formatMac(arp.senderMac);
    this.#book.add({
      ...FINDING_KINDS.senderMismatch,
      mechanism: arp.isGratuitous ? 'announcement' : 'packet',
      subject: `${source} for ${claimed}`,
      confidence: 'possible',
      reason: 'repeaters, redundant gateways and bonded interfaces do so too',
      frame: arp.number,
      causes: [],
      time: arp.time,
      expected: `${source} as sender hardware address, as in the frame`,
      received: claimed,
    });
  }

  #tagged(arp: ArpSighting): void {
    const key = arp.vlan * 8192 + arp.innerVlan + 1;
    if (this.#tags.has(key) || this.#tags.size >= TAGS_MAX) return;
    this.#tags.add(key);
    const isDouble = arp.innerVlan >= 0;
    const inner = isDouble ? ` around VLAN ${arp.innerVlan}` : '';
    this.#book.add({
      ...FINDING_KINDS.vlanTagged,
      mechanism: isDouble ? 'double-tagged' : arp.vlan === 0 ? 'priority-tagged' : 'tagged',
      subject: `VLAN ${arp.vlan}${inner}`,
      confidence: 'certain',
      reason: FRAMES,
      frame: arp.number,
      causes: [],
      time: arp.time,
      expected: 'nothing: this is for your information',
      received: `ARP in VLAN ${arp.vlan}${inner}; the first frame of it is named`,
    });
  }
}

const FRAMES = 'the frame says so by itself';

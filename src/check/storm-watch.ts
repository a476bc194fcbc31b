import { ARP_REPLY, ARP_REQUEST, formatIpv4, formatMac, type Ipv4, type Mac } from '../wire/index.ts';
import type { ArpSighting } from './arp-sighting.ts';
import type { FindingBook } from './finding-book.ts';
import type { Confidence } from './finding-kind.ts';
import { FINDING_KINDS } from './finding-kinds.ts';
import { Generations } from './generations.ts';

const SECOND = 1_000_000_000;
/**
 * ARP packets of one station in one second. A router of a full /24 asks for no more than that when it starts; switches
 * that guard themselves (dynamic ARP inspection) close a port at 15.
 */
export const SENDER_MAX = 100;
/** The same packet in one second. Retries are a second apart, and even a fast start is four. */
export const REPEATS_MAX = 10;
/** ARP packets of everyone at one interface in one second: what a thousand machines that all ask at once make. */
export const EVERYONE_MAX = 1000;

/** Stations that are kept count of; a power of two, and so few that they stay in a processor's cache. */
export const SENDERS_KEPT = 4096;
/** Packets told apart that are kept count of; a power of two. */
const PACKETS_KEPT = 4096;
const INTERFACES_KEPT = 4096;

/** A count that begins anew every second. */
class Second {
  begun = Number.NEGATIVE_INFINITY;
  count = 0;

  /** Counts one more; how many that makes. */
  tick(time: number): number {
    if (time - this.begun >= SECOND || time < this.begun) {
      this.begun = time;
      this.count = 0;
    }
    return ++this.count;
  }
}

/** Counts by second of stations, in slots by their address; see {@link Repeats}. */
class Senders {
  readonly #macs = new Float64Array(SENDERS_KEPT).fill(-1);
  readonly #begun = new Float64Array(SENDERS_KEPT);
  readonly #counts = new Uint32Array(SENDERS_KEPT);
  readonly #targets = new Uint32Array(SENDERS_KEPT);
  readonly #changes = new Uint32Array(SENDERS_KEPT);
  /** Packets for another target than the one before, in this second, of the station that was counted last. */
  changes = 0;

  /** How many packets of the station have come in this second, this one included. */
  tick({ senderMac, targetIp, time }: ArpSighting): number {
    const slot = hash(senderMac, 0 as Ipv4, 0 as Ipv4, 0) & (SENDERS_KEPT - 1);
    const since = time - this.#begun[slot]!;
    if (this.#macs[slot] !== senderMac || since < 0 || since >= SECOND) {
      this.#macs[slot] = senderMac;
      this.#begun[slot] = time;
      this.#counts[slot] = 0;
      this.#changes[slot] = 0;
    }
    if (this.#targets[slot] !== targetIp) this.#changes[slot]! += 1;
    this.#targets[slot] = targetIp;
    this.#counts[slot]! += 1;
    this.changes = this.#changes[slot]!;
    return this.#counts[slot]!;
  }
}

/**
 * Counts by second of packets that are told apart, in slots by a number made of their fields. Columns of numbers and no
 * objects: of a capture of ARP only, nearly every packet is new. A slot that is needed for another packet is taken from
 * the one before, which is then counted anew.
 */
class Repeats {
  readonly #macs = new Float64Array(PACKETS_KEPT);
  readonly #senders = new Uint32Array(PACKETS_KEPT);
  readonly #targets = new Uint32Array(PACKETS_KEPT);
  readonly #operations = new Uint16Array(PACKETS_KEPT);
  readonly #begun = new Float64Array(PACKETS_KEPT).fill(Number.NEGATIVE_INFINITY);
  readonly #counts = new Uint32Array(PACKETS_KEPT);

  /** How often the packet has come in this second, this time included. */
  tick({ senderMac, senderIp, targetIp, operation, time }: ArpSighting): number {
    const slot = hash(senderMac, senderIp, targetIp, operation) & (PACKETS_KEPT - 1);
    const isSame =
      this.#targets[slot] === targetIp &&
      this.#macs[slot] === senderMac &&
      this.#senders[slot] === senderIp &&
      this.#operations[slot] === operation;
    const since = time - this.#begun[slot]!;
    if (isSame && since >= 0 && since < SECOND) {
      this.#counts[slot]! += 1;
      return this.#counts[slot]!;
    }
    this.#targets[slot] = targetIp;
    this.#macs[slot] = senderMac;
    this.#senders[slot] = senderIp;
    this.#operations[slot] = operation;
    this.#begun[slot] = time;
    this.#counts[slot] = 1;
    return 1;
  }
}

/** Counts packets by second: of everyone, of each station, and of each packet that comes again. */
export class StormWatch {
  readonly #book: FindingBook;
  readonly #everyone = new Generations<number, Second>(INTERFACES_KEPT);
  readonly #senders = new Senders();
  readonly #repeats = new Repeats();

  constructor(book: FindingBook) {
    this.#book = book;
  }

  heard(arp: ArpSighting): void {
    this.#countEveryone(arp);
    this.#countSender(arp);
    this.#countPacket(arp);
  }

  #countEveryone(arp: ArpSighting): void {
    const key = arp.device * 0x1_0000_0000 + arp.interfaceId;
    let second = this.#everyone.get(key);
    if (second === undefined) {
      second = new Second();
      this.#everyone.set(key, second);
    }
    if (second.tick(arp.time) !== EVERYONE_MAX + 1) return;
    const reason = 'how many are too many depends on how many machines there are';
    this.#report(arp, 'everyone', `interface ${arp.interfaceId}`, `at most ${EVERYONE_MAX}`, 'possible', reason);
  }

  #countSender(arp: ArpSighting): void {
    if (this.#senders.tick(arp) !== SENDER_MAX + 1) return;
    const isScan = arp.operation === ARP_REQUEST && this.#senders.changes > SENDER_MAX / 2;
    const reason = isScan ? 'a router of a large network may do so when it starts' : 'a busy server may do so';
    const subject = formatMac(arp.senderMac);
    this.#report(arp, isScan ? 'scan' : 'one-sender', subject, `at most ${SENDER_MAX}`, 'possible', reason);
  }

  #countPacket(arp: ArpSighting): void {
    if (this.#repeats.tick(arp) !== REPEATS_MAX + 1) return;
    const what = arp.operation === ARP_REPLY ? 'reply' : arp.operation === ARP_REQUEST ? 'request' : 'packet';
    const subject = `${what} of ${formatMac(arp.senderMac)} for ${formatIpv4(arp.targetIp)}`;
    const reason =
      'no station repeats itself so fast on purpose; a mirror port may show each packet twice, not ten times';
    this.#report(arp, 'same-packet', subject, `at most ${REPEATS_MAX} times the same one`, 'likely', reason);
  }

  #report(
    arp: ArpSighting,
    mechanism: string,
    subject: string,
    most: string,
    confidence: Confidence,
    reason: string,
  ): void {
    this.#book.add({
      ...FINDING_KINDS.storm,
      mechanism,
      subject,
      confidence,
      reason,
      frame: arp.number,
      causes: [],
      time: arp.time,
      expected: `${most} ARP packets in a second`,
      received: 'more, with this frame',
    });
  }
}

/** 32 bits of what tells packets apart. */
function hash(mac: Mac, senderIp: Ipv4, targetIp: Ipv4, operation: number): number {
  let value = Math.imul(mac | 0, 0x9e37_79b1) ^ Math.imul((mac / 0x1_0000_0000) | 0, 0x85eb_ca6b);
  value = Math.imul(value ^ senderIp, 0xc2b2_ae35) ^ (value >>> 15);
  value = Math.imul(value ^ targetIp, 0x27d4_eb2f) ^ (value >>> 13);
  value ^= operation;
  return value ^ (value >>> 16);
}

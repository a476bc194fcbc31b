import { catalogue } from '../../properties/catalogue.ts';
import type { Property } from '../monitor/index.ts';
import type { PacketDirection, PacketInPlace } from '../pcap-writer/index.ts';
import type { PortIndex } from '../trace/index.ts';
import {
  ARP_REPLY,
  ARP_REQUEST,
  Frame,
  HARDWARE_ETHERNET,
  type Ipv4,
  MAC_BROADCAST,
  MAC_ZERO,
  type Mac,
  readIpv4,
  readMac,
  writeMac,
} from '../wire/index.ts';
import type { ArpSighting } from './arp-sighting.ts';
import { AskMemory } from './ask-memory.ts';
import { BindingEvidence } from './binding-evidence.ts';
import type { FindingBook } from './finding-book.ts';
import { type Situation, whyNotJudged } from './judgeable.ts';
import type { LinkFrame } from './link-frame.ts';
import type { OwnCapture } from './own-capture.ts';
import { PropertyJudge, type PropertyVerdict } from './property-judge.ts';
import type { Scene } from './scene.ts';
import type { Place } from './vantage.ts';

/** What the properties came to, and which of them the capture could not tell about. */
export interface SceneReport {
  readonly verdicts: readonly PropertyVerdict[];
  readonly notJudged: readonly { readonly property: Property; readonly reason: string }[];
  /** How often the monitors had to begin anew. */
  readonly restarts: number;
  /** ARP packets that properties could not be told of, as their link layer has no destination. */
  readonly withoutDestination: number;
}

export interface SceneWatchOptions {
  readonly scene: Scene;
  readonly places: readonly Place[];
  readonly own: OwnCapture | undefined;
  readonly hasTopology: boolean;
  readonly book: FindingBook;
}

/** Judged by where packets go, as no capture shows a neighbour cache. */
const BY_EVIDENCE = 'host-scope.never-learned-off-host';
/** Every packet is a case of the first one, every request one of the second. */
const LOOPBACK = 'rfc1122.loopback-stays-inside';
const GROUPS = 'rfc1122.group-addresses-are-not-resolved';

/**
 * Puts the frames of a capture where they were: what left or reached a machine at the place of the capture, and what
 * others must have sent for it to be there.
 */
export class SceneWatch {
  readonly #scene: Scene;
  readonly #judge: PropertyJudge;
  readonly #evidence: BindingEvidence | undefined;
  readonly #places = new Set<PortIndex>();
  readonly #situation: Situation;
  /** Each frame is in the capture once, wherever it was. */
  readonly #isOnce: boolean;
  /** Each frame is in the capture at every port that it passed: nothing is left to be concluded. */
  readonly #isEveryPort: boolean;
  /** IPv4 packets say something. */
  readonly wantsIp: boolean;
  readonly #asks = new AskMemory();
  #withoutDestination = 0;
  /** Packets that were not judged by themselves. */
  #ordinaryReplies = 0;
  #ordinaryRequests = 0;

  constructor({ scene, places, own, hasTopology, book }: SceneWatchOptions) {
    this.#scene = scene;
    this.#isOnce = own?.isComplete === false && new Set(places.map((each) => each.port)).size > 1;
    this.#isEveryPort = own?.isComplete === true;
    for (const each of places) this.addPlace(each);
    const hasHost = !this.#isOnce && places.some((each) => each.isStack);
    this.#situation = { hasTopology, hasHost, isFromBeginning: own !== undefined };
    const judged = catalogue.filter((each) => whyNotJudged(each, this.#situation) === undefined);
    const byFrames = judged.filter((each) => each.id !== BY_EVIDENCE);
    const byEvidence = judged.find((each) => each.id === BY_EVIDENCE);
    const options = { situation: this.#situation, places: this.#places, book };
    this.#judge = new PropertyJudge(scene, byFrames, options);
    this.#evidence = byEvidence === undefined ? undefined : new BindingEvidence(scene, byEvidence, options);
    this.wantsIp = hasTopology && (hasHost || this.#evidence?.hasAddresses === true);
  }

  /** One more interface whose place is known. */
  addPlace({ port }: Place): void {
    this.#places.add(port);
  }

  /** `isNew`: it is not a packet that was captured before, on its way. */
  arp(arp: ArpSighting, packet: PacketInPlace, link: LinkFrame, place: Place | undefined, isNew: boolean): void {
    if (!isNew && place === undefined) return;
    // What is none for Ethernet and IPv4 has been told of by itself; its fields are elsewhere.
    if (!this.#situation.hasTopology && !arp.isUsual) return;
    const { source, number, time } = arp;
    if (source !== undefined && this.#isUnremarkable(arp, source, place)) return;
    const frame = frameOf(arp, packet, link);
    if (frame === undefined || source === undefined) {
      this.#withoutDestination += 1;
      return;
    }
    this.#judge.begin(time);
    if (isNew) this.#concluded(frame, source, number, place);
    if (place !== undefined) this.#captured(frame, source, number, place.port, packet.direction);
    this.#evidence?.arp(frame, number, time);
  }

  /**
   * An ordinary packet of a station that the topology does not know, where nobody else's port is known either: only a
   * request that comes again has to be told of, and the one before it. To make an event of each of millions of packets
   * would take most of the time.
   */
  #isUnremarkable(arp: ArpSighting, source: Mac, place: Place | undefined): boolean {
    if (place !== undefined || this.#evidence !== undefined || !isOrdinary(arp)) return false;
    if (arp.operation === ARP_REPLY) {
      this.#ordinaryReplies += 1;
      return true;
    }
    const asks = this.#asks;
    const kind = asks.note(arp, arp.destination!, this.#judge.restarts);
    if (kind === 'untold') {
      this.#judge.begin(arp.time);
      const { senderMac, targetIp } = arp;
      const earlier = {
        operation: ARP_REQUEST,
        senderMac,
        targetMac: MAC_ZERO,
        targetIp,
        senderIp: asks.earlierSenderIp,
      };
      const frame = Frame.arpPacket(asks.earlierDestination, source, earlier);
      this.#judge.earlier(this.#judge.strangerPort(source), frame, asks.earlierFrame, asks.earlierTime);
    }
    if (kind !== 'first') return false;
    this.#ordinaryRequests += 1;
    return true;
  }

  /** An Ethernet frame that carries no ARP. */
  ip(packet: PacketInPlace, place: Place | undefined, time: number): void {
    const { bytes, start, length, number } = packet;
    if (length < 34 || bytes[start + 12] !== 8 || bytes[start + 13] !== 0 || bytes[start + 14] !== 0x45) return;
    const source = readMac(bytes, start + 6);
    const port = this.#scene.stackPortOf(source);
    if (port !== undefined && this.#evidence !== undefined) {
      this.#evidence.ip(port, readIpv4(bytes, start + 30), readMac(bytes, start), number, time);
    }
    if (place?.isStack !== true || !this.#situation.hasHost) return;
    const frame = new Frame(bytes.slice(start, start + length));
    if (frame.ip === undefined) return;
    this.#judge.begin(time);
    this.#captured(frame, source, number, place.port, packet.direction);
  }

  /** What the machine at the place of the capture sent or received. */
  #captured(frame: Frame, source: Mac, number: number, port: PortIndex, direction: PacketDirection | undefined): void {
    const isSent = direction === undefined ? this.#isFrom(source, port) : direction === 'outbound';
    this.#judge.frame(isSent ? 'sent' : 'received', port, frame, number);
  }

  /** Without a direction in the capture, the source address tells. */
  #isFrom(source: Mac, place: PortIndex): boolean {
    const port = this.#scene.port(place);
    if (port.mac === source) return true;
    const owner = this.#scene.stackPortOf(source);
    if (owner === undefined) return false;
    const { node } = this.#scene.port(owner);
    return node === port.node || (port.uplink && this.#scene.homeOf(node) === port.node);
  }

  /**
   * What somebody else must have sent: at its stack, and, if it is heard away from its host, at the uplink of that. In a
   * capture of arpcheck nobody is unknown: other addresses are a tester's, who may say what it likes.
   */
  #concluded(frame: Frame, source: Mac, number: number, place: Place | undefined): void {
    const owner = this.#scene.stackPortOf(source);
    if (owner === undefined && this.#situation.isFromBeginning) return;
    if (this.#isEveryPort || this.#isOwnPlace(owner, place)) return;
    const port = owner ?? this.#judge.strangerPort(source);
    if (this.#isOnce ? place?.port !== port : !this.#places.has(port)) this.#judge.frame('sent', port, frame, number);
    if (owner === undefined || place === undefined) return;
    const home = this.#scene.homeOf(this.#scene.port(owner).node);
    if (home === this.#scene.homeOf(this.#scene.port(place.port).node)) return;
    const uplinks = this.#scene.uplinksOf(home);
    if (uplinks.length !== 1 || (!this.#isOnce && this.#places.has(uplinks[0]!))) return;
    this.#judge.frame('sent', uplinks[0]!, frame, number);
  }

  /** At another port of the sender itself: a rule of its bridge may have made the frame, and not its stack. */
  #isOwnPlace(owner: PortIndex | undefined, place: Place | undefined): boolean {
    if (owner === undefined || place === undefined || owner === place.port) return false;
    return this.#scene.port(owner).node === this.#scene.port(place.port).node;
  }

  end(): SceneReport {
    this.#judge.credit(LOOPBACK, this.#ordinaryReplies + this.#ordinaryRequests);
    this.#judge.credit(GROUPS, this.#ordinaryRequests);
    const verdicts = [...this.#judge.end(this.#situation.isFromBeginning), ...(this.#evidence?.end() ?? [])];
    const notJudged = catalogue.flatMap((property) => {
      const reason = whyNotJudged(property, this.#situation);
      return reason === undefined ? [] : [{ property, reason }];
    });
    return { verdicts, notJudged, restarts: this.#judge.restarts, withoutDestination: this.#withoutDestination };
  }
}

/** A request or a reply between stations, about addresses that they can have, with both link-layer addresses known. */
function isOrdinary(arp: ArpSighting): boolean {
  const { operation, senderIp, targetIp } = arp;
  return (
    arp.isUsual &&
    arp.hardwareType === HARDWARE_ETHERNET &&
    (operation === ARP_REQUEST || operation === ARP_REPLY) &&
    arp.source === arp.senderMac &&
    arp.destination !== undefined &&
    senderIp !== targetIp &&
    isOrdinaryAddress(senderIp) &&
    isOrdinaryAddress(targetIp)
  );
}

/** Not 0.0.0.0/8, not loopback, not a group or broadcast address. */
function isOrdinaryAddress(address: Ipv4): boolean {
  const first = address >>> 24;
  return first !== 0 && first !== 127 && first < 224;
}

/**
 * The frame as Ethernet, whatever it came in: the octets themselves, or a header made of the addresses that the link
 * layer tells. Undefined if it tells too little.
 */
function frameOf(arp: ArpSighting, packet: PacketInPlace, link: LinkFrame): Frame | undefined {
  const { bytes, payload } = arp;
  if (link.isEthernet && payload - packet.start <= 18) return new Frame(bytes.slice(packet.start, link.end));
  const destination = arp.destination ?? (arp.isBroadcast === true ? MAC_BROADCAST : undefined);
  if (arp.source === undefined || destination === undefined) return undefined;
  const made = new Uint8Array(14 + arp.payloadEnd - payload);
  writeMac(made, 0, destination);
  writeMac(made, 6, arp.source);
  made[12] = 8;
  made[13] = 6;
  made.set(bytes.subarray(payload, arp.payloadEnd), 14);
  return new Frame(made);
}

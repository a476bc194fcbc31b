import { compilePlan, type Topology } from '../network/index.ts';
import type { CaptureInterface, CaptureSection, PacketInPlace } from '../pcap-writer/index.ts';
import { ArpSighting } from './arp-sighting.ts';
import { ArpWatch } from './arp-watch.ts';
import { type Finding, FindingBook } from './finding-book.ts';
import { countPacket, type LinkCount, LinkCounts } from './link-counts.ts';
import { LinkFrame } from './link-frame.ts';
import { readLinkLayer } from './link-layer.ts';
import { ownCapture } from './own-capture.ts';
import { Scene } from './scene.ts';
import { type SceneReport, SceneWatch } from './scene-watch.ts';
import { type Place, placeOf } from './vantage.ts';

export interface CaptureCheckOptions {
  /** The network that was captured; a capture that arpcheck wrote brings its own. */
  readonly topology?: Topology | undefined;
  /** Where it was captured: `VM-3.eth0`, or `VM-3` if the interfaces of the capture are named like its own. */
  readonly at?: string | undefined;
  /** Profile of stations that the topology does not know. */
  readonly profile: string;
  /** Told of each finding as soon as it is seen. */
  readonly onFinding?: (finding: Finding) => void;
}

/** What a capture came to. */
export interface CheckResult extends SceneReport {
  readonly packets: number;
  readonly arp: number;
  /** ARP packets that could not be judged, as whoever captured had cut them off. */
  readonly cut: number;
  readonly links: readonly Readonly<LinkCount>[];
  /** Seconds and nanoseconds of the first packet; undefined without packets. */
  readonly first: { readonly seconds: number; readonly nanoseconds: number } | undefined;
  /** Nanoseconds between the first and the latest packet. */
  readonly duration: number;
  readonly findings: readonly Finding[];
  /** Findings that were not kept, as there were too many. */
  readonly droppedFindings: number;
  /** Addresses that were forgotten, as there were too many. */
  readonly forgottenAddresses: number;
}

interface KnownInterface {
  readonly linkType: number;
  readonly fcsLength: number | undefined;
  readonly count: LinkCount;
  readonly place: Place | undefined;
}

/** What has been opened, once the first packet has shown what there is to judge by. */
interface Opened {
  readonly scene: Scene;
  readonly arp: ArpWatch;
  readonly sceneWatch: SceneWatch;
}

/**
 * Judges the packets of one capture as they come.
 *
 * Every table in it is bounded, so a capture of any length takes the same memory; what had to be forgotten is told.
 */
export class CaptureCheck {
  readonly #options: CaptureCheckOptions;
  readonly #book = new FindingBook();
  readonly #links = new LinkCounts();
  readonly #interfaces: KnownInterface[] = [];
  readonly #frame = new LinkFrame();
  readonly #arp = new ArpSighting();
  #opened: Opened | undefined;
  #packets = 0;
  #arpPackets = 0;
  #cut = 0;
  #firstSeconds = 0;
  #firstNanoseconds = 0;
  #duration = 0;

  constructor(options: CaptureCheckOptions) {
    this.#options = options;
    if (options.onFinding !== undefined) this.#book.onNew = options.onFinding;
  }

  /** One packet. `capture` is what is known of its capture so far. */
  packet(
    packet: PacketInPlace,
    capture: { readonly interfaces: readonly CaptureInterface[]; readonly sections: readonly CaptureSection[] },
  ): void {
    const opened = this.#opened ?? this.#open(capture);
    if (this.#packets === 0) {
      this.#firstSeconds = packet.seconds;
      this.#firstNanoseconds = packet.nanoseconds;
    }
    this.#packets += 1;
    const from = this.#interfaces[packet.interfaceId] ?? this.#meet(packet.interfaceId, capture.interfaces, opened);
    const end = packet.start + packet.length;
    const carried = readLinkLayer(packet.bytes, packet.start, end, from.linkType, this.#frame);
    countPacket(from.count, carried);
    const time = this.#timeOf(packet);
    if (carried === 'arp') this.#heard(packet, from, opened, time);
    else if (opened.sceneWatch.wantsIp && from.linkType === 1) opened.sceneWatch.ip(packet, from.place, time);
  }

  #heard(packet: PacketInPlace, from: KnownInterface, opened: Opened, time: number): void {
    const arp = this.#arp;
    const frame = this.#frame;
    arp.number = packet.number;
    arp.time = time;
    arp.interfaceId = packet.interfaceId;
    arp.read(packet.bytes, frame, packet.length < packet.originalLength);
    this.#arpPackets += 1;
    if (arp.isCut) {
      this.#cut += 1;
      return;
    }
    const isPadded = frame.isEthernet && packet.length === packet.originalLength;
    const isNew = opened.arp.heard(arp, packet.start, frame.end, isPadded, from.fcsLength);
    opened.sceneWatch.arp(arp, packet, frame, from.place, isNew);
  }

  #timeOf(packet: PacketInPlace): number {
    const time = (packet.seconds - this.#firstSeconds) * 1e9 + (packet.nanoseconds - this.#firstNanoseconds);
    if (time > this.#duration) this.#duration = time;
    return time;
  }

  #open({ sections, interfaces }: Parameters<CaptureCheck['packet']>[1]): Opened {
    const { topology: told, at, profile } = this.#options;
    const own = ownCapture(sections);
    const topology = told ?? own?.topology;
    const scene = new Scene(topology === undefined ? undefined : compilePlan(topology), profile);
    const places = interfaces.flatMap((each) => placeOf(each, scene, at) ?? []);
    const sceneWatch = new SceneWatch({ scene, places, own, hasTopology: topology !== undefined, book: this.#book });
    this.#opened = { scene, arp: new ArpWatch(this.#book, topology !== undefined), sceneWatch };
    return this.#opened;
  }

  #meet(id: number, interfaces: readonly CaptureInterface[], { scene, sceneWatch }: Opened): KnownInterface {
    const description = interfaces[id]!;
    const { linkType, fcsLength } = description;
    const place = placeOf(description, scene, this.#options.at);
    if (place !== undefined) sceneWatch.addPlace(place);
    const known = { linkType, fcsLength, count: this.#links.of(linkType), place };
    this.#interfaces[id] = known;
    return known;
  }

  /** Ends the capture. */
  end(): CheckResult {
    const { sceneWatch, arp } = this.#opened ?? this.#open({ sections: [], interfaces: [] });
    return {
      ...sceneWatch.end(),
      packets: this.#packets,
      arp: this.#arpPackets,
      cut: this.#cut,
      links: this.#links.all,
      first: this.#packets === 0 ? undefined : { seconds: this.#firstSeconds, nanoseconds: this.#firstNanoseconds },
      duration: this.#duration,
      findings: this.#book.findings,
      droppedFindings: this.#book.dropped,
      forgottenAddresses: arp.forgotten,
    };
  }
}

import { EVERY_PORT } from '../check/own-capture.ts';
import type { Property, Violation } from '../monitor/index.ts';
import {
  type CaptureSection,
  fitsInOption,
  type InterfaceToWrite,
  type PcapngPacketToWrite,
  pcapBytes,
  pcapngBytes,
} from '../pcap-writer/index.ts';
import type { DroppedEvent, FrameEvent, Trace } from '../trace/index.ts';
import type { Frame } from '../wire/index.ts';
import { sightings } from './sighting.ts';
import { seconds } from './text/seconds.ts';
import { describeVantage } from './vantage.ts';

/** `once`: every frame once, see {@link sightings}. `all`: every frame at every port that it passed. */
export type Vantage = 'once' | 'all';

export interface CaptureReport {
  readonly trace: Trace;
  readonly property: Pick<Property, 'id' | 'level' | 'source' | 'statement'>;
  readonly violation: Violation;
  /** The case as JSON, so that the capture alone can be replayed. */
  readonly caseJson: string;
  /** Name of the case's files without folder and extension. */
  readonly caseName: string;
  /** `arpcheck 0.1.0` */
  readonly application: string;
  readonly vantage?: Vantage;
}

/** A capture, before it becomes bytes of one format or the other. */
export interface ReportedCapture {
  readonly comments: readonly string[];
  readonly application: string;
  readonly interfaces: readonly InterfaceToWrite[];
  readonly packets: readonly PcapngPacketToWrite[];
  /** Number of the packet that violates the property, from 1 as Wireshark counts; undefined if no frame does. */
  readonly violatingPacket: number | undefined;
}

/** Where frames are written that reached nobody. */
const DROPPED_INTERFACE = 'dropped';

/**
 * Makes a capture of a violation that explains itself: an interface for every vantage point that carries a frame,
 * comments on the decisive packets and no others, and the case itself in a comment of the section.
 *
 * Times are virtual, from 0. Names of machines are in the interfaces only: a name record for an IPv4 address would make
 * Wireshark show an impostor under the name of its victim.
 */
export function captureOf(report: CaptureReport): ReportedCapture {
  return new CaptureBuilder(report).build();
}

/** As pcapng, with all that it can say. */
export function pcapngOf(capture: ReportedCapture): Uint8Array {
  const { comments, application, interfaces, packets } = capture;
  return pcapngBytes(interfaces, packets, { comments, userApplication: application });
}

/** As pcap, with nanoseconds: the packets only, as comments and interfaces have no place in it. */
export function pcapOf(capture: ReportedCapture): Uint8Array {
  return pcapBytes(capture.packets);
}

/** The comments of a capture that may be a case: what {@link captureOf} put there, wherever it has been since. */
export function casesInCapture(sections: readonly CaptureSection[]): readonly string[] {
  return sections.flatMap((section) => section.comments).filter((comment) => comment.trimStart().startsWith('{'));
}

class CaptureBuilder {
  readonly #report: CaptureReport;
  readonly #interfaces: InterfaceToWrite[] = [];
  readonly #interfaceIds = new Map<string, number>();
  readonly #packets: PcapngPacketToWrite[] = [];
  /** The first of the decisive events that is about a frame. */
  readonly #violating: FrameEvent | DroppedEvent | undefined;
  #violatingPacket: number | undefined;

  constructor(report: CaptureReport) {
    this.#report = report;
    const { trace, violation } = report;
    const byId = new Map(trace.events.map((event) => [event.id, event]));
    for (const id of violation.events) {
      const event = byId.get(id);
      if (event !== undefined && 'frame' in event) {
        this.#violating = event;
        break;
      }
    }
  }

  build(): ReportedCapture {
    if (this.#report.vantage === 'all') this.#addEverything();
    else this.#addOnce();
    return {
      comments: sectionComments(this.#report),
      application: this.#report.application,
      interfaces: this.#interfaces,
      packets: this.#packets,
      violatingPacket: this.#violatingPacket,
    };
  }

  #addOnce(): void {
    const { trace, violation } = this.#report;
    for (const { frame, first, shown, lost, decisive } of sightings(trace, violation)) {
      const role = decisive === undefined ? undefined : frame === this.#violating?.frame ? 'violation' : 'cause';
      // What reached nobody is where it was sent in time, and on an interface of its own.
      this.#add(lost === undefined ? shown : first, frame, lost, role);
    }
  }

  #addEverything(): void {
    const { trace, violation } = this.#report;
    for (const event of trace.events) {
      if (!('frame' in event)) continue;
      const role = event === this.#violating ? 'violation' : violation.events.includes(event.id) ? 'cause' : undefined;
      this.#add(event, event.frame, event.kind === 'dropped' ? event : undefined, role);
    }
  }

  #add(
    event: FrameEvent | DroppedEvent,
    frame: Frame,
    lost: DroppedEvent | undefined,
    role: 'violation' | 'cause' | undefined,
  ): void {
    const comments: string[] = [];
    if (role === 'violation') {
      this.#violatingPacket = this.#packets.length + 1;
      comments.push(this.#violationComment(event));
    }
    if (role === 'cause') comments.push(`CAUSE of the violation of ${this.#report.property.id}`);
    if (lost !== undefined) comments.push(`DROPPED ${lost.where} (at ${this.#portName(lost)})`);
    this.#packets.push({
      interfaceId: lost === undefined ? this.#interfaceOf(event) : this.#droppedInterface(),
      timestampNs: event.time,
      data: frame.bytes,
      comments,
      direction: lost !== undefined ? undefined : event.kind === 'sent' ? 'outbound' : 'inbound',
    });
  }

  #violationComment(shown: FrameEvent | DroppedEvent): string {
    const { property, violation } = this.#report;
    const deciding = this.#violating!;
    const elsewhere =
      deciding === shown
        ? ''
        : `; this frame ${VERBS[deciding.kind]} ${this.#portName(deciding)} at ${seconds(deciding.time)} s`;
    return `VIOLATION ${property.id}: expected: ${violation.expected}; received: ${violation.received}${elsewhere}`;
  }

  #interfaceOf(event: FrameEvent | DroppedEvent): number {
    const { header } = this.#report.trace;
    const port = header.ports[event.port]!;
    return this.#interface(port.name, () => describeVantage(port, header));
  }

  #droppedInterface(): number {
    return this.#interface(
      DROPPED_INTERFACE,
      () => 'no port: frames that reached nobody, with a comment that says where they ended',
    );
  }

  #interface(name: string, describe: () => string): number {
    const known = this.#interfaceIds.get(name);
    if (known !== undefined) return known;
    const id = this.#interfaces.push({ name, description: describe() }) - 1;
    this.#interfaceIds.set(name, id);
    return id;
  }

  #portName(event: FrameEvent | DroppedEvent): string {
    return this.#report.trace.header.ports[event.port]!.name;
  }
}

const VERBS = { sent: 'left', received: 'reached', dropped: 'ended at' } as const;

function sectionComments(report: CaptureReport): readonly string[] {
  const { property, violation, caseJson, caseName } = report;
  const explanation = [
    `VIOLATION ${property.id} (${property.level})`,
    property.statement,
    `Source: ${property.source}`,
    `Expected: ${violation.expected}`,
    `Received: ${violation.received}`,
    `Mechanism: ${[violation.mechanism, ...violation.circumstances].join('+')}`,
    ...(report.vantage === 'all' ? [EVERY_PORT] : []),
  ];
  if (!fitsInOption(caseJson)) {
    return [[...explanation, `Replay: npx arpcheck replay ${caseName}.json (too long for this capture)`].join('\n')];
  }
  return [[...explanation, `Replay: npx arpcheck replay ${caseName}.pcapng`].join('\n'), caseJson];
}

import type { HostView, Monitor, MonitorContext, World } from '../../src/monitor/index.ts';
import type {
  DeliveredEvent,
  FrameEvent,
  NeighbourEvent,
  NodeIndex,
  OriginatedEvent,
  SettledEvent,
} from '../../src/trace/index.ts';
import type { IpMessage, IpPacket, Ipv4 } from '../../src/wire/index.ts';
import { type Fold, SharedFold } from '../rfc826/shared-fold.ts';

/** Packets that are remembered, sent or not; a stack that never sends what it was given must not fill memory. */
const PACKETS_MAX = 4096;
/** Unsent packets of one host; more than any queue of any profile holds. */
const WAITING_MAX = 256;

/** What a stack answers, and with what (see `HostStack`); the answer has the question's identification. */
const ANSWERS: Readonly<Partial<Record<IpMessage, IpMessage>>> = {
  'echo-request': 'echo-reply',
  syn: 'syn-ack',
  datagram: 'datagram-answer',
};
const MESSAGES: readonly IpMessage[] = ['echo-request', 'echo-reply', 'syn', 'syn-ack', 'datagram', 'datagram-answer'];

/** Identification and message as a small integer, which V8 hashes fast. */
function keyOf(packet: number, message: IpMessage): number {
  return packet * 8 + MESSAGES.indexOf(message);
}

/** A packet that a stack was given to send, by an application or as the answer to a question. */
export interface Given {
  /** See {@link keyOf}. */
  readonly key: number;
  readonly node: NodeIndex;
  readonly source: Ipv4;
  readonly destination: Ipv4;
  readonly time: number;
  readonly event: number;
  /** The `received` event of the question that it answers, or -1. */
  readonly question: number;
  /** Counts up over all packets. */
  readonly order: number;
  /** How often it was given: a question that the network duplicates is answered twice. */
  times: number;
  sent: number;
  /** A waiting packet whose resolution was given up, or whose entry was removed: it need not be sent any more. */
  isVoid: boolean;
  /** A packet that was given later for the same destination has been sent. */
  isPassed: boolean;
  /** An earlier packet with the same key that went elsewhere. */
  next: Given | undefined;
}

export interface PacketListener {
  /** A packet was handed to the stack; it may wait for a resolution from now on. */
  given?(given: Given): void;
  /** A packet that the stack was given appeared on the wire. */
  sent?(host: HostView, event: FrameEvent, given: Given): void;
  settled?(event: SettledEvent): void;
  restart?(): void;
}

const books = new SharedFold((world) => new PacketBook(world));

/** The monitor of a property about packets that wait for a resolution. */
export function watchPackets(context: MonitorContext, listener: (book: PacketBook) => PacketListener): Monitor {
  const { fold, monitor } = books.join(context);
  fold.add(listener(fold));
  return monitor;
}

/** Which packets every stack was given, and which of them it has sent. */
export class PacketBook implements Fold {
  readonly upkeep: Monitor;
  readonly #onGiven: PacketListener[] = [];
  readonly #onSent: PacketListener[] = [];
  readonly #onSettled: PacketListener[] = [];
  readonly #onRestart: PacketListener[] = [];
  /** By key; packets of several senders may share one. */
  readonly #given = new Map<number, Given>();
  /** The latest packets, as a ring. */
  readonly #latest: Given[] = [];
  /** Nodes with packets that are not sent yet, and those packets in order. */
  readonly #waiting = new Map<NodeIndex, Given[]>();
  readonly #world: World;
  #order = 0;

  constructor(world: World) {
    this.#world = world;
    this.upkeep = {
      originated: (event) => this.#give(event, event.packet, event.message),
      delivered: (event) => this.#answer(event),
      ipSent: (host, event) => this.#sent(host, event, event.frame.ip!),
      neighbour: (event) => this.#changed(event),
      link: (event) => {
        if (!event.up) this.#drop(this.#world.portOf(event.port).node, undefined);
      },
      rebooted: (event) => this.#drop(event.node, undefined),
      settled: (event) => {
        for (const listener of this.#onSettled) listener.settled!(event);
      },
      restart: () => this.#restart(),
    };
  }

  add(listener: PacketListener): void {
    if (listener.given !== undefined) this.#onGiven.push(listener);
    if (listener.sent !== undefined) this.#onSent.push(listener);
    if (listener.settled !== undefined) this.#onSettled.push(listener);
    if (listener.restart !== undefined) this.#onRestart.push(listener);
  }

  /** Packets of a node for an address that have not been sent, oldest first. */
  waiting(node: NodeIndex, destination: Ipv4): readonly Given[] {
    return this.#waiting.get(node)?.filter((each) => each.destination === destination && !each.isVoid) ?? [];
  }

  #answer(event: DeliveredEvent): void {
    const message = ANSWERS[event.message];
    if (message === undefined || event.port < 0) return;
    const answer = { ...event, source: event.destination, destination: event.source };
    this.#give(answer, event.packet, message, event.cause);
  }

  #give(
    event: Omit<OriginatedEvent, 'kind' | 'message' | 'packet'>,
    packet: number,
    message: IpMessage,
    question = -1,
  ): void {
    const key = keyOf(packet, message);
    const known = this.#find(key, event.node, event.destination);
    // Identifications come round again after 65,536 packets: one that has been sent is another packet's by now.
    if (known !== undefined && known.sent < known.times && !known.isVoid) {
      known.times += 1;
      return;
    }
    const { node, source, destination, time } = event;
    const given: Given = {
      key,
      node,
      source,
      destination,
      time,
      event: event.id,
      question,
      order: this.#order++,
      times: 1,
      sent: 0,
      isVoid: false,
      isPassed: false,
      next: this.#given.get(key),
    };
    this.#given.set(key, given);
    this.#remember(given);
    // What is for the host itself never reaches a wire.
    if (this.#world.hosts[node]?.owns(destination) === true) return;
    const waiting = this.#waiting.get(node);
    if (waiting === undefined) this.#waiting.set(node, [given]);
    else if (waiting.push(given) > WAITING_MAX) waiting.shift();
    for (const listener of this.#onGiven) listener.given!(given);
  }

  #find(key: number, node: NodeIndex, destination: Ipv4): Given | undefined {
    let given = this.#given.get(key);
    while (given !== undefined && (given.node !== node || given.destination !== destination)) given = given.next;
    return given;
  }

  /** Makes room: what came {@link PACKETS_MAX} packets ago, and whatever shares its key, is forgotten. */
  #remember(given: Given): void {
    const place = given.order % PACKETS_MAX;
    const oldest = this.#latest[place];
    this.#latest[place] = given;
    if (oldest === undefined) return;
    const newest = this.#given.get(oldest.key);
    if (newest === oldest) this.#given.delete(oldest.key);
    else if (newest !== undefined) newest.next = undefined;
  }

  #sent(host: HostView, event: FrameEvent, packet: IpPacket): void {
    const given = this.#find(keyOf(packet.id, packet.message), host.index, packet.destination);
    // A router's packet is not its own.
    if (given === undefined) return;
    given.sent += 1;
    const waiting = this.#waiting.get(host.index);
    const at = waiting?.lastIndexOf(given) ?? -1;
    if (at >= 0) {
      for (let index = 0; index < at; index++) {
        if (waiting![index]!.destination === given.destination) waiting![index]!.isPassed = true;
      }
      waiting!.splice(at, 1);
    }
    for (const listener of this.#onSent) listener.sent!(host, event, given);
  }

  /** What waits for an entry that is removed or has failed is lost with it. */
  #changed(event: NeighbourEvent): void {
    if (event.after === undefined || event.after.state === 'failed') this.#drop(event.node, event.address);
  }

  #drop(node: NodeIndex, destination: Ipv4 | undefined): void {
    const waiting = this.#waiting.get(node);
    if (waiting === undefined || waiting.length === 0) return;
    for (const given of waiting)
      if (destination === undefined || given.destination === destination) given.isVoid = true;
    this.#waiting.set(
      node,
      waiting.filter((given) => !given.isVoid),
    );
  }

  #restart(): void {
    if (this.#order === 0) return;
    this.#given.clear();
    this.#latest.length = 0;
    this.#waiting.clear();
    this.#order = 0;
    for (const listener of this.#onRestart) listener.restart!();
  }
}

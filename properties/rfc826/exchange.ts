import type { HostView, Monitor, MonitorContext, World } from '../../src/monitor/index.ts';
import type { DroppedEvent, FrameEvent, NeighbourEvent, SettledEvent } from '../../src/trace/index.ts';
import {
  ARP_REPLY,
  ARP_REQUEST,
  type ArpDefect,
  type ArpView,
  arpDefect,
  type Frame,
  IPV4_ANY,
  isGroupMac,
  MAC_BROADCAST,
} from '../../src/wire/index.ts';
import { isTakenForEthernet } from './settings.ts';
import { type Fold, SharedFold } from './shared-fold.ts';

/**
 * What an ARP packet is to the stack that it reached. `request` and `probe` (sender 0.0.0.0) are for an own address and
 * want an answer, `reply` and `operation` (any other) are for an own address and want none; the rest is not for ARP on
 * this interface: behind a VLAN tag, in a frame for another station, or malformed.
 */
export type QuestionKind = 'request' | 'probe' | 'reply' | 'operation' | 'tagged' | 'for another station' | ArpDefect;

/** An ARP packet that reached a stack and might make it answer. */
export interface Question {
  readonly host: HostView;
  readonly event: FrameEvent;
  readonly arp: ArpView;
  readonly kind: QuestionKind;
  /** Replies to it so far. */
  answers: number;
}

/** What a property wants to know of the exchanges; with `kinds`, only of these questions. */
export interface ExchangeListener {
  readonly kinds?: readonly QuestionKind[];
  heard?(question: Question): void;
  /** A stack sent a reply. `question` is what it answers, as far as anything that was heard explains it. */
  replied?(host: HostView, event: FrameEvent | DroppedEvent, question: Question | undefined): void;
  /** The network has settled, and there is no answer. */
  unanswered?(question: Question, event: SettledEvent): void;
  /** The packet changed an entry of the neighbour cache. */
  changed?(question: Question, event: NeighbourEvent): void;
}

const exchanges = new SharedFold((world) => new Exchanges(world));

/** The monitor of a property about questions and their answers. */
export function watchExchange(context: MonitorContext, listener: ExchangeListener): Monitor {
  const { fold, monitor } = exchanges.join(context);
  fold.add(listener);
  return monitor;
}

/** A reply that announces the sender's own address to everyone: nobody needs to have asked (RFC 5944 section 4.6). */
export function isAnnouncement(event: FrameEvent | DroppedEvent): boolean {
  return event.frame.arp?.isGratuitous === true && event.frame.destination === MAC_BROADCAST;
}

/** Which packets reached which stack, and which replies they got, until the network has settled. */
class Exchanges implements Fold {
  readonly upkeep: Monitor;
  readonly #world: World;
  readonly #listeners: ExchangeListener[] = [];
  readonly #byKind = new Map<QuestionKind | undefined, ExchangeListener[]>();
  /** By port. */
  readonly #questions: (Question[] | undefined)[] = [];
  /** Ports with questions. */
  readonly #ports: number[] = [];
  #lastSent: Frame | undefined = undefined;

  constructor(world: World) {
    this.#world = world;
    this.upkeep = {
      arpForHost: (host, event) => this.#ask(host, event, kindOfPacket(event.frame.arp!)),
      arpUnfit: (host, event) => this.#askUnfit(host, event),
      arpSent: (host, event) => {
        this.#lastSent = event.frame;
        this.#replied(host, event);
      },
      dropped: (event) => this.#dropped(event),
      neighbour: (event) => this.#changed(event),
      settled: (event) => this.#settled(event),
      restart: () => this.#clear(),
    };
  }

  add(listener: ExchangeListener): void {
    this.#listeners.push(listener);
    this.#byKind.clear();
  }

  #interested(kind: QuestionKind | undefined): readonly ExchangeListener[] {
    const known = this.#byKind.get(kind);
    if (known !== undefined) return known;
    const interested = this.#listeners.filter(
      ({ kinds }) => kinds === undefined || (kind !== undefined && kinds.includes(kind)),
    );
    this.#byKind.set(kind, interested);
    return interested;
  }

  #askUnfit(host: HostView, event: FrameEvent): void {
    const arp = event.frame.arp!;
    if (isTakenForEthernet(this.#world, host, event)) {
      if (host.owns(arp.targetIp)) this.#ask(host, event, kindOfPacket(arp));
      return;
    }
    const { destination, vlan } = event.frame;
    if (vlan > 0) this.#ask(host, event, 'tagged');
    else if (destination !== this.#world.portOf(event.port).mac && !isGroupMac(destination)) {
      this.#ask(host, event, 'for another station');
    } else this.#ask(host, event, arpDefect(arp)!);
  }

  #ask(host: HostView, event: FrameEvent, kind: QuestionKind): void {
    const question = { host, event, arp: event.frame.arp!, kind, answers: 0 };
    const questions = this.#questions[event.port];
    if (questions === undefined) this.#questions[event.port] = [question];
    else questions.push(question);
    if (questions === undefined || questions.length === 1) this.#ports.push(event.port);
    const interested = this.#interested(kind);
    for (let index = 0; index < interested.length; index++) interested[index]!.heard?.(question);
  }

  #replied(host: HostView, event: FrameEvent | DroppedEvent): void {
    const arp = event.frame.arp!;
    if (arp.operation !== ARP_REPLY) return;
    const question = findQuestion(this.#questions[event.port], arp);
    if (question !== undefined) question.answers += 1;
    const interested = this.#interested(question?.kind);
    for (let index = 0; index < interested.length; index++) interested[index]!.replied?.(host, event, question);
  }

  /** A rule for outgoing packets that takes a reply stands for it: the stack has done its part. */
  #dropped(event: DroppedEvent): void {
    const { frame, port } = event;
    // What is lost on the cable has been seen when it was sent.
    if (frame.arp === undefined || frame === this.#lastSent) return;
    const host = this.#world.stackAt(port);
    if (host !== undefined && frame.source === this.#world.portOf(port).mac) this.#replied(host, event);
  }

  #changed(event: NeighbourEvent): void {
    if (event.cause < 0) return;
    const questions = this.#questions[event.port];
    if (questions === undefined) return;
    for (let at = questions.length - 1; at >= 0; at--) {
      const question = questions[at]!;
      if (question.event.id !== event.cause) continue;
      const interested = this.#interested(question.kind);
      for (let index = 0; index < interested.length; index++) interested[index]!.changed?.(question, event);
      return;
    }
  }

  #settled(event: SettledEvent): void {
    for (const port of this.#ports) {
      for (const question of this.#questions[port]!) {
        if (question.answers > 0) continue;
        const interested = this.#interested(question.kind);
        for (let index = 0; index < interested.length; index++) interested[index]!.unanswered?.(question, event);
      }
    }
    this.#clear();
  }

  #clear(): void {
    for (const port of this.#ports) this.#questions[port]!.length = 0;
    this.#ports.length = 0;
  }
}

function kindOfPacket(arp: ArpView): QuestionKind {
  if (arp.operation === ARP_REQUEST) return arp.senderIp === IPV4_ANY ? 'probe' : 'request';
  return arp.operation === ARP_REPLY ? 'reply' : 'operation';
}

/**
 * What a reply answers. The best explanation is a request whose fields it swaps and that has no answer yet; then a
 * packet that wants none; then the packet that came last, if that was malformed; then a request for the second time;
 * and last the latest open request, whose fields it then got wrong.
 */
function findQuestion(questions: readonly Question[] | undefined, reply: ArpView): Question | undefined {
  if (questions === undefined) return undefined;
  let unasked: Question | undefined;
  let again: Question | undefined;
  let open: Question | undefined;
  for (let index = questions.length - 1; index >= 0; index--) {
    const question = questions[index]!;
    const isRequest = question.kind === 'request' || question.kind === 'probe';
    const fits = isAnswer(question.arp, reply);
    if (question.answers > 0) {
      if (fits) again ??= question;
    } else if (!isRequest) {
      if (fits) unasked ??= question;
    } else if (fits) {
      return question;
    } else {
      open ??= question;
    }
  }
  if (unasked !== undefined) return unasked;
  const last = questions.at(-1);
  if (last?.answers === 0 && !isWellFormed(last.kind)) return last;
  return again ?? open;
}

function isWellFormed(kind: QuestionKind): boolean {
  return kind === 'request' || kind === 'probe' || kind === 'reply' || kind === 'operation';
}

function isAnswer(question: ArpView, reply: ArpView): boolean {
  return (
    question.targetIp === reply.senderIp &&
    question.senderIp === reply.targetIp &&
    question.senderMac === reply.targetMac
  );
}

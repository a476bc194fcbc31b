import type { HostView, Monitor, MonitorContext, World } from '../../src/monitor/index.ts';
import type { DroppedEvent, FrameEvent, NeighbourEvent, SettledEvent } from '../../src/trace/index.ts';
import {
  ARP_LENGTH,
  ARP_REPLY,
  ARP_REQUEST,
  type ArpView,
  type Frame,
  IPV4_ANY,
  isGroupMac,
  MAC_BROADCAST,
} from '../../src/wire/index.ts';
import { type Misfit, misfitOf } from './misfits.ts';
import { isTakenForEthernet, wasTakenFromStack } from './settings.ts';
import { type Fold, SharedFold } from './shared-fold.ts';

/**
 * What an ARP packet is to the stack that it reached. `request` and `probe` (sender 0.0.0.0) are for an own address and
 * want an answer, `reply` and `operation` (any other) are for an own address and want none; the rest is not for ARP on
 * this interface: behind a VLAN tag, in a frame for another station, or malformed.
 */
export type QuestionKind = 'request' | 'probe' | 'reply' | 'operation' | Misfit;

/** An ARP packet that reached a stack and might make it answer. */
export interface Question {
  readonly host: HostView;
  readonly event: FrameEvent;
  readonly arp: ArpView;
  readonly kind: QuestionKind;
  /** Replies to it so far. */
  answers: number;
}

interface OpenQuestion extends Question {
  readonly audience: Audience;
}

/** What a property wants to know of the exchanges; with `kinds`, only of these questions. */
export interface ExchangeListener {
  readonly kinds?: readonly QuestionKind[];
  /**
   * Says that a reply which is right in every field, the first to its request, is nothing to be told of: it just
   * exercises the property, or is not a case of it. Nearly all replies are like that.
   */
  readonly rightReplies?: 'exercise' | 'skip';
  heard?(question: Question): void;
  /** A stack sent a reply. `question` is what it answers, as far as anything that was heard explains it. */
  replied?(host: HostView, event: FrameEvent | DroppedEvent, question: Question | undefined): void;
  /** The network has settled, and there is no answer. */
  unanswered?(question: Question, event: SettledEvent): void;
  /** The packet changed an entry of the neighbour cache. */
  changed?(question: Question, event: NeighbourEvent): void;
}

/** Who wants to be told what of one kind of question. */
class Audience {
  readonly kind: QuestionKind | undefined;
  readonly heard: ExchangeListener[] = [];
  readonly replied: ExchangeListener[] = [];
  /** Those of `replied` who want to be told of right replies, too. */
  readonly repliedRight: ExchangeListener[] = [];
  readonly unanswered: ExchangeListener[] = [];
  readonly changed: ExchangeListener[] = [];
  /** Right replies count for these properties. */
  readonly exercised: MonitorContext[] = [];
  rightReplies = 0;

  constructor(kind: QuestionKind | undefined) {
    this.kind = kind;
  }

  add(listener: ExchangeListener, context: MonitorContext): void {
    const { kinds } = listener;
    if (kinds !== undefined && (this.kind === undefined || !kinds.includes(this.kind))) return;
    if (listener.heard !== undefined) this.heard.push(listener);
    if (listener.replied !== undefined) this.replied.push(listener);
    if (listener.replied !== undefined && listener.rightReplies === undefined) this.repliedRight.push(listener);
    if (listener.unanswered !== undefined) this.unanswered.push(listener);
    if (listener.changed !== undefined) this.changed.push(listener);
    if (listener.rightReplies === 'exercise') this.exercised.push(context);
  }

  end(): void {
    if (this.rightReplies === 0) return;
    for (const context of this.exercised) context.exercised(this.rightReplies);
    this.rightReplies = 0;
  }
}

const exchanges = new SharedFold((world) => new Exchanges(world));

/** The monitor of a property about questions and their answers. */
export function watchExchange(context: MonitorContext, listener: ExchangeListener): Monitor {
  const { fold, monitor } = exchanges.join(context);
  fold.add(listener, context);
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
  readonly #to = {
    request: new Audience('request'),
    probe: new Audience('probe'),
    reply: new Audience('reply'),
    operation: new Audience('operation'),
    tagged: new Audience('tagged'),
    'for another station': new Audience('for another station'),
    truncated: new Audience('truncated'),
    'hardware type': new Audience('hardware type'),
    'protocol type': new Audience('protocol type'),
    'hardware length': new Audience('hardware length'),
    'protocol length': new Audience('protocol length'),
  } satisfies Record<QuestionKind, Audience>;
  /** For replies to nothing. */
  readonly #toNothing = new Audience(undefined);
  readonly #audiences: readonly Audience[] = [...Object.values(this.#to), this.#toNothing];
  /** By port. */
  readonly #heard: (Heard | undefined)[] = [];
  /** Ports at which something was heard. */
  readonly #ports: Heard[] = [];

  constructor(world: World) {
    this.#world = world;
    this.upkeep = {
      arpForHost: (host, event) => this.#ask(host, event, this.#audienceOf(event.frame.arp!)),
      arpUnfit: (host, event) => this.#askUnfit(host, event),
      arpSent: (host, event) => {
        if (event.frame.arp!.operation === ARP_REPLY) this.#replied(host, event);
      },
      dropped: (event) => this.#dropped(event),
      neighbour: (event) => this.#changed(event),
      settled: (event) => this.#settled(event),
      restart: () => {
        this.#clear();
        for (const audience of this.#audiences) audience.rightReplies = 0;
      },
      end: () => {
        for (const audience of this.#audiences) audience.end();
      },
    };
  }

  add(listener: ExchangeListener, context: MonitorContext): void {
    for (const audience of this.#audiences) audience.add(listener, context);
  }

  #audienceOf(arp: ArpView): Audience {
    if (arp.operation === ARP_REQUEST) return arp.senderIp === IPV4_ANY ? this.#to.probe : this.#to.request;
    return arp.operation === ARP_REPLY ? this.#to.reply : this.#to.operation;
  }

  #askUnfit(host: HostView, event: FrameEvent): void {
    const arp = event.frame.arp!;
    if (isTakenForEthernet(this.#world, host, event)) {
      if (host.owns(arp.targetIp)) this.#ask(host, event, this.#audienceOf(arp));
      return;
    }
    this.#ask(host, event, this.#to[misfitOf(this.#world, event)]);
  }

  #ask(host: HostView, event: FrameEvent, audience: Audience): void {
    const question = { host, event, arp: event.frame.arp!, kind: audience.kind!, audience, answers: 0 };
    let heard = this.#heard[event.port];
    if (heard === undefined) {
      heard = new Heard();
      this.#heard[event.port] = heard;
    }
    if (heard.isEmpty) this.#ports.push(heard);
    heard.add(question);
    for (const listener of audience.heard) listener.heard!(question);
  }

  #replied(host: HostView, event: FrameEvent | DroppedEvent): void {
    const arp = event.frame.arp!;
    const question = this.#heard[event.port]?.answer(arp);
    if (question === undefined) {
      for (const listener of this.#toNothing.replied) listener.replied!(host, event, undefined);
      return;
    }
    const { audience } = question;
    if (isRight(question, event.frame)) {
      audience.rightReplies += 1;
      for (const listener of audience.repliedRight) listener.replied!(host, event, question);
    } else {
      for (const listener of audience.replied) listener.replied!(host, event, question);
    }
  }

  #dropped(event: DroppedEvent): void {
    if (event.frame.arp?.operation !== ARP_REPLY || !wasTakenFromStack(event)) return;
    const host = this.#world.stackAt(event.port);
    if (host !== undefined) this.#replied(host, event);
  }

  #changed(event: NeighbourEvent): void {
    if (event.cause < 0) return;
    const question = this.#heard[event.port]?.find(event.cause);
    if (question === undefined) return;
    for (const listener of question.audience.changed) listener.changed!(question, event);
  }

  #settled(event: SettledEvent): void {
    if (this.#ports.length === 0) return;
    for (const heard of this.#ports) {
      for (const question of heard.open) {
        for (const listener of question.audience.unanswered) listener.unanswered!(question, event);
      }
    }
    this.#clear();
  }

  #clear(): void {
    for (const heard of this.#ports) heard.clear();
    this.#ports.length = 0;
  }
}

/** The first reply to a request, with nothing to find fault with, and nothing odd in the question either. */
function isRight(question: OpenQuestion, frame: Frame): boolean {
  const { arp, event, kind } = question;
  if (question.answers !== 1 || (kind !== 'request' && kind !== 'probe')) return false;
  return (
    isAnswer(arp, frame.arp!) &&
    frame.destination === arp.senderMac &&
    event.frame.source === arp.senderMac &&
    !isGroupMac(frame.destination) &&
    event.frame.length <= event.frame.payloadOffset + ARP_LENGTH &&
    frame.length <= frame.payloadOffset + ARP_LENGTH
  );
}

/** What one port heard since the network last settled. */
class Heard {
  /** Requests and probes without an answer, oldest first. */
  readonly open: OpenQuestion[] = [];
  /** The latest of what wants no answer, or has one. */
  readonly #others: OpenQuestion[] = [];
  #last: OpenQuestion | undefined = undefined;

  get isEmpty(): boolean {
    return this.#last === undefined;
  }

  add(question: OpenQuestion): void {
    this.#last = question;
    if (question.kind === 'request' || question.kind === 'probe') this.open.push(question);
    else this.#remember(question);
  }

  /**
   * What a reply answers, counted as answered. The best explanation is a request whose fields it swaps; then a packet
   * that wants no answer; then the packet that came last, if that was malformed; then a request for the second time;
   * and last the latest open request, whose fields it then got wrong.
   */
  answer(reply: ArpView): OpenQuestion | undefined {
    for (let index = this.open.length - 1; index >= 0; index--) {
      if (isAnswer(this.open[index]!.arp, reply)) return this.#answered(this.open[index]!, index);
    }
    const others = this.#others.filter((other) => isAnswer(other.arp, reply));
    const unasked = others.findLast((other) => other.answers === 0);
    const last = this.#last;
    const isOdd = last !== undefined && last.answers === 0 && !isWellFormed(last.kind);
    const other = unasked ?? (isOdd ? last : others.at(-1));
    if (other !== undefined) {
      other.answers += 1;
      return other;
    }
    const latest = this.open.at(-1);
    return latest === undefined ? undefined : this.#answered(latest, this.open.length - 1);
  }

  /** The packet that came with an event. */
  find(event: number): OpenQuestion | undefined {
    if (this.#last?.event.id === event) return this.#last;
    const isIt = (question: OpenQuestion): boolean => question.event.id === event;
    return this.open.findLast(isIt) ?? this.#others.findLast(isIt);
  }

  clear(): void {
    this.open.length = 0;
    this.#others.length = 0;
    this.#last = undefined;
  }

  #answered(question: OpenQuestion, index: number): OpenQuestion {
    this.open.splice(index, 1);
    question.answers += 1;
    this.#remember(question);
    return question;
  }

  #remember(question: OpenQuestion): void {
    if (this.#others.push(question) > OTHERS_MAX) this.#others.shift();
  }
}

/** A stack that answers what it should not does so soon after; a storm must not be searched from end to end. */
const OTHERS_MAX = 32;

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

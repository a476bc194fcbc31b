import type { Violation } from '../../monitor/index.ts';
import type { EventId, NodeIndex, PortIndex, Trace, TraceEvent, TracePort } from '../../trace/index.ts';
import { describeDestination, type Frame } from '../../wire/index.ts';
import { NameBook } from '../name-book.ts';
import { type Moment, momentsOf } from '../text/moment.ts';
import { mostTelling } from '../text/most-telling.ts';

/** A trace as a sequence diagram: who takes part, and what happened between them and within them, in order. */
export interface Sequence {
  /** Names of nodes in the order of the trace; then hardware addresses that nobody has; `*` last: everybody. */
  readonly participants: readonly string[];
  readonly items: readonly SequenceItem[];
  /** Who did what violates: not always the sender of the frame that shows it. Undefined if nothing is marked. */
  readonly culprit: string | undefined;
}

export type SequenceItem = SequenceMessage | SequenceNote;

interface SequenceMoment {
  /** The event of the trace that it is. */
  readonly event: EventId;
  /** Virtual time in nanoseconds. */
  readonly time: number;
  readonly words: string;
  /** It is the violation. */
  readonly violates: boolean;
  /** It is the violation, or one of its causes. */
  readonly decisive: boolean;
}

/** A frame, from one participant to those whose stacks got it. */
export interface SequenceMessage extends SequenceMoment {
  readonly kind: 'message';
  readonly from: string;
  /** At least one. Where nobody is known to have got it: the host on which it ended, or else whom it was for. */
  readonly to: readonly string[];
  /** It ended on its way, and nobody got it. */
  readonly lost: boolean;
}

/** Something within a participant, for instance a change of its neighbour cache. */
export interface SequenceNote extends SequenceMoment {
  readonly kind: 'note';
  readonly over: string;
}

export interface SequenceOptions {
  /** What is marked. */
  readonly violation?: Violation | undefined;
  /** How many items there may be: of a long trace, those that say most about the violation. All if absent. */
  readonly room?: number;
}

/** Everybody, as the receiver of a broadcast. */
export const EVERYBODY = '*';

/** The sequence of a trace; switches and bridge ports, which only pass frames on, are left out. */
export function sequenceOf(trace: Trace, { violation, room }: SequenceOptions = {}): Sequence {
  const names = new NameBook(trace.header);
  const moments = momentsOf(trace, names, violation);
  const chosen = room === undefined ? moments : mostTelling(moments, room);
  const events = new Map(trace.events.map((event) => [event.id, event]));
  const fates = fatesOf(trace);
  const items = chosen.map((moment) => itemOf(events.get(moment.id)!, moment, names, fates));
  return { participants: participantsOf(items, trace), items, culprit: violation?.at };
}

/** What became of a frame. */
interface Fate {
  /** Who got it on an interface with a stack, or with a tester, behind it. */
  readonly receivers: Set<NodeIndex>;
  /** Where it ended, the first place if there are several; undefined if nobody dropped it. */
  dropped: PortIndex | undefined;
}

function fatesOf(trace: Trace): ReadonlyMap<Frame, Fate> {
  const fates = new Map<Frame, Fate>();
  for (const event of trace.events) {
    if (!('frame' in event)) continue;
    let fate = fates.get(event.frame);
    if (fate === undefined) {
      fate = { receivers: new Set(), dropped: undefined };
      fates.set(event.frame, fate);
    }
    const port = trace.header.ports[event.port];
    if (event.kind === 'dropped') fate.dropped ??= event.port;
    else if (event.kind === 'received' && port !== undefined && hasStack(trace, port)) fate.receivers.add(port.node);
  }
  return fates;
}

function hasStack({ header }: Trace, port: TracePort): boolean {
  return port.kind !== 'member' && header.nodes[port.node]?.kind !== 'switch';
}

function itemOf(
  event: TraceEvent,
  { id, time, words, violates, weight }: Moment,
  names: NameBook,
  fates: ReadonlyMap<Frame, Fate>,
): SequenceItem {
  const moment = { event: id, time, words, violates, decisive: weight === 0 };
  if (!('frame' in event)) return { ...moment, kind: 'note', over: overOf(event, names) };
  const { frame } = event;
  const sender = event.kind === 'received' ? names.ownerOfMac(frame.source) : names.nodeAt(event.port);
  const { receivers, dropped } = fates.get(frame)!;
  const got = [...receivers].map((node) => names.node(node));
  const from = sender ?? names.mac(frame.source);
  const lost = dropped !== undefined && got.length === 0;
  const end = lost ? hostAt(dropped, names) : undefined;
  const meant = names.ownerOfMac(frame.destination) ?? describeDestination(frame);
  const to = got.length > 0 ? got : [end === undefined || end === from ? meant : end];
  return { ...moment, kind: 'message', from, to, lost };
}

/** Whose port it is; a switch takes no part in a sequence. */
function hostAt(port: PortIndex, names: NameBook): string | undefined {
  const node = names.header.ports[port]?.node;
  const isHost = node !== undefined && names.header.nodes[node]?.kind !== 'switch';
  return isHost ? names.node(node) : undefined;
}

function overOf(event: Exclude<TraceEvent, { frame: Frame }>, names: NameBook): string {
  if ('node' in event) return names.node(event.node);
  return 'port' in event ? names.nodeAt(event.port) : EVERYBODY;
}

function participantsOf(items: readonly SequenceItem[], trace: Trace): readonly string[] {
  const present = new Set(items.flatMap((item) => (item.kind === 'note' ? [item.over] : [item.from, ...item.to])));
  const nodes = trace.header.nodes.map(({ name }) => name).filter((name) => present.has(name));
  const others = [...present].filter((name) => !nodes.includes(name) && name !== EVERYBODY);
  return [...nodes, ...others, ...(present.has(EVERYBODY) ? [EVERYBODY] : [])];
}

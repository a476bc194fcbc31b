import type { HostView, Monitor, MonitorContext, World } from '../../src/monitor/index.ts';
import type { DroppedEvent, FrameEvent } from '../../src/trace/index.ts';
import { ARP_REPLY, ARP_REQUEST, describeArp } from '../../src/wire/index.ts';
import { misfitOf } from '../rfc826/misfits.ts';
import { maySuppress, wasTakenFromStack } from '../rfc826/settings.ts';
import { type Fold, SharedFold } from '../rfc826/shared-fold.ts';
import { type Asked, type Difference, differenceOf, isAlike } from './likeness.ts';

/** Requests that are remembered for each interface: what is to be compared comes close together. */
const REMEMBERED = 8;

const folds = new SharedFold((world) => new Answers(world));

/**
 * The monitor of "requests that differ in nothing else get the same answer". It says nothing of what the right answer
 * is, so it needs no model of the stack: two stimuli in one trace are compared with each other.
 */
export function watchLikeness(context: MonitorContext, difference: Difference): Monitor {
  const { fold, monitor } = folds.join(context);
  fold.add(difference, context);
  return monitor;
}

/** What one interface was asked. */
interface Memory {
  /** Settled, oldest first. */
  readonly asked: Asked[];
  /** The request that came since the network last settled, if it was the only one. */
  open: Asked | undefined;
  isAmbiguous: boolean;
  /** Frames for others that it heard. */
  others: number;
}

class Answers implements Fold {
  readonly upkeep: Monitor;
  readonly #world: World;
  readonly #contexts = new Map<Difference, MonitorContext>();
  /** By port. */
  #memories: (Memory | undefined)[] = [];
  readonly #unsettled: Memory[] = [];

  constructor(world: World) {
    this.#world = world;
    const forgetAll = (): void => this.#forgetAll();
    this.upkeep = {
      arpForHost: (host, event) => this.#heard(host, event),
      arpFromKnown: (host, event) => this.#overheard(host, event),
      arpFromStranger: (host, event) => this.#overheard(host, event),
      arpUnfit: (_host, event) => this.#misfit(event),
      arpSent: (_host, event) => this.#replied(event),
      dropped: (event) => {
        if (event.frame.arp !== undefined && wasTakenFromStack(event)) this.#replied(event);
      },
      settled: () => this.#settled(),
      address: forgetAll,
      link: forgetAll,
      moved: forgetAll,
      rebooted: forgetAll,
      restart: forgetAll,
    };
  }

  add(difference: Difference, context: MonitorContext): void {
    this.#contexts.set(difference, context);
  }

  #heard(host: HostView, event: FrameEvent): void {
    const arp = event.frame.arp!;
    // What claims an own address is a conflict, and the answer to that may depend on when the last one was.
    const isConflict = host.owns(arp.senderIp);
    if (isConflict) forget(this.#memories[event.port]);
    if (arp.operation !== ARP_REQUEST) return;
    let memory = this.#memories[event.port];
    if (memory === undefined) {
      memory = { asked: [], open: undefined, isAmbiguous: false, others: 0 };
      this.#memories[event.port] = memory;
    }
    const isFirst = memory.open === undefined && !memory.isAmbiguous;
    const isFree = isConflict || maySuppress(this.#world, host, event.port, arp);
    if (isFirst) this.#unsettled.push(memory);
    memory.isAmbiguous = !isFirst || isFree;
    memory.open = memory.isAmbiguous ? undefined : { host, event, arp, replies: [], others: memory.others };
  }

  /** Most frames. */
  #overheard(host: HostView, event: FrameEvent): void {
    const memory = this.#memories[event.port];
    if (memory === undefined) return;
    memory.others += 1;
    if (host.owns(event.frame.arp!.senderIp)) forget(memory);
  }

  /** What a stack makes of malformed frames is the subject of other properties. */
  #misfit(event: FrameEvent): void {
    const memory = this.#memories[event.port];
    if (memory === undefined) return;
    if (misfitOf(this.#world, event) === 'for another station') memory.others += 1;
    else forget(memory);
  }

  #replied(event: FrameEvent | DroppedEvent): void {
    if (event.frame.arp!.operation === ARP_REPLY) this.#memories[event.port]?.open?.replies.push(event);
  }

  #settled(): void {
    for (const memory of this.#unsettled) {
      const { open, asked } = memory;
      memory.open = undefined;
      memory.isAmbiguous = false;
      if (open === undefined) continue;
      this.#compare(asked, open);
      if (asked.push(open) > REMEMBERED) asked.shift();
      this.#compareOrder(asked);
    }
    this.#unsettled.length = 0;
  }

  /** With the newest request of every difference. */
  #compare(asked: readonly Asked[], later: Asked): void {
    const seen = new Set<Difference>();
    for (let index = asked.length - 1; index >= 0; index--) {
      const earlier = asked[index]!;
      const difference = differenceOf(this.#world, earlier, later);
      if (difference === undefined || seen.has(difference)) continue;
      seen.add(difference);
      const context = this.#contexts.get(difference);
      if (context === undefined) continue;
      if (isAlike(earlier, later)) context.exercised();
      else blame(context, earlier, later);
    }
  }

  /** The last two requests with the same two in the other order. */
  #compareOrder(asked: readonly Asked[]): void {
    const context = this.#contexts.get('order');
    const [before, last] = [asked.at(-2), asked.at(-1)];
    if (context === undefined || before === undefined || last === undefined) return;
    if (before.arp.senderIp === last.arp.senderIp || before.others !== last.others) return;
    for (let index = asked.length - 3; index > 0; index--) {
      const [first, second] = [asked[index - 1]!, asked[index]!];
      if (!this.#isSame(first, last) || !this.#isSame(second, before)) continue;
      const isAlikeInBoth = isAlike(first, last) && isAlike(second, before);
      if (isAlikeInBoth) context.exercised();
      else if (isAlike(first, last)) blame(context, second, before);
      else blame(context, first, last);
      return;
    }
  }

  #isSame(earlier: Asked, later: Asked): boolean {
    const difference = differenceOf(this.#world, earlier, later);
    return difference === 'nothing' || difference === 'others';
  }

  #forgetAll(): void {
    if (this.#memories.length > 0) this.#memories = [];
    this.#unsettled.length = 0;
  }
}

/** What comes before the network settles next is no longer to be told apart. */
function forget(memory: Memory | undefined): void {
  if (memory === undefined) return;
  memory.asked.length = 0;
  memory.isAmbiguous ||= memory.open !== undefined;
  memory.open = undefined;
}

function blame(context: MonitorContext, earlier: Asked, later: Asked): void {
  const [before, now] = [earlier.replies, later.replies];
  const mechanism = now.length === 0 ? 'now-silent' : before.length === 0 ? 'now-answered' : 'answered-otherwise';
  context.violated({
    time: later.event.time,
    at: later.host.name,
    expected: `as to "${describeArp(earlier.arp)}" before: ${saidBy(earlier)}`,
    received: `to "${describeArp(later.arp)}": ${saidBy(later)}`,
    mechanism,
    events: [...(now.length === 0 ? [later.event] : now), later.event, ...before, earlier.event]
      .map((each) => each.id)
      .filter((id, index, all) => all.indexOf(id) === index),
  });
}

function saidBy({ replies }: Asked): string {
  if (replies.length === 0) return 'nothing';
  return replies.map(({ frame }) => `"${describeArp(frame.arp!)}" in ${frame.length} octets`).join(', ');
}

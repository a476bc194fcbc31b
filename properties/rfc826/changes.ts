import type { HostView, Monitor, MonitorContext, World } from '../../src/monitor/index.ts';
import type { FrameEvent, NeighbourEvent } from '../../src/trace/index.ts';
import type { ArpView } from '../../src/wire/index.ts';
import { type Fold, SharedFold } from './shared-fold.ts';

/** A change of a visible cache, and the ARP packet that made it. */
export interface Change {
  readonly host: HostView;
  readonly event: NeighbourEvent;
  readonly cause: FrameEvent;
  readonly arp: ArpView;
}

/** What a property wants to know of the changes that packets make. */
export interface ChangeListener {
  /** An ordinary change exercises the property: any, or only one that makes a new entry. */
  readonly exercisedBy: 'any change' | 'new entry' | 'nothing';
  /** A change that is out of the ordinary in some respect; true if this one is no case for complaint. */
  odd(change: Change): boolean;
}

const folds = new SharedFold((world) => new Changes(world));

/** The monitor of a property about what packets do to caches. */
export function watchChanges(context: MonitorContext, listener: ChangeListener): Monitor {
  const { fold, monitor } = folds.join(context);
  fold.add(listener, context);
  return monitor;
}

/** Sorts the changes that are as RFC 826 has them from the odd ones, so that each is looked at once. */
class Changes implements Fold {
  readonly upkeep: Monitor;
  readonly #listeners: { readonly listener: ChangeListener; readonly context: MonitorContext }[] = [];
  readonly #world: World;
  #changes = 0;
  #additions = 0;

  constructor(world: World) {
    this.#world = world;
    this.upkeep = {
      neighbour: (event) => {
        if (event.reason === 'frame') this.#changed(event);
      },
      restart: () => {
        this.#changes = 0;
        this.#additions = 0;
      },
      end: () => {
        const counts = { 'any change': this.#changes, 'new entry': this.#additions, nothing: 0 };
        for (const { listener, context } of this.#listeners) {
          const times = counts[listener.exercisedBy];
          if (times > 0) context.exercised(times);
        }
      },
    };
  }

  add(listener: ChangeListener, context: MonitorContext): void {
    this.#listeners.push({ listener, context });
  }

  #changed(event: NeighbourEvent): void {
    const cause = this.#world.causeOf(event.port, event.cause);
    const host = this.#world.hosts[event.node];
    const arp = cause?.frame.arp;
    if (host === undefined || cause === undefined || arp === undefined) return;
    const isNew = event.before === undefined && event.after?.mac !== undefined;
    if (isOrdinary(host, event, cause, arp, isNew)) {
      this.#changes += 1;
      if (isNew) this.#additions += 1;
      return;
    }
    const change = { host, event, cause, arp };
    for (const { listener, context } of this.#listeners) {
      const exercises = listener.exercisedBy === 'any change' || (listener.exercisedBy === 'new entry' && isNew);
      if (listener.odd(change) && exercises) context.exercised();
    }
  }
}

/** The entry of the sender holds what the packet says; if it is new, the packet was for the host. */
function isOrdinary(host: HostView, event: NeighbourEvent, cause: FrameEvent, arp: ArpView, isNew: boolean): boolean {
  const { address, after } = event;
  return (
    address === arp.senderIp &&
    after?.mac === arp.senderMac &&
    cause.frame.source === arp.senderMac &&
    address !== 0 &&
    (!isNew || (host.owns(arp.targetIp) && !host.owns(address)))
  );
}

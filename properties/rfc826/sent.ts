import type { HostView, Monitor, MonitorContext, World } from '../../src/monitor/index.ts';
import type { FrameEvent } from '../../src/trace/index.ts';
import { ARP_LENGTH, ARP_REPLY, ARP_REQUEST, MAC_BROADCAST, type Mac } from '../../src/wire/index.ts';
import { isNobodys } from './addresses.ts';
import { type Fold, SharedFold } from './shared-fold.ts';

/** What an ARP packet is to its sender. An announcement is a request for its own sender address. */
export type SentKind = 'request' | 'announcement' | 'reply';

/** What a property wants to know of the ARP packets that stacks send. */
export interface SentListener {
  /** An ordinary packet of one of these kinds exercises the property. */
  readonly kinds: readonly SentKind[];
  /** A packet that is out of the ordinary in some respect; true if this one is no case for complaint. */
  odd(host: HostView, event: FrameEvent, own: Mac): boolean;
}

const folds = new SharedFold((world) => new SentPackets(world));

/** The monitor of a property about what stacks send, whatever it answers. */
export function watchSent(context: MonitorContext, listener: SentListener): Monitor {
  const { fold, monitor } = folds.join(context);
  fold.add(listener, context);
  return monitor;
}

/**
 * Sorts ordinary packets from odd ones: nearly all are ordinary, and need be looked at once and not by every property.
 */
class SentPackets implements Fold {
  readonly upkeep: Monitor;
  readonly #listeners: { readonly listener: SentListener; readonly context: MonitorContext }[] = [];
  readonly #counts: Record<SentKind, number> = { request: 0, announcement: 0, reply: 0 };

  constructor(world: World) {
    const counts = this.#counts;
    this.upkeep = {
      arpSent: (host, event) => {
        const own = world.portOf(event.port).mac;
        const kind = ordinaryKind(host, event, own);
        if (kind === undefined) this.#odd(host, event, own);
        else counts[kind] += 1;
      },
      restart: () => {
        counts.request = 0;
        counts.announcement = 0;
        counts.reply = 0;
      },
      end: () => {
        for (const { listener, context } of this.#listeners) {
          let times = 0;
          for (const kind of listener.kinds) times += counts[kind];
          if (times > 0) context.exercised(times);
        }
      },
    };
  }

  add(listener: SentListener, context: MonitorContext): void {
    this.#listeners.push({ listener, context });
  }

  #odd(host: HostView, event: FrameEvent, own: Mac): void {
    const kind = kindOf(event);
    for (const { listener, context } of this.#listeners) {
      if (listener.odd(host, event, own) && kind !== undefined && listener.kinds.includes(kind)) context.exercised();
    }
  }
}

/** The kind of a packet with nothing odd in it; undefined for any other. */
function ordinaryKind(host: HostView, event: FrameEvent, own: Mac): SentKind | undefined {
  const { frame } = event;
  const arp = frame.arp!;
  if (!arp.isEthernetIpv4 || frame.length > frame.payloadOffset + ARP_LENGTH) return undefined;
  if (arp.senderMac !== own || frame.source !== own || !host.owns(arp.senderIp)) return undefined;
  if (arp.operation === ARP_REPLY) return 'reply';
  if (arp.operation !== ARP_REQUEST) return undefined;
  if (arp.senderIp === arp.targetIp) return frame.destination === MAC_BROADCAST ? 'announcement' : undefined;
  return isNobodys(host, arp.targetIp) ? undefined : 'request';
}

function kindOf({ frame }: FrameEvent): SentKind | undefined {
  const arp = frame.arp!;
  if (arp.operation === ARP_REPLY) return 'reply';
  if (arp.operation !== ARP_REQUEST) return undefined;
  return arp.isGratuitous ? 'announcement' : 'request';
}

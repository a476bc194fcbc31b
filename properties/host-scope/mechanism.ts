import type { MonitorContext } from '../../src/monitor/index.ts';
import type { DroppedEvent, FrameEvent, NeighbourEvent, NodeIndex } from '../../src/trace/index.ts';
import { ARP_REQUEST, type ArpView, type Frame, type Ipv4 } from '../../src/wire/index.ts';

/** How an address got off its host, and what marks the case. */
export interface Explanation {
  readonly mechanism: string;
  readonly circumstances: readonly string[];
  /** The event in which the decisive frame was first sent, if it was seen. */
  readonly origin: FrameEvent | undefined;
}

/**
 * Follows the ARP packets that speak for host-scoped addresses from where they were first sent, and the requests that
 * an `arpreply` rule took away from the host's own stack, so that a violation can say how it came about.
 */
export class HostScopeTracker {
  readonly #context: MonitorContext;
  /** A frame is one object on all its hops. */
  readonly #origins = new Map<Frame, FrameEvent>();
  /** Hosts whose bridge answered in their place, and for whose request. */
  readonly #intercepted = new Map<NodeIndex, Set<Ipv4>>();
  #moved = false;
  #rebooted = false;

  constructor(context: MonitorContext) {
    this.#context = context;
  }

  /** Forgets everything, for another trace. */
  restart(): void {
    this.#origins.clear();
    this.#intercepted.clear();
    this.#moved = false;
    this.#rebooted = false;
  }

  sent(event: FrameEvent): void {
    const arp = event.frame.arp;
    if (arp === undefined || !this.#context.world.isHostScoped(arp.senderIp)) return;
    if (!this.#origins.has(event.frame)) this.#origins.set(event.frame, event);
  }

  dropped(event: DroppedEvent): void {
    const arp = event.frame.arp;
    if (arp === undefined || !event.where.endsWith('arpreply')) return;
    const host = this.#context.world.portOf(event.port).node;
    const askers = this.#intercepted.get(host);
    if (askers === undefined) this.#intercepted.set(host, new Set([arp.senderIp]));
    else askers.add(arp.senderIp);
  }

  moved(): void {
    this.#moved = true;
  }

  rebooted(): void {
    this.#rebooted = true;
  }

  originOf(frame: Frame): FrameEvent | undefined {
    return this.#origins.get(frame);
  }

  /** Explains a binding that a frame taught. */
  explainLearning(event: NeighbourEvent): Explanation {
    const frame = this.#context.world.causeOf(event.port, event.cause)?.frame;
    const arp = frame?.arp;
    if (frame === undefined || arp === undefined) {
      return { mechanism: 'unclassified', circumstances: this.#circumstances(undefined, undefined), origin: undefined };
    }
    const origin = this.#origins.get(frame);
    return {
      mechanism: this.#learningMechanism(event, arp, origin),
      circumstances: this.#circumstances(arp, origin),
      origin,
    };
  }

  #learningMechanism(event: NeighbourEvent, arp: ArpView, origin: FrameEvent | undefined): string {
    if (origin?.injected === true) return 'spoof';
    if (arp.isGratuitous) return 'gratuitous';
    const isForNode = this.#context.world.hosts[event.node]?.owns(arp.targetIp) === true;
    if (arp.operation === ARP_REQUEST) return isForNode ? 'request-to-target' : 'merge-from-third-party-request';
    return isForNode ? 'foreign-reply' : 'merge-from-third-party-reply';
  }

  /** Explains an ARP packet on the wire. */
  explainSending(arp: ArpView, origin: FrameEvent | undefined): Explanation {
    const circumstances = this.#circumstances(arp, origin);
    if (origin?.injected === true) return { mechanism: 'spoof', circumstances, origin };
    if (arp.isGratuitous) return { mechanism: 'gratuitous', circumstances, origin };
    const mechanism = arp.operation === ARP_REQUEST ? 'request-from-host-scope' : 'reply-for-host-scope';
    return { mechanism, circumstances, origin };
  }

  #circumstances(arp: ArpView | undefined, origin: FrameEvent | undefined): readonly string[] {
    const found: string[] = [];
    if (arp !== undefined && origin !== undefined) {
      const sender = this.#context.world.portOf(origin.port).node;
      // The host has to ask for a guest whose own request it never saw.
      if (this.#intercepted.get(sender)?.has(arp.targetIp) === true) found.push('arpreply');
    }
    if (this.#moved) found.push('migration');
    if (this.#rebooted) found.push('reboot');
    return found;
  }
}

import type { NeighbourState } from '../trace/index.ts';
import { ARP_REQUEST, IPV4_ANY, type IpPacket, type Ipv4, MAC_BROADCAST, MAC_ZERO, type Mac } from '../wire/index.ts';
import { onSameLink, selectAddress } from './address-selection.ts';
import type { StackInterface } from './interface.ts';
import { type NeighbourEntry, NO_PACKETS } from './neighbour-entry.ts';
import { ReferenceStack } from './reference-stack.ts';

const MILLISECOND = 1_000_000;
const SECOND = 1000 * MILLISECOND;

/**
 * The neighbour states of the Linux kernel, `net/core/neighbour.c`, and the requests that they make ARP send,
 * `arp_solicit()` in `net/ipv4/arp.c`. What arrives is the matter of {@link LinuxStack}.
 */
export abstract class LinuxNeighbours extends ReferenceStack {
  /** `neigh_update()` for what ARP asks of it. `isNew`: the entry was made for this packet and not reported yet. */
  protected neighUpdate(
    entry: NeighbourEntry,
    mac: Mac,
    state: NeighbourState,
    override: boolean,
    isNew = false,
  ): void {
    if (entry.state === 'permanent') return;
    const now = this.environment.now;
    const wasValid = entry.valid;
    if (state === 'reachable') entry.confirmed = now;
    let next = state;
    if (wasValid) {
      if (mac !== entry.mac && !override) return;
      if (mac === entry.mac && state === 'stale') next = entry.state;
    }
    const changed = next !== entry.state || mac !== entry.mac;
    if (changed) entry.updated = now;
    if (mac !== entry.mac && next !== 'reachable') entry.confirmed = this.longUnconfirmed(entry);
    if (next !== entry.state) entry.stopTimer();
    if (isNew) {
      entry.mac = mac;
      entry.state = next;
      this.environment.neighbourChanged(entry.on.index, entry.address, undefined, entry.binding(), 'frame');
    } else {
      this.bind(entry, mac, next, 'frame');
    }
    if (changed && next === 'reachable') this.startTimer(entry, now + this.reachableTime(entry));
    if (!wasValid) this.sendQueued(entry);
  }

  /** `neigh_resolve_output()` and `__neigh_event_send()` */
  protected override resolve(on: StackInterface, nextHop: Ipv4, packet: IpPacket): void {
    const now = this.environment.now;
    const entry = on.entry(nextHop) ?? this.create(on, nextHop, undefined, 'incomplete', 'traffic');
    // While it is known to be right the kernel does not note that an entry is used (`neigh_connected_output()`).
    if (entry.state !== 'reachable' && entry.state !== 'permanent') entry.used = now;
    if (entry.valid) {
      if (entry.state === 'stale') {
        entry.updated = now;
        this.bind(entry, entry.mac, 'delay', 'traffic');
        this.startTimer(entry, now + this.delayTime(entry));
      }
      this.transmitIp(on, entry.mac!, packet);
      return;
    }
    const begins = entry.state === 'failed' || entry.timer === undefined;
    if (begins && (on.sysctls.mcast_solicit ?? 0) + (on.sysctls.app_solicit ?? 0) === 0) {
      entry.updated = now;
      this.bind(entry, undefined, 'failed', 'traffic');
      return;
    }
    this.enqueue(entry, packet);
    if (!begins) return;
    entry.updated = now;
    // The kernel counts as if the unicast requests had been sent already: there is no address to send them to.
    entry.probes = on.sysctls.ucast_solicit ?? 0;
    this.bind(entry, undefined, 'incomplete', 'traffic');
    this.startTimer(entry, now + this.retransTime(entry));
    this.request(entry);
  }

  /** The newest packet is kept even if there is no room at all. */
  protected override enqueue(entry: NeighbourEntry, packet: IpPacket): void {
    const queue = [...entry.queue, packet];
    entry.queue = queue.length > Math.max(1, entry.on.sysctls.unres_qlen ?? 0) ? queue.slice(1) : queue;
  }

  /** `neigh_update()` hands them to `neigh_resolve_output()` once more, so the first one uses a stale entry. */
  protected override sendQueued(entry: NeighbourEntry): void {
    const queue = entry.queue;
    entry.queue = NO_PACKETS;
    for (const packet of queue) this.resolve(entry.on, entry.address, packet);
  }

  /** `arp_solicit()`: unicast while an old address is polled, then what is left to a daemon, then broadcast. */
  protected override request(entry: NeighbourEntry): void {
    const { ucast_solicit: unicast = 0, app_solicit: app = 0 } = entry.on.sysctls;
    const sent = entry.probes;
    entry.probes += 1;
    if (sent >= unicast && sent < unicast + app) return;
    const sender = this.senderAddress(entry) ?? IPV4_ANY;
    const to = sent < unicast && entry.mac !== undefined ? entry.mac : MAC_BROADCAST;
    this.transmitArp(entry.on, to, ARP_REQUEST, sender, MAC_ZERO, entry.address);
  }

  /** The sender protocol address of a request, by `arp_announce`. */
  protected senderAddress(entry: NeighbourEntry): Ipv4 | undefined {
    // The kernel looks at the packet that was queued last; while it polls there is none.
    const source = entry.queue.at(-1)?.source;
    const announce = entry.on.sysctls.arp_announce ?? 0;
    if (source !== undefined && this.owns(source)) {
      if (announce === 0) return source;
      if (announce === 1 && onSameLink(entry.on, entry.address, source)) return source;
    }
    return selectAddress(this.interfaces, entry.on, entry.address);
  }

  /** `neigh_timer_handler()` */
  protected override timer(entry: NeighbourEntry): void {
    const now = this.environment.now;
    if (entry.state === 'reachable') {
      const until = entry.confirmed + this.reachableTime(entry);
      if (now < until) this.startTimer(entry, until);
      else if (now <= entry.used + this.delayTime(entry)) this.moveTo(entry, 'delay', now + this.delayTime(entry));
      else this.moveTo(entry, 'stale', -1);
      return;
    }
    if (entry.state === 'delay') {
      if (now <= entry.confirmed + this.delayTime(entry)) {
        this.moveTo(entry, 'reachable', entry.confirmed + this.reachableTime(entry));
        return;
      }
      entry.probes = 0;
      this.moveTo(entry, 'probe', -1);
    }
    if (entry.probes >= this.probesMax(entry)) {
      // The kernel keeps the link address of a failed entry but never uses it; here it is gone.
      entry.queue = NO_PACKETS;
      entry.stopTimer();
      entry.updated = now;
      this.bind(entry, undefined, 'failed', 'timer');
      return;
    }
    this.startTimer(entry, now + this.retransTime(entry));
    this.request(entry);
  }

  /** `neigh_max_probes()` */
  private probesMax(entry: NeighbourEntry): number {
    const { ucast_solicit = 0, app_solicit = 0, mcast_solicit = 0, mcast_resolicit = 0 } = entry.on.sysctls;
    return ucast_solicit + app_solicit + (entry.state === 'probe' ? mcast_resolicit : mcast_solicit);
  }

  private moveTo(entry: NeighbourEntry, state: NeighbourState, timerAt: number): void {
    entry.updated = this.environment.now;
    entry.stopTimer();
    this.bind(entry, entry.mac, state, 'timer');
    if (timerAt >= 0) this.startTimer(entry, timerAt);
  }

  private reachableTime(entry: NeighbourEntry): number {
    return (entry.on.sysctls.base_reachable_time_ms ?? 0) * MILLISECOND;
  }

  /** So long ago that it proves nothing: where the kernel sets `confirmed` for a link address that nobody has confirmed. */
  protected longUnconfirmed(entry: NeighbourEntry): number {
    return this.environment.now - 2 * this.reachableTime(entry);
  }

  private delayTime(entry: NeighbourEntry): number {
    return (entry.on.sysctls.delay_first_probe_time ?? 0) * SECOND;
  }

  /** Never below 10 ms: `max(NEIGH_VAR(neigh->parms, RETRANS_TIME), HZ/100)`. */
  private retransTime(entry: NeighbourEntry): number {
    return Math.max((entry.on.sysctls.retrans_time_ms ?? 0) * MILLISECOND, 10 * MILLISECOND);
  }
}

import type { NeighbourState } from '../trace/index.ts';
import {
  ARP_REPLY,
  ARP_REQUEST,
  type ArpView,
  type Frame,
  HARDWARE_ETHERNET,
  HARDWARE_IEEE802,
  IPV4_ANY,
  IPV4_BROADCAST,
  type IpPacket,
  type Ipv4,
  isLoopbackIpv4,
  isMulticastIpv4,
  MAC_BROADCAST,
  MAC_ZERO,
  type Mac,
  samePrefix,
} from '../wire/index.ts';
import { onSameLink, selectAddress } from './address-selection.ts';
import type { StackInterface } from './interface.ts';
import { type NeighbourEntry, NO_PACKETS } from './neighbour-entry.ts';
import { ReferenceStack } from './reference-stack.ts';

const MILLISECOND = 1_000_000;
const SECOND = 1000 * MILLISECOND;
/** `locktime` and `proxy_delay` are given in hundredths of a second (USER_HZ). */
const CENTISECOND = 10 * MILLISECOND;

/** A proxied reply that waits for `proxy_delay`. */
interface DelayedReply {
  readonly on: StackInterface;
  readonly arp: ArpView;
  readonly at: number;
}

/**
 * The Linux kernel's ARP: `arp_process()`, `arp_solicit()` and their helpers in `net/ipv4/arp.c`, the neighbour states
 * of `net/core/neighbour.c`, the settings of `Documentation/networking/ip-sysctl.rst`. Kernel function names stand
 * beside what follows them. Two things differ on purpose: times that the kernel draws at random (reachable time,
 * proxy delay) are their nominal value, and the neighbour table has no size limit.
 */
export class LinuxStack extends ReferenceStack {
  /** `arp_rcv()`, then `arp_process()`. */
  protected override receiveArp(on: StackInterface, frame: Frame, arp: ArpView): void {
    if (!this.hasHardwareType(arp) || !this.speaksProtocol(arp)) return;
    if (arp.operation !== ARP_REQUEST && arp.operation !== ARP_REPLY) return;
    const { senderIp, targetIp } = arp;
    if (isMulticastIpv4(targetIp) || (isLoopbackIpv4(targetIp) && on.sysctls.route_localnet !== 1)) return;
    if (senderIp === targetIp && on.sysctls.drop_gratuitous_arp === 1) return;
    if (senderIp === IPV4_ANY) {
      // A probe (RFC 5227) is answered and teaches nothing.
      if (this.isRequest(arp) && this.owns(targetIp) && !this.ignores(on, arp)) this.reply(on, arp);
      return;
    }
    if (this.isRequest(arp) && this.isPlausibleSender(on, senderIp) && this.receiveRequest(on, frame, arp)) return;
    this.update(on, frame, arp);
  }

  protected override hasHardwareType(arp: ArpView): boolean {
    const known = arp.hardwareType === HARDWARE_ETHERNET || arp.hardwareType === HARDWARE_IEEE802;
    return arp.complete && known && arp.hardwareLength === 6;
  }

  /** `ip_route_input()` refuses these as martian sources. */
  protected isPlausibleSender(on: StackInterface, sender: Ipv4): boolean {
    if (isMulticastIpv4(sender) || sender === IPV4_BROADCAST) return false;
    if (isLoopbackIpv4(sender) && on.sysctls.route_localnet !== 1) return false;
    return !this.owns(sender);
  }

  /** A request that routing knows: for the host itself, or to be answered in another's name. True if that was all. */
  protected receiveRequest(on: StackInterface, frame: Frame, arp: ArpView): boolean {
    if (this.owns(arp.targetIp)) {
      if (this.ignores(on, arp) || this.filters(on, arp)) return true;
      this.learnFromRequest(on, arp);
      this.reply(on, arp);
      return true;
    }
    if (on.sysctls.forwarding !== 1 || !this.proxiesFor(on, arp)) return false;
    this.learnFromRequest(on, arp);
    const delay = (on.sysctls.proxy_delay ?? 0) * CENTISECOND;
    if (delay === 0 || frame.destination === on.mac) {
      this.reply(on, arp);
    } else {
      const delayed: DelayedReply = { on, arp, at: this.environment.now + delay };
      this.environment.wakeAt(delayed.at, delayed);
    }
    return true;
  }

  /** `arp_ignore()`: true if the request is not answered. */
  protected ignores(on: StackInterface, arp: ArpView): boolean {
    const target = arp.targetIp;
    switch (on.sysctls.arp_ignore) {
      case 1:
        return !on.owns(target);
      case 2:
        return !on.addresses.some(
          (own) =>
            own.address === target && (arp.senderIp === IPV4_ANY || samePrefix(own.address, arp.senderIp, own.prefix)),
        );
      case 3:
        return !this.interfaces.some((each) =>
          each.addresses.some((own) => own.address === target && own.scope !== 'host'),
        );
      case 8:
        return true;
      default:
        return false;
    }
  }

  /** `arp_filter()`: answer only where the route back to the sender leaves. */
  protected filters(on: StackInterface, arp: ArpView): boolean {
    return on.sysctls.arp_filter === 1 && this.routes.lookup(arp.senderIp)?.on !== on;
  }

  /** `arp_fwd_proxy()` and `arp_fwd_pvlan()`. */
  protected proxiesFor(on: StackInterface, arp: ArpView): boolean {
    const hop = this.routes.lookup(arp.targetIp);
    if (hop === undefined) return false;
    if (hop.on !== on) return on.sysctls.proxy_arp === 1;
    return on.sysctls.proxy_arp_pvlan === 1 && arp.senderIp !== arp.targetIp;
  }

  /** `neigh_event_ns()` */
  protected learnFromRequest(on: StackInterface, arp: ArpView): void {
    // A broadcast address has a neighbour of its own kind that ARP never changes (`arp_constructor()`).
    if (on.isSubnetBroadcast(arp.senderIp)) return;
    const entry = on.entry(arp.senderIp);
    if (entry === undefined) this.create(on, arp.senderIp, arp.senderMac, 'stale', 'frame');
    else this.neighUpdate(entry, arp.senderMac, 'stale', true);
  }

  /** The end of `arp_process()`: "Update our ARP tables". */
  protected update(on: StackInterface, frame: Frame, arp: ArpView): void {
    const accepts = this.acceptsUnsolicited(on, arp.senderIp);
    const known = on.entry(arp.senderIp);
    if (known === undefined && !accepts) return;
    const gratuitous = this.isGratuitous(on, arp);
    let entry = known;
    if (entry === undefined) {
      const isReply = arp.operation === ARP_REPLY;
      if (!gratuitous && !(isReply && this.isUnicastAddress(on, arp.senderIp))) return;
      entry = on.add(arp.senderIp);
      entry.updated = Number.NEGATIVE_INFINITY;
    }
    // Of several replies the first one counts for `locktime`; gratuitous ARP announces a change and always counts.
    const unlocked = this.environment.now > entry.updated + (on.sysctls.locktime ?? 0) * CENTISECOND;
    const solicited = arp.operation === ARP_REPLY && frame.destination === on.mac;
    this.neighUpdate(
      entry,
      arp.senderMac,
      solicited ? 'reachable' : 'stale',
      unlocked || gratuitous,
      known === undefined,
    );
  }

  /** `arp_accept()` */
  protected acceptsUnsolicited(on: StackInterface, sender: Ipv4): boolean {
    switch (on.sysctls.arp_accept) {
      case 1:
        return true;
      case 2:
        return on.addresses.some((own) => samePrefix(own.address, sender, own.prefix));
      default:
        return false;
    }
  }

  /** `arp_is_garp()` */
  protected isGratuitous(on: StackInterface, arp: ArpView): boolean {
    if (!arp.isGratuitous || !this.isUnicastAddress(on, arp.senderIp)) return false;
    return arp.operation !== ARP_REPLY || arp.targetMac === arp.senderMac;
  }

  /** `inet_addr_type()` is `RTN_UNICAST`: nobody's broadcast, no group, not our own. */
  protected isUnicastAddress(on: StackInterface, address: Ipv4): boolean {
    return (
      !isMulticastIpv4(address) && address !== IPV4_BROADCAST && !this.owns(address) && !on.isSubnetBroadcast(address)
    );
  }

  // ---------------------------------------------------------------- Neighbour states

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
    if (mac !== entry.mac && next !== 'reachable') entry.confirmed = now - 2 * this.reachableTime(entry);
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
    entry.used = now;
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
    this.enqueue(entry, packet);
    if (!begins) return;
    entry.updated = now;
    // The kernel counts as if the unicast requests had been sent already: there is no address to send them to.
    entry.probes = on.sysctls.ucast_solicit ?? 0;
    this.bind(entry, undefined, 'incomplete', 'traffic');
    this.startTimer(entry, now + this.retransTime(entry));
    this.request(entry);
  }

  protected override enqueue(entry: NeighbourEntry, packet: IpPacket): void {
    const queue = [...entry.queue, packet];
    entry.queue = queue.length > (entry.on.sysctls.unres_qlen ?? 0) ? queue.slice(1) : queue;
  }

  /** `arp_solicit()`: unicast while an old address is polled, else broadcast. */
  protected override request(entry: NeighbourEntry): void {
    const sender = this.senderAddress(entry) ?? IPV4_ANY;
    const unicast = entry.probes < (entry.on.sysctls.ucast_solicit ?? 0) && entry.mac !== undefined;
    entry.probes += 1;
    const to = unicast ? entry.mac! : MAC_BROADCAST;
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

  override wake(token: object): void {
    if ('arp' in token) {
      const delayed = token as DelayedReply;
      if (delayed.on.up) this.reply(delayed.on, delayed.arp);
      return;
    }
    super.wake(token);
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
      this.moveTo(entry, 'probe', now + this.retransTime(entry));
      this.request(entry);
      return;
    }
    const most =
      (entry.on.sysctls.ucast_solicit ?? 0) + (entry.mac === undefined ? (entry.on.sysctls.mcast_solicit ?? 0) : 0);
    if (entry.probes >= most) {
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

  private moveTo(entry: NeighbourEntry, state: NeighbourState, timerAt: number): void {
    entry.updated = this.environment.now;
    entry.stopTimer();
    this.bind(entry, entry.mac, state, 'timer');
    if (timerAt >= 0) this.startTimer(entry, timerAt);
  }

  private reachableTime(entry: NeighbourEntry): number {
    return (entry.on.sysctls.base_reachable_time_ms ?? 0) * MILLISECOND;
  }

  private delayTime(entry: NeighbourEntry): number {
    return (entry.on.sysctls.delay_first_probe_time ?? 0) * SECOND;
  }

  /** Never below 10 ms: `max(NEIGH_VAR(neigh->parms, RETRANS_TIME), HZ/100)`. */
  private retransTime(entry: NeighbourEntry): number {
    return Math.max((entry.on.sysctls.retrans_time_ms ?? 0) * MILLISECOND, 10 * MILLISECOND);
  }

  // ---------------------------------------------------------------- Link

  /** `inetdev_event()`: with `arp_notify` every address is announced, host-scope ones too. */
  protected override linkUp(on: StackInterface): void {
    if (on.sysctls.arp_notify !== 1) return;
    for (const own of on.addresses) {
      this.transmitArp(on, MAC_BROADCAST, ARP_REQUEST, own.address, MAC_ZERO, own.address);
    }
  }
}

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
  samePrefix,
} from '../wire/index.ts';
import { inKernelOrder, onSameLink } from './address-selection.ts';
import type { StackInterface } from './interface.ts';
import type { InterfaceAddress } from './interface-config.ts';
import { LinuxNeighbours } from './linux-neighbours.ts';
import { LINUX } from './profile.ts';
import type { LinkCause } from './reconfiguration.ts';
import type { DetectionAnswer, StackConfig, StackEnvironment } from './stack.ts';
import { SYSCTLS } from './sysctl.ts';

const MILLISECOND = 1_000_000;
/** `locktime` and `proxy_delay` are given in hundredths of a second (USER_HZ). */
const CENTISECOND = 10 * MILLISECOND;

/** A proxied reply that waits for `proxy_delay`. */
interface DelayedReply {
  readonly on: StackInterface;
  readonly arp: ArpView;
  /** Void if the queue has been purged since. */
  readonly purges: number;
}

/**
 * The Linux kernel's ARP: `arp_process()`, `arp_solicit()` and their helpers in `net/ipv4/arp.c`, the neighbour states
 * of `net/core/neighbour.c`, the settings of `Documentation/networking/ip-sysctl.rst`. Kernel function names stand
 * beside what follows them. Two things differ on purpose: times that the kernel draws at random (reachable time,
 * proxy delay) are their nominal value, and the neighbour table has no size limit.
 */
export class LinuxStack extends LinuxNeighbours {
  override readonly detects = false;
  override readonly choosesLinkLocal = false;
  /** How often the queue of delayed proxy replies has been purged. */
  #purges = 0;

  constructor(config: StackConfig, environment: StackEnvironment) {
    super(config, environment, LINUX);
    for (const on of this.interfaces) on.addresses = inKernelOrder(on.addresses);
  }

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
    return !this.owns(sender) && this.hasReversePath(on, sender);
  }

  /** `fib_validate_source()`: strict, the route back leaves by the receiving interface; loose, there is one. */
  protected hasReversePath(on: StackInterface, sender: Ipv4): boolean {
    const filter = on.sysctls.rp_filter ?? 0;
    if (filter === 0) return true;
    const back = this.routes.lookup(sender);
    return back !== undefined && (filter !== 1 || back.on === on);
  }

  protected override receiveIp(on: StackInterface, frame: Frame, packet: IpPacket): void {
    if (this.hasReversePath(on, packet.source)) super.receiveIp(on, frame, packet);
  }

  protected override hasSysctl(name: string): boolean {
    return name in SYSCTLS;
  }

  /** An interface that is switched off takes its addresses with it (`fib_disable_ip()`). */
  protected override owns(address: Ipv4): boolean {
    for (const on of this.interfaces) if (!on.isOff && on.owns(address)) return true;
    return false;
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
      const delayed: DelayedReply = { on, arp, purges: this.#purges };
      this.environment.wakeAt(this.environment.now + delay, delayed);
    }
    return true;
  }

  override wake(token: object): void {
    if (!('arp' in token)) {
      super.wake(token);
      return;
    }
    const { on, arp, purges } = token as DelayedReply;
    if (purges !== this.#purges || !on.up) return;
    // The packet is processed once more (`parp_redo()`), and so it teaches once more.
    this.learnFromRequest(on, arp);
    this.reply(on, arp);
  }

  /** `arp_ignore()`: true if the request is not answered. */
  protected ignores(on: StackInterface, arp: ArpView): boolean {
    const target = arp.targetIp;
    switch (on.sysctls.arp_ignore) {
      case 1:
        return !on.owns(target);
      case 2:
        return !on.owns(target) || (arp.senderIp !== IPV4_ANY && !onSameLink(on, target, arp.senderIp));
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
    if (on.sysctls.arp_filter !== 1 || on.isSubnetBroadcast(arp.senderIp)) return false;
    return this.routes.lookup(arp.senderIp)?.on !== on;
  }

  /** `arp_fwd_proxy()`, `arp_fwd_pvlan()` and `pneigh_lookup()`. */
  protected override proxiesFor(on: StackInterface, arp: ArpView): boolean {
    const hop = this.routes.lookup(arp.targetIp);
    if (hop === undefined) return false;
    if (hop.on !== on) return this.proxiesBetween(on, hop.on) || on.proxied.has(arp.targetIp);
    return on.sysctls.proxy_arp_pvlan === 1 && arp.senderIp !== arp.targetIp;
  }

  /** `arp_fwd_proxy()`: not between interfaces of one medium. */
  protected proxiesBetween(on: StackInterface, out: StackInterface): boolean {
    if (on.sysctls.proxy_arp !== 1) return false;
    const medium = on.sysctls.medium_id ?? 0;
    const other = out.sysctls.medium_id ?? 0;
    return medium === 0 || (medium !== -1 && other !== medium && other !== -1);
  }

  /** `neigh_event_ns()` */
  protected learnFromRequest(on: StackInterface, arp: ArpView): void {
    // A broadcast address has a neighbour of its own kind that ARP never changes (`arp_constructor()`).
    if (this.isSubnetBroadcast(arp.senderIp)) return;
    const entry = on.entry(arp.senderIp);
    if (entry !== undefined) {
      this.neighUpdate(entry, arp.senderMac, 'stale', true);
      return;
    }
    const created = this.create(on, arp.senderIp, arp.senderMac, 'stale', 'frame');
    created.used = this.environment.now;
    created.confirmed = this.longUnconfirmed(created);
  }

  /** The end of `arp_process()`: "Update our ARP tables". */
  protected update(on: StackInterface, frame: Frame, arp: ArpView): void {
    const accepts = this.acceptsUnsolicited(on, arp.senderIp);
    const known = on.entry(arp.senderIp);
    if (known === undefined && !accepts) return;
    const gratuitous = this.isGratuitous(arp);
    let entry = known;
    if (entry === undefined) {
      const isReply = arp.operation === ARP_REPLY;
      if (!gratuitous && !(isReply && this.isUnicastAddress(arp.senderIp))) return;
      entry = on.add(arp.senderIp);
      entry.updated = Number.NEGATIVE_INFINITY;
      entry.used = this.environment.now;
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
  protected isGratuitous(arp: ArpView): boolean {
    if (!arp.isGratuitous || !this.isUnicastAddress(arp.senderIp)) return false;
    return arp.operation !== ARP_REPLY || arp.targetMac === arp.senderMac;
  }

  /** `inet_addr_type()` is `RTN_UNICAST`: nobody's broadcast, no group, not our own, loopback included. */
  protected isUnicastAddress(address: Ipv4): boolean {
    if (isMulticastIpv4(address) || address === IPV4_BROADCAST || isLoopbackIpv4(address)) return false;
    return !this.owns(address) && !this.isSubnetBroadcast(address);
  }

  protected isSubnetBroadcast(address: Ipv4): boolean {
    return this.interfaces.some((each) => each.isSubnetBroadcast(address));
  }

  // ---------------------------------------------------------------- Link and addresses

  /**
   * Switched off: `fib_disable_ip()`, `neigh_ifdown()`. With the interface its routes go, those of its addresses
   * excepted, and all of its neighbours, static ones too. Nobody brings them back.
   */
  protected override linkDown(on: StackInterface, by: LinkCause): void {
    if (by === 'carrier') {
      this.carrierLost(on);
      return;
    }
    for (const entry of on.entries()) this.remove(entry, 'link');
    this.routes.lose(on);
    this.#purges += 1;
  }

  /** `arp_netdev_event()`, `neigh_carrier_down()` */
  protected override carrierLost(on: StackInterface): void {
    if (on.isOff || on.sysctls.arp_evict_nocarrier === 0) return;
    for (const entry of on.entries()) if (entry.state !== 'permanent') this.remove(entry, 'link');
    this.#purges += 1;
  }

  override reboot(): void {
    this.#purges += 1;
    for (const on of this.interfaces) {
      if (!on.up) continue;
      this.routes.restore(on);
      this.addStaticNeighbours(on);
    }
    super.reboot();
  }

  override addAddress(interfaceIndex: number, address: InterfaceAddress): boolean {
    if (!super.addAddress(interfaceIndex, address)) return false;
    const on = this.interfaces[interfaceIndex]!;
    on.addresses = inKernelOrder(on.addresses);
    return true;
  }

  /** The kernel tests no IPv4 address; programs that do (RFC 5227) are not part of it. */
  override detectAddress(interfaceIndex: number, own: InterfaceAddress): DetectionAnswer {
    return this.addAddress(interfaceIndex, own) ? 'configured' : 'refused';
  }

  /** With the last address IPv4 is gone from the interface, its neighbours and routes with it (`fib_disable_ip()`). */
  override removeAddress(interfaceIndex: number, address: Ipv4): boolean {
    if (!super.removeAddress(interfaceIndex, address)) return false;
    const on = this.interfaces[interfaceIndex]!;
    if (on.addresses.length > 0) return true;
    for (const entry of on.entries()) this.remove(entry, 'operator');
    this.routes.lose(on);
    return true;
  }

  /** `inetdev_event()`: with `arp_notify` every address is announced, host-scope ones too. */
  protected override linkUp(on: StackInterface, by: LinkCause): void {
    if (by === 'carrier' || on.sysctls.arp_notify !== 1) return;
    for (const own of on.addresses) {
      this.transmitArp(on, MAC_BROADCAST, ARP_REQUEST, own.address, MAC_ZERO, own.address);
    }
  }
}

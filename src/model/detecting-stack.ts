import { type ArpView, type Frame, type IpPacket, type Ipv4, isLinkLocalIpv4 } from '../wire/index.ts';
import {
  ConflictDetection,
  DetectedAddresses,
  type DetectingHost,
  type DetectionFrame,
} from './address-conflict-detection/index.ts';
import { HostStack } from './host-stack.ts';
import type { StackInterface } from './interface.ts';
import type { InterfaceAddress } from './interface-config.ts';
import {
  directHop,
  hasLinkLocal,
  LinkLocalAddresses,
  LinkLocalChoice,
  linkLocalOwner,
  linkOf,
} from './link-local/index.ts';
import { type Profile, RFC826_STRICT } from './profile.ts';
import type { LinkCause } from './reconfiguration.ts';
import type { NextHop } from './routing-table.ts';
import type { DetectionAnswer, DetectionOrder, StackConfig, StackEnvironment } from './stack.ts';

/**
 * How a host comes to its addresses, and keeps or loses them: conflict detection (RFC 5227) and link-local addresses that
 * it chooses by itself (RFC 3927), with what follows from such an address for where packets go.
 */
export abstract class DetectingStack extends HostStack {
  override readonly detects: boolean = true;
  override readonly choosesLinkLocal: boolean = true;
  protected readonly profile: Profile;
  /** Made when the first address comes under detection: most stacks have none. */
  #detected: DetectedAddresses | undefined;
  #linkLocal: LinkLocalAddresses | undefined;

  constructor(config: StackConfig, environment: StackEnvironment, profile: Profile = RFC826_STRICT) {
    super(config, environment);
    this.profile = profile;
  }

  /** The packet claims an address of the interface that stays in use: that is dealt with then. */
  protected hearsConflict(on: StackInterface, arp: ArpView): boolean {
    return this.#detected?.hear(on, arp) === true;
  }

  /** The interface has chosen this address by itself. */
  protected hasChosen(on: StackInterface, address: Ipv4): boolean {
    return this.#linkLocal?.has(on, address) === true;
  }

  /** True if the token was one of conflict detection. */
  protected wakesDetection(token: object): boolean {
    return this.#detected?.wake(token) === true;
  }

  // ---------------------------------------------------------------- Link-local addresses

  /** RFC 3927; a mutant chooses otherwise. */
  protected linkLocalChoice(): LinkLocalChoice {
    return new LinkLocalChoice();
  }

  protected get linkLocal(): LinkLocalAddresses {
    this.#linkLocal ??= this.linkLocalAddresses(this.linkLocalChoice(), this.detected, (on, own) => {
      const isUsable = on.addresses.includes(own);
      this.detected.remove(on, own.address);
      if (isUsable) this.setUsable(on, own, false);
    });
    return this.#linkLocal;
  }

  protected linkLocalAddresses(...parts: ConstructorParameters<typeof LinkLocalAddresses>): LinkLocalAddresses {
    return new LinkLocalAddresses(...parts);
  }

  /** C23; a host that chooses link-local addresses by itself does so under every profile. */
  protected keepsLinkLocal(): boolean {
    return this.profile.keepsLinkLocal || this.#linkLocal !== undefined;
  }

  override configureLinkLocal(interfaceIndex: number, order: DetectionOrder): boolean {
    const on = this.interfaces[interfaceIndex];
    if (!this.choosesLinkLocal || on === undefined || this.linkLocal.isOn(on)) return false;
    for (const own of on.addresses.filter(({ scope }) => scope !== 'host')) {
      this.removeAddress(interfaceIndex, own.address);
      this.environment.addressChanged(interfaceIndex, own, false);
    }
    this.linkLocal.begin(on, order);
    return true;
  }

  /** Section 2.6.2: directly to a link-local address, whatever the routes say, and "ARP for everything" without another. */
  protected override routeTo(destination: Ipv4): NextHop | undefined {
    const usual = super.routeTo(destination);
    if (!this.keepsLinkLocal()) return usual;
    if (!isLinkLocalIpv4(destination) && (usual !== undefined || !this.interfaces.some(hasLinkLocal))) return usual;
    return directHop(linkOf(this.interfaces, usual), destination);
  }

  protected override hopOf({ source, destination }: IpPacket, route: NextHop | undefined): NextHop | undefined {
    const on = this.keepsLinkLocal() ? linkLocalOwner(this.interfaces, source) : undefined;
    return on === undefined ? route : directHop(on, destination);
  }

  /** Section 2.6.1: a routable address is preferred, but to speak to those who have a link-local one. */
  protected override sourceTo(on: StackInterface, nextHop: Ipv4): Ipv4 | undefined {
    const usual = super.sourceTo(on, nextHop);
    if (usual === undefined || !this.choosesLinkLocal) return usual;
    if (!isLinkLocalIpv4(usual) || isLinkLocalIpv4(nextHop)) return usual;
    const routable = on.addresses.find(({ address, scope }) => scope !== 'host' && !isLinkLocalIpv4(address));
    return routable?.address ?? usual;
  }

  /** Section 2.7: "MUST NOT forward the packet, regardless of the TTL". */
  protected override forward(on: StackInterface, frame: Frame, packet: IpPacket): void {
    if (this.keepsLinkLocal() && (isLinkLocalIpv4(packet.source) || isLinkLocalIpv4(packet.destination))) return;
    super.forward(on, frame, packet);
  }

  // ---------------------------------------------------------------- Address conflict detection

  /** RFC 5227; a mutant has another machine. */
  protected conflictDetection(): ConflictDetection {
    return new ConflictDetection();
  }

  protected get detected(): DetectedAddresses {
    this.#detected ??= this.detectedAddresses({
      isOwnMac: (mac) => this.interfaces.some((each) => each.mac === mac),
      transmitDetection: (on, frame) => this.transmitDetection(on, frame),
      setUsable: (on, own, isUsable) => this.setUsable(on, own, isUsable),
      lost: (on, own) => this.#linkLocal?.lost(on, own),
    });
    return this.#detected;
  }

  protected detectedAddresses(host: DetectingHost): DetectedAddresses {
    return new DetectedAddresses(this.conflictDetection(), this.environment, host);
  }

  protected transmitDetection(on: StackInterface, frame: DetectionFrame): void {
    this.transmitArp(on, frame.destination, frame.operation, frame.senderIp, frame.targetMac, frame.targetIp);
  }

  /** What waits to be sent from an address that is given up is thrown away with it. */
  protected setUsable(on: StackInterface, own: InterfaceAddress, isUsable: boolean): void {
    if (isUsable) on.addresses.push(own);
    else {
      on.addresses = on.addresses.filter((each) => each !== own);
      for (const entry of this.interfaces.flatMap((each) => each.entries())) {
        entry.queue = entry.queue.filter((packet) => packet.source !== own.address);
      }
    }
    this.environment.addressChanged(on.index, own, isUsable);
    if (isUsable) this.#linkLocal?.claimed(on, own);
    this.#linkLocal?.refresh(on);
  }

  override detectAddress(interfaceIndex: number, own: InterfaceAddress, order: DetectionOrder): DetectionAnswer {
    const on = this.interfaces[interfaceIndex];
    if (on === undefined || this.owns(own.address) || this.#detected?.has(own.address) === true) return 'refused';
    this.detected.begin(on, own, order.policy, order.delays);
    return 'detecting';
  }

  override addAddress(interfaceIndex: number, own: InterfaceAddress): boolean {
    if (this.#detected?.has(own.address) === true || !super.addAddress(interfaceIndex, own)) return false;
    this.#linkLocal?.refresh(this.interfaces[interfaceIndex]!);
    return true;
  }

  override removeAddress(interfaceIndex: number, address: Ipv4): boolean {
    const on = this.interfaces[interfaceIndex];
    if (on === undefined) return false;
    this.#linkLocal?.removed(on, address);
    this.#detected?.remove(on, address);
    const wasThere = super.removeAddress(interfaceIndex, address);
    this.#linkLocal?.refresh(on);
    return wasThere;
  }

  protected override linkUp(on: StackInterface, _by: LinkCause): void {
    this.#detected?.linkUp(on);
  }

  protected override linkDown(on: StackInterface, by: LinkCause): void {
    super.linkDown(on, by);
    this.#detected?.linkDown(on);
  }

  override reboot(): void {
    this.#detected?.restart();
    this.#linkLocal?.restart();
    super.reboot();
  }
}

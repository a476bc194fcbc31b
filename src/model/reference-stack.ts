import {
  ARP_REPLY,
  ARP_REQUEST,
  type ArpView,
  type Frame,
  HARDWARE_ETHERNET,
  IPV4_ANY,
  IPV4_BROADCAST,
  type IpPacket,
  type Ipv4,
  isLinkLocalIpv4,
  isLoopbackIpv4,
  isMulticastIpv4,
  isNobodysMac,
  MAC_BROADCAST,
  MAC_ZERO,
  PROTOCOL_IPV4,
  sameNetwork,
} from '../wire/index.ts';
import { DetectingStack } from './detecting-stack.ts';
import type { StackInterface } from './interface.ts';
import { NeighbourEntry, NO_PACKETS } from './neighbour-entry.ts';

const SECOND = 1_000_000_000;
/** At most one request a second for an address (RFC 1122 section 2.3.2.1). */
export const REQUEST_INTERVAL = SECOND;
/** Requests without an answer until the packets that wait are given up; RFC 826 leaves it open, Linux uses 3. */
export const REQUESTS_MAX = 3;
/** RFC 1122 section 2.3.2.1: about a minute is right where proxy ARP is in use, and right for all that we simulate. */
export const ENTRY_LIFETIME = 60 * SECOND;
/** Packets that wait for one address. RFC 1122 section 2.3.2.2 wants at least one, the latest. */
export const QUEUE_MAX = 16;

/**
 * The reference ARP stack: RFC 826 as it is written, with the duties that RFC 1122 section 2.3.2 adds.
 *
 * Read {@link receiveArp} beside "Packet Reception" and {@link resolve} beside "Packet Generation". Every decision is
 * a method of its own, so that a profile or a mutant changes one thing and nothing else.
 */
export class ReferenceStack extends DetectingStack {
  // ---------------------------------------------------------------- Packet Reception

  /** RFC 826, "Packet Reception"; the questions are quoted from there. */
  protected override receiveArp(on: StackInterface, _frame: Frame, arp: ArpView): void {
    // ?Do I have the hardware type in ar$hrd?
    // Yes: (almost definitely) [optionally check the hardware length ar$hln]
    if (!this.hasHardwareType(arp)) return;
    // ?Do I speak the protocol in ar$pro?
    // Yes: [optionally check the protocol length ar$pln]
    if (!this.speaksProtocol(arp)) return;
    if (this.hearsConflict(on, arp)) return;
    if (this.refuses(on, arp) || this.isSettledConflict(on, arp)) return;
    // Merge_flag := false
    // If the pair <protocol type, sender protocol address> is already in my translation table, update the sender
    // hardware address field of the entry with the new information in the packet and set Merge_flag to true.
    const mergeFlag = this.merge(on, arp);
    // ?Am I the target protocol address?
    if (!this.isTarget(on, arp)) {
      if (!mergeFlag && arp.isGratuitous && this.profile.learnsFromGratuitous) this.add(on, arp);
      if (this.isRequest(arp) && this.proxiesFor(on, arp)) {
        if (!mergeFlag) this.add(on, arp);
        this.reply(on, arp);
      }
      return;
    }
    // Yes: If Merge_flag is false, add the triplet <protocol type, sender protocol address, sender hardware address>
    // to the translation table.
    if (!mergeFlag && (this.isRequest(arp) || this.profile.learnsFromReply)) this.add(on, arp);
    // ?Is the opcode ares_op$REQUEST? (NOW look at the opcode!!)
    // Yes: Swap hardware and protocol fields, putting the local hardware and protocol addresses in the sender
    // fields. Set the ar$op field to ares_op$REPLY. Send the packet to the (new) target hardware address on the same
    // hardware on which the request was received.
    if (this.isRequest(arp)) this.reply(on, arp);
  }

  /**
   * RFC 1027 section 2.2: a gateway answers for hosts that it has a route to, out of another interface. The default
   * route is no reason to (section 2.2), nor is an address of another IP network (section 2.4), nor a probe, whose
   * sender wants to know who has the address on its own link.
   */
  protected proxiesFor(on: StackInterface, arp: ArpView): boolean {
    if (on.sysctls.proxy_arp !== 1 || on.sysctls.forwarding !== 1) return false;
    if (arp.senderIp === IPV4_ANY || !sameNetwork(arp.senderIp, arp.targetIp)) return false;
    // RFC 3927 section 2.7: what is link-local stays on its link.
    if (isLinkLocalIpv4(arp.targetIp) && this.keepsLinkLocal()) return false;
    const hop = this.routes.lookup(arp.targetIp);
    return hop !== undefined && hop.on !== on && hop.prefix > 0;
  }

  protected hasHardwareType(arp: ArpView): boolean {
    return arp.complete && arp.hardwareType === HARDWARE_ETHERNET && arp.hardwareLength === 6;
  }

  protected speaksProtocol(arp: ArpView): boolean {
    return arp.protocolType === PROTOCOL_IPV4 && arp.protocolLength === 4;
  }

  /** What a profile that is more careful than RFC 826 does not look at any further. */
  protected refuses(on: StackInterface, arp: ArpView): boolean {
    const { operationLast, believesGroupMacs, acceptsOffLink } = this.profile;
    if (!operationLast && arp.operation !== ARP_REQUEST && arp.operation !== ARP_REPLY) return true;
    if (!believesGroupMacs && isNobodysMac(arp.senderMac, on.mac)) return true;
    return !acceptsOffLink && arp.senderIp !== IPV4_ANY && !on.hasOnLink(arp.senderIp);
  }

  /**
   * Somebody claims an own address, and RFC 826 is not followed to the letter: it is defended, once in DEFEND_INTERVAL
   * (RFC 5227 section 2.4 (c)), or nothing is done.
   */
  protected isSettledConflict(on: StackInterface, arp: ArpView): boolean {
    const { ownClaim } = this.profile;
    if (ownClaim === 'reply' || !this.owns(arp.senderIp)) return false;
    const own = on.addresses.find((each) => each.address === arp.senderIp);
    if (ownClaim !== 'defend' || own === undefined || this.detected.has(arp.senderIp)) return true;
    this.detected.adopt(on, own, 'defend-always');
    this.detected.hear(on, arp);
    return true;
  }

  /** Updates an existing entry; true if there is one. */
  protected merge(on: StackInterface, arp: ArpView): boolean {
    if (!this.profile.mergesFromOthers && !this.isTarget(on, arp)) return false;
    const entry = on.entry(arp.senderIp);
    if (entry === undefined) return false;
    if (entry.state !== 'permanent') this.confirm(entry, arp);
    return true;
  }

  protected isTarget(on: StackInterface, arp: ArpView): boolean {
    return on.owns(arp.targetIp) || (this.profile.hostModel === 'weak' && this.owns(arp.targetIp));
  }

  protected add(on: StackInterface, arp: ArpView): void {
    if (!this.mayBind(on, arp.senderIp)) return;
    const entry = this.create(on, arp.senderIp, arp.senderMac, 'reachable', 'frame');
    this.startTimer(entry, this.environment.now + ENTRY_LIFETIME);
  }

  /**
   * Addresses that are never a neighbour's: "this host" (a probe's sender, RFC 5227 section 2.1.1), broadcast, groups
   * and loopback (RFC 1122 section 3.2.1.3), and the host's own (RFC 5227 section 2.4 calls that a conflict).
   */
  protected mayBind(on: StackInterface, sender: Ipv4): boolean {
    return (
      sender !== IPV4_ANY &&
      sender !== IPV4_BROADCAST &&
      !isMulticastIpv4(sender) &&
      !isLoopbackIpv4(sender) &&
      !this.owns(sender) &&
      !on.isSubnetBroadcast(sender)
    );
  }

  protected isRequest(arp: ArpView): boolean {
    return arp.operation === ARP_REQUEST;
  }

  protected reply(on: StackInterface, arp: ArpView): void {
    const to = this.repliesToAll(on, arp) ? MAC_BROADCAST : arp.senderMac;
    this.transmitArp(on, to, ARP_REPLY, arp.targetIp, arp.senderMac, arp.senderIp);
  }

  /** RFC 3927 section 2.5: all ARP packets with a link-local sender, "*replies* as well as requests" (C04). */
  protected repliesToAll(on: StackInterface, { targetIp }: ArpView): boolean {
    if (!isLinkLocalIpv4(targetIp)) return false;
    return this.profile.broadcastsLinkLocal || this.hasChosen(on, targetIp);
  }

  /** The sender of a packet is the neighbour: its address is what the packet says, and it is there. */
  protected confirm(entry: NeighbourEntry, arp: ArpView): void {
    const isContrary = entry.mac !== undefined && entry.mac !== arp.senderMac;
    if (isContrary && this.profile.override === 'confirmed') return;
    entry.confirmed = this.environment.now;
    const wasPending = entry.mac === undefined;
    if (entry.mac !== arp.senderMac || wasPending) entry.updated = this.environment.now;
    this.bind(entry, arp.senderMac, 'reachable', 'frame');
    if (wasPending) {
      this.startTimer(entry, this.environment.now + ENTRY_LIFETIME);
      this.sendQueued(entry);
    }
  }

  /** Packets leave in the order in which they came (RFC 1122 section 2.3.2.2). */
  protected sendQueued(entry: NeighbourEntry): void {
    const queue = entry.queue;
    entry.queue = NO_PACKETS;
    for (const packet of queue) this.transmitIp(entry.on, entry.mac!, packet);
  }

  // ---------------------------------------------------------------- Packet Generation

  /**
   * RFC 826, "Packet Generation": "If it finds the pair, it gives the corresponding 48.bit Ethernet address … back";
   * "If it does not, it probably informs the caller that it is throwing the packet away" — where RFC 1122 section
   * 2.3.2.2 has it kept — "and generates an Ethernet packet with a type field of ether_type$ADDRESS_RESOLUTION".
   */
  protected override resolve(on: StackInterface, nextHop: Ipv4, packet: IpPacket): void {
    const entry = on.entry(nextHop);
    if (entry?.mac !== undefined) {
      entry.used = this.environment.now;
      this.transmitIp(on, entry.mac, packet);
      return;
    }
    const pending = entry ?? this.create(on, nextHop, undefined, 'incomplete', 'traffic');
    this.enqueue(pending, packet);
    if (entry === undefined) this.request(pending);
  }

  /** Keeps the latest packets: the oldest one makes room. */
  protected enqueue(entry: NeighbourEntry, packet: IpPacket): void {
    const queue = [...entry.queue, packet];
    entry.queue = queue.length > QUEUE_MAX ? queue.slice(1) : queue;
  }

  protected request(entry: NeighbourEntry): void {
    entry.probes += 1;
    this.startTimer(entry, this.environment.now + REQUEST_INTERVAL);
    const sender = this.sourceTo(entry.on, entry.address) ?? entry.queue[0]?.source;
    if (sender === undefined || !this.owns(sender)) return;
    this.transmitArp(entry.on, MAC_BROADCAST, ARP_REQUEST, sender, MAC_ZERO, entry.address);
  }

  // ---------------------------------------------------------------- Time

  override wake(token: object): void {
    if (this.wakesDetection(token) || !(token instanceof NeighbourEntry)) return;
    token.timer = undefined;
    this.timer(token);
  }

  /** Repeats a request, gives up on it, or lets an old binding go (RFC 1122 section 2.3.2.1, implementation (1)). */
  protected timer(entry: NeighbourEntry): void {
    if (entry.mac === undefined) {
      if (entry.probes >= REQUESTS_MAX) this.remove(entry, 'timer');
      else this.request(entry);
      return;
    }
    const expiry = entry.confirmed + ENTRY_LIFETIME;
    if (expiry > this.environment.now) this.startTimer(entry, expiry);
    else this.remove(entry, 'timer');
  }
}

import type { HostView, Monitor, MonitorContext, World } from '../../src/monitor/index.ts';
import type { FrameEvent, NeighbourEvent, PortIndex, SettledEvent } from '../../src/trace/index.ts';
import { ARP_REQUEST, IPV4_ANY, type Ipv4, MAC_BROADCAST, type Mac } from '../../src/wire/index.ts';
import { Claims, RESOLUTION_TIME } from './address-claims.ts';
import { isNobodys, isOnLink } from './addresses.ts';
import { type Belief, beliefIn, isLearnedAnew, kindOfClaim } from './beliefs.ts';
import type { ClaimKind } from './claim-kind.ts';
import { Audience, type ClaimListener, type Lesson } from './claim-listener.ts';
import { misfitOf } from './misfits.ts';
import { isProxy, isTakenForEthernet, profileOf, setting } from './settings.ts';
import { type Fold, SharedFold } from './shared-fold.ts';

/**
 * Entries that any table has room for beside one that was just made; the smallest in use hold eight (uIP, Contiki-NG)
 * or ten (lwIP).
 */
const TABLE_MIN = 6;

/** Where the sender protocol address begins in an ARP packet, and where it has ended, in octets. */
const SENDER_IP = 14;
const TARGET_MAC = 18;

const books = new SharedFold((world) => new ClaimBook(world));

/** The monitor of a property about what a stack was told and where it sends. */
export function watchClaims(context: MonitorContext, listener: (book: ClaimBook) => ClaimListener): Monitor {
  const { fold, monitor } = books.join(context);
  fold.add(listener(fold));
  return monitor;
}

/** What every stack was told, as far as its profile believes it. */
export class ClaimBook implements Fold {
  readonly upkeep: Monitor;
  readonly #world: World;
  readonly #audience = new Audience();
  /** By port: how often the interface was told of an address, or asked for one, that it might make an entry for. */
  #turns: number[] = [];
  /** By port: the claim that came last. */
  #latest: (Claims | undefined)[] = [];
  /** By port; keyed by the address as a signed integer, which V8 hashes faster. */
  #claims: (Map<number, Claims> | undefined)[] = [];
  readonly #lessons: Lesson[] = [];
  /** By port: the packet that ended last behind its sender hardware address and before its sender protocol address. */
  #fragments: (FrameEvent | undefined)[] = [];

  constructor(world: World) {
    this.#world = world;
    this.upkeep = {
      arpForHost: (host, event) => this.#heard(host, event, true),
      arpFromKnown: (host, event) => this.#heard(host, event, false),
      arpUnfit: (host, event) => {
        if (isTakenForEthernet(world, host, event)) this.#heard(host, event, host.owns(event.frame.arp!.targetIp));
        else if (!host.cacheVisible) this.#misheard(host, event);
      },
      arpSent: (host, event) => this.#asked(host, event),
      ipSent: (host, event) => this.#forwarded(host, event),
      neighbour: (event) => this.#changed(event),
      link: (event) => this.#forgetRequests(event.port),
      rebooted: (event) => {
        const ports = world.header.ports;
        for (let port = 0; port < ports.length; port++)
          if (ports[port]!.node === event.node) this.#forgetRequests(port);
      },
      settled: (event) => this.#settled(event),
      restart: () => this.#restart(),
    };
  }

  add(listener: ClaimListener): void {
    this.#audience.add(listener);
  }

  claimsOn(port: PortIndex, address: Ipv4): Claims | undefined {
    return this.#claims[port]?.get(address | 0);
  }

  /** A packet whose sender has a hardware address and no address, unless the stack reads on where it ends. */
  fragmentOn(port: PortIndex): FrameEvent | undefined {
    return this.#fragments[port];
  }

  /** Whether anyone claimed this MAC address for any address on the interface, the operator included. */
  isClaimed(port: PortIndex, mac: Mac): boolean {
    for (const claims of this.#claims[port]?.values() ?? []) if (claims.wasEver(mac)) return true;
    const node = this.#world.portOf(port).node;
    return this.#world.header.staticNeighbours.some((fixed) => fixed.node === node && fixed.mac === mac);
  }

  /** The claim that came last on the interface, for any address. */
  latestOn(port: PortIndex): Claims | undefined {
    return this.#latest[port];
  }

  /**
   * The stack was told of the address just now, and has to know it: not even a small table has been filled since.
   */
  isSure(claims: Claims, now: number): boolean {
    if (!claims.isSure || now - claims.event!.time >= RESOLUTION_TIME) return false;
    return (this.#turns[claims.port] ?? 0) - claims.turn < TABLE_MIN;
  }

  #claimsOf(host: HostView, port: PortIndex, address: Ipv4): Claims {
    let table = this.#claims[port];
    if (table === undefined) {
      table = new Map();
      this.#claims[port] = table;
    }
    let claims = table.get(address | 0);
    if (claims === undefined) {
      claims = new Claims(host, port, address);
      table.set(address | 0, claims);
    }
    return claims;
  }

  #heard(host: HostView, event: FrameEvent, isForHost: boolean): void {
    const arp = event.frame.arp!;
    const before = this.#world.binding(event.port, arp.senderIp);
    if (before?.state === 'permanent') return;
    const known = this.claimsOn(event.port, arp.senderIp);
    if (known !== undefined && before?.mac === arp.senderMac && isOldNews(known, event)) {
      known.event = event;
      return;
    }
    const doubted = host.cacheVisible ? undefined : this.#doubtedStatic(host, event, known);
    const circumstances = { world: this.#world, host, event, arp, isForHost, before, known: known ?? doubted };
    const believed = beliefIn(circumstances);
    const belief = believed === 'firm' && doubted !== undefined ? 'soft' : believed;
    if (belief === 'not') {
      if (!host.cacheVisible && !isForHost && known?.mayHaveEntry !== true) this.#overheard(host, event);
      return;
    }
    const kind = kindOfClaim(circumstances);
    const isSure = !host.cacheVisible && isLearnedAnew(circumstances);
    const claims = known ?? doubted ?? this.#claimsOf(host, event.port, arp.senderIp);
    for (const listener of this.#audience.claimed) listener.claimed!(claims, event, belief);
    this.#note(claims, event, kind, belief, isSure);
    if (belief === 'firm') this.#teach({ claims, kind, event, mac: arp.senderMac, before });
  }

  /** An entry that the operator made, and of which nobody knows whether it is still there: the interface was down. */
  #doubtedStatic(host: HostView, event: FrameEvent, known: Claims | undefined): Claims | undefined {
    const { senderIp } = event.frame.arp!;
    const { staticNeighbours } = this.#world.header;
    const fixed = staticNeighbours.find((each) => each.node === host.index && each.address === senderIp);
    if (fixed === undefined) return undefined;
    const claims = known ?? this.#claimsOf(host, event.port, senderIp);
    if (!claims.mayBe(fixed.mac)) claims.told(fixed.mac, false, false);
    return claims;
  }

  #note(claims: Claims, event: FrameEvent, kind: ClaimKind, belief: Belief, isSure: boolean): void {
    claims.told(event.frame.arp!.senderMac, belief === 'firm', isSure);
    claims.touch(event.time);
    claims.kind = kind;
    claims.event = event;
    claims.turn = this.#turn(claims.port);
    this.#latest[claims.port] = claims;
  }

  #turn(port: PortIndex): number {
    const turn = (this.#turns[port] ?? 0) + 1;
    this.#turns[port] = turn;
    return turn;
  }

  /** A packet between others, of whose sender the stack can know nothing. */
  #overheard(host: HostView, event: FrameEvent): void {
    const { senderIp } = event.frame.arp!;
    if (!isNobodys(host, senderIp) && !host.owns(senderIp)) this.#claimsOf(host, event.port, senderIp).rumour = event;
  }

  #misheard(host: HostView, event: FrameEvent): void {
    const { frame } = event;
    const octets = frame.length - frame.payloadOffset;
    if (octets >= SENDER_IP && octets < TARGET_MAC) this.#fragments[event.port] = event;
    const { senderIp } = frame.arp!;
    if (isNobodys(host, senderIp) || host.owns(senderIp)) return;
    const claims = this.#claimsOf(host, event.port, senderIp);
    claims.misfit = event;
    claims.misfitKind = misfitOf(this.#world, event);
  }

  #teach(lesson: Lesson): void {
    const { claims, mac, before } = lesson;
    const holds = before?.mac === mac && before.state !== 'failed' && before.state !== 'incomplete';
    if (!claims.host.cacheVisible || holds) return;
    // Only the newest of several claims for one address has to be there in the end.
    const lessons = this.#lessons;
    for (let index = lessons.length - 1; index >= 0; index--) {
      if (lessons[index]!.claims === claims) lessons.splice(index, 1);
    }
    lessons.push(lesson);
    for (const listener of this.#audience.of(lesson.kind)) listener.taught?.(lesson);
  }

  #asked(host: HostView, event: FrameEvent): void {
    const arp = event.frame.arp!;
    // A probe (RFC 5227) asks whether there is anybody, not where: it resolves nothing.
    if (arp.operation !== ARP_REQUEST || arp.isGratuitous || arp.senderIp === IPV4_ANY) return;
    const claims = this.#claimsOf(host, event.port, arp.targetIp);
    for (const listener of this.#audience.asked) listener.asked!(claims, event);
    if (!host.cacheVisible) for (const listener of this.#audience.askedUnseen) listener.askedUnseen!(claims, event);
    claims.askedAt = event.time;
    claims.askedBy = event.id;
    claims.touch(event.time);
    if (event.frame.destination !== MAC_BROADCAST) return;
    claims.askedAllBy = event.id;
    if (claims.mac === undefined) this.#turn(event.port);
    claims.asked();
  }

  #forwarded(host: HostView, event: FrameEvent): void {
    const packet = event.frame.ip!;
    const { destination } = packet;
    if (isNobodys(host, destination)) return;
    const known = this.claimsOn(event.port, destination);
    const isNeighbour =
      isOnLink(host, event.port, destination) || (known !== undefined && (known.askedBy >= 0 || hasOnly(known, event)));
    const claims = isNeighbour ? (known ?? this.#claimsOf(host, event.port, destination)) : undefined;
    for (const listener of this.#audience.forwarded) listener.forwarded!(host, event, packet, claims);
    if (host.cacheVisible || claims === undefined) return;
    for (const listener of this.#audience.forwardedUnseen) listener.forwardedUnseen!(host, event, claims);
    this.#narrow(claims, event);
  }

  /** Where a packet went tells what the stack holds. */
  #narrow(claims: Claims, event: FrameEvent): void {
    const newest = claims.mac;
    claims.sentTo(event.frame.destination);
    claims.touch(event.time);
    // What is in force now is an older claim, and what that was is not remembered.
    if (claims.mac !== newest) claims.kind = undefined;
  }

  #changed(event: NeighbourEvent): void {
    const mac = event.after?.mac;
    const known = this.claimsOn(event.port, event.address);
    const isNews = mac !== undefined && (known === undefined || known.mac !== mac);
    const claims = (isNews ? this.#acceptFromStranger(event, mac) : undefined) ?? known;
    if (claims === undefined) return;
    claims.changedAt = event.time;
    if (mac === undefined) {
      // The operator, or another link, wants a new beginning.
      if (event.reason === 'operator' || event.reason === 'link') claims.askedAt = Number.NEGATIVE_INFINITY;
      // What was forgotten has to be claimed again.
      claims.forgot();
      claims.event = undefined;
      return;
    }
    const lessons = this.#lessons;
    for (let index = lessons.length - 1; index >= 0; index--) {
      if (lessons[index]!.claims === claims && lessons[index]!.mac === mac) lessons.splice(index, 1);
    }
  }

  /**
   * Monitors are not told of strangers; where the operator or the profile has them believed (`arp_accept`,
   * proxying, C11), the entry tells.
   */
  #acceptFromStranger(event: NeighbourEvent, mac: Mac): Claims | undefined {
    const host = this.#world.stackAt(event.port)!;
    const isOpen = setting(this.#world, event.port, 'arp_accept') !== 0 || isProxy(this.#world, event.port);
    if (!isOpen && profileOf(host)?.learnsFromGratuitous !== true) return undefined;
    const cause = this.#world.causeOf(event.port, event.cause);
    const arp = cause?.frame.arp;
    if (cause === undefined || arp === undefined || arp.senderIp !== event.address || arp.senderMac !== mac) {
      return undefined;
    }
    const claims = this.#claimsOf(host, event.port, event.address);
    this.#note(claims, cause, 'gratuitous', 'soft', false);
    return claims;
  }

  /** Resolutions do not outlive the link or the system that they were begun on. */
  #forgetRequests(port: PortIndex): void {
    for (const claims of this.#claims[port]?.values() ?? []) {
      claims.askedAt = Number.NEGATIVE_INFINITY;
      claims.isSure = false;
    }
  }

  #settled(event: SettledEvent): void {
    if (this.#lessons.length === 0) return;
    for (const lesson of this.#lessons) {
      for (const listener of this.#audience.of(lesson.kind)) listener.missed?.(lesson, event);
    }
    this.#lessons.length = 0;
  }

  #restart(): void {
    if (this.#claims.length > 0) this.#claims = [];
    this.#turns.length = 0;
    this.#latest.length = 0;
    this.#fragments.length = 0;
    this.#lessons.length = 0;
    for (const listener of this.#audience.restart) listener.restart!();
  }
}

/** The packet went where nothing but a packet that must not be believed has ever said that its destination is. */
function hasOnly(claims: Claims, { frame }: FrameEvent): boolean {
  return claims.misfit !== undefined && claims.isOnlySaidBy(claims.misfit, frame.destination);
}

/** What has been said before, to an entry that holds it: most packets in a network that is at rest. */
function isOldNews(known: Claims, event: FrameEvent): boolean {
  return known.mac === event.frame.arp!.senderMac && known.others.length === 0 && !known.isPending(event.time);
}

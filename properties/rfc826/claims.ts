import type { HostView, Monitor, MonitorContext, World } from '../../src/monitor/index.ts';
import type { FrameEvent, NeighbourBinding, NeighbourEvent, PortIndex, SettledEvent } from '../../src/trace/index.ts';
import { ARP_REQUEST, type IpPacket, type Ipv4, type Mac } from '../../src/wire/index.ts';
import { isNobodys, isOnLink } from './addresses.ts';
import { type Belief, beliefIn, type ClaimKind, isLearnedAnew, kindOfClaim } from './beliefs.ts';
import { isProxy, isTakenForEthernet, setting } from './settings.ts';
import { type Fold, SharedFold } from './shared-fold.ts';

/** How long a resolution waits for its answer, at least (RFC 1122 section 2.3.2.1: one request a second). */
export const RESOLUTION_TIME = 1_000_000_000;

/** What one interface was told about an address, and what it asked. */
export class Claims {
  readonly host: HostView;
  readonly port: PortIndex;
  readonly address: Ipv4;
  /** The newest claim that the stack's profile believes; undefined if there is none. */
  mac: Mac | undefined = undefined;
  kind: ClaimKind | undefined = undefined;
  event: FrameEvent | undefined = undefined;
  /** The newest claim is known even if the stack had forgotten the address: nothing has to be asked. */
  isSure = false;
  /** MAC addresses of older claims that may still be in force: the profile does not say that the newest one wins. */
  others: readonly Mac[] = NONE;
  /** MAC addresses of claims that are superseded. */
  former: readonly Mac[] = NONE;
  /** More claims than are remembered: anything may have been said. */
  isCrowded = false;
  /** When and with which event the stack last asked for it. */
  askedAt = Number.NEGATIVE_INFINITY;
  askedBy = -1;
  /** When the entry in the cache last changed, where that is visible. */
  changedAt = Number.NEGATIVE_INFINITY;

  constructor(host: HostView, port: PortIndex, address: Ipv4) {
    this.host = host;
    this.port = port;
    this.address = address;
  }

  /** The newest claim, or one that may still count against it. */
  mayBe(mac: Mac): boolean {
    return mac === this.mac || this.isCrowded || this.others.includes(mac);
  }

  wasEver(mac: Mac): boolean {
    return this.mayBe(mac) || this.former.includes(mac);
  }

  /** A request for it is out, and an answer to it is still expected. */
  isPending(now: number): boolean {
    return now - this.askedAt < RESOLUTION_TIME && (this.event === undefined || this.event.id < this.askedBy);
  }
}

const NONE: readonly Mac[] = [];
/** MAC addresses that are remembered for an address; only a flood of claims has more. */
const MACS_MAX = 32;

/** A packet that has to change the cache, as its profile leaves no choice. */
export interface Lesson {
  readonly claims: Claims;
  readonly kind: ClaimKind;
  readonly event: FrameEvent;
  readonly mac: Mac;
  /** What the cache held before, where it is visible. */
  readonly before: NeighbourBinding | undefined;
}

export interface ClaimListener {
  /** Lessons of these kinds only. */
  readonly kinds?: readonly ClaimKind[];
  taught?(lesson: Lesson): void;
  /** The network has settled and the entry, which is visible, does not hold what it was taught. */
  missed?(lesson: Lesson, event: SettledEvent): void;
  /** A claim that the profile believes, or may believe. `claims` is as it was before. */
  claimed?(claims: Claims, event: FrameEvent, belief: Belief): void;
  /** The stack sent a request that is no announcement. `claims` is as it was before. */
  asked?(claims: Claims, event: FrameEvent): void;
  /**
   * The stack sent a packet to a station. `claims` is what it was told about the packet's destination, or undefined
   * if it goes through a gateway, for all that the trace tells.
   */
  forwarded?(host: HostView, event: FrameEvent, packet: IpPacket, claims: Claims | undefined): void;
  /** The same of hosts whose cache is not visible, and whose traffic has to tell. */
  forwardedUnseen?(host: HostView, event: FrameEvent, claims: Claims): void;
  askedUnseen?(claims: Claims, event: FrameEvent): void;
  restart?(): void;
}

/** Who wants to be told of what; each list is short, and most events concern few. */
class Audience {
  readonly #all: ClaimListener[] = [];
  readonly #byKind = new Map<ClaimKind, readonly ClaimListener[]>();
  readonly claimed: ClaimListener[] = [];
  readonly asked: ClaimListener[] = [];
  readonly forwarded: ClaimListener[] = [];
  readonly forwardedUnseen: ClaimListener[] = [];
  readonly askedUnseen: ClaimListener[] = [];
  readonly restart: ClaimListener[] = [];

  add(listener: ClaimListener): void {
    this.#all.push(listener);
    this.#byKind.clear();
    if (listener.claimed !== undefined) this.claimed.push(listener);
    if (listener.asked !== undefined) this.asked.push(listener);
    if (listener.forwarded !== undefined) this.forwarded.push(listener);
    if (listener.forwardedUnseen !== undefined) this.forwardedUnseen.push(listener);
    if (listener.askedUnseen !== undefined) this.askedUnseen.push(listener);
    if (listener.restart !== undefined) this.restart.push(listener);
  }

  /** Whom lessons of a kind concern. */
  of(kind: ClaimKind): readonly ClaimListener[] {
    const known = this.#byKind.get(kind);
    if (known !== undefined) return known;
    const concerned = this.#all.filter(({ kinds }) => kinds === undefined || kinds.includes(kind));
    this.#byKind.set(kind, concerned);
    return concerned;
  }
}

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
  /** By port; keyed by the address as a signed integer, which V8 hashes faster. */
  #claims: (Map<number, Claims> | undefined)[] = [];
  readonly #lessons: Lesson[] = [];

  constructor(world: World) {
    this.#world = world;
    this.upkeep = {
      arpForHost: (host, event) => this.#heard(host, event, true),
      arpFromKnown: (host, event) => this.#heard(host, event, false),
      arpUnfit: (host, event) => {
        if (isTakenForEthernet(world, host, event)) this.#heard(host, event, host.owns(event.frame.arp!.targetIp));
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

  /** Whether anyone claimed this MAC address for any address on the interface, the operator included. */
  isClaimed(port: PortIndex, mac: Mac): boolean {
    for (const claims of this.#claims[port]?.values() ?? []) if (claims.wasEver(mac)) return true;
    const node = this.#world.portOf(port).node;
    return this.#world.header.staticNeighbours.some((fixed) => fixed.node === node && fixed.mac === mac);
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
    const circumstances = { world: this.#world, host, event, arp, isForHost, before, known };
    const belief = beliefIn(circumstances);
    if (belief === 'not') return;
    const kind = kindOfClaim(circumstances);
    const isSure = !host.cacheVisible && isLearnedAnew(circumstances);
    const claims = known ?? this.#claimsOf(host, event.port, arp.senderIp);
    for (const listener of this.#audience.claimed) listener.claimed!(claims, event, belief);
    note(claims, event, arp.senderMac, kind, belief);
    claims.isSure = belief === 'firm' && isSure;
    if (belief === 'firm') this.#teach({ claims, kind, event, mac: arp.senderMac, before });
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
    if (arp.operation !== ARP_REQUEST || arp.isGratuitous) return;
    const claims = this.#claimsOf(host, event.port, arp.targetIp);
    for (const listener of this.#audience.asked) listener.asked!(claims, event);
    if (!host.cacheVisible) for (const listener of this.#audience.askedUnseen) listener.askedUnseen!(claims, event);
    claims.askedAt = event.time;
    claims.askedBy = event.id;
  }

  #forwarded(host: HostView, event: FrameEvent): void {
    const packet = event.frame.ip!;
    const { destination } = packet;
    if (isNobodys(host, destination)) return;
    const known = this.claimsOn(event.port, destination);
    const isNeighbour = isOnLink(host, event.port, destination) || (known !== undefined && known.askedBy >= 0);
    const claims = isNeighbour ? (known ?? this.#claimsOf(host, event.port, destination)) : undefined;
    for (const listener of this.#audience.forwarded) listener.forwarded!(host, event, packet, claims);
    if (host.cacheVisible || claims === undefined) return;
    for (const listener of this.#audience.forwardedUnseen) listener.forwardedUnseen!(host, event, claims);
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
      claims.mac = undefined;
      claims.event = undefined;
      claims.others = NONE;
      claims.former = NONE;
      claims.isCrowded = false;
      return;
    }
    const lessons = this.#lessons;
    for (let index = lessons.length - 1; index >= 0; index--) {
      if (lessons[index]!.claims === claims && lessons[index]!.mac === mac) lessons.splice(index, 1);
    }
  }

  /**
   * Monitors are not told of strangers; where the operator has them believed (`arp_accept`, proxying), the entry
   * tells.
   */
  #acceptFromStranger(event: NeighbourEvent, mac: Mac): Claims | undefined {
    if (setting(this.#world, event.port, 'arp_accept') === 0 && !isProxy(this.#world, event.port)) return undefined;
    const cause = this.#world.causeOf(event.port, event.cause);
    const arp = cause?.frame.arp;
    if (cause === undefined || arp === undefined || arp.senderIp !== event.address || arp.senderMac !== mac) {
      return undefined;
    }
    const claims = this.#claimsOf(this.#world.stackAt(event.port)!, event.port, event.address);
    note(claims, cause, mac, 'gratuitous', 'soft');
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
    this.#lessons.length = 0;
    for (const listener of this.#audience.restart) listener.restart!();
  }
}

/** What has been said before, to an entry that holds it: most packets in a network that is at rest. */
function isOldNews(known: Claims, event: FrameEvent): boolean {
  return known.mac === event.frame.arp!.senderMac && known.others.length === 0 && !known.isPending(event.time);
}

function note(claims: Claims, event: FrameEvent, mac: Mac, kind: ClaimKind, belief: Belief): void {
  const older = claims.mac;
  if (belief === 'firm') {
    if (older !== undefined && older !== mac) claims.former = adding(claims.former, older);
    for (const other of claims.others) if (other !== mac) claims.former = adding(claims.former, other);
    claims.others = NONE;
  } else if (older !== undefined && older !== mac) {
    claims.others = adding(claims.others, older);
  }
  if (claims.others.length > MACS_MAX || claims.former.length > MACS_MAX) {
    claims.isCrowded = true;
    claims.others = NONE;
    claims.former = NONE;
  }
  claims.mac = mac;
  claims.kind = kind;
  claims.event = event;
}

function adding(macs: readonly Mac[], mac: Mac): readonly Mac[] {
  return macs.includes(mac) ? macs : [...macs, mac];
}

import { Judge, type Property, type Violation } from '../monitor/index.ts';
import type { FrameEvent, PortIndex } from '../trace/index.ts';
import { type Frame, type Ipv4, isGroupMac, type Mac } from '../wire/index.ts';
import type { FindingBook } from './finding-book.ts';
import { Generations } from './generations.ts';
import { confidenceOf, type Situation } from './judgeable.ts';
import { EVENTS_MAX, type PropertyVerdict } from './property-judge.ts';
import type { Scene } from './scene.ts';

/** Claims, and bindings, that are remembered. */
const CLAIMS_MAX = 4096;

interface Claim {
  readonly frame: Frame;
  readonly number: number;
  readonly time: number;
}

/**
 * What neighbour caches hold for host-scoped addresses, told by where packets for them go: a station that sends a
 * packet for an address to some MAC address has that in its cache.
 */
export class BindingEvidence {
  readonly #scene: Scene;
  readonly #property: Property;
  readonly #situation: Situation;
  readonly #book: FindingBook;
  readonly #judge: Judge;
  readonly #addresses: ReadonlySet<Ipv4>;
  /** By address and MAC address: who said so last. */
  readonly #claims = new Generations<string, Claim>(CLAIMS_MAX);
  /** By port and address: what the station there was last seen to hold. */
  readonly #bindings = new Generations<string, { readonly mac: Mac }>(CLAIMS_MAX);
  #frames: number[] = [];
  #exercised = 0;
  #violated = 0;

  constructor(
    scene: Scene,
    property: Property,
    options: { readonly situation: Situation; readonly book: FindingBook },
  ) {
    this.#scene = scene;
    this.#property = property;
    this.#situation = options.situation;
    this.#book = options.book;
    const { addresses } = scene.header;
    this.#addresses = new Set(addresses.flatMap((each) => (each.scope === 'host' ? [each.address] : [])));
    this.#judge = new Judge(scene.header, [property]);
    this.#judge.onViolation = (violation) => this.#report(violation);
  }

  /** Some machine of the topology has a host-scoped address. */
  get hasAddresses(): boolean {
    return this.#addresses.size > 0;
  }

  arp(frame: Frame, number: number, time: number): void {
    const { arp } = frame;
    if (arp === undefined || !this.#addresses.has(arp.senderIp)) return;
    this.#claims.set(`${arp.senderIp} ${arp.senderMac}`, { frame, number, time });
  }

  /** The station at `port` sends a packet for `address` to `mac`. */
  ip(port: PortIndex, address: Ipv4, mac: Mac, number: number, time: number): void {
    if (!this.#addresses.has(address) || isGroupMac(mac)) return;
    const key = `${port} ${address}`;
    const before = this.#bindings.get(key);
    if (before?.mac === mac) return;
    this.#bindings.set(key, { mac });
    if (this.#frames.length > EVENTS_MAX) this.#restart();
    const claim = this.#claims.get(`${address} ${mac}`);
    const cause = claim === undefined ? -1 : this.#teach(port, claim);
    this.#judge.event({
      kind: 'neighbour',
      id: this.#frames.push(number) - 1,
      time,
      node: this.#scene.port(port).node,
      port,
      address,
      before: before === undefined ? undefined : { mac: before.mac, state: 'stale' },
      after: { mac, state: 'reachable' },
      reason: 'frame',
      cause,
    });
  }

  #teach(port: PortIndex, { frame, number, time }: Claim): number {
    const id = this.#frames.push(number) - 1;
    const event: FrameEvent = { kind: 'received', id, time, port, frame, injected: false };
    this.#judge.event(event);
    return id;
  }

  #restart(): void {
    this.#count();
    this.#frames = [];
    this.#judge.restart(this.#scene.header);
  }

  #count(): void {
    for (const { exercised } of this.#judge.end()) this.#exercised += exercised;
  }

  #report(violation: Violation): void {
    const { property: id, level, source, mechanism, circumstances, time, events, expected, received } = violation;
    this.#violated += 1;
    const [frame, ...causes] = events.map((event) => this.#frames[event]!);
    this.#book.add({
      id,
      level,
      source,
      mechanism: [mechanism, ...circumstances].join('+'),
      subject: violation.at,
      ...confidenceOf(this.#situation, true),
      reason: 'a packet for the address goes there',
      frame: frame!,
      causes,
      time,
      expected,
      received,
    });
  }

  end(): readonly PropertyVerdict[] {
    this.#count();
    const verdict = this.#violated > 0 ? 'violated' : this.#exercised > 0 ? 'held' : 'vacuous';
    const counts = { exercised: this.#exercised, violated: this.#violated };
    return [{ property: this.#property, verdict, ...counts, reason: undefined }];
  }
}

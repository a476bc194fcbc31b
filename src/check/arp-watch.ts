import {
  ARP_REQUEST,
  IPV4_ANY,
  IPV4_BROADCAST,
  type Ipv4,
  isGroupMac,
  isMulticastIpv4,
  MAC_ZERO,
} from '../wire/index.ts';
import { AddressState } from './address-state.ts';
import type { ArpSighting } from './arp-sighting.ts';
import { ClaimWatch } from './claim-watch.ts';
import { EchoFilter } from './echo-filter.ts';
import { FieldWatch } from './field-watch.ts';
import type { FindingBook } from './finding-book.ts';
import { Generations } from './generations.ts';
import { PaddingWatch } from './padding-watch.ts';
import { ProbeWatch } from './probe-watch.ts';
import { StormWatch } from './storm-watch.ts';

/** Addresses that are followed, by VLAN; those that were heard last. A claim that is forgotten is as one never heard. */
export const ADDRESSES_MAX = 65_536;

/** Everything that is looked for in ARP packets without knowing who is who. */
export class ArpWatch {
  readonly #addresses = new Generations<number, AddressState>(ADDRESSES_MAX);
  readonly #echoes = new EchoFilter();
  readonly #claims: ClaimWatch;
  readonly #probes: ProbeWatch;
  readonly #storms: StormWatch;
  readonly #padding: PaddingWatch;
  readonly #fields: FieldWatch;

  constructor(book: FindingBook, isOneNetwork: boolean) {
    this.#claims = new ClaimWatch(book, isOneNetwork);
    this.#probes = new ProbeWatch(book);
    this.#storms = new StormWatch(book);
    this.#padding = new PaddingWatch(book);
    this.#fields = new FieldWatch(book);
  }

  /** Addresses that had to be forgotten. */
  get forgotten(): number {
    return this.#addresses.forgotten;
  }

  /**
   * One packet; `start` and `end` are those of its frame. False if the same packet was captured just before, on its way
   * through another interface or mirrored twice: whoever counts must not count it again.
   */
  heard(arp: ArpSighting, start: number, end: number, isPadded: boolean, fcsLength: number | undefined): boolean {
    const place = arp.device * 0x1_0000_0000 + arp.interfaceId;
    const echo = this.#echoes.meet(arp.bytes, arp.payload, arp.payloadEnd, place, arp.time);
    if (isPadded && arp.isComplete) this.#padding.heard(arp, start, end, fcsLength);
    if (echo === undefined || arp.vlan >= 0) this.#fields.heard(arp);
    if (!arp.isUsual) return echo === undefined;
    if (echo !== 'elsewhere') this.#storms.heard(arp);
    if (echo !== undefined) return false;
    if (!isGroupMac(arp.senderMac) && arp.senderMac !== MAC_ZERO) this.#follow(arp);
    return true;
  }

  #follow(arp: ArpSighting): void {
    const { senderIp, targetIp } = arp;
    const isRequest = arp.operation === ARP_REQUEST;
    if (senderIp === IPV4_ANY) {
      if (isRequest && isStation(targetIp)) {
        const asked = this.#stateOf(targetIp, arp.vlan);
        this.#claims.asked(asked, arp);
        this.#probes.probed(asked, arp);
      }
      return;
    }
    if (isRequest && targetIp !== senderIp && isStation(targetIp)) {
      this.#claims.asked(this.#stateOf(targetIp, arp.vlan), arp);
    }
    if (!isStation(senderIp)) return;
    const state = this.#stateOf(senderIp, arp.vlan);
    if (isRequest && targetIp === senderIp) this.#probes.announced(state, arp);
    this.#claims.claimed(state, arp);
  }

  #stateOf(address: Ipv4, vlan: number): AddressState {
    // Signed, as V8 hashes small integers faster; behind a tag beyond 32 bits.
    const key = vlan < 0 ? address | 0 : (vlan + 1) * 0x1_0000_0000 + address;
    let state = this.#addresses.get(key);
    if (state === undefined) {
      state = new AddressState();
      this.#addresses.set(key, state);
    }
    return state;
  }
}

/** An address that one station may have. */
function isStation(address: Ipv4): boolean {
  return address !== IPV4_ANY && address !== IPV4_BROADCAST && !isMulticastIpv4(address);
}

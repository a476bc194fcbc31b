import { type Frame, type Ipv4, isGroupMac, MAC_BROADCAST, type Mac, samePrefix } from '../wire/index.ts';
import type { InterfaceAddress, InterfaceConfig } from './interface-config.ts';
import { NeighbourEntry } from './neighbour-entry.ts';

const NONE_PROXIED: ReadonlySet<Ipv4> = new Set();

/** One layer-3 interface of a stack: its addresses, its settings, and its neighbour cache. */
export class StackInterface {
  readonly index: number;
  readonly name: string;
  readonly mac: Mac;
  sysctls: Readonly<Record<string, number>>;
  addresses: InterfaceAddress[];
  up = true;
  /** Its operator has switched it off; without a carrier alone it is down but not off. */
  isOff = false;
  /** Addresses of others that are answered for here; most interfaces never have any. */
  proxied: ReadonlySet<Ipv4> = NONE_PROXIED;
  hasCarrier = true;
  /** Keyed by the address as a signed integer: V8 hashes small integers several times faster than large ones. */
  readonly #entries = new Map<number, NeighbourEntry>();

  constructor(index: number, config: InterfaceConfig) {
    this.index = index;
    this.name = config.name;
    this.mac = config.mac;
    this.sysctls = config.sysctls;
    this.addresses = [...config.addresses];
  }

  entry(address: Ipv4): NeighbourEntry | undefined {
    return this.#entries.get(address | 0);
  }

  add(address: Ipv4): NeighbourEntry {
    const entry = new NeighbourEntry(this, address);
    this.#entries.set(address | 0, entry);
    return entry;
  }

  remove(entry: NeighbourEntry): void {
    entry.stopTimer();
    this.#entries.delete(entry.address | 0);
  }

  /** In the order of creation; safe against removal while iterating. */
  entries(): NeighbourEntry[] {
    return [...this.#entries.values()];
  }

  owns(address: Ipv4): boolean {
    for (const own of this.addresses) if (own.address === address) return true;
    return false;
  }

  /** In one of its prefixes. */
  hasOnLink(address: Ipv4): boolean {
    return this.addresses.some((own) => samePrefix(own.address, address, own.prefix));
  }

  /** The directed broadcast address of one of its prefixes (RFC 1122 section 3.2.1.3 (d)); /31 and /32 have none. */
  isSubnetBroadcast(address: Ipv4): boolean {
    for (const own of this.addresses) {
      if (own.prefix >= 31 || !samePrefix(own.address, address, own.prefix)) continue;
      if ((~address & (0xffff_ffff >>> own.prefix)) === 0) return true;
    }
    return false;
  }

  /** The frame is for this interface: its own MAC, broadcast, or a group. Real hardware filters; a shared hub does not. */
  accepts(frame: Frame): boolean {
    const destination = frame.destination;
    return destination === this.mac || destination === MAC_BROADCAST || isGroupMac(destination);
  }
}

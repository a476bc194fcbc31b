import { address } from '../network/index.ts';
import {
  ARP_LENGTH,
  ETHERTYPE_IPV4,
  Frame,
  formatIpv4,
  IPV4_HEADER_LENGTH,
  type Ipv4,
  internetChecksum,
  readIpv4,
  writeIpv4,
} from '../wire/index.ts';
import type { Scenario } from './scenario.ts';
import type { Step } from './step.ts';

/** Stations of generated cases are 10.0.0.3 and above; with another number in the middle they are strangers. */
const BLOCKS = 0xffff;
const FIRST_STATION = 3;
const LAST_STATION = 254;
/** 10.0.0.x */
const PLAIN_BLOCK = 0x0a_0000;
/** 10.255.255.255 is nobody's. */
const BROADCAST = 0x0aff_ffff;

/**
 * The same scenario with stations that a stack which cannot be reset has never heard of: 10.0.0.N becomes 10.B.B.N in
 * every step, block 0 excepted. Addresses of the stack itself and of its static neighbours stay.
 */
export function withFreshStations(scenario: Scenario, block: number): Scenario {
  const number = block % BLOCKS;
  if (number === 0) return scenario;
  const kept = ownAddresses(scenario);
  return renamed(scenario, (from) => {
    const station = from & 0xff;
    if (from >>> 8 !== PLAIN_BLOCK || station < FIRST_STATION || station > LAST_STATION) return undefined;
    return kept.has(from) ? undefined : ((((0x0a << 24) | (number << 8) | station) >>> 0) as Ipv4);
  });
}

/**
 * The same scenario with the stations 10.0.0.3, 10.0.0.4 and so on, in the order in which they appear: what a shrunk
 * case is read with. The scenario itself if there is nothing to rename, or are more stations than such addresses.
 */
export function withPlainStations(scenario: Scenario): Scenario {
  const kept = ownAddresses(scenario);
  const names = new Map<Ipv4, Ipv4>();
  let next = FIRST_STATION;
  const plain = renamed(scenario, (from) => {
    if (from >>> 24 !== 0x0a || from >>> 8 === PLAIN_BLOCK || from === BROADCAST || kept.has(from)) return undefined;
    const known = names.get(from);
    if (known !== undefined) return known;
    while (kept.has(plainAddress(next))) next += 1;
    const name = plainAddress(next++);
    names.set(from, name);
    return name;
  });
  return names.size === 0 || next > LAST_STATION + 1 ? scenario : plain;
}

function renamed(scenario: Scenario, name: (from: Ipv4) => Ipv4 | undefined): Scenario {
  const renaming = new Renaming(name);
  return { ...scenario, steps: scenario.steps.map((step) => renaming.step(step)) };
}

function plainAddress(station: number): Ipv4 {
  return ((PLAIN_BLOCK << 8) | station) as Ipv4;
}

function ownAddresses({ topology }: Scenario): ReadonlySet<Ipv4> {
  const own = new Set<Ipv4>();
  for (const host of topology.hosts) {
    for (const { addresses = [] } of host.interfaces)
      for (const each of addresses) own.add(address(each.split('/')[0]!));
    for (const fixed of host.neighbours ?? []) own.add(address(fixed.address));
  }
  return own;
}

class Renaming {
  /** Undefined for addresses that stay as they are. */
  readonly #address: (from: Ipv4) => Ipv4 | undefined;

  constructor(address: (from: Ipv4) => Ipv4 | undefined) {
    this.#address = address;
  }

  step(step: Step): Step {
    switch (step.do) {
      case 'arp':
      case 'echo':
        return { ...step, senderIp: this.#text(step.senderIp), targetIp: this.#text(step.targetIp) };
      case 'ping':
      case 'metric':
        return { ...step, to: this.#text(step.to) };
      case 'delete-neighbour':
        return { ...step, address: this.#text(step.address) };
      case 'frame':
        return { ...step, bytes: this.#bytes(step.bytes) };
      default:
        return step;
    }
  }

  #text(text: string): string {
    const renamed = this.#address(address(text));
    return renamed === undefined ? text : formatIpv4(renamed);
  }

  #bytes(hex: string): string {
    const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
    const frame = new Frame(bytes);
    const start = frame.payloadOffset;
    if (frame.arp !== undefined) {
      // Cut packets are renamed as far as they go.
      for (const offset of [14, 24])
        if (bytes.length >= start + Math.min(offset + 4, ARP_LENGTH)) this.#at(bytes, start + offset);
    } else if (frame.etherType === ETHERTYPE_IPV4 && bytes.length >= start + IPV4_HEADER_LENGTH) {
      for (const offset of [12, 16]) this.#at(bytes, start + offset);
      // ICMP has no pseudo header: only the header's own checksum changes (RFC 792).
      bytes.fill(0, start + 10, start + 12);
      const sum = internetChecksum(bytes, start, start + IPV4_HEADER_LENGTH);
      bytes[start + 10] = sum >>> 8;
      bytes[start + 11] = sum;
    }
    return Buffer.from(bytes).toString('hex');
  }

  #at(bytes: Uint8Array, offset: number): void {
    const renamed = this.#address(readIpv4(bytes, offset));
    if (renamed !== undefined) writeIpv4(bytes, offset, renamed);
  }
}

import { address } from '../network/index.ts';
import type { Ipv4 } from '../wire/index.ts';
import { Renaming } from './renaming.ts';
import type { Scenario } from './scenario.ts';

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
  const renaming = new Renaming({ address: name });
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

import type { GuestSpec, HostSpec, Topology } from '../../network/index.ts';
import type { Scenario } from '../scenario.ts';
import { guestIdentity, hostIdentity } from './rack-names.ts';
import { shrinkSteps, withoutChunks } from './shrink-steps.ts';

/**
 * Simpler scenarios of generated racks: fewer hosts, guests and steps first, then fewer rules and settings, then
 * smaller numbers. Steps that name what is gone do nothing, so every candidate runs.
 */
export function* shrinkScenario(scenario: Scenario): Iterable<Scenario> {
  for (const topology of smallerTopologies(scenario.topology)) yield { ...scenario, topology };
  yield* shrinkSteps(scenario);
  for (const topology of simplerTopologies(scenario.topology)) yield { ...scenario, topology };
  const renumbered = renumber(scenario);
  if (renumbered !== undefined) yield renumbered;
}

function* smallerTopologies(topology: Topology): Iterable<Topology> {
  for (const hosts of withoutChunks(topology.hosts)) if (hosts.length > 0) yield withHosts(topology, hosts);
  for (let index = 0; index < topology.hosts.length; index++) {
    const host = topology.hosts[index]!;
    for (const guests of withoutChunks(host.guests ?? [])) {
      yield withHosts(topology, topology.hosts.with(index, tidy({ ...host, guests })));
    }
  }
}

/** Cables of hosts that are gone go too, and a switch that joined nothing else. */
function withHosts(topology: Topology, hosts: readonly HostSpec[]): Topology {
  const names = new Set(hosts.map((host) => host.name));
  const switches = new Set((topology.switches ?? []).map((each) => each.name));
  const cables = (topology.cables ?? []).filter((ends) =>
    ends.every((end) => switches.has(end) || names.has(end.slice(0, end.lastIndexOf('.')))),
  );
  const used = new Set(cables.flat());
  const kept = (topology.switches ?? []).filter((each) => used.has(each.name));
  return { ...topology, hosts, cables, switches: kept };
}

function* simplerTopologies(topology: Topology): Iterable<Topology> {
  for (let index = 0; index < topology.hosts.length; index++) {
    const host = topology.hosts[index]!;
    for (const simpler of simplerHosts(host)) yield withHosts(topology, topology.hosts.with(index, simpler));
    const guests = host.guests ?? [];
    for (let at = 0; at < guests.length; at++) {
      for (const guest of simplerHosts(guests[at]!) as Iterable<GuestSpec>) {
        yield withHosts(topology, topology.hosts.with(index, { ...host, guests: guests.with(at, guest) }));
      }
    }
  }
  const oneSwitch = mergedSwitches(topology);
  if (oneSwitch !== undefined) yield oneSwitch;
}

function* simplerHosts(host: HostSpec | GuestSpec): Iterable<HostSpec | GuestSpec> {
  for (const rules of withoutChunks(host.rules ?? [])) yield tidy({ ...host, rules });
  for (const routes of withoutChunks(host.routes ?? [])) yield tidy({ ...host, routes });
  for (const neighbours of withoutChunks(host.neighbours ?? [])) yield tidy({ ...host, neighbours });
  for (const entries of withoutChunks(Object.entries(host.sysctl ?? {}))) {
    yield tidy({ ...host, sysctl: Object.fromEntries(entries) });
  }
  for (let index = 0; index < host.interfaces.length; index++) {
    const each = host.interfaces[index]!;
    for (const addresses of withoutChunks(each.addresses ?? [])) {
      yield { ...host, interfaces: host.interfaces.with(index, tidy({ ...each, addresses })) };
    }
  }
}

/** Without the lists and tables that have become empty: a case is read by people. */
function tidy<T extends object>(part: T): T {
  const kept = Object.entries(part).filter(([, value]) => typeof value !== 'object' || Object.keys(value).length > 0);
  return Object.fromEntries(kept) as T;
}

function mergedSwitches(topology: Topology): Topology | undefined {
  const switches = topology.switches ?? [];
  if (switches.length < 2) return undefined;
  const names = new Set(switches.map((each) => each.name));
  const cables = (topology.cables ?? [])
    .filter(([left, right]) => !(names.has(left) && names.has(right)))
    .map(([left, right]) => [names.has(left) ? 'tor' : left, names.has(right) ? 'tor' : right] as const);
  return { ...topology, switches: [{ name: 'tor' }], cables };
}

/** Beyond this a number is no identity of ours. */
const NUMBER_MAX = 250;

/**
 * Numbers hosts and guests from 1 again, everywhere; undefined if they are. What steps still say about those that are
 * gone gets the numbers behind, so the renamed case is the same case: nobody is taken for somebody else.
 */
function renumber(scenario: Scenario): Scenario | undefined {
  const { hosts } = scenario.topology;
  const guests = hosts.flatMap((host) => host.guests ?? []);
  const replacements = new Map<string, string>();
  permute(replacements, numbersIn(hosts, /^BM-(\d+)$/), hostIdentity);
  permute(replacements, numbersIn(guests, /^VM-(\d+)$/), guestIdentity);
  if (replacements.size === 0) return undefined;
  // Words are replaced whole and all at once, so that 1 -> 2 and 2 -> 3 do not run into each other.
  const text = JSON.stringify(scenario).replace(/[\w.:-]+/g, (word) => renamed(word, replacements));
  return JSON.parse(text) as Scenario;
}

function numbersIn(machines: readonly { readonly name: string }[], form: RegExp): number[] {
  return machines
    .map((each) => Number(form.exec(each.name)?.[1]))
    .filter((number) => number >= 1 && number <= NUMBER_MAX);
}

/** The numbers that are there become 1, 2, …, those between that are not come behind them. */
function permute(
  replacements: Map<string, string>,
  present: readonly number[],
  identity: (n: number) => Readonly<Record<string, string>>,
): void {
  const absent = Array.from({ length: Math.max(0, ...present) }, (_, index) => index + 1).filter(
    (number) => !present.includes(number),
  );
  [...present, ...absent].forEach((number, index) => {
    if (number === index + 1) return;
    const [from, to] = [identity(number), identity(index + 1)];
    for (const key of Object.keys(from)) replacements.set(from[key]!, to[key]!);
  });
}

/** `BM-3`, `BM-3.eth0`, `10.0.0.3`; a prefix length behind an address is a word of its own. */
function renamed(word: string, replacements: ReadonlyMap<string, string>): string {
  const whole = replacements.get(word);
  if (whole !== undefined) return whole;
  const [first, ...rest] = word.split('.');
  const machine = replacements.get(first!);
  return machine === undefined || rest.length !== 1 ? word : `${machine}.${replacements.get(rest[0]!) ?? rest[0]}`;
}

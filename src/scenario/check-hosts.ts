import type { HostSpec, RouteSpec } from '../network/index.ts';
import { compileRules } from '../network/rules/index.ts';
import { type Ipv4, parseIpv4, samePrefix } from '../wire/index.ts';
import { missingInterface } from './check-bridges.ts';
import type { Defect, Path } from './defect.ts';
import type { Machine } from './machine.ts';

/** Rules that are understood; routes and neighbour entries on interfaces that are there; testers without a stack. */
export function checkHosts(machines: readonly Machine[]): Defect[] {
  return machines.flatMap((machine) => [
    ...checkTester(machine),
    ...checkRealStack(machine),
    ...checkRules(machine),
    ...checkRoutes(machine),
    ...checkNeighbours(machine),
  ]);
}

/** What only a stack, or a host around it, can have. */
const OF_STACKS = ['profile', 'stack', 'sysctl', 'rules', 'routes', 'neighbours', 'guests'] as const;

function checkTester({ spec, path }: Machine): Defect[] {
  const host: HostSpec = spec;
  if (host.kind !== 'tester') return [];
  const hint = 'it injects and observes frames, and has no stack of its own';
  const keys: Defect[] = OF_STACKS.filter((key) => host[key] !== undefined).map((key) => ({
    path: [...path, key],
    at: 'key',
    message: `a tester has no "${key}"`,
    hint,
  }));
  const bridge = host.interfaces.findIndex((each) => each.bridge !== undefined);
  if (bridge === -1) return keys;
  return [
    ...keys,
    { path: [...path, 'interfaces', bridge, 'bridge'], at: 'key', message: 'a tester has no bridge', hint },
  ];
}

/** A real stack is one port with an address behind it; what is around it would have to be simulated. */
function checkRealStack({ spec, path }: Machine): Defect[] {
  const host: HostSpec = spec;
  // On the kernel everything around a stack is real, too.
  if (host.stack === undefined || host.stack === 'kernel' || host.kind === 'tester') return [];
  const hint = 'a real stack has one interface with an address, and nothing simulated around it';
  const around: Defect[] = (['rules', 'guests'] as const)
    .filter((key) => (host[key]?.length ?? 0) > 0)
    .map((key) => ({ path: [...path, key], at: 'key', message: `a host with a real stack has no "${key}"`, hint }));
  const [only, ...others] = host.interfaces;
  const isPlain = others.length === 0 && only?.bridge === undefined && (only?.addresses?.length ?? 0) > 0;
  if (isPlain) return around;
  return [...around, { path: [...path, 'interfaces'], at: 'key', message: 'a real stack cannot have these', hint }];
}

function checkRules({ spec, path }: Machine): Defect[] {
  const compiled = compileRules(spec.rules ?? []);
  if (compiled.ok) return [];
  return compiled.errors.map(({ index, column, message, hint }) => ({
    path: [...path, 'rules', index],
    column,
    message,
    hint,
  }));
}

/** Routes and neighbour entries are on interfaces that have a stack. */
function checkInterface({ spec }: Machine, name: string, path: Path): Defect[] {
  if (!spec.interfaces.some((each) => each.name === name)) return [{ path, ...missingInterface(spec, name) }];
  const bridge = spec.interfaces.find((each) => each.bridge?.members?.includes(name));
  if (bridge === undefined) return [];
  return [{ path, message: `${name} is a member of ${bridge.name}`, hint: `name ${bridge.name} instead` }];
}

function checkRoutes(machine: Machine): Defect[] {
  const { spec, path } = machine;
  const routes = spec.routes ?? [];
  return routes.flatMap((route, index) => {
    const routePath = [...path, 'routes', index];
    const missing = checkInterface(machine, route.interface, [...routePath, 'interface']);
    if (missing.length > 0 || reaches(machine, route, routes.slice(0, index))) return missing;
    const message = `the gateway ${route.via} is not on the link of ${route.interface}`;
    const hint = `give ${route.interface} an address of that subnet, or put a route to the gateway before this one`;
    return [{ path: [...routePath, 'via'], message, hint }];
  });
}

/** As the kernel checks a gateway: it is in the prefix of an own address, or an earlier route without one leads to it. */
function reaches({ spec }: Machine, { via, interface: name }: RouteSpec, earlier: readonly RouteSpec[]): boolean {
  const gateway = via === undefined ? undefined : parseIpv4(via);
  if (gateway === undefined) return true;
  const addresses = spec.interfaces.find((each) => each.name === name)?.addresses ?? [];
  const links = earlier.filter((each) => each.via === undefined && each.interface === name).map((each) => each.to);
  return [...addresses, ...links].some((prefix) => isWithin(gateway, prefix));
}

function isWithin(address: Ipv4, text: string): boolean {
  if (text === 'default') return true;
  const [network, length = '32'] = text.split(/[/ ]/);
  const start = parseIpv4(network!);
  return start !== undefined && samePrefix(address, start, Math.min(32, Number.parseInt(length, 10)));
}

function checkNeighbours(machine: Machine): Defect[] {
  const seen = new Set<string>();
  return (machine.spec.neighbours ?? []).flatMap((entry, index) => {
    const path = [...machine.path, 'neighbours', index];
    const key = `${entry.address} ${entry.interface}`;
    const missing = checkInterface(machine, entry.interface, [...path, 'interface']);
    if (missing.length > 0 || !seen.has(key)) {
      seen.add(key);
      return missing;
    }
    const message = `${entry.interface} has an entry for ${entry.address} already`;
    return [{ path: [...path, 'address'], message, hint: 'take one of them out' }];
  });
}

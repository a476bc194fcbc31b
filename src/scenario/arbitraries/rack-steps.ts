import type { Topology } from '../../network/index.ts';
import type { Fate, Step } from '../step.ts';
import type { Draw } from './drawn.ts';
import { LOCAL_IP } from './rack-names.ts';

/**
 * What may happen in a rack, by kind; guests ping, nobody sends echo requests by hand. Settings and routes are the
 * topology's: steps that change them belong to hosts with two ports. Nobody chooses an address by itself.
 */
export type StepKind = Exclude<
  Step['do'],
  'echo' | 'link-local' | 'contest' | 'sysctl' | 'add-route' | 'remove-route' | 'add-proxy' | 'remove-proxy'
>;

/** Only what honest users and failing hardware do: nobody lies, nobody moves. */
export const HONEST_KINDS: readonly StepKind[] = [
  'metric',
  'ping',
  'wait',
  'delete-neighbour',
  'flush-neighbours',
  'link',
  'faults',
];

export const ALL_KINDS: readonly StepKind[] = [
  ...HONEST_KINDS,
  'gratuitous',
  'add-address',
  'remove-address',
  'attach',
  'detach',
  'migrate',
  'reboot',
  'arp',
  'frame',
];

/** How often a kind is drawn, relative to the others: traffic and time dominate, as in life. */
const WEIGHTS: Readonly<Record<StepKind, number>> = {
  metric: 30,
  ping: 14,
  wait: 16,
  'delete-neighbour': 5,
  'flush-neighbours': 4,
  link: 4,
  faults: 4,
  gratuitous: 4,
  'add-address': 2,
  'remove-address': 2,
  attach: 2,
  detach: 2,
  migrate: 4,
  reboot: 2,
  arp: 4,
  frame: 1,
};

interface Machine {
  readonly name: string;
  readonly mac: string;
  readonly address: string;
  /** Interfaces that can go down. */
  readonly interfaces: readonly string[];
  /** Where its own frames leave. */
  readonly port: string;
  readonly isGuest: boolean;
  readonly hasBridge: boolean;
}

/** Everybody and everything that steps can name, found once per rack. */
export interface Cast {
  readonly machines: readonly Machine[];
  readonly guests: readonly Machine[];
  readonly bridged: readonly Machine[];
  /** Addresses worth talking to: host-scoped ones first. */
  readonly addresses: readonly string[];
  readonly hostScoped: readonly string[];
}

export function castOf(topology: Topology): Cast {
  const machines: Machine[] = [];
  const hostScoped = new Set<string>();
  for (const host of topology.hosts) {
    if (host.kind === 'tester') continue;
    for (const [spec, isGuest] of [
      [host, false] as const,
      ...(host.guests ?? []).map((each) => [each, true] as const),
    ]) {
      const withAddress = spec.interfaces.find((each) => (each.addresses ?? []).length > 0) ?? spec.interfaces[0]!;
      for (const text of spec.interfaces.flatMap((each) => each.addresses ?? [])) {
        if (text.endsWith('scope host')) hostScoped.add(text.split('/')[0]!);
      }
      machines.push({
        name: spec.name,
        mac: withAddress.mac,
        address: (withAddress.addresses ?? [`${LOCAL_IP}/32`])[0]!.split('/')[0]!,
        interfaces: spec.interfaces.map((each) => each.name),
        port: `${spec.name}.${withAddress.name}`,
        isGuest,
        hasBridge: spec.interfaces.some((each) => each.bridge !== undefined),
      });
    }
  }
  return {
    machines,
    guests: machines.filter((each) => each.isGuest),
    bridged: machines.filter((each) => each.hasBridge),
    addresses: machines.map((each) => each.address),
    hostScoped: [...hostScoped],
  };
}

/** Draws steps of the given kinds; some of the kinds, never the first, are left out of each list. */
export function drawSteps(draw: Draw, cast: Cast, kinds: readonly StepKind[], most: number): Step[] {
  const allowed = draw.percent(50) ? kinds : kinds.filter((_kind, index) => index === 0 || draw.percent(60));
  const total = allowed.reduce((sum, kind) => sum + WEIGHTS[kind], 0);
  const count = draw.int(1, most);
  const steps: Step[] = [];
  while (steps.length < count) {
    steps.push(drawStep(draw, cast, weighted(allowed, draw.int(1, total))));
  }
  return steps;
}

/** The kind in whose share of the sum of weights `at` (from 1) falls. */
function weighted(kinds: readonly StepKind[], at: number): StepKind {
  let rest = at;
  for (const kind of kinds) {
    rest -= WEIGHTS[kind];
    if (rest <= 0) return kind;
  }
  return kinds[0]!;
}

const WAITS = [1, 500, 1001, 1500, 3000, 6000, 31_000, 61_000];

function drawStep(draw: Draw, cast: Cast, kind: StepKind): Step {
  const someone = draw.pick(cast.machines);
  const target = drawTarget(draw, cast);
  switch (kind) {
    case 'metric':
      return { do: 'metric', from: drawTalker(draw, cast).name, to: target, by: draw.oneIn(2) ? 'tcp' : 'udp' };
    case 'ping':
      return { do: 'ping', from: someone.name, to: target };
    case 'wait':
      return { do: 'wait', ms: draw.pick(WAITS) };
    case 'delete-neighbour':
      return { do: 'delete-neighbour', at: someone.name, address: target };
    case 'flush-neighbours':
      return { do: 'flush-neighbours', at: someone.name };
    case 'link':
      return { do: 'link', at: someone.name, interface: draw.pick(someone.interfaces), up: draw.percent(60) };
    case 'faults':
      return { do: 'faults', cable: `${someone.name}.eth0`, fates: drawFates(draw) };
    default:
      return drawDisturbance(draw, cast, kind, someone, target);
  }
}

/** Guests talk to host-scoped addresses; that is what those are for. */
function drawTarget(draw: Draw, cast: Cast): string {
  if (cast.hostScoped.length > 0 && draw.percent(65)) return draw.pick(cast.hostScoped);
  return draw.pick(cast.addresses);
}

function drawTalker(draw: Draw, cast: Cast): Machine {
  return cast.guests.length > 0 && draw.percent(85) ? draw.pick(cast.guests) : draw.pick(cast.machines);
}

function drawFates(draw: Draw): Fate[] {
  const kinds: readonly Fate[] = ['lose', 'lose', 'duplicate', 'swap', 'pass', 5, 1200];
  return Array.from({ length: draw.int(1, 6) }, () => draw.pick(kinds));
}

type Disturbance = Exclude<
  StepKind,
  'metric' | 'ping' | 'wait' | 'delete-neighbour' | 'flush-neighbours' | 'link' | 'faults'
>;

function drawDisturbance(draw: Draw, cast: Cast, kind: Disturbance, someone: Machine, target: string): Step {
  const guest = cast.guests.length > 0 ? draw.pick(cast.guests).name : someone.name;
  const bridged = cast.bridged.length > 0 ? draw.pick(cast.bridged).name : someone.name;
  const withStack = someone.hasBridge ? 'br0' : 'eth0';
  switch (kind) {
    case 'gratuitous':
      return { do: 'gratuitous', at: someone.name, address: target, form: draw.oneIn(2) ? 'request' : 'reply' };
    case 'add-address':
      return { do: 'add-address', at: someone.name, interface: withStack, address: drawAddress(draw, cast, target) };
    case 'remove-address':
      return { do: 'remove-address', at: someone.name, interface: withStack, address: drawAddress(draw, cast, target) };
    case 'attach':
      return { do: 'attach', guest, to: bridged };
    case 'detach':
      return { do: 'detach', guest };
    case 'migrate':
      return { do: 'migrate', guest, to: bridged, announce: draw.pick(['none', 'rarp', 'gratuitous'] as const) };
    case 'reboot':
      return { do: 'reboot', at: someone.name };
    case 'arp':
      return drawArp(draw, cast, someone, target);
    case 'frame':
      return drawNoise(draw, someone);
    default:
      return kind satisfies never;
  }
}

function drawAddress(draw: Draw, cast: Cast, target: string): string {
  if (cast.hostScoped.includes(target)) return `${target}/32 scope host`;
  return `10.0.2.${draw.int(1, 3)}/16`;
}

/** A spoofing machine, a guest if there is one: claims anything, from its own port. */
function drawArp(draw: Draw, cast: Cast, someone: Machine, target: string): Step {
  const liar = cast.guests.length > 0 ? draw.pick(cast.guests) : someone;
  const victim = draw.pick(cast.machines);
  const senderMac = draw.oneIn(3) ? victim.mac : liar.mac;
  return {
    do: 'arp',
    from: liar.port,
    operation: draw.int(1, 2),
    senderMac,
    senderIp: target,
    targetMac: draw.oneIn(2) ? '00:00:00:00:00:00' : victim.mac,
    targetIp: draw.oneIn(3) ? target : victim.address,
  };
}

/** Too short, or of no known type: nobody may care. */
function drawNoise(draw: Draw, someone: Machine): Step {
  const octets = Array.from({ length: draw.int(0, 60) }, () => draw.int(0, 255));
  return { do: 'frame', from: someone.port, bytes: Buffer.from(octets).toString('hex') };
}

import type { ContestStep, LinkLocalStep, Step } from '../step.ts';
import type { Timed } from './detection-steps.ts';
import type { Draw } from './drawn.ts';
import { STATION_MACS } from './identities.ts';

/** ANNOUNCE_WAIT and ANNOUNCE_INTERVAL (RFC 3927 section 9), in milliseconds. */
const ANNOUNCE_WAIT = 2000;
const ANNOUNCE_INTERVAL = 2000;
/** Stations that speak of an address that a host tries or uses: few, so that they meet. */
const STATIONS = [3, 4, 5];
/** Neighbours with link-local addresses of their own, near and far in the prefix, and one with a routable one. */
export const PEERS = ['169.254.9.9', '169.254.200.1', '169.254.1.0', '10.0.0.5'] as const;
/** Somebody who is not on the link, as far as the host's prefixes say; he answers if he is asked. */
export const FAR = '192.0.2.7';
const ZERO = '00:00:00:00:00:00';

/** One host that chooses an address, and when it does what if nobody objects: milliseconds from then on. */
export interface DrawnChoice {
  readonly step: LinkLocalStep;
  readonly probes: readonly [number, number, number];
  readonly announcements: readonly [number, number];
}

/** The ports of a scene: whose address is contested, and where from. */
export interface Contesting {
  readonly host: string;
  readonly interface: string;
  readonly from: string;
  readonly mac: string;
}

export function drawChoice(draw: Draw, to: Contesting): DrawnChoice {
  const delays = [draw.int(0, 1000), draw.int(1000, 2000), draw.int(1000, 2000)] as const;
  const policy = draw.oneIn(3) ? 'cease' : 'defend-once';
  const probes = [delays[0], delays[0] + delays[1], delays[0] + delays[1] + delays[2]] as const;
  const claimed = probes[2] + ANNOUNCE_WAIT;
  return {
    step: { do: 'link-local', at: to.host, interface: to.interface, policy, delays },
    probes,
    announcements: [claimed, claimed + ANNOUNCE_INTERVAL],
  };
}

export function contest(draw: Draw, to: Contesting, as: ContestStep['as'], peer: string = draw.pick(PEERS)): Step {
  const of = `${to.host}.${to.interface}`;
  const step: Step = { do: 'contest', from: to.from, of, as, senderMac: STATION_MACS[draw.pick(STATIONS)]!, peer };
  if (as === 'echo') return { ...step, destination: to.mac };
  return as !== 'probe' && draw.oneIn(4) ? { ...step, destination: to.mac } : step;
}

/** A request of somebody for somebody else. */
export function request(draw: Draw, from: string, sender: string, target: string): Step {
  const senderMac = STATION_MACS[draw.pick(STATIONS)]!;
  return { do: 'arp', from, operation: 1, senderMac, senderIp: sender, targetMac: ZERO, targetIp: target };
}

const HOSTILE: readonly ContestStep['as'][] = ['request', 'reply', 'announcement', 'probe', 'probe', 'question'];

/** What is said while an address is tested: at any time, and at the edges of every period; of the next one, too. */
export function drawContests(draw: Draw, to: Contesting, { probes, announcements }: DrawnChoice): Timed[] {
  const [first, , last] = probes;
  const periods = [
    [0, first - 1],
    [first + 1, last - 1],
    [last + 1, announcements[0] - 1],
  ] as const;
  let offset = 0;
  return Array.from({ length: draw.int(0, 3) }, () => {
    const [from, until] = draw.pick(periods);
    const at = offset + draw.int(Math.max(0, from), Math.max(0, until));
    // Whatever is tried next begins its test then.
    if (draw.oneIn(2)) offset = at;
    return { at, steps: [contest(draw, to, draw.pick(HOSTILE))] };
  });
}

/** Between two claims to an address in use, in milliseconds: less than DEFEND_INTERVAL, more, and much more. */
const GAPS = [0, 1, 700, 3000, 5000, 9800, 10_200, 11_000, 25_000, 61_000];
const CLAIMS: readonly ContestStep['as'][] = ['request', 'reply', 'announcement'];
const OTHERS: readonly ContestStep['as'][] = ['question', 'question', 'probe', 'echo'];

/** What is said of an address in use, from `start` on. */
export function drawQuarrel(draw: Draw, to: Contesting, start: number): Timed[] {
  let at = start;
  return Array.from({ length: draw.int(0, 5) }, () => {
    const steps = [contest(draw, to, draw.pick(draw.oneIn(2) ? CLAIMS : OTHERS))];
    const timed = { at, steps };
    at += draw.pick(GAPS);
    return timed;
  });
}

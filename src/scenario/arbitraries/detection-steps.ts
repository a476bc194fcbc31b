import type { DetectionSpec, Step } from '../step.ts';
import type { ClaimTraffic, DrawClaim } from './claim-traffic.ts';
import type { Draw } from './drawn.ts';

/** A host and an interface that is told to configure addresses. */
export interface Configured {
  readonly host: string;
  readonly interface: string;
  /** Bits; all candidates are in one prefix with the stations. */
  readonly prefix: number;
}

const POLICIES: readonly DetectionSpec['policy'][] = ['cease', 'defend-once', 'defend-once', 'defend-always'];
/** ANNOUNCE_WAIT and ANNOUNCE_INTERVAL (RFC 5227 section 1.1), in milliseconds. */
const ANNOUNCE_WAIT = 2000;
const ANNOUNCE_INTERVAL = 2000;

/** One address that a host is told to configure, and when it does what if nobody objects: milliseconds from then on. */
export interface DrawnDetection {
  readonly step: Step;
  readonly address: string;
  readonly policy: DetectionSpec['policy'];
  readonly probes: readonly [number, number, number];
  readonly announcements: readonly [number, number];
}

export function drawDetection(draw: Draw, to: Configured, address: string): DrawnDetection {
  const delays = [draw.int(0, 1000), draw.int(1000, 2000), draw.int(1000, 2000)] as const;
  const policy = draw.pick(POLICIES);
  const probes = [delays[0], delays[0] + delays[1], delays[0] + delays[1] + delays[2]] as const;
  const claimed = probes[2] + ANNOUNCE_WAIT;
  return {
    step: {
      do: 'add-address',
      at: to.host,
      interface: to.interface,
      address: `${address}/${to.prefix}`,
      detection: { policy, delays },
    },
    address,
    policy,
    probes,
    announcements: [claimed, claimed + ANNOUNCE_INTERVAL],
  };
}

/** A step, and when it happens: milliseconds after the beginning of the story. */
export interface Timed {
  readonly at: number;
  readonly steps: readonly Step[];
}

/** The steps in the order of their times, with waits in between; the last wait leads to `end`. */
export function inOrder(timed: readonly Timed[], end: number): Step[] {
  const steps: Step[] = [];
  let now = 0;
  for (const { at, steps: next } of timed.toSorted((left, right) => left.at - right.at)) {
    if (at > now) steps.push({ do: 'wait', ms: at - now });
    now = Math.max(now, at);
    steps.push(...next);
  }
  if (end > now) steps.push({ do: 'wait', ms: end - now });
  return steps;
}

/** What is said while an address is tested: at any time, and at the edges of every period. */
export function drawChallenges(draw: Draw, traffic: ClaimTraffic, { address, ...detection }: DrawnDetection): Timed[] {
  const harmless: readonly DrawClaim[] = [
    traffic.question,
    traffic.question,
    traffic.otherProbe,
    traffic.echoedProbe,
    traffic.misfit,
    traffic.otherClaim,
  ];
  const hostile: readonly DrawClaim[] = [
    traffic.request,
    traffic.reply,
    traffic.announcement,
    traffic.relayed,
    traffic.probe,
    traffic.probe,
    traffic.otherOperation,
    traffic.question,
  ];
  const kinds = draw.oneIn(2) ? harmless : hostile;
  const [first, , last] = detection.probes;
  const [claimed] = detection.announcements;
  const periods = [
    [0, first - 1],
    [first + 1, last - 1],
    [last + 1, claimed - 1],
  ] as const;
  return Array.from({ length: draw.int(0, 3) }, () => {
    const [from, to] = draw.pick(periods);
    return { at: draw.int(Math.max(0, from), Math.max(0, to)), steps: [draw.pick(kinds)(draw, address)] };
  });
}

/** Between two claims to an address in use, in milliseconds: less than DEFEND_INTERVAL, more, and much more. */
const GAPS = [0, 1, 700, 3000, 5000, 9800, 10_200, 11_000, 25_000, 61_000];
const LONG_GAP = 610_000;
/** Of the cases; a real stack is taken through that time in thousands of small steps. */
const LONG_GAP_CASES = 5;

/** What is said of an address in use: claims, and what is none, with questions that show whether it is still in use. */
export function drawDisputes(draw: Draw, traffic: ClaimTraffic, { address, announcements }: DrawnDetection): Timed[] {
  const claims: readonly DrawClaim[] = [traffic.request, traffic.reply, traffic.announcement, traffic.relayed];
  const others: readonly DrawClaim[] = [
    traffic.question,
    traffic.probe,
    traffic.echo,
    traffic.misfit,
    traffic.otherOperation,
    traffic.otherClaim,
  ];
  const between = draw.oneIn(3);
  let at = between ? announcements[0] + draw.int(1, ANNOUNCE_INTERVAL - 1) : announcements[1] + draw.int(1, 3000);
  const count = draw.int(0, 5);
  const long = draw.oneIn(LONG_GAP_CASES) ? draw.int(0, count) : -1;
  return Array.from({ length: count }, (_, index) => {
    if (index === long) at += LONG_GAP;
    const kind = draw.percent(60) ? draw.pick(claims) : draw.pick(others);
    const steps = [kind(draw, address)];
    if (draw.oneIn(2)) steps.push(traffic.question(draw, address));
    const timed = { at, steps };
    at += draw.pick(GAPS);
    return timed;
  });
}

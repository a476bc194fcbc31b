import type { Arbitrary } from 'fast-check';
import type { Topology } from '../../network/index.ts';
import type { Scenario } from '../scenario.ts';
import type { Step } from '../step.ts';
import { type Draw, drawn } from './drawn.ts';
import { drawStation, STATION_ADDRESSES, STATION_MACS } from './identities.ts';
import { drawOddFrame } from './odd-frames.ts';
import { isScenarioShaped, shrinkSteps } from './shrink-steps.ts';

/** The stack under test: two addresses, and one static neighbour, on a prefix that holds every station. */
export const SUT = {
  name: 'sut',
  mac: '02:00:00:00:00:01',
  addresses: ['10.0.0.1', '10.0.0.2'],
  staticNeighbour: { address: '10.0.0.9', mac: '02:00:00:00:09:09' },
} as const;

/** Stations start behind the stack's own addresses; 10.0.0.9 is the static neighbour. */
const FIRST_STATION = 3;
const PORT = 'tester.eth0';
const BROADCAST = 'ff:ff:ff:ff:ff:ff';
const ZERO = '00:00:00:00:00:00';

/** One host cabled to a tester, under a profile. */
export function singleStackTopology(profile: string): Topology {
  return {
    version: 1,
    profile,
    hosts: [
      {
        name: SUT.name,
        interfaces: [{ name: 'eth0', mac: SUT.mac, addresses: SUT.addresses.map((each) => `${each}/8`) }],
        neighbours: [{ ...SUT.staticNeighbour, interface: 'eth0' }],
      },
      { name: 'tester', kind: 'tester', interfaces: [{ name: 'eth0', mac: '02:00:00:00:00:ff' }] },
    ],
    cables: [[`${SUT.name}.eth0`, PORT]],
  };
}

export interface SingleStackOptions {
  readonly profile?: string;
  /** 20 if absent: ten on average. */
  readonly stepsMax?: number;
}

/** Random interleavings of what a network can do to one stack and what its applications ask of it. */
export function singleStackScenario(options: SingleStackOptions = {}): Arbitrary<Scenario> {
  const topology = singleStackTopology(options.profile ?? 'rfc826-strict');
  const stepsMax = options.stepsMax ?? 20;
  return drawn<Scenario>({
    draw: (draw) => {
      const count = draw.int(1, stepsMax);
      const kinds = drawKinds(draw);
      const steps: Step[] = [];
      for (let index = 0; index < count; index++) steps.push(draw.pick(kinds)(draw));
      return { version: 1, topology, steps };
    },
    shrink: shrinkSteps,
    is: isScenarioShaped,
  });
}

type DrawStep = (draw: Draw) => Step;

/** Weights by repetition; some kinds are left out of each run, as what never happens beside something else finds bugs too. */
function drawKinds(draw: Draw): readonly DrawStep[] {
  const mask = draw.int(0, KINDS_ALL.length * 4);
  if (mask >= KINDS_ALL.length) return KINDS_ALL;
  const without = KINDS_ALL[mask];
  return KINDS_ALL.filter((each) => each !== without);
}

const requestToStack: DrawStep = (draw) => arp(draw, 1, draw.pick(SUT.addresses), BROADCAST);
const replyToStack: DrawStep = (draw) => arp(draw, 2, draw.pick(SUT.addresses), SUT.mac);
const thirdParty: DrawStep = (draw) =>
  arp(draw, draw.int(1, 2), STATION_ADDRESSES[drawStation(draw, FIRST_STATION)]!, BROADCAST);

const gratuitous: DrawStep = (draw) => {
  const station = drawStation(draw, FIRST_STATION);
  const address = STATION_ADDRESSES[station]!;
  const senderMac = STATION_MACS[draw.oneIn(3) ? drawStation(draw, FIRST_STATION) : station]!;
  const operation = draw.int(1, 2);
  const targetMac = operation === 2 && draw.percent(70) ? senderMac : ZERO;
  return { do: 'arp', from: PORT, operation, senderMac, senderIp: address, targetMac, targetIp: address };
};

const probe: DrawStep = (draw) => ({
  do: 'arp',
  from: PORT,
  operation: 1,
  senderMac: STATION_MACS[drawStation(draw, FIRST_STATION)]!,
  senderIp: '0.0.0.0',
  targetMac: ZERO,
  targetIp: draw.percent(70) ? draw.pick(SUT.addresses) : STATION_ADDRESSES[drawStation(draw, FIRST_STATION)]!,
});

const OPERATIONS = [0, 3, 4, 8, 9, 10, 23, 24, 25, 26, 255, 256, 512, 65_535];
const oddOperation: DrawStep = (draw) => {
  const operation = draw.percent(80) ? draw.pick(OPERATIONS) : draw.int(0, 65_535);
  const target = draw.percent(60) ? draw.pick(SUT.addresses) : STATION_ADDRESSES[drawStation(draw, FIRST_STATION)]!;
  return arp(draw, operation, target, BROADCAST);
};

const SPECIAL_ADDRESSES = [
  '255.255.255.255',
  '10.255.255.255',
  '10.0.0.0',
  '224.0.0.1',
  '127.0.0.1',
  '0.0.0.0',
  '169.254.9.9',
  '192.0.2.1',
  '240.0.0.1',
  '10.0.0.1',
  '10.0.0.9',
];
const SPECIAL_MACS = [BROADCAST, ZERO, '01:00:5e:00:00:01', SUT.mac];

/** Special addresses in every field, and Ethernet headers that disagree with the packet. */
const special: DrawStep = (draw) => {
  const sender = drawStation(draw, FIRST_STATION);
  const pickIp = (usual: string): string => (draw.oneIn(3) ? draw.pick(SPECIAL_ADDRESSES) : usual);
  const pickMac = (usual: string): string => (draw.oneIn(4) ? draw.pick(SPECIAL_MACS) : usual);
  const senderMac = pickMac(STATION_MACS[sender]!);
  return {
    do: 'arp',
    from: PORT,
    operation: draw.int(1, 2),
    senderMac,
    senderIp: pickIp(STATION_ADDRESSES[sender]!),
    targetMac: pickMac(ZERO),
    targetIp: pickIp(draw.pick(SUT.addresses)),
    destination: draw.pick([BROADCAST, SUT.mac, '02:00:00:00:01:77', '01:00:5e:00:00:01']),
    source: draw.oneIn(2) ? senderMac : STATION_MACS[drawStation(draw, FIRST_STATION)]!,
  };
};

const odd: DrawStep = (draw) => drawOddFrame(draw, PORT, FIRST_STATION);
const send: DrawStep = (draw) => ({
  do: 'ping',
  from: SUT.name,
  to: draw.oneIn(12) ? draw.pick(SPECIAL_ADDRESSES) : STATION_ADDRESSES[drawStation(draw, FIRST_STATION)]!,
});

/** The stack speaks of itself: arping(8) -U and -A. */
const announce: DrawStep = (draw) => ({
  do: 'gratuitous',
  at: SUT.name,
  address: draw.pick(SUT.addresses),
  form: draw.oneIn(2) ? 'request' : 'reply',
});

const WAITS = [1, 10, 100, 500, 900, 999, 1000, 1001, 1500, 3000, 5000, 10_000, 30_000, 61_000];
const wait: DrawStep = (draw) => ({ do: 'wait', ms: draw.pick(WAITS) });
const forget: DrawStep = (draw) =>
  draw.oneIn(2)
    ? { do: 'flush-neighbours', at: SUT.name }
    : { do: 'delete-neighbour', at: SUT.name, address: STATION_ADDRESSES[drawStation(draw, FIRST_STATION)]! };

function arp(draw: Draw, operation: number, targetIp: string, destination: string): Step {
  const station = drawStation(draw, FIRST_STATION);
  const senderMac = STATION_MACS[draw.oneIn(5) ? drawStation(draw, FIRST_STATION) : station]!;
  const targetMac = operation === 2 ? SUT.mac : draw.oneIn(8) ? draw.pick(SPECIAL_MACS) : ZERO;
  const to = draw.oneIn(6) ? SUT.mac : destination;
  return {
    do: 'arp',
    from: PORT,
    operation,
    senderMac,
    senderIp: STATION_ADDRESSES[station]!,
    targetMac,
    targetIp,
    destination: to,
  };
}

const KINDS_ALL: readonly DrawStep[] = [
  requestToStack,
  requestToStack,
  requestToStack,
  replyToStack,
  replyToStack,
  thirdParty,
  thirdParty,
  gratuitous,
  probe,
  oddOperation,
  special,
  odd,
  send,
  send,
  send,
  wait,
  wait,
  wait,
  forget,
  announce,
];

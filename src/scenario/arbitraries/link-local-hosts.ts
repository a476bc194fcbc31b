import type { Arbitrary } from 'fast-check';
import { address, type HostSpec, mac, type Topology } from '../../network/index.ts';
import { ipFrameBytes } from '../../wire/index.ts';
import type { Scenario } from '../scenario.ts';
import type { Step } from '../step.ts';
import { inOrder, type Timed } from './detection-steps.ts';
import { type Draw, drawn } from './drawn.ts';
import { type Contesting, contest, drawChoice, drawContests, drawQuarrel, request } from './link-local-steps.ts';
import { isScenarioShaped, shrinkSteps } from './shrink-steps.ts';

const TESTER = 'tester.eth0';
const OTHER = 'other.eth0';
const HOSTS = 3;
const FAR = '10.9.0.2';

export interface LinkLocalHostsOptions {
  readonly profile?: string;
}

/** A few hosts that choose link-local addresses on one link; one with two interfaces; and a router among them. */
export function linkLocalHostsScenario({ profile = 'host-5227' }: LinkLocalHostsOptions = {}): Arbitrary<Scenario> {
  return drawn<Scenario>({
    draw: (draw) => {
      const { topology, steps } = draw.pick([neighbours, twoPorts, router])(draw);
      return { version: 1, topology: { ...topology, profile }, steps };
    },
    shrink: shrinkSteps,
    is: isScenarioShaped,
  });
}

interface Story {
  readonly topology: Topology;
  readonly steps: readonly Step[];
}

const nameOf = (number: number): string => `H${number}`;
const macOf = (number: number): string => `02:00:00:00:00:0${number}`;
const tester: HostSpec = { name: 'tester', kind: 'tester', interfaces: [{ name: 'eth0', mac: '02:00:00:00:00:ff' }] };

/** On the second link. */
const other: HostSpec = { ...tester, name: 'other', interfaces: [{ name: 'eth0', mac: '02:00:00:00:00:fe' }] };

/** Hosts that a vendor has numbered one after the other. */
function neighbours(draw: Draw): Story {
  const hosts = Array.from({ length: HOSTS }, (_, index): HostSpec => {
    return { name: nameOf(index + 1), interfaces: [{ name: 'eth0', mac: macOf(index + 1) }] };
  });
  const topology: Topology = {
    version: 1,
    hosts: [...hosts, tester],
    switches: [{ name: 'switch' }],
    cables: [...hosts.map(({ name }) => [`${name}.eth0`, 'switch'] as const), [TESTER, 'switch']],
  };
  const timed = hosts.flatMap((_, index): Timed[] => {
    const to = contesting(index + 1, 'eth0');
    const choice = drawChoice(draw, to);
    const begun = draw.oneIn(2) ? 0 : draw.int(0, 5000);
    const said = [...drawContests(draw, to, choice), ...drawQuarrel(draw, to, choice.announcements[1] + 500)];
    return [{ at: begun, steps: [choice.step] }, ...said.map(({ at, steps }) => ({ at: begun + at, steps }))];
  });
  // They know each other by the addresses that they have chosen.
  const end = Math.max(...timed.map(({ at }) => at)) + 12_000;
  return { topology, steps: inOrder(timed, end) };
}

function contesting(number: number, on: string): Contesting {
  return { host: nameOf(number), interface: on, from: TESTER, mac: macOf(number) };
}

/** One host with two interfaces, each on a link of its own. */
function twoPorts(draw: Draw): Story {
  const interfaces = ['eth0', 'eth1'].map((name, index) => ({ name, mac: macOf(index + 1) }));
  const topology: Topology = {
    version: 1,
    hosts: [{ name: nameOf(1), interfaces }, tester, other],
    cables: [
      ['H1.eth0', TESTER],
      ['H1.eth1', OTHER],
    ],
  };
  const timed = interfaces.flatMap(({ name, mac }, index): Timed[] => {
    const to = { ...contesting(1, name), mac, from: index === 0 ? TESTER : OTHER };
    const choice = drawChoice(draw, to);
    const said = draw.oneIn(2) ? [] : drawContests(draw, to, choice);
    return [
      { at: 0, steps: [choice.step] },
      ...said,
      { at: choice.announcements[1] + 100, steps: [contest(draw, to, 'question')] },
    ];
  });
  return { topology, steps: inOrder(timed, 20_000) };
}

/** Both sides of a router send it packets to link-local addresses, from them, and neither, as if it would forward them. */
function router(draw: Draw): Story {
  const sides = [
    { name: 'eth0', mac: macOf(1), addresses: ['10.0.0.1/24', ...(draw.oneIn(2) ? ['169.254.7.7/16'] : [])] },
    { name: 'eth1', mac: macOf(2), addresses: ['10.9.0.1/16'] },
  ];
  const topology: Topology = {
    version: 1,
    hosts: [{ name: nameOf(1), interfaces: sides, sysctl: { forwarding: 1 } }, tester, other],
    cables: [
      ['H1.eth0', TESTER],
      ['H1.eth1', OTHER],
    ],
  };
  const known = [
    request(draw, TESTER, '10.0.0.5', '10.0.0.1'),
    request(draw, TESTER, '169.254.9.9', '10.0.0.1'),
    request(draw, OTHER, FAR, '10.9.0.1'),
  ];
  const packets = Array.from({ length: draw.int(1, 6) }, (_, id): Step => {
    const isNear = draw.oneIn(2);
    const source = isNear ? draw.pick(['169.254.9.9', '10.0.0.5']) : draw.pick([FAR, '169.254.44.4']);
    const destination = isNear ? FAR : draw.pick(['169.254.9.9', '169.254.33.3', '10.0.0.5']);
    const bytes = ipFrameBytes(mac(macOf(isNear ? 1 : 2)), mac(draw.pick(['02:00:00:00:01:03', '02:00:00:00:01:04'])), {
      source: address(source),
      destination: address(destination),
      message: 'datagram',
      id: id + 1,
    });
    return { do: 'frame', from: isNear ? TESTER : OTHER, bytes: Buffer.from(bytes).toString('hex') };
  });
  return { topology, steps: [...draw.subset(known, 80), ...packets, { do: 'wait', ms: draw.pick([100, 4000]) }] };
}

import type { Arbitrary } from 'fast-check';
import type { HostSpec, Topology } from '../../network/index.ts';
import type { Scenario } from '../scenario.ts';
import type { Step } from '../step.ts';
import { ClaimTraffic } from './claim-traffic.ts';
import { drawDetection, drawDisputes, inOrder, type Timed } from './detection-steps.ts';
import { type Draw, drawn } from './drawn.ts';
import { isScenarioShaped, shrinkSteps } from './shrink-steps.ts';

/** What all want to have. */
const WANTED = '10.0.0.50';
const PREFIX = 24;
const TESTER = 'tester.eth0';
const HOSTS = 3;

export interface DetectionHostsOptions {
  readonly profile?: string;
}

/**
 * A few hosts that want, or have, the same address: told at about the same time, or one after the other; and one with two
 * interfaces, on one link or on two.
 */
export function detectionHostsScenario({ profile = 'host-5227' }: DetectionHostsOptions = {}): Arbitrary<Scenario> {
  return drawn<Scenario>({
    draw: (draw) => {
      const story = draw.pick([race, duplicates, twoPorts]);
      const { topology, steps } = story(draw);
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
const traffic = new ClaimTraffic(TESTER, macOf(1), '10.0.0.1');

function hostsWith(more: (number: number) => readonly string[]): Topology {
  const hosts = Array.from({ length: HOSTS }, (_, index): HostSpec => {
    const addresses = [`10.0.0.${index + 1}/${PREFIX}`, ...more(index + 1)];
    return { name: nameOf(index + 1), interfaces: [{ name: 'eth0', mac: macOf(index + 1), addresses }] };
  });
  return {
    version: 1,
    hosts: [...hosts, { name: 'tester', kind: 'tester', interfaces: [{ name: 'eth0', mac: '02:00:00:00:00:ff' }] }],
    switches: [{ name: 'switch' }],
    cables: [...hosts.map(({ name }) => [`${name}.eth0`, 'switch'] as const), [TESTER, 'switch'] as const],
  };
}

/** Two or three are told to configure one address. */
function race(draw: Draw): Story {
  const timed: Timed[] = [];
  for (let number = 1; number <= draw.int(2, HOSTS); number++) {
    const { step } = drawDetection(draw, { host: nameOf(number), interface: 'eth0', prefix: PREFIX }, WANTED);
    timed.push({ at: draw.oneIn(2) ? draw.int(0, 1000) : draw.int(0, 9000), steps: [step] });
  }
  return { topology: hostsWith(() => []), steps: [...inOrder(timed, 20_000), traffic.question(draw, WANTED)] };
}

/** Two have one address from the beginning, and one of them speaks, or is claimed by somebody else as well. */
function duplicates(draw: Draw): Story {
  const isDuplicate = (number: number): boolean => number <= 2;
  const speak = (): Step => ({ do: 'gratuitous', at: nameOf(draw.int(1, 2)), address: WANTED, form: 'request' });
  const timed = Array.from({ length: draw.int(1, 5) }, () => {
    const step = draw.oneIn(4) ? traffic.request(draw, WANTED) : speak();
    return { at: draw.pick([0, 100, 3000, 8000, 10_500, 21_000]) + draw.int(0, 100), steps: [step] };
  });
  const topology = hostsWith((number) => (isDuplicate(number) ? [`${WANTED}/${PREFIX}`] : []));
  return { topology, steps: inOrder(timed, 40_000) };
}

/** One host with two interfaces: each on a link of its own, or both on the same one. */
function twoPorts(draw: Draw): Story {
  const isApart = draw.oneIn(2);
  const sut: HostSpec = {
    name: nameOf(1),
    interfaces: [
      { name: 'eth0', mac: macOf(1), addresses: [`10.0.0.1/${PREFIX}`] },
      { name: 'eth1', mac: macOf(2), addresses: ['10.1.0.1/24'] },
    ],
  };
  const testers = ['tester', 'other'].map(
    (name, index): HostSpec => ({
      name,
      kind: 'tester',
      interfaces: [{ name: 'eth0', mac: `02:00:00:00:00:f${index}` }],
    }),
  );
  const ends = isApart ? (['left', 'right'] as const) : (['left', 'left'] as const);
  const topology: Topology = {
    version: 1,
    hosts: [sut, ...testers],
    switches: [...new Set(ends)].map((name) => ({ name })),
    cables: [
      ['H1.eth0', ends[0]],
      ['H1.eth1', ends[1]],
      [TESTER, ends[0]],
      ['other.eth0', ends[1]],
    ],
  };
  const wanted = drawDetection(draw, { host: nameOf(1), interface: 'eth0', prefix: PREFIX }, WANTED);
  // Its own other interface, and somebody on the other link.
  const own = new ClaimTraffic('H1.eth1', macOf(2), '10.1.0.1');
  const far = new ClaimTraffic('other.eth0', macOf(2), '10.1.0.1');
  const timed: Timed[] = [{ at: 0, steps: [wanted.step] }];
  const period = wanted.announcements[1];
  if (draw.oneIn(2)) timed.push({ at: draw.int(0, period), steps: [own.echoedProbe(draw, WANTED)] });
  if (isApart)
    timed.push({ at: draw.int(0, period + 3000), steps: [draw.pick([far.request, far.reply])(draw, WANTED)] });
  if (draw.oneIn(2)) timed.push(...drawDisputes(draw, draw.oneIn(2) ? traffic : far, wanted));
  const end = Math.max(period, ...timed.map(({ at }) => at)) + 4000;
  return { topology, steps: [...inOrder(timed, end), traffic.question(draw, WANTED)] };
}

import type { Arbitrary } from 'fast-check';
import type { Scenario } from '../scenario.ts';
import type { Step } from '../step.ts';
import { type Draw, drawn } from './drawn.ts';
import { FreshStations } from './fresh-identities.ts';
import { isScenarioShaped, shrinkStackCase } from './shrink-steps.ts';
import { type DrawStep, FIRST_STATION, StackTraffic } from './stack-traffic.ts';
import { SIMULATED, type Subject, singleStackTopology } from './subject.ts';

export interface SingleStackOptions {
  readonly profile?: string;
  /** 20 if absent: ten on average. */
  readonly stepsMax?: number;
  /** A simulated stack if absent. */
  readonly subject?: Subject;
  /** Every case has stations of its own, and others as it goes on; else all cases have the same few. */
  readonly hasFreshStations?: boolean;
}

/** Random interleavings of what a network can do to one stack and what its applications ask of it. */
export function singleStackScenario(options: SingleStackOptions = {}): Arbitrary<Scenario> {
  const { profile = 'rfc826-strict', stepsMax = 20, subject = SIMULATED, hasFreshStations = false } = options;
  const topology = singleStackTopology(profile, subject);
  const fresh = hasFreshStations ? new FreshStations(FIRST_STATION) : undefined;
  const traffic = new StackTraffic(subject, fresh);
  const kindsAll = hasFreshStations ? quickKindsFor(subject, traffic) : kindsFor(subject, traffic);
  const drawMisfitSteps = subject.takesMisfits === true ? misfitSteps(subject, traffic) : undefined;
  return drawn<Scenario>({
    draw: (draw) => {
      fresh?.begin(draw);
      traffic.begin();
      if (drawMisfitSteps !== undefined && draw.oneIn(MISFIT_CASES)) {
        return { version: 1, topology, steps: drawMisfitSteps(draw) };
      }
      const count = draw.int(1, stepsMax);
      const kinds = drawKinds(draw, kindsAll);
      const steps: Step[] = [];
      for (let index = 0; index < count; index++) {
        fresh?.move(draw);
        steps.push(draw.pick(kinds)(draw));
      }
      return { version: 1, topology, steps };
    },
    shrink: shrinkStackCase,
    is: isScenarioShaped,
  });
}

/** Some kinds are left out of each run, as what never happens beside something else finds bugs too. */
function drawKinds(draw: Draw, all: readonly DrawStep[]): readonly DrawStep[] {
  const mask = draw.int(0, all.length * 4);
  if (mask >= all.length) return all;
  const without = all[mask];
  return all.filter((each) => each !== without);
}

/**
 * Much of the cheapest, frames, and little of what takes a stack several times as long: datagrams from its own
 * applications, and an operator who forgets entries. Where every chain of steps is about new stations there is little
 * to forget.
 */
function quickKindsFor({ abilities, takesMisfits }: Subject, traffic: StackTraffic): readonly DrawStep[] {
  return [
    ...Array.from({ length: QUICK_FRAMES }, () => wireKinds(traffic, takesMisfits)).flat(),
    ...(abilities?.has('ping') === true ? repeated(traffic.echo, 6) : []),
    ...(abilities?.has('send') === true ? repeated(traffic.send, 2) : []),
    ...(abilities?.has('flush') === true ? [traffic.forgetOne] : []),
  ];
}

/** So many times the frames, against one step of an operator. */
const QUICK_FRAMES = 4;

/** Weights by repetition. */
function wireKinds(traffic: StackTraffic, takesMisfits = false): readonly DrawStep[] {
  return [
    ...repeated(traffic.requestToStack, 3),
    ...repeated(traffic.replyToStack, 2),
    ...repeated(traffic.thirdParty, 2),
    traffic.answer,
    traffic.gratuitous,
    traffic.probe,
    traffic.oddOperation,
    traffic.padded,
    ...(takesMisfits ? [traffic.specialForStack] : [traffic.special, traffic.odd]),
  ];
}

/** Weights by repetition. A black box is asked for what it offers; what it caches is told by echo probes. */
export function kindsFor({ abilities, clock, takesMisfits }: Subject, traffic: StackTraffic): readonly DrawStep[] {
  const wire = wireKinds(traffic, takesMisfits);
  if (abilities === undefined) {
    const waits = repeated(traffic.wait, 3);
    return [...wire, ...repeated(traffic.send, 3), ...waits, traffic.forget, traffic.announce];
  }
  return [
    ...wire,
    ...(abilities.has('ping') ? repeated(traffic.echo, abilities.has('send') ? 2 : 4) : []),
    ...(abilities.has('send') ? repeated(traffic.send, 2) : []),
    ...(clock === 'virtual' && abilities.has('advance') ? repeated(traffic.wait, 2) : []),
    ...(abilities.has('flush') ? [traffic.forget] : []),
  ];
}

/** One case in so many has a misfit, and what shows whether it was believed. */
const MISFIT_CASES = 5;
const REQUESTS_BEFORE = 2;
const QUESTIONS_AFTER = 6;

/** Honest requests, which leave something behind in the stack's buffers; one misfit; and then questions. */
function misfitSteps({ abilities }: Subject, traffic: StackTraffic): (draw: Draw) => readonly Step[] {
  const misfits = [traffic.foreign, traffic.odd, traffic.odd];
  const questions = [
    ...(abilities?.has('ping') === true ? [traffic.echo] : []),
    ...(abilities?.has('send') === true ? [traffic.send] : []),
  ];
  return (draw) => {
    const requests = Array.from({ length: draw.int(0, REQUESTS_BEFORE) }, () => traffic.requestToStack(draw));
    const misfit = draw.pick(misfits)(draw);
    return [
      // What the misfit claims must not have been said before, or nobody can tell which of the two was believed.
      ...requests.filter((each) => senderOf(each) !== senderOf(misfit)),
      misfit,
      ...Array.from({ length: questions.length === 0 ? 0 : QUESTIONS_AFTER }, () => draw.pick(questions)(draw)),
    ];
  };
}

/** The sender hardware address of an ARP packet, the source of a frame; in hexadecimal. */
function senderOf(step: Step): string | undefined {
  if (step.do === 'arp') return step.senderMac.replaceAll(':', '');
  return step.do === 'frame' ? step.bytes.slice(12, 24) : undefined;
}

function repeated(step: DrawStep, times: number): DrawStep[] {
  return Array.from({ length: times }, () => step);
}

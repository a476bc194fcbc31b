import fc, { type Arbitrary } from 'fast-check';
import { PROFILES } from '../../model/index.ts';
import type { Scenario } from '../scenario.ts';
import type { Step } from '../step.ts';
import { ClaimTraffic } from './claim-traffic.ts';
import {
  type Configured,
  drawChallenges,
  drawDetection,
  drawDisputes,
  inOrder,
  type Timed,
} from './detection-steps.ts';
import { type Draw, drawn } from './drawn.ts';
import { canChooseLinkLocal, linkLocalScenario } from './link-local-stack.ts';
import { isScenarioShaped, shrinkSteps } from './shrink-steps.ts';
import { type SingleStackOptions, singleStackScenario } from './single-stack.ts';
import { type DrawStep, StackTraffic } from './stack-traffic.ts';
import { SIMULATED, SUT_NAME, type Subject, singleStackTopology, TESTER_PORT } from './subject.ts';

/** Candidates are 10.77.0.N: no station, so no traffic is for them unless a step says so. */
const CANDIDATES = 4;
const candidate = (number: number): string => `10.77.0.${number}`;
/** MAX_CONFLICTS of RFC 5227 section 1.1. */
const CONFLICTS_MAX = 10;
const LIMIT_CASES = 25;
/** Milliseconds at the end of a story: enough for what is under way, or for an idle minute. */
const ENDS = [500, 3000, 12_000, 75_000];
const LIVE_ENDS = [500, 500, 500, 3000, 3000, 3000, 12_000, 75_000];
/** Of the cases for a stack that can test addresses, one in so many is about that. */
const DETECTION_CASES = 10;
/** Fewer where every wait is some thousands of messages to a program. */
const LIVE_DETECTION_CASES = 40;

/** The stack can be told to test addresses, and time passes for it as it is told to. */
function canDetect({ abilities, clock }: Subject, profile: string): boolean {
  if (PROFILES.get(profile)?.testsAddresses !== true) return false;
  return clock === 'virtual' && (abilities === undefined || abilities.has('detect'));
}

/** Random interleavings for one stack, some of them about conflict detection and link-local addresses if it can do that. */
export function stackScenario(options: SingleStackOptions = {}): Arbitrary<Scenario> {
  const { profile = 'rfc826-strict', subject = SIMULATED } = options;
  const plain = singleStackScenario(options);
  const canTest = canDetect(subject, profile);
  const canChoose = canChooseLinkLocal(subject, profile);
  if (!canTest && !canChoose) return plain;
  const outOf = subject.abilities === undefined ? DETECTION_CASES : LIVE_DETECTION_CASES;
  return fc.oneof(
    { weight: outOf - 1, arbitrary: plain },
    ...(canTest ? [{ weight: 1, arbitrary: detectionScenario(options) }] : []),
    ...(canChoose ? [{ weight: 1, arbitrary: linkLocalScenario(options) }] : []),
  );
}

/**
 * One stack that is told to configure addresses with conflict detection (RFC 5227), and a network that has something to
 * say to it at every stage: while it waits, between the probes, before it announces, between the announcements, later.
 */
export function detectionScenario(options: Omit<SingleStackOptions, 'stepsMax'> = {}): Arbitrary<Scenario> {
  const { profile = 'rfc826-strict', subject = SIMULATED } = options;
  const topology = singleStackTopology(profile, subject);
  const stories = new Stories(subject);
  return drawn<Scenario>({
    draw: (draw) => {
      const steps = draw.oneIn(LIMIT_CASES) ? stories.limit(draw) : stories.detection(draw);
      return { version: 1, topology, steps };
    },
    shrink: shrinkSteps,
    is: isScenarioShaped,
  });
}

class Stories {
  readonly #traffic: ClaimTraffic;
  readonly #to: Configured;
  /** What goes on besides. */
  readonly #background: readonly DrawStep[];
  /** What only a simulated host is told. */
  readonly #isSimulated: boolean;

  constructor(subject: Subject) {
    const [own = ''] = subject.addresses;
    const [address = '', prefix = '8'] = own.split('/');
    this.#traffic = new ClaimTraffic(TESTER_PORT, subject.mac, address);
    this.#to = { host: SUT_NAME, interface: 'eth0', prefix: Number(prefix) };
    const traffic = new StackTraffic(subject);
    const { abilities } = subject;
    this.#isSimulated = abilities === undefined;
    this.#background = [
      traffic.requestToStack,
      ...(this.#isSimulated || abilities?.has('send') === true ? [traffic.send, traffic.send] : []),
      ...(abilities?.has('ping') === true ? [traffic.echo] : []),
    ];
  }

  /** An address from its test to its use, and now and then a second one, or an end. */
  detection(draw: Draw): Step[] {
    const detection = drawDetection(draw, this.#to, candidate(draw.int(1, CANDIDATES)));
    const timed: Timed[] = [
      { at: 0, steps: [detection.step] },
      ...drawChallenges(draw, this.#traffic, detection),
      ...drawDisputes(draw, this.#traffic, detection),
    ];
    const [claimed, established] = detection.announcements;
    if (draw.oneIn(4))
      timed.push({ at: claimed + draw.int(1, 1000), steps: [this.#traffic.question(draw, detection.address)] });
    if (draw.oneIn(4)) timed.push({ at: draw.int(0, established), steps: [draw.pick(this.#background)(draw)] });
    if (draw.oneIn(6)) {
      const second = drawDetection(draw, this.#to, candidate(CANDIDATES + 1));
      timed.push({ at: draw.int(0, established), steps: [second.step] });
    }
    if (draw.oneIn(4)) timed.push(...this.#interruption(draw, detection.step, established));
    const end = Math.max(...timed.map(({ at }) => at)) + draw.pick(this.#isSimulated ? ENDS : LIVE_ENDS);
    return [...inOrder(timed, end), this.#traffic.question(draw, detection.address)];
  }

  /** The address is removed, or the link goes down for a while, or the host restarts. */
  #interruption(draw: Draw, added: Step, established: number): Timed[] {
    const at = draw.int(0, established + 2000);
    if (added.do !== 'add-address') return [];
    const { interface: on, address } = added;
    if (!this.#isSimulated || draw.oneIn(3)) {
      return [{ at, steps: [{ do: 'remove-address', at: SUT_NAME, interface: on, address }] }];
    }
    if (draw.oneIn(3)) return [{ at, steps: [{ do: 'reboot', at: SUT_NAME }] }];
    const down = { do: 'link', at: SUT_NAME, interface: on, up: false } as const;
    const asked = this.#traffic.question(draw, address.slice(0, address.indexOf('/')));
    const up: Step[] = [{ ...down, up: true }, ...(draw.oneIn(2) ? [asked] : [])];
    return [
      { at, steps: [down] },
      { at: at + draw.int(1, 4000), steps: up },
    ];
  }

  /** Candidate after candidate is somebody else's, until new ones may be tried but once a minute. */
  limit(draw: Draw): Step[] {
    const steps: Step[] = [];
    const tries = CONFLICTS_MAX + draw.int(0, 3);
    for (let number = 1; number <= tries; number++) {
      const { step, address, probes } = drawDetection(draw, this.#to, candidate(10 + number));
      const claim = draw.pick([this.#traffic.request, this.#traffic.reply, this.#traffic.probe]);
      const ms = number > CONFLICTS_MAX ? 61_000 : probes[0] + draw.int(1, 500);
      steps.push(step, { do: 'wait', ms }, claim(draw, address));
    }
    const last = drawDetection(draw, this.#to, candidate(9));
    steps.push(last.step, { do: 'wait', ms: draw.pick([3000, 65_000, 130_000]) });
    return steps;
  }
}

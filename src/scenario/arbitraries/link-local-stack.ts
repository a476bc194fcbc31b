import type { Arbitrary } from 'fast-check';
import { PROFILES } from '../../model/index.ts';
import type { Scenario } from '../scenario.ts';
import type { Step } from '../step.ts';
import { inOrder, type Timed } from './detection-steps.ts';
import { type Draw, drawn } from './drawn.ts';
import {
  type Contesting,
  contest,
  type DrawnChoice,
  drawChoice,
  drawContests,
  drawQuarrel,
  FAR,
  PEERS,
  request,
} from './link-local-steps.ts';
import { isScenarioShaped, shrinkSteps } from './shrink-steps.ts';
import type { SingleStackOptions } from './single-stack.ts';
import { SIMULATED, SUT_NAME, type Subject, singleStackTopology, TESTER_PORT } from './subject.ts';

/** One case in so many loses candidate after candidate: until new ones are tried slowly, or for half an hour. */
const LIMIT_CASES = 15;
const CROWD_CASES = 60;
/** Candidates in such a long case: enough to say how they are spread. */
const CROWD = 36;
/** RFC 3927 section 9; the interval in milliseconds. */
const CONFLICTS_MAX = 10;
const RATE_LIMIT_INTERVAL = 60_000;
/** Candidates that are lost where it is about that limit. */
const LIMIT_MAX = 14;
/** Milliseconds at the end of a story: enough for what is under way, or for an idle minute. */
const ENDS = [500, 3000, 12_000, 75_000];
const ROUTER = '10.0.0.254';
const OWN_LINK_LOCAL = '169.254.7.7';

/** The stack can be told to choose an address, and time passes for it as it is told to. */
export function canChooseLinkLocal({ abilities, clock }: Subject, profile: string): boolean {
  if (PROFILES.get(profile)?.testsAddresses !== true) return false;
  return clock === 'virtual' && (abilities === undefined || abilities.has('link-local'));
}

/**
 * One stack that chooses a link-local address (RFC 3927), or has one and a routable one, and a network that has something
 * to say to it at every stage, whatever it has chosen.
 */
export function linkLocalScenario(options: Omit<SingleStackOptions, 'stepsMax'> = {}): Arbitrary<Scenario> {
  const { profile = 'rfc826-strict', subject = SIMULATED } = options;
  const topology = singleStackTopology(profile, subject);
  const stories = new Stories(subject);
  return drawn<Scenario>({
    draw: (draw) => ({ version: 1, topology, steps: stories.draw(draw) }),
    shrink: shrinkSteps,
    is: isScenarioShaped,
  });
}

class Stories {
  readonly #to: Contesting;
  readonly #own: string;
  /** Sent by its applications, as far as it can be made to send. */
  readonly #canSend: boolean;
  /** Its operator adds addresses and routes. */
  readonly #canConfigure: boolean;
  /** What only a simulated host is told. */
  readonly #isSimulated: boolean;

  constructor({ mac, addresses, abilities }: Subject) {
    this.#to = { host: SUT_NAME, interface: 'eth0', from: TESTER_PORT, mac };
    this.#own = addresses[0]!;
    this.#isSimulated = abilities === undefined;
    this.#canSend = this.#isSimulated || abilities?.has('send') === true;
    this.#canConfigure = this.#isSimulated || abilities?.has('configure') === true;
  }

  draw(draw: Draw): Step[] {
    if (draw.oneIn(CROWD_CASES)) return this.#losing(draw, CROWD);
    if (draw.oneIn(LIMIT_CASES)) return this.#losing(draw, draw.int(CONFLICTS_MAX + 1, LIMIT_MAX));
    return this.#canConfigure && draw.oneIn(5) ? this.#both(draw) : this.#choosing(draw);
  }

  /** From the choice to the use, and what the host sends and hears then. */
  #choosing(draw: Draw): Step[] {
    const choice = drawChoice(draw, this.#to);
    const established = choice.announcements[1];
    const timed: Timed[] = [
      { at: 0, steps: [...this.#route(draw), choice.step] },
      ...drawContests(draw, this.#to, choice),
      ...drawQuarrel(draw, this.#to, established + draw.int(1, 3000)),
      ...(this.#canSend ? this.#sending(draw, established) : []),
    ];
    if (draw.oneIn(3)) timed.push(...this.#interruption(draw, choice));
    const end = Math.max(...timed.map(({ at }) => at)) + draw.pick(ENDS);
    return [...inOrder(timed, end), contest(draw, this.#to, 'question'), ...this.#strangers(draw)];
  }

  #route(draw: Draw): Step[] {
    if (!this.#canConfigure || draw.oneIn(3)) return [];
    return [{ do: 'add-route', at: SUT_NAME, interface: 'eth0', to: 'default', via: ROUTER }];
  }

  /** Its applications talk, and those whom it asks for answer, each from a station of his own; the router is there, too. */
  #sending(draw: Draw, from: number): Timed[] {
    return Array.from({ length: draw.int(0, 3) }, () => {
      const peer = draw.pick([...PEERS, FAR, FAR]);
      const heard = draw.subset([ROUTER, peer], 60).map((each) => contest(draw, this.#to, 'question', each));
      const sent: Step = { do: 'ping', from: SUT_NAME, to: peer };
      return { at: from + draw.int(1, 70_000), steps: [...heard, sent, ...(draw.oneIn(2) ? [sent] : [])] };
    });
  }

  /** The host restarts, the link goes down for a while, or somebody gives the interface a routable address. */
  #interruption(draw: Draw, { announcements }: DrawnChoice): Timed[] {
    const at = draw.int(0, announcements[1] + 2000);
    const address = { at: SUT_NAME, interface: 'eth0', address: this.#own } as const;
    if (!this.#isSimulated || draw.oneIn(3)) {
      const detection =
        this.#canConfigure && draw.oneIn(2) ? {} : ({ detection: { policy: 'defend-always' } } as const);
      const late = at + draw.pick([5000, 75_000, 90_000]);
      return [
        { at, steps: [{ do: 'add-address', ...address, ...detection }] },
        { at: late, steps: [contest(draw, this.#to, 'question')] },
        ...(draw.oneIn(2) ? [{ at: late + 1000, steps: [{ do: 'remove-address', ...address } as const] }] : []),
      ];
    }
    if (draw.oneIn(2)) return [{ at, steps: [{ do: 'reboot', at: SUT_NAME }] }];
    const down = { do: 'link', at: SUT_NAME, interface: 'eth0', up: false } as const;
    return [
      { at, steps: [down] },
      { at: at + draw.int(1, 4000), steps: [{ ...down, up: true }] },
    ];
  }

  /** Questions and probes for addresses that are not the host's. */
  #strangers(draw: Draw): Step[] {
    const target = (): string => `169.254.${draw.int(0, 255)}.${draw.int(0, 255)}`;
    return Array.from({ length: draw.int(0, 2) }, () =>
      request(draw, TESTER_PORT, draw.oneIn(2) ? '0.0.0.0' : draw.pick(PEERS), target()),
    );
  }

  /** Somebody claims every candidate, as soon as it is probed for, or a minute later. */
  #losing(draw: Draw, candidates: number): Step[] {
    const { step, probes } = drawChoice(draw, this.#to);
    const steps: Step[] = [step];
    // Somebody who never waits shows who is in a hurry.
    const isPatient = candidates > LIMIT_MAX || draw.oneIn(2);
    for (let number = 1; number <= candidates; number++) {
      const ms = isPatient && number > CONFLICTS_MAX ? RATE_LIMIT_INTERVAL : probes[0] + draw.int(1, 500);
      steps.push({ do: 'wait', ms }, contest(draw, this.#to, draw.pick(['request', 'reply', 'probe'] as const)));
    }
    return [...steps, { do: 'wait', ms: draw.pick([3000, 65_000, 130_000]) }];
  }

  /** Its operator has given it a link-local address beside its own; whoever it sends to is known, or is not. */
  #both(draw: Draw): Step[] {
    const own = this.#own.slice(0, this.#own.indexOf('/'));
    const known = [ROUTER, ...PEERS].map((each) => request(draw, TESTER_PORT, each, draw.pick([own, OWN_LINK_LOCAL])));
    const address = `${OWN_LINK_LOCAL}/16`;
    const sends = Array.from({ length: draw.int(1, 4) }, (): Step => {
      return { do: 'ping', from: SUT_NAME, to: draw.pick([...PEERS, FAR]) };
    });
    return [
      ...(draw.oneIn(4) ? [] : [{ do: 'add-address', at: SUT_NAME, interface: 'eth0', address } as const]),
      ...this.#route(draw),
      ...draw.subset(known, 50),
      ...(this.#canSend ? sends : []),
      ...this.#strangers(draw),
      { do: 'wait', ms: draw.pick([1000, 3500]) },
      request(draw, TESTER_PORT, draw.pick(PEERS), OWN_LINK_LOCAL),
    ];
  }
}

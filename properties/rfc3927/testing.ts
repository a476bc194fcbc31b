import type { MonitorContext, Property } from '../../src/monitor/index.ts';
import { type FrameEvent, type Trace, TraceBuilder } from '../../src/trace/index.ts';
import { parseMac } from '../../src/wire/index.ts';
import { A, example, H, probe, type Station } from '../rfc826/cast.ts';
import { choosing, claim, contested, dropped, established, L, L2, oneHost, trying } from './cast.ts';
import type { Choice, Contest } from './choice.ts';
import { watchChoices } from './choice-book.ts';
import type { ChoiceListener } from './choice-listener.ts';
import { CHOOSES } from './choosing.ts';
import { complain, named } from './complaint.ts';
import {
  ANNOUNCE_WAIT,
  MAX_CONFLICTS,
  PATIENCE,
  PROBE_NUM,
  PROBE_WAIT,
  RATE_LIMIT_INTERVAL,
  SECOND,
  secondsText,
  TOLERANCE,
} from './timing.ts';

/** Complains about the first frame in the name of an address that has not been tested as it should. */
function untested(context: MonitorContext, isConcerned: (choice: Choice) => boolean): ChoiceListener {
  return {
    used: (choice, event) => {
      if (choice.isOver || choice.stage === 'in-use' || choice.isReported || !isConcerned(choice)) return;
      const { probes } = choice;
      const waited = event.time - (probes.at(-1)?.time ?? choice.begun);
      context.exercised();
      if (probes.length >= PROBE_NUM && waited >= ANNOUNCE_WAIT - TOLERANCE) return;
      choice.isReported = true;
      complain(context, choice, event, {
        expected: `${PROBE_NUM} probes for ${named(choice)}, and ${secondsText(ANNOUNCE_WAIT)} after the last one`,
        received: `${probes.length} probes, and ${secondsText(waited)}`,
        mechanism: 'used-without-a-test',
      });
    },
  };
}

/** Section 2.2: the host "MUST test to see if the IPv4 Link-Local address is already in use before beginning to use it". */
export const choicesAreTestedFirst: Property = {
  id: 'rfc3927.choices-are-tested-first',
  level: 'MUST',
  source: 'RFC 3927, sections 2.2 and 2.2.1',
  rows: ['R3927-07'],
  statement: 'A chosen address is used only after three probes and two seconds in which nobody has objected.',
  rationale: 'Of a few hundred hosts that choose at random, two are likely to choose the same.',
  exercisedBy: 'a host uses an address that it has chosen for the first time',
  needs: CHOOSES,
  examples: {
    holds: example(() => established()),
    violates: example(() => claim(trying(choosing(), L, 1))),
  },
  watch: (context) =>
    watchChoices(
      context,
      untested(context, () => true),
    ),
};

/** Section 2.2: "The host MUST test … on each interface" that has such an address; section 3 on several of them. */
export const everyInterfaceTestsItsOwn: Property = {
  id: 'network.link-local-interfaces-test-their-own',
  level: 'MUST',
  source: 'RFC 3927, sections 2.2 and 3',
  rows: ['R3927-32'],
  statement: 'A host with two interfaces tests the address of each on the link of that interface.',
  rationale: 'That nobody has an address on one link says nothing about the other one.',
  exercisedBy: 'a host with two interfaces that choose uses one of the addresses for the first time',
  examples: {
    holds: () => onTwoPorts(3),
    violates: () => onTwoPorts(0),
  },
  watch: (context) => {
    const ports = new Map<number, Set<number>>();
    return watchChoices(context, {
      restart: () => ports.clear(),
      tried: ({ chooser: { host, port } }) => {
        const known = ports.get(host.index) ?? new Set();
        ports.set(host.index, known.add(port));
      },
      ...untested(context, ({ chooser }) => (ports.get(chooser.host.index)?.size ?? 0) > 1),
    });
  },
};

/** One host with two interfaces: it sends so many probes for the address of the second one there. */
function onTwoPorts(probes: number): Trace {
  const builder = new TraceBuilder()
    .host('H', { mac: '02:00:00:00:00:01' })
    .host('H.eth1', { mac: '02:00:00:00:00:02' });
  trying(builder.at('H').linkLocal());
  builder.at('H.eth1').linkLocal().detection(L2.ip, 'probing');
  for (const number of [1, 2, 3]) {
    builder
      .wait(1000)
      .at(number <= probes ? 'H.eth1' : 'H')
      .sent(probe(OTHER, OTHER));
  }
  return oneHost(claim(builder.at('H.eth1'), OTHER).build());
}

/** The address of its second interface. */
const OTHER: Station = { ip: L2.ip, mac: parseMac('02:00:00:00:00:02')! };

/** Complains if a host goes on with an address after a packet of this kind, and if it tries no other one. */
function contest(context: MonitorContext, kind: Contest['kind']): ChoiceListener {
  const open = new Map<Choice, FrameEvent>();
  const mechanism = kind === 'claim' ? 'ignored-a-claim' : 'ignored-a-probe';
  const expected = 'another address is chosen, as somebody else has, or wants, this one';
  return {
    restart: () => open.clear(),
    contested: (choice, { kind: heard, event }) => {
      if (choice.stage !== 'testing' || choice.lostBy !== undefined || heard !== kind) return;
      open.set(choice, event);
    },
    probed: (choice, event) => report(choice, event, 'is probed for again'),
    announced: (choice, event) => report(choice, event, 'is announced'),
    tried: ({ chooser: { current } }) => {
      if (current !== undefined && open.delete(current)) context.exercised();
    },
    restarted: ({ current }) => {
      if (current !== undefined) open.delete(current);
    },
    settled: ({ current }, event) => {
      if (current === undefined || current.stage === 'withdrawn' || current.stage === 'waiting') {
        if (current !== undefined) open.delete(current);
        return;
      }
      const known = open.get(current);
      if (known === undefined || event.time - known.time < PATIENCE) return;
      report(current, event, `: ${secondsText(PATIENCE)} later nothing else has been tried`);
    },
  };

  function report(choice: Choice, event: { readonly time: number; readonly id: number }, what: string): void {
    const heard = open.get(choice);
    if (heard === undefined || choice.lostBy === undefined) return;
    open.delete(choice);
    complain(context, choice, event, { expected, received: `${named(choice)} ${what}`, mechanism, after: heard });
  }
}

/** Section 2.2.1: "any ARP packet (Request *or* Reply) … where the packet's sender IP address is the address being probed for". */
export const claimsMakeItChooseAnew: Property = {
  id: 'rfc3927.claims-make-it-choose-anew',
  level: 'MUST',
  source: 'RFC 3927, section 2.2.1',
  rows: ['R3927-08'],
  statement: 'A packet in the name of the address that is tested, request or reply, makes the host choose another one.',
  rationale: 'Somebody has the address: a second host with it cuts both off.',
  exercisedBy: 'somebody else speaks in the name of an address while a host tests it',
  needs: CHOOSES,
  examples: {
    holds: example(() => trying(dropped(contested(trying(choosing()))), L2)),
    violates: example(() => contested(trying(choosing())).wait(1000).sent(probe(L, L))),
  },
  watch: (context) => watchChoices(context, contest(context, 'claim')),
};

/** The same section on a probe for the address from another host: "the host MUST similarly treat this as an address conflict". */
export const probesMakeItChooseAnew: Property = {
  id: 'rfc3927.probes-make-it-choose-anew',
  level: 'MUST',
  source: 'RFC 3927, section 2.2.1',
  rows: ['R3927-09'],
  statement: "Somebody else's probe for the address that is tested makes the host choose another one.",
  rationale: 'Two hosts that test the same address at the same time would both find it free.',
  exercisedBy: 'somebody else probes for an address while a host tests it',
  needs: CHOOSES,
  examples: {
    holds: example(() => trying(dropped(trying(choosing()).received(probe(A, L))), L2)),
    violates: example(() => trying(choosing()).received(probe(A, L)).wait(1000).sent(probe(L, L))),
  },
  watch: (context) => watchChoices(context, contest(context, 'probe')),
};

/**
 * Section 2.2.1: "if the number of conflicts exceeds MAX_CONFLICTS then the host MUST limit the rate at which it probes
 * for new addresses to no more than one new address per RATE_LIMIT_INTERVAL". A host that does so sooner may.
 */
export const choicesAreLimited: Property = {
  id: 'rfc3927.choices-are-limited',
  level: 'MUST',
  source: 'RFC 3927, sections 2.2.1 and 9',
  rows: ['R3927-10'],
  statement: 'After more than ten conflicts a host tries one new address a minute at most.',
  rationale: 'Where somebody claims every address, hosts that try on and on bring the link down.',
  exercisedBy: 'more than ten candidates of a host are claimed by somebody else, and it tries two more',
  needs: CHOOSES,
  seconds: 200,
  examples: {
    holds: example(() => defeated(12, 61_000)),
    violates: example(() => defeated(12, 100)),
  },
  watch: (context) => {
    const last = new Map<Choice['chooser'], { readonly time: number; readonly id: number }>();
    return watchChoices(context, {
      restart: () => last.clear(),
      restarted: (chooser) => last.delete(chooser),
      probed: (choice, event) => {
        const { chooser, probes } = choice;
        if (probes.length > 0) return;
        const before = last.get(chooser);
        last.set(chooser, event);
        if (before === undefined || chooser.earlier.at(-1)?.address === choice.address) return;
        if (chooser.conflicts <= MAX_CONFLICTS || chooser.earlier.at(-1)?.stage !== 'lost') return;
        context.exercised();
        const gap = event.time - before.time;
        // The random wait in front of the first probe may have been longer the last time.
        if (gap >= RATE_LIMIT_INTERVAL - PROBE_WAIT - TOLERANCE) return;
        complain(context, choice, event, {
          expected: `${secondsText(RATE_LIMIT_INTERVAL)} between two new addresses after ${chooser.conflicts} conflicts`,
          received: `${named(choice)} is tried after ${secondsText(gap)}`,
          mechanism: 'tried-too-often',
        });
      },
    });
  },
};

/** So many candidates, each of which somebody else has. */
function defeated(candidates: number, milliseconds: number): TraceBuilder {
  const builder = choosing();
  for (let number = 0; number < candidates; number++) {
    const candidate = { ip: (L.ip + number * 256) as typeof L.ip, mac: H.mac };
    dropped(contested(trying(builder.wait(milliseconds), candidate), candidate), candidate);
  }
  return builder;
}

/** Without anything to do for so long, in nanoseconds, a host would have tested again. */
const IDLE = 60 * SECOND;

/** Section 2.2.1: "A host MUST NOT perform this check periodically as a matter of course." */
export const noRoutineTests: Property = {
  id: 'rfc3927.no-routine-tests',
  level: 'MUST',
  source: 'RFC 3927, section 2.2.1',
  rows: ['R3927-11'],
  statement: 'A chosen address that is in use is not tested again while the link stays up.',
  rationale: 'It costs the whole link broadcasts, and what it is to find shows by itself.',
  exercisedBy: 'a host has had its address for a minute',
  needs: CHOOSES,
  seconds: 70,
  examples: {
    holds: example(() => established().wait(120_000).settled()),
    violates: example(() => established().wait(120_000).sent(probe(L, L))),
  },
  watch: (context) => {
    const exercised = new Set<Choice>();
    return watchChoices(context, {
      restart: () => exercised.clear(),
      probed: (choice, event) => {
        if (choice.stage !== 'in-use') return;
        complain(context, choice, event, {
          expected: `no probes for ${named(choice)}, which is in use`,
          received: 'a probe',
          mechanism: 'tested-again',
        });
      },
      settled: ({ current }, event) => {
        if (current?.stage !== 'in-use' || exercised.has(current)) return;
        const since = current.announcements.at(-1)?.time;
        if (since === undefined || event.time - since < IDLE) return;
        exercised.add(current);
        context.exercised();
      },
    });
  },
};

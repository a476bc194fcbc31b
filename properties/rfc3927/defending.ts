import type { MonitorContext, Property } from '../../src/monitor/index.ts';
import type { PortIndex } from '../../src/trace/index.ts';
import { isLinkLocalIpv4 } from '../../src/wire/index.ts';
import { announcement, example, reply, request } from '../rfc826/cast.ts';
import { together } from '../rfc826/shared-fold.ts';
import { contested, established, L, L2, left, N, trying } from './cast.ts';
import type { Choice, Contest } from './choice.ts';
import { watchChoices } from './choice-book.ts';
import type { ChoiceListener } from './choice-listener.ts';
import { CHOOSES } from './choosing.ts';
import { complain, named } from './complaint.ts';
import { DEFEND_INTERVAL, SECOND, TOLERANCE } from './timing.ts';

const isSecond = ({ gap }: Contest): boolean => gap < DEFEND_INTERVAL - TOLERANCE;

/** Tells what became of every claim to an address in use, once the network has settled. */
function claims(
  judge: (choice: Choice, contest: Contest, event: { time: number; id: number }) => void,
): ChoiceListener {
  let open: { readonly choice: Choice; readonly contest: Contest }[] = [];
  return {
    restart: () => {
      if (open.length > 0) open = [];
    },
    contested: (choice, contest) => {
      if (contest.stage === 'in-use' && contest.kind === 'claim') open.push({ choice, contest });
    },
    settled: (_chooser, event) => {
      if (open.length === 0) return;
      for (const { choice, contest } of open) judge(choice, contest, event);
      open = [];
    },
  };
}

/** Section 2.5: "A host MUST respond to a conflicting ARP packet as described in either (a) or (b) …"; it "MUST NOT" ignore one. */
export const conflictsAreNotIgnored: Property = {
  id: 'rfc3927.conflicts-are-not-ignored',
  level: 'MUST',
  source: 'RFC 3927, section 2.5',
  rows: ['R3927-17'],
  statement: 'A claim to a chosen address in use makes the host announce it once more, or choose another one.',
  rationale: 'Two hosts that both keep the address take turns in losing their connections for good.',
  exercisedBy: 'somebody else speaks in the name of the address that a host has chosen and uses',
  needs: CHOOSES,
  examples: {
    holds: example(() => contested(established()).sent(announcement(L)).settled()),
    violates: example(() => contested(established()).settled()),
  },
  watch: (context) =>
    watchChoices(
      context,
      claims((choice, contest, event) => {
        if (isSecond(contest)) return;
        context.exercised();
        if (contest.outcome !== 'nothing') return;
        complain(context, choice, event, {
          expected: `${named(choice)} is announced, or given up`,
          received: 'neither',
          mechanism: 'conflict-ignored',
          after: contest.event,
        });
      }),
    ),
};

/**
 * Section 2.5 (b): "if this is not the first conflicting ARP packet the host has seen, and the time recorded for the
 * previous conflicting ARP packet is recent, within DEFEND_INTERVAL seconds, then the host MUST immediately cease using
 * this address and configure a new IPv4 Link-Local address".
 */
export const secondConflictMakesItChooseAnew: Property = {
  id: 'rfc3927.second-conflict-makes-it-choose-anew',
  level: 'MUST',
  source: 'RFC 3927, section 2.5 (b)',
  rows: ['R3927-18'],
  statement: 'A second claim to a chosen address within ten seconds makes the host give it up and choose another one.',
  rationale: 'Two hosts that defend the same address without end fill the link with announcements.',
  exercisedBy: 'somebody else speaks twice within ten seconds in the name of the address that a host uses',
  needs: CHOOSES,
  examples: {
    holds: example(() => trying(left(contested(twice())), L2).settled()),
    violates: example(() => contested(twice()).sent(announcement(L)).settled()),
  },
  watch: (context) => {
    const choices = claims((choice, contest, event) => {
      if (!isSecond(contest)) return;
      context.exercised();
      const isFollowed = choice.chooser.current !== choice || choice.stage === 'withdrawn';
      if (contest.outcome === 'left' && isFollowed) return;
      complain(context, choice, event, {
        expected: `${named(choice)} is given up, and another address is tried`,
        received: contest.outcome === 'left' ? 'nothing else is tried' : 'it is kept',
        mechanism: contest.outcome === 'left' ? 'gave-up-altogether' : 'kept-after-the-second-conflict',
        after: contest.event,
      });
    });
    return watchChoices(context, {
      ...choices,
      used: (choice, event) => {
        const last = choice.contests.at(-1);
        if (choice.stage !== 'lost' || last === undefined || last.stage !== 'in-use' || !isSecond(last)) return;
        complain(context, choice, event, {
          expected: `${named(choice)} is not used any more`,
          received: 'a packet in its name',
          mechanism: 'used-after-it-was-lost',
          after: last.event,
        });
      },
    });
  },
};

/** It has defended its address three seconds ago. */
function twice() {
  return contested(established()).sent(announcement(L)).settled().wait(3000);
}

/** Connections that are under way may go on for a while (section 1.9), and a host may look after its addresses now and then. */
const TRANSITION = 60 * SECOND;

/**
 * Section 1.9: "When an operable routable address is available on an interface, the host SHOULD NOT also assign an IPv4
 * Link-Local address on that interface."
 */
export const routableAddressEndsItsUse: Property = {
  id: 'rfc3927.routable-address-ends-its-use',
  level: 'SHOULD',
  source: 'RFC 3927, section 1.9',
  rows: ['R3927-30'],
  statement: 'A minute after an interface was given a routable address, it neither tests nor uses a link-local one.',
  rationale: 'With two addresses of different reach on one link, applications pick the wrong one now and then.',
  exercisedBy: 'an interface that has chosen an address is given a routable one, and a minute passes',
  needs: [['link-local'], ['configure', 'detect']],
  seconds: 70,
  examples: {
    holds: example(() => routable().detection(L.ip, 'removed').wait(61_000).received(request(N, L)).settled()),
    violates: example(() => routable().wait(61_000).received(request(N, L)).sent(reply(L, N))),
  },
  watch: (context) => watchTransition(context),
};

function routable() {
  return established().address('10.0.0.1/24', true).settled();
}

function watchTransition(context: MonitorContext) {
  /** By port: when it was given a routable address that it still has. */
  const since = new Map<PortIndex, number>();
  const reported = new Set<Choice>();
  const isOver = (port: PortIndex, time: number): boolean =>
    time - (since.get(port) ?? Number.POSITIVE_INFINITY) >= TRANSITION;

  function complainOf(choice: Choice, event: { readonly time: number; readonly id: number }, received: string): void {
    if (!isOver(choice.chooser.port, event.time) || reported.has(choice)) return;
    reported.add(choice);
    complain(context, choice, event, {
      expected: `${named(choice)} is not needed any more`,
      received,
      mechanism: 'beside-a-routable-address',
    });
  }

  const choices = watchChoices(context, {
    restart: () => {
      since.clear();
      reported.clear();
    },
    probed: (choice, event) => complainOf(choice, event, 'it is probed for'),
    used: (choice, event) => complainOf(choice, event, 'it is used'),
    settled: ({ port }, event) => {
      if (isOver(port, event.time)) context.exercised();
    },
  });
  return together(choices, {
    address: ({ node, port, address, present, time, scope }) => {
      if (isLinkLocalIpv4(address) || scope === 'host') return;
      if (present) since.set(port, since.get(port) ?? time);
      else {
        const others = context.world.hosts[node]?.addresses ?? [];
        const isLast = !others.some(
          (own) => own.port === port && own.address !== address && !isLinkLocalIpv4(own.address),
        );
        if (isLast) since.delete(port);
      }
    },
  });
}

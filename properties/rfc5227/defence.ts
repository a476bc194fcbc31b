import type { Monitor, MonitorContext, Property } from '../../src/monitor/index.ts';
import { describeArp, describeFrame } from '../../src/wire/index.ts';
import { A, announcement, B, example, H, host, reply, request } from '../rfc826/cast.ts';
import { C, claimed, established, givenUp } from './cast.ts';
import { complain, DEFENDS, DETECTS, named, TESTERS } from './complaint.ts';
import type { Conflict, Detection } from './detection.ts';
import { watchDetection } from './detection-book.ts';
import { ANNOUNCE_NUM, DEFEND_INTERVAL, SECOND, secondsText, TOLERANCE } from './timing.ts';

/** Somebody else who claims H's addresses. */
const RIVAL_OF_C = { ip: C.ip, mac: A.mac };
const RIVAL_OF_H = { ip: H.ip, mac: A.mac };

/** A host that defends the address that it was given without a test. */
const defender = () => host({ profile: 'host-5227' });

const isFirst = ({ gap }: Conflict): boolean => gap > DEFEND_INTERVAL + TOLERANCE;
const isRecent = ({ gap }: Conflict): boolean => gap < DEFEND_INTERVAL - TOLERANCE;

/** The monitor of "a conflict like this is met: the address is defended, or not used any more". */
function watchMet(context: MonitorContext, isMeant: (conflict: Conflict, detection: Detection) => boolean): Monitor {
  /** Conflicts of which nothing has become. */
  const ignored = new Map<Detection, Conflict>();
  return watchDetection(context, {
    restart: () => ignored.clear(),
    concluded: (detection, conflict) => {
      ignored.delete(detection);
      if (!isFirst(conflict) || !isMeant(conflict, detection)) return;
      if (conflict.outcome === 'nothing') ignored.set(detection, conflict);
      else context.exercised();
    },
    used: (detection, event) => {
      const conflict = ignored.get(detection);
      if (conflict === undefined || detection.stage !== 'in-use') return;
      ignored.delete(detection);
      complain(context, detection, event, {
        expected: `${named(detection)} is defended or given up after "${describeArp(conflict.event.frame.arp!)}"`,
        received: `neither, and later "${describeFrame(event.frame)}"`,
        mechanism: conflict.event.frame.arp!.operation === 1 ? 'request-ignored' : 'reply-ignored',
        causes: [conflict.event],
      });
    },
  });
}

/** Section 2.4: "a host MUST respond to a conflicting ARP packet as described in either (a), (b), or (c) below". */
export const conflictsAreNotIgnored: Property = {
  id: 'rfc5227.conflicts-are-not-ignored',
  level: 'MUST',
  source: 'RFC 5227, section 2.4',
  rows: ['R5227-50', 'R5227-51', 'R5227-52', 'SPA-07', 'TOPO-08', 'INV-18'],
  statement: 'A host that hears its own address claimed, by a request or a reply, defends it or gives it up.',
  rationale: 'Otherwise two hosts go on with one address, each cutting the other off, and nobody ever learns why.',
  exercisedBy: 'an ARP packet of somebody else with an address of the host as its sender, the first one in ten seconds',
  needs: DEFENDS,
  profiles: TESTERS,
  examples: {
    holds: example(() => defender().received(request(RIVAL_OF_H, B)).sent(announcement(H)).settled()),
    violates: example(() =>
      defender().received(request(RIVAL_OF_H, B)).settled().received(request(B, H)).sent(reply(H, B)),
    ),
  },
  watch: (context) => watchMet(context, () => true),
};

/** Section 2.4: "Address Conflict Detection is not limited to only the time of initial interface configuration". */
export const conflictsCountWhileAnnouncing: Property = {
  id: 'rfc5227.conflicts-count-while-announcing',
  level: 'MUST',
  source: 'RFC 5227, section 2.4',
  rows: ['R5227-46'],
  statement: 'A claim between the first and the second announcement is met like any later one.',
  rationale: 'The first announcement is what makes the other host speak up.',
  exercisedBy: 'an ARP packet of somebody else in the name of an address that has been announced once',
  needs: DETECTS,
  profiles: TESTERS,
  examples: {
    holds: example(() => claimed().received(announcement(RIVAL_OF_C)).sent(announcement(C)).settled()),
    violates: example(() =>
      claimed().received(announcement(RIVAL_OF_C)).settled().received(request(B, C)).sent(reply(C, B)),
    ),
  },
  watch: (context) =>
    watchMet(context, ({ announcements }, { policy }) => policy !== undefined && announcements < ANNOUNCE_NUM),
};

/** Longer than anything that happens when an address is new. */
const A_LONG_TIME = 600 * SECOND;

/** The same sentence: it "is an ongoing process that is in effect for as long as a host is using an address". */
export const detectionNeverEnds: Property = {
  id: 'rfc5227.detection-never-ends',
  level: 'MUST',
  source: 'RFC 5227, section 2.4',
  rows: ['R5227-81'],
  statement: 'A claim is met however long the address has been in use.',
  rationale: 'The other host may be switched on, or plugged in, years later.',
  exercisedBy: 'an ARP packet of somebody else in the name of an address that has been in use for ten minutes',
  needs: DETECTS,
  seconds: 620,
  profiles: TESTERS,
  examples: {
    holds: example(() => established().wait(600_000).received(request(RIVAL_OF_C, B)).sent(announcement(C)).settled()),
    violates: example(() =>
      established().wait(600_000).received(request(RIVAL_OF_C, B)).settled().received(request(B, C)).sent(reply(C, B)),
    ),
  },
  watch: (context) =>
    watchMet(
      context,
      ({ event }, { announcements: [first] }) => first !== undefined && event.time - first.time > A_LONG_TIME,
    ),
};

/** The monitor of "after a conflict like this the address is not used any more". */
function watchLost(context: MonitorContext, isMeant: (detection: Detection) => boolean, mechanism: string): Monitor {
  return watchDetection(context, {
    concluded: (detection, conflict) => {
      if (detection.lost === conflict && isMeant(detection)) context.exercised();
    },
    used: (detection, event) => {
      const { lost, stage } = detection;
      if (lost === undefined || !isMeant(detection) || (stage !== 'in-use' && stage !== 'given-up')) return;
      complain(context, detection, event, {
        expected: `nothing in the name of ${named(detection)} after "${describeArp(lost.event.frame.arp!)}"`,
        mechanism,
        causes: [lost.event],
      });
    },
  });
}

/** Section 2.4 (a): "Upon receiving a conflicting ARP packet, a host MAY elect to immediately cease using the address". */
export const firstConflictEndsTheUse: Property = {
  id: 'rfc5227.first-conflict-ends-the-use',
  level: 'MUST',
  source: 'RFC 5227, section 2.4 (a)',
  rows: ['R5227-53', 'R5227-27'],
  statement: 'A host that is to give an address up on a conflict does not use it after the first one.',
  rationale: 'Its operator has said that the other host is in the right.',
  exercisedBy: 'a claim to an address that was configured to be given up on a conflict',
  needs: DETECTS,
  profiles: TESTERS,
  examples: {
    holds: example(() => givenUp(established('cease').received(request(RIVAL_OF_C, B)))),
    violates: example(() => established('cease').received(request(RIVAL_OF_C, B)).sent(announcement(C))),
  },
  watch: (context) => watchLost(context, ({ policy }) => policy === 'cease', 'used-after-a-conflict'),
};

/**
 * Section 2.4 (b): "if this is not the first conflicting ARP packet the host has seen, and the time recorded for the
 * previous conflicting ARP packet is within DEFEND_INTERVAL seconds, then the host MUST immediately cease using this
 * address".
 */
export const secondConflictEndsTheUse: Property = {
  id: 'rfc5227.second-conflict-ends-the-use',
  level: 'MUST',
  source: 'RFC 5227, section 2.4 (b)',
  rows: ['R5227-55', 'R5227-27'],
  statement: 'A host that has defended an address does not use it any more after a second claim within ten seconds.',
  rationale: 'The other host does not give way: both would go on defending, and none could be reached.',
  exercisedBy: 'two claims within ten seconds to an address that is defended once',
  needs: DETECTS,
  seconds: 15,
  profiles: TESTERS,
  examples: {
    holds: example(() => givenUp(defendedOnce().wait(5000).received(request(RIVAL_OF_C, B)))),
    violates: example(() => defendedOnce().wait(5000).received(request(RIVAL_OF_C, B)).sent(announcement(C))),
  },
  watch: (context) => watchLost(context, ({ policy }) => policy === 'defend-once', 'used-after-two-conflicts'),
};

function defendedOnce() {
  return established().received(request(RIVAL_OF_C, B)).sent(announcement(C)).settled();
}

/** The monitor of "a conflict like this is met by one announcement, and the address is kept". */
function watchDefended(context: MonitorContext, isMeant: (conflict: Conflict) => boolean, mechanism: string): Monitor {
  return watchDetection(context, {
    concluded: (detection, conflict, time) => {
      if (detection.policy !== 'defend-once' || !isFirst(conflict) || !isMeant(conflict)) return;
      if (conflict.outcome === 'defended') {
        context.exercised();
        return;
      }
      const { host: at } = detection;
      context.violated({
        time,
        at: at.name,
        expected: `${at.name} defends ${named(detection)} after "${describeArp(conflict.event.frame.arp!)}"`,
        received: conflict.outcome === 'given-up' ? 'it gave it up' : 'nothing',
        mechanism,
        events: [conflict.event.id],
      });
    },
  });
}

/** Section 2.4 (b): "… recording the time that the conflicting ARP packet was received, and then broadcasting one single ARP Announcement". */
export const oneConflictIsDefended: Property = {
  id: 'rfc5227.one-conflict-is-defended',
  level: 'MUST',
  source: 'RFC 5227, section 2.4 (b)',
  rows: ['R5227-54'],
  statement: 'A host that is to defend an address once meets the first claim to it by an announcement, and keeps it.',
  rationale: 'A single wrong packet must not be enough to take an address away.',
  exercisedBy: 'a first claim to an address that is defended once',
  needs: DETECTS,
  seconds: 10,
  profiles: TESTERS,
  examples: {
    holds: example(defendedOnce),
    violates: example(() => givenUp(established().received(request(RIVAL_OF_C, B)))),
  },
  watch: (context) => watchDefended(context, ({ gap }) => gap === Number.POSITIVE_INFINITY, 'first-claim-not-defended'),
};

/** The same sentence, "if it has not seen any other conflicting ARP packets within the last DEFEND_INTERVAL seconds". */
export const laterConflictIsDefendedAgain: Property = {
  id: 'rfc5227.later-conflict-is-defended-again',
  level: 'MUST',
  source: 'RFC 5227, section 2.4 (b)',
  rows: ['R5227-56'],
  statement:
    'A claim more than ten seconds after the last one is met by an announcement again, and the address is kept.',
  rationale: 'One wrong packet a day must not take the address away either.',
  exercisedBy: 'two claims, more than ten seconds apart, to an address that is defended once',
  needs: DETECTS,
  seconds: 25,
  profiles: TESTERS,
  examples: {
    holds: example(() => defendedOnce().wait(10_500).received(request(RIVAL_OF_C, B)).sent(announcement(C)).settled()),
    violates: example(() => givenUp(defendedOnce().wait(10_500).received(request(RIVAL_OF_C, B)))),
  },
  watch: (context) => watchDefended(context, ({ gap }) => Number.isFinite(gap), 'later-claim-not-defended'),
};

/** Section 2.4 (c): "a host that has been configured such that it should not give up its address under any circumstances". */
export const defendedAddressIsKept: Property = {
  id: 'rfc5227.defended-address-is-kept',
  level: 'MUST',
  source: 'RFC 5227, section 2.4 (c)',
  rows: ['R5227-57'],
  statement: 'A host that is to defend an address for ever keeps it, however often it is claimed.',
  rationale: 'A server or a router is configured so where the network cannot do without the address.',
  exercisedBy: 'two claims within ten seconds to an address that is never to be given up',
  needs: DETECTS,
  seconds: 15,
  profiles: TESTERS,
  examples: {
    holds: example(() => alwaysDefended().received(request(RIVAL_OF_C, B)).settled()),
    violates: example(() => givenUp(alwaysDefended().received(request(RIVAL_OF_C, B)))),
  },
  watch: (context) =>
    watchDetection(context, {
      concluded: ({ policy }, conflict) => {
        if (policy === 'defend-always' && isRecent(conflict) && conflict.outcome !== 'given-up') context.exercised();
      },
      gaveUp: (detection, event) => {
        const { policy, stage, host: at, lastConflict } = detection;
        if (policy !== 'defend-always' || stage !== 'in-use' || lastConflict === undefined) return;
        context.violated({
          time: event.time,
          at: at.name,
          expected: `${at.name} keeps ${named(detection)}`,
          received: `it gave it up after "${describeArp(lastConflict.event.frame.arp!)}"`,
          mechanism: 'gave-up-what-it-was-to-keep',
          events: [event.id, lastConflict.event.id],
        });
      },
    }),
};

function alwaysDefended() {
  return established('defend-always').received(request(RIVAL_OF_C, B)).sent(announcement(C)).settled().wait(3000);
}

/**
 * Section 2.4 (c): "if this is not the first conflicting ARP packet the host has seen, and the time recorded for the
 * previous conflicting ARP packet is within DEFEND_INTERVAL seconds, then the host MUST NOT send another defensive ARP
 * Announcement. This is necessary to ensure that two misconfigured hosts do not get stuck in an endless loop".
 */
export const defencesAreTenSecondsApart: Property = {
  id: 'rfc5227.defences-are-ten-seconds-apart',
  level: 'MUST',
  source: 'RFC 5227, section 2.4 (b) and (c)',
  rows: ['R5227-58', 'GARP-08', 'SEC-14'],
  statement: 'Between two announcements that defend an address there are at least ten seconds.',
  rationale: 'Two hosts that both defend at once answer each other for ever, and flood the network.',
  exercisedBy: 'two claims within ten seconds to an address that is defended',
  needs: DEFENDS,
  seconds: 1,
  profiles: TESTERS,
  examples: {
    holds: example(() => twice().settled()),
    violates: example(() => twice().sent(announcement(H))),
  },
  watch: (context) =>
    watchDetection(context, {
      concluded: (detection, conflict) => {
        if (detection.defence !== undefined && isRecent(conflict)) context.exercised();
      },
      defended: (detection, event) => {
        const { defence } = detection;
        if (defence === undefined || event.time - defence.time >= DEFEND_INTERVAL - TOLERANCE) return;
        complain(context, detection, event, {
          expected: `no announcement of ${named(detection)} within ${secondsText(DEFEND_INTERVAL)} of the last defence`,
          received: `one after ${secondsText(event.time - defence.time)}`,
          mechanism: 'defended-too-soon',
          causes: [defence],
        });
      },
    }),
};

function twice() {
  return defender()
    .received(request(RIVAL_OF_H, B))
    .sent(announcement(H))
    .settled()
    .wait(5000)
    .received(request(RIVAL_OF_H, B));
}

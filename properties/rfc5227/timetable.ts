import type { Property } from '../../src/monitor/index.ts';
import { announcement, example, probe } from '../rfc826/cast.ts';
import { C, claim, claimed, probing, testing } from './cast.ts';
import { complain, DETECTS, named, TESTERS } from './complaint.ts';
import { watchDetection } from './detection-book.ts';
import {
  ANNOUNCE_INTERVAL,
  ANNOUNCE_WAIT,
  PROBE_MAX,
  PROBE_MIN,
  PROBE_NUM,
  PROBE_WAIT,
  secondsText,
  TOLERANCE,
} from './timing.ts';

/**
 * Section 2.1.1: "When ready to begin probing, the host should then wait for a random time interval selected uniformly in
 * the range zero to PROBE_WAIT seconds".
 */
export const firstProbeComesWithinASecond: Property = {
  id: 'rfc5227.first-probe-comes-within-a-second',
  level: 'SHOULD',
  source: 'RFC 5227, section 2.1.1',
  rows: ['R5227-10'],
  statement: 'The first probe is sent within a second after the test has begun.',
  rationale: 'The delay spreads the hosts that start after a power cut; more of it only makes people wait.',
  exercisedBy: 'a stack tests an address',
  needs: DETECTS,
  seconds: 2,
  profiles: TESTERS,
  examples: {
    holds: example(() => testing().wait(900).sent(probe(C, C))),
    violates: example(() => testing().wait(1500).sent(probe(C, C))),
  },
  watch: (context) =>
    watchDetection(context, {
      probed: (detection, event) => {
        if (detection.probes.length > 0 || detection.isRestarted || detection.isAgain) return;
        context.exercised();
        const delay = event.time - detection.begun;
        if (delay <= PROBE_WAIT + TOLERANCE) return;
        complain(context, detection, event, {
          expected: `the first probe for ${named(detection)} within ${secondsText(PROBE_WAIT)}`,
          received: `it came after ${secondsText(delay)}`,
          mechanism: 'first-probe-late',
        });
      },
    }),
};

/** The same sentence: "and should then send PROBE_NUM probe packets". The "should" is a small one. */
export const probesThreeTimes: Property = {
  id: 'rfc5227.probes-three-times',
  level: 'SHOULD',
  source: 'RFC 5227, sections 1.1 and 2.1.1',
  rows: ['R5227-11', 'INV-18'],
  statement: 'An address is announced after exactly three probes.',
  rationale: 'One probe, or its answer, may be lost; three rarely are.',
  exercisedBy: 'a stack tests an address, and announces it',
  needs: DETECTS,
  seconds: 7,
  profiles: TESTERS,
  examples: {
    holds: example(() => claimed()),
    violates: example(() => claim(probing(2).wait(2000))),
  },
  watch: (context) =>
    watchDetection(context, {
      claimed: (detection, event) => {
        const { probes, lastProbe, isDisturbed, isRestarted } = detection;
        // Without any probe it was not tested at all; after a loss of the link there is another duty.
        if (probes.length === 0 || isDisturbed || (isRestarted && probes.length < PROBE_NUM)) return;
        context.exercised();
        if (probes.length >= PROBE_NUM) return;
        complain(context, detection, event, {
          expected: `${PROBE_NUM} probes before ${named(detection)} is announced`,
          received: `there were ${probes.length}`,
          mechanism: 'too-few-probes',
          causes: [lastProbe],
        });
      },
      probed: (detection, event) => {
        if (detection.probes.length !== PROBE_NUM || detection.isDisturbed) return;
        complain(context, detection, event, {
          expected: `${PROBE_NUM} probes for ${named(detection)}`,
          received: 'another one',
          mechanism: 'too-many-probes',
          causes: [detection.lastProbe],
        });
      },
    }),
};

/** The same sentence: "spaced randomly and uniformly, PROBE_MIN to PROBE_MAX seconds apart." */
export const probesAreOneToTwoSecondsApart: Property = {
  id: 'rfc5227.probes-are-one-to-two-seconds-apart',
  level: 'SHOULD',
  source: 'RFC 5227, sections 1.1 and 2.1.1',
  rows: ['R5227-12'],
  statement: 'Between two probes of a test there are one to two seconds.',
  rationale: 'Closer together they are lost together, and miss a host that is busy for a moment.',
  exercisedBy: 'a stack sends two probes in a test',
  needs: DETECTS,
  seconds: 4,
  profiles: TESTERS,
  examples: {
    holds: example(() => probing(2)),
    violates: example(() => probing(1).wait(200).sent(probe(C, C))),
  },
  watch: (context) =>
    watchDetection(context, {
      probed: (detection, event) => {
        const { lastProbe } = detection;
        if (lastProbe === undefined || detection.isDisturbed) return;
        context.exercised();
        const gap = event.time - lastProbe.time;
        if (gap >= PROBE_MIN - TOLERANCE && gap <= PROBE_MAX + TOLERANCE) return;
        complain(context, detection, event, {
          expected: `${secondsText(PROBE_MIN)} to ${secondsText(PROBE_MAX)} between two probes`,
          received: secondsText(gap),
          mechanism: gap < PROBE_MIN ? 'probes-too-close' : 'probes-too-far-apart',
          causes: [lastProbe],
        });
      },
    }),
};

/** Section 2.1.1: "If, by ANNOUNCE_WAIT seconds after the transmission of the last ARP Probe no conflicting ARP Reply or ARP Probe has been received". */
export const waitsBeforeAnnouncing: Property = {
  id: 'rfc5227.waits-before-announcing',
  level: 'MUST',
  source: 'RFC 5227, sections 1.1 and 2.1.1',
  rows: ['R5227-13'],
  statement: 'An address is announced two seconds after the last probe, and not before.',
  rationale: 'The answer to the last probe needs time to come.',
  exercisedBy: 'a stack tests an address, and announces it',
  needs: DETECTS,
  seconds: 7,
  profiles: TESTERS,
  examples: {
    holds: example(() => claimed()),
    violates: example(() => claim(probing(3).wait(500))),
  },
  watch: (context) =>
    watchDetection(context, {
      claimed: (detection, event) => {
        const { lastProbe } = detection;
        if (lastProbe === undefined || detection.isDisturbed) return;
        context.exercised();
        const wait = event.time - lastProbe.time;
        if (wait >= ANNOUNCE_WAIT - TOLERANCE) return;
        complain(context, detection, event, {
          expected: `${secondsText(ANNOUNCE_WAIT)} between the last probe and the announcement of ${named(detection)}`,
          received: secondsText(wait),
          mechanism: 'announced-too-soon',
          causes: [lastProbe],
        });
      },
    }),
};

/** Section 2.3: "… by broadcasting ANNOUNCE_NUM ARP Announcements, spaced ANNOUNCE_INTERVAL seconds apart." */
export const announcesTwice: Property = {
  id: 'rfc5227.announces-twice',
  level: 'MUST',
  source: 'RFC 5227, sections 1.1 and 2.3',
  rows: ['R5227-40'],
  statement: 'An address that has been found free is announced twice, also if it had to be defended in between.',
  rationale: 'Caches that the first announcement did not reach go on sending to whoever had the address before.',
  exercisedBy: 'a stack has announced an address, and two seconds have passed',
  needs: DETECTS,
  seconds: 10,
  profiles: TESTERS,
  examples: {
    holds: example(() => claimed().wait(2000).sent(announcement(C)).settled()),
    violates: example(() => claimed().wait(3000).settled()),
  },
  watch: (context) => {
    /** Tests that have been complained about, by the event that began them. */
    const told = new Set<number>();
    return watchDetection(context, {
      restart: () => told.clear(),
      announcedAgain: () => context.exercised(),
      settled: (detection, { time }) => {
        const { stage, announcements, isDisturbed, lost, policy } = detection;
        const [first] = announcements;
        if (stage !== 'in-use' || policy === undefined || first === undefined || isDisturbed || lost !== undefined)
          return;
        if (announcements.length > 1 || told.has(detection.begunBy)) return;
        if (time <= first.time + ANNOUNCE_INTERVAL + TOLERANCE) return;
        told.add(detection.begunBy);
        complain(context, detection, first, {
          expected: `${named(detection)} is announced twice`,
          received: `one announcement, and nothing for ${secondsText(time - first.time)} after it`,
          mechanism: 'announced-once',
        });
      },
    });
  },
};

/** The same sentence. */
export const announcementsAreTwoSecondsApart: Property = {
  id: 'rfc5227.announcements-are-two-seconds-apart',
  level: 'MUST',
  source: 'RFC 5227, sections 1.1 and 2.3',
  rows: ['R5227-41'],
  statement: 'Between the two announcements of an address there are two seconds.',
  rationale: 'Two that follow each other closely are lost together.',
  exercisedBy: 'a stack announces an address twice',
  needs: DETECTS,
  seconds: 10,
  profiles: TESTERS,
  examples: {
    holds: example(() => claimed().wait(2000).sent(announcement(C))),
    violates: example(() => claimed().wait(300).sent(announcement(C))),
  },
  watch: (context) =>
    watchDetection(context, {
      announcedAgain: (detection, event) => {
        const first = detection.announcements[0];
        if (first === undefined || detection.isDisturbed) return;
        context.exercised();
        const gap = event.time - first.time;
        if (Math.abs(gap - ANNOUNCE_INTERVAL) <= TOLERANCE) return;
        complain(context, detection, event, {
          expected: `${secondsText(ANNOUNCE_INTERVAL)} between the two announcements of ${named(detection)}`,
          received: secondsText(gap),
          mechanism: 'announcement-interval',
          causes: [first],
        });
      },
    }),
};

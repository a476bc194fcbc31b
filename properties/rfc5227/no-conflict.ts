import type { MonitorContext, Property } from '../../src/monitor/index.ts';
import { describeFrame } from '../../src/wire/index.ts';
import { A, altered, announcement, B, example, H, probe, probeReply, request } from '../rfc826/cast.ts';
import { C, claimed, givenUp, probing } from './cast.ts';
import { complain, DETECTS, named, TESTERS } from './complaint.ts';
import type { Detection, Heard } from './detection.ts';
import { watchDetection } from './detection-book.ts';

/** Somebody else who has the address. */
const OWNER = { ip: C.ip, mac: A.mac };

/** The monitor of "a packet like this is no reason to give up a test, or an address in use, or to defend it". */
function watchUnmoved(
  context: MonitorContext,
  stages: readonly Detection['stage'][],
  isMeant: (heard: Heard) => boolean,
  mechanism: string,
) {
  const caseIn = (detection: Detection, time: number): Heard | undefined => {
    const heard = stages.includes(detection.stage) ? detection.justHeard(time) : undefined;
    return heard !== undefined && isMeant(heard) ? heard : undefined;
  };
  return watchDetection(context, {
    settled: (detection, { time }) => {
      if (caseIn(detection, time) !== undefined) context.exercised();
    },
    gaveUp: (detection, event) => {
      const heard = caseIn(detection, event.time);
      if (heard === undefined || detection.isChallenged || detection.lost !== undefined) return;
      if (detection.lastConflict?.outcome === 'open') return;
      const { host } = detection;
      context.violated({
        time: event.time,
        at: host.name,
        expected: `"${describeFrame(heard.event.frame)}" is no reason to give up ${named(detection)}`,
        received: `${host.name} gave it up`,
        mechanism: `gave-up-after-${mechanism}`,
        events: [event.id, heard.event.id],
      });
    },
    unexplained: (detection, event) => {
      const heard = caseIn(detection, event.time);
      if (heard === undefined) return;
      complain(context, detection, event, {
        expected: `"${describeFrame(heard.event.frame)}" is no reason to defend ${named(detection)}`,
        mechanism: `defended-after-${mechanism}`,
        causes: [heard.event],
      });
    },
  });
}

const TESTING = ['testing'] as const;
const IN_USE = ['in-use'] as const;

/** Section 2.1.1 names the sender address, and the target address of probes: nothing else is a conflict. */
export const questionsDoNotEndTheTest: Property = {
  id: 'rfc5227.questions-do-not-end-the-test',
  level: 'MUST',
  source: 'RFC 5227, section 2.1.1',
  rows: ['R5227-23', 'R5227-24'],
  statement:
    'A request for the tested address by somebody with another one, or a probe for another address, is no conflict.',
  rationale: 'Everybody who looks for the host that has yet to come up would keep it from coming up.',
  exercisedBy: 'a request for an address that is being tested, or a probe for another one',
  needs: DETECTS,
  profiles: TESTERS,
  examples: {
    holds: example(() => probing(1).received(request(B, C)).settled()),
    violates: example(() => givenUp(probing(1).received(request(B, C)))),
  },
  watch: (context) =>
    watchUnmoved(context, TESTING, ({ kind }) => kind === 'question' || kind === 'other-probe', 'a-question'),
};

/**
 * Section 2.1.1, on comparing with the host's own hardware addresses: "Some kinds of Ethernet hub … and many wireless
 * access points may 'rebroadcast' any received broadcast packets to all recipients, including the original sender".
 */
export const ownProbesDoNotEndTheTest: Property = {
  id: 'rfc5227.own-probes-do-not-end-the-test',
  level: 'MUST',
  source: 'RFC 5227, section 2.1.1',
  rows: ['R5227-25', 'R5227-26'],
  statement: 'A probe that comes back to the host, or comes from another of its own interfaces, is no conflict.',
  rationale: 'Otherwise the host never gets an address behind an access point that repeats what it hears.',
  exercisedBy: 'a probe with a hardware address of the host itself, while it tests the address',
  needs: DETECTS,
  profiles: TESTERS,
  examples: {
    holds: example(() => probing(1).received(probe(C, C)).settled()),
    violates: example(() => givenUp(probing(1).received(probe(C, C)))),
  },
  watch: (context) => watchUnmoved(context, TESTING, ({ kind }) => kind === 'own', 'its-own-probe'),
};

/** Section 2.1.1 speaks of ARP packets for IPv4 over the link; what is malformed is none. */
export const misfitsDoNotEndTheTest: Property = {
  id: 'rfc5227.misfits-do-not-end-the-test',
  level: 'MUST',
  source: 'RFC 5227, section 2.1.1 (derived)',
  rows: ['R5227-32', 'LEN-27'],
  statement:
    'A malformed packet, or one of another hardware or protocol type, that names the tested address is no conflict.',
  rationale: 'What no stack takes for ARP comes from no host that has the address.',
  exercisedBy: 'a malformed packet that names the address which is being tested',
  needs: DETECTS,
  profiles: TESTERS,
  examples: {
    holds: example(() =>
      probing(1)
        .received(altered(request(OWNER, B), 0, 0, 3))
        .settled(),
    ),
    violates: example(() => givenUp(probing(1).received(altered(request(OWNER, B), 0, 0, 3)))),
  },
  watch: (context) => watchUnmoved(context, TESTING, ({ kind }) => kind === 'misfit', 'a-misfit'),
};

/** Section 2.1.1: if no conflicting packet has been received, "then the host has successfully determined that the desired address may be used safely". */
export const unchallengedAddressIsAnnounced: Property = {
  id: 'rfc5227.unchallenged-address-is-announced',
  level: 'MUST',
  source: 'RFC 5227, sections 2.1.1 and 2.3',
  rows: ['R5227-40', 'R5227-23'],
  statement: 'A test that meets no conflict goes on to its end, and the address is announced.',
  rationale: 'A host that waits for nothing never comes up.',
  exercisedBy: 'a stack tests an address that nobody has',
  needs: DETECTS,
  seconds: 7,
  profiles: TESTERS,
  examples: {
    holds: example(() => claimed()),
    violates: example(() => probing(2).wait(9000).settled()),
  },
  watch: (context) =>
    watchDetection(context, {
      claimed: ({ isChallenged }) => {
        if (!isChallenged) context.exercised();
      },
      gaveUp: (detection, event) => {
        const { stage, challenges, host } = detection;
        if (stage !== 'testing' || challenges.length > 0) return;
        context.violated({
          time: event.time,
          at: host.name,
          expected: `${host.name} announces ${named(detection)}, which nobody has`,
          received: 'it gave it up',
          mechanism: 'gave-up-without-a-reason',
          events: [event.id, detection.begunBy],
        });
      },
      overdue: (detection, event) => {
        if (detection.isChallenged) return;
        const { host, probes, begunBy } = detection;
        context.violated({
          time: event.time,
          at: host.name,
          expected: `${host.name} announces ${named(detection)}, which nobody has`,
          received: `it stopped after ${probes.length} probes`,
          mechanism: 'test-without-an-end',
          events: [detection.lastProbe?.id ?? begunBy],
        });
      },
    }),
};

/** Section 2.4 speaks of the sender address and the sender hardware address: nothing else is a conflict. */
export const questionsAreNoConflict: Property = {
  id: 'rfc5227.questions-are-no-conflict',
  level: 'MUST',
  source: 'RFC 5227, sections 2.4 and 2.5',
  rows: ['R5227-65', 'R5227-66'],
  statement:
    'A probe or a request of somebody else for an address in use makes the host neither defend it nor give it up.',
  rationale: 'A host that lets a question take its address from it can be sent away by anybody who looks for it.',
  exercisedBy: 'a request or a probe for an address that was configured with detection and is in use',
  needs: DETECTS,
  profiles: TESTERS,
  examples: {
    holds: example(() => claimed().received(probe(A, C)).sent(probeReply(C, A)).settled()),
    violates: example(() => givenUp(claimed().received(request(B, C)))),
  },
  watch: (context) =>
    watchUnmoved(context, IN_USE, ({ kind }) => kind === 'question' || kind === 'probe', 'a-question'),
};

/** Section 2.4: "… but the 'sender hardware address' does not match any of the host's own interface addresses". */
export const ownPacketsAreNoConflict: Property = {
  id: 'rfc5227.own-packets-are-no-conflict',
  level: 'MUST',
  source: 'RFC 5227, section 2.4',
  rows: ['R5227-61'],
  statement: "A packet with the host's own hardware address in the name of its address is no conflict.",
  rationale: 'An access point that repeats what it hears would make the host defend itself against itself.',
  exercisedBy: "a packet of the host's own comes back to it",
  needs: DETECTS,
  profiles: TESTERS,
  examples: {
    holds: example(() => claimed().received(announcement(C)).settled()),
    violates: example(() => givenUp(claimed().received(announcement(C)))),
  },
  watch: (context) => watchUnmoved(context, IN_USE, ({ kind }) => kind === 'own', 'its-own-packet'),
};

/** Section 2.4 speaks of ARP packets; what is malformed is none. */
export const misfitsAreNoConflict: Property = {
  id: 'rfc5227.misfits-are-no-conflict',
  level: 'MUST',
  source: 'RFC 5227, section 2.4 (derived)',
  rows: ['R5227-67', 'LEN-27'],
  statement:
    'A malformed packet, or one of another hardware or protocol type, that claims an address in use is no conflict.',
  rationale: 'What no stack takes for ARP comes from no host that has the address.',
  exercisedBy: 'a malformed packet that claims an address in use',
  needs: DETECTS,
  profiles: TESTERS,
  examples: {
    holds: example(() =>
      claimed()
        .received(altered(request(OWNER, B), 0, 0, 3))
        .settled(),
    ),
    violates: example(() => givenUp(claimed().received(altered(request(OWNER, B), 0, 0, 3)))),
  },
  watch: (context) => watchUnmoved(context, IN_USE, ({ kind }) => kind === 'misfit', 'a-misfit'),
};

/** Section 2.4: "(one of) the host's own IP address(es) configured on that interface". */
export const otherAddressesAreUntouched: Property = {
  id: 'rfc5227.other-addresses-are-untouched',
  level: 'MUST',
  source: 'RFC 5227, section 2.4',
  rows: ['R5227-62', 'R5227-63'],
  statement: 'A claim to one address concerns no other one, and no address of another interface.',
  rationale: 'One wrong host on the network would otherwise cost the host all its addresses.',
  exercisedBy: 'a claim to another address of the host, or to this one on another link, while this one is in use',
  needs: DETECTS,
  profiles: TESTERS,
  examples: {
    holds: example(() =>
      claimed()
        .received(request({ ip: H.ip, mac: A.mac }, B))
        .settled(),
    ),
    violates: example(() => givenUp(claimed().received(request({ ip: H.ip, mac: A.mac }, B)))),
  },
  watch: (context) =>
    watchUnmoved(
      context,
      IN_USE,
      ({ kind }) => kind === 'other-claim' || kind === 'elsewhere',
      'a-claim-to-another-address',
    ),
};

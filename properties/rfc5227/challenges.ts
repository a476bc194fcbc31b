import type { MonitorContext, Property } from '../../src/monitor/index.ts';
import { describeArp, describeFrame } from '../../src/wire/index.ts';
import { A, announcement, B, example, H, probe, reply, request } from '../rfc826/cast.ts';
import { C, claim, givenUp, probing, testing } from './cast.ts';
import { complain, DETECTS, named, TESTERS } from './complaint.ts';
import type { Detection, Heard } from './detection.ts';
import { watchDetection } from './detection-book.ts';
import { PROBE_NUM } from './timing.ts';

/** Somebody else who has the candidate. */
const OWNER = { ip: C.ip, mac: A.mac };

/** The monitor of "a packet like this, heard while an address is tested, ends the test". */
function watchEnding(context: MonitorContext, isMeant: (heard: Heard, detection: Detection) => boolean) {
  return watchDetection(context, {
    heard: (detection, heard) => {
      if (detection.stage === 'testing' && isMeant(heard, detection)) context.exercised();
    },
    used: (detection, event) => {
      if (detection.stage !== 'testing') return;
      const challenge = detection.challenges.find((heard) => isMeant(heard, detection));
      if (challenge === undefined) return;
      complain(context, detection, event, {
        expected: `nothing in the name of ${named(detection)} after "${describeArp(challenge.event.frame.arp!)}"`,
        mechanism: mechanismOf(challenge),
        causes: [challenge.event],
      });
    },
  });
}

function mechanismOf({ kind, event: { frame } }: Heard): string {
  if (kind === 'probe') return 'took-it-from-another-prober';
  if (frame.arp!.isGratuitous) return 'took-it-after-an-announcement';
  return frame.arp!.operation === 1 ? 'took-it-after-a-request' : 'took-it-after-a-reply';
}

/**
 * Section 2.1.1: "If during this period … the host receives any ARP packet (Request *or* Reply) on the interface where
 * the probe is being performed, where the packet's 'sender IP address' is the address being probed for, then the host
 * MUST treat this address as being in use by some other host".
 */
export const claimsEndTheTest: Property = {
  id: 'rfc5227.claims-end-the-test',
  level: 'MUST',
  source: 'RFC 5227, section 2.1.1',
  rows: ['R5227-15', 'R5227-16', 'R5227-17', 'R5227-18', 'R5227-19'],
  statement:
    'An address is not used if somebody else speaks in its name, by a request or by a reply, while it is tested.',
  rationale: 'Two hosts with one address: neither can be reached reliably, and both seem to work for a while.',
  exercisedBy: 'an ARP packet with the tested address as its sender',
  needs: DETECTS,
  profiles: TESTERS,
  examples: {
    holds: example(() => givenUp(probing(1).received(reply(OWNER, H)))),
    violates: example(() =>
      claim(
        probing(1).received(request(OWNER, B)).wait(1500).sent(probe(C, C)).wait(1500).sent(probe(C, C)).wait(2000),
      ),
    ),
  },
  watch: (context) => watchEnding(context, ({ kind }) => kind === 'claim'),
};

/** The same sentence: "from the beginning of the probing process", which begins with a wait. */
export const testIncludesTheFirstWait: Property = {
  id: 'rfc5227.test-includes-the-first-wait',
  level: 'MUST',
  source: 'RFC 5227, section 2.1.1',
  rows: ['R5227-20'],
  statement: 'A packet in the name of the address counts although the first probe has not been sent yet.',
  rationale: 'After a power cut everybody announces himself in that very second.',
  exercisedBy: 'an ARP packet with the tested address as its sender, before the first probe',
  needs: DETECTS,
  profiles: TESTERS,
  examples: {
    holds: example(() => givenUp(testing().received(announcement(OWNER)))),
    violates: example(() => claim(three(testing().received(announcement(OWNER))))),
  },
  watch: (context) => watchEnding(context, ({ kind, probes }) => kind === 'claim' && probes === 0),
};

/** The same sentence: "until ANNOUNCE_WAIT seconds after the last probe packet is sent". */
export const testLastsUntilTheAnnouncement: Property = {
  id: 'rfc5227.test-lasts-until-the-announcement',
  level: 'MUST',
  source: 'RFC 5227, section 2.1.1',
  rows: ['R5227-21'],
  statement: 'A packet in the name of the address counts also in the two seconds after the last probe.',
  rationale: 'That is when the answer to the last probe comes.',
  exercisedBy: 'an ARP packet with the tested address as its sender, after the last probe',
  needs: DETECTS,
  profiles: TESTERS,
  examples: {
    holds: example(() => givenUp(probing(3).received(reply(OWNER, H)))),
    violates: example(() => claim(probing(3).received(reply(OWNER, H)).wait(2000))),
  },
  watch: (context) => watchEnding(context, ({ kind, probes }) => kind === 'claim' && probes >= PROBE_NUM),
};

/** The same sentence speaks of the packet's sender, and of no other header. */
export const hardwareAddressInThePacketDecides: Property = {
  id: 'rfc5227.hardware-address-in-the-packet-decides',
  level: 'MUST',
  source: 'RFC 5227, section 2.1.1 (derived)',
  rows: ['R5227-35'],
  statement: 'A packet in the name of the tested address counts whatever its Ethernet source is.',
  rationale: 'Bridges and access points send the packets of others from their own address.',
  exercisedBy: 'an ARP packet with the tested address as its sender, whose Ethernet source is another one',
  needs: DETECTS,
  profiles: TESTERS,
  examples: {
    holds: example(() => givenUp(probing(1).received(request(OWNER, B, { source: B.mac })))),
    violates: example(() => claim(three(testing().received(request(OWNER, B, { source: B.mac }))))),
  },
  watch: (context) =>
    watchEnding(context, ({ kind, event: { frame } }) => kind === 'claim' && frame.source !== frame.arp!.senderMac),
};

/**
 * Section 2.1.1: "if during this period the host receives any ARP Probe where the packet's 'target IP address' is the
 * address being probed for, and the packet's 'sender hardware address' is not the hardware address of any of the host's
 * interfaces, then the host SHOULD similarly treat this as an address conflict".
 */
export const simultaneousProbesConflict: Property = {
  id: 'rfc5227.simultaneous-probes-conflict',
  level: 'SHOULD',
  source: 'RFC 5227, section 2.1.1',
  rows: ['R5227-22'],
  statement: 'An address is not used if somebody else probes for it while it is tested.',
  rationale: 'Two hosts that start together, and were given the same address, would both find it free.',
  exercisedBy: 'a probe of somebody else for an address that is being tested',
  needs: DETECTS,
  profiles: TESTERS,
  examples: {
    holds: example(() => givenUp(probing(1).received(probe(A, C)))),
    violates: example(() => claim(three(testing().received(probe(A, C))))),
  },
  watch: (context) => watchEnding(context, ({ kind }) => kind === 'probe'),
};

/**
 * Section 2.1.1: the host "should indicate to the configuring agent (human operator, DHCP server, etc.) that the proposed
 * address is not acceptable". The "should" is a small one.
 */
export const conflictIsTold: Property = {
  id: 'rfc5227.conflict-is-told',
  level: 'SHOULD',
  source: 'RFC 5227, sections 2.1.1 and 2.4',
  rows: ['R5227-27'],
  statement: 'Whoever configured an address is told when it turns out, or comes, to be in use by somebody else.',
  rationale: 'Only he can choose another one, or find the host that has it wrongly.',
  exercisedBy: 'an ARP packet with the tested address as its sender',
  needs: DETECTS,
  profiles: TESTERS,
  examples: {
    holds: example(() => givenUp(probing(1).received(reply(OWNER, H)))),
    violates: example(() => probing(1).received(reply(OWNER, H)).settled()),
  },
  watch: (context) => {
    /** Tests that have been complained about, by the event that began them. */
    const told = new Set<number>();
    return watchDetection(context, {
      restart: () => told.clear(),
      gaveUp: ({ stage, challenges }) => {
        if (stage === 'testing' && challenges.some(({ kind }) => kind === 'claim')) context.exercised();
      },
      settled: (detection, { time }) => {
        if (detection.stage !== 'testing' || told.has(detection.begunBy)) return;
        const challenge = detection.challenges.find(({ kind }) => kind === 'claim');
        if (challenge === undefined) return;
        told.add(detection.begunBy);
        context.violated({
          time,
          at: detection.host.name,
          expected: `${detection.host.name} says that somebody else has ${named(detection)}`,
          received: `nothing, after "${describeFrame(challenge.event.frame)}"`,
          mechanism: 'conflict-not-told',
          events: [challenge.event.id],
        });
      },
    });
  },
};

/** The rest of a test after its beginning, with the wait behind it. */
function three(builder: ReturnType<typeof testing>): ReturnType<typeof testing> {
  return builder.wait(500).sent(probe(C, C)).wait(1500).sent(probe(C, C)).wait(1500).sent(probe(C, C)).wait(2000);
}

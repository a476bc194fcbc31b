import type { Property } from '../../src/monitor/index.ts';
import { ARP_REQUEST, describeFrame, IPV4_ANY, MAC_BROADCAST, MAC_ZERO } from '../../src/wire/index.ts';
import { B, example, H, probe, request } from '../rfc826/cast.ts';
import { C, established, probing, testing } from './cast.ts';
import { complain, DETECTS, named, TESTERS } from './complaint.ts';
import { watchDetection } from './detection-book.ts';
import { IDLE } from './timing.ts';

/**
 * Section 1.1: "… the term 'ARP Probe' is used to refer to an ARP Request packet, broadcast on the local link, with an
 * all-zero 'sender IP address'. The 'sender hardware address' MUST contain the hardware address of the interface sending
 * the packet."
 */
export const probesAreBroadcastRequests: Property = {
  id: 'rfc5227.probes-are-broadcast-requests',
  level: 'MUST',
  source: 'RFC 5227, sections 1.1 and 2.1.1',
  rows: ['R5227-01', 'R5227-02'],
  statement: "A probe is a broadcast request with the interface's hardware address as its sender.",
  rationale: 'Who has the address has to hear it, and has to see that it is not an echo of its own.',
  exercisedBy: 'a stack tests an address',
  needs: DETECTS,
  profiles: TESTERS,
  examples: {
    holds: example(() => testing().sent(probe(C, C))),
    violates: example(() => testing().sent(request(C, C, { senderIp: IPV4_ANY, destination: B.mac }))),
  },
  watch: (context) =>
    watchDetection(context, {
      probed: (detection, event) => {
        context.exercised();
        const { frame, port } = event;
        const { operation, senderMac } = frame.arp!;
        const own = context.world.portOf(port).mac;
        if (operation === ARP_REQUEST && frame.destination === MAC_BROADCAST && senderMac === own) return;
        const mechanism =
          operation !== ARP_REQUEST
            ? 'probe-is-no-request'
            : senderMac === own
              ? 'probe-to-one-station'
              : 'foreign-sender-in-probe';
        complain(context, detection, event, { expected: `a broadcast request for ${named(detection)}`, mechanism });
      },
    }),
};

/** Section 2.1.1: "The 'sender IP address' field MUST be set to all zeroes; this is to avoid polluting ARP caches". */
export const probesHaveNoSenderAddress: Property = {
  id: 'rfc5227.probes-have-no-sender-address',
  level: 'MUST',
  source: 'RFC 5227, section 2.1.1',
  rows: ['R5227-03'],
  statement: 'The sender protocol address of a probe is 0.0.0.0, whatever other addresses the host has.',
  rationale: 'With another one, everyone who hears it learns something that may turn out to be wrong.',
  exercisedBy: 'a stack tests an address',
  needs: DETECTS,
  profiles: TESTERS,
  examples: {
    holds: example(() => testing().sent(probe(C, C))),
    violates: example(() => testing().sent(request(H, C))),
  },
  watch: (context) =>
    watchDetection(context, {
      probed: (detection, event) => {
        context.exercised();
        if (event.frame.arp!.senderIp === IPV4_ANY) return;
        complain(context, detection, event, {
          expected: `a probe for ${named(detection)} names no sender`,
          mechanism: 'sender-in-probe',
        });
      },
    }),
};

/** Section 2.1.1: "The 'target hardware address' field is ignored and SHOULD be set to all zeroes." */
export const probesHaveNoTargetHardwareAddress: Property = {
  id: 'rfc5227.probes-have-no-target-hardware-address',
  level: 'SHOULD',
  source: 'RFC 5227, section 2.1.1',
  rows: ['R5227-04'],
  statement: 'The target hardware address of a probe is zero.',
  rationale: 'Some stacks take a request with another one for malformed, and do not defend their address.',
  exercisedBy: 'a stack tests an address',
  needs: DETECTS,
  profiles: TESTERS,
  examples: {
    holds: example(() => testing().sent(probe(C, C))),
    violates: example(() => testing().sent(request(C, C, { senderIp: IPV4_ANY, targetMac: MAC_BROADCAST }))),
  },
  watch: (context) =>
    watchDetection(context, {
      probed: (detection, event) => {
        context.exercised();
        if (event.frame.arp!.targetMac === MAC_ZERO) return;
        complain(context, detection, event, {
          expected: 'the target hardware address is zero',
          mechanism: 'target-in-probe',
        });
      },
    }),
};

/** Section 2.1.1: "The 'target IP address' field MUST be set to the address being probed." */
export const probesAskForTheCandidate: Property = {
  id: 'rfc5227.probes-ask-for-the-candidate',
  level: 'MUST',
  source: 'RFC 5227, section 2.1.1',
  rows: ['R5227-05'],
  statement: 'While a host tests an address, its probes ask for that address.',
  rationale: 'A probe for another address finds nobody, and the host takes an address that somebody has.',
  exercisedBy: 'a stack tests an address',
  needs: DETECTS,
  profiles: TESTERS,
  examples: {
    holds: example(() => testing().sent(probe(C, C))),
    violates: example(() => testing().sent(probe(C, B))),
  },
  watch: (context) =>
    watchDetection(context, {
      probed: () => context.exercised(),
      strayProbe: (_host, event, tested) => {
        if (tested === undefined) return;
        complain(context, tested, event, {
          expected: `a probe for ${named(tested)}`,
          mechanism: 'probe-for-another-address',
        });
      },
    }),
};

/**
 * Section 2.1: "A host MUST NOT perform this check periodically as a matter of course. This would be a waste of network
 * bandwidth, and is unnecessary".
 */
export const noProbesOutsideATest: Property = {
  id: 'rfc5227.no-probes-outside-a-test',
  level: 'MUST',
  source: 'RFC 5227, section 2.1',
  rows: ['R5227-09', 'INV-18'],
  statement: 'A host sends no probe but for an address that it has been told to configure, before it has it.',
  rationale: 'Every probe wakes every station; a host that goes on probing what it has wastes their time for ever.',
  exercisedBy: 'a stack is left alone for a minute after it has announced an address',
  needs: DETECTS,
  seconds: 70,
  profiles: TESTERS,
  examples: {
    holds: example(() => established().wait(61_000).settled()),
    violates: example(() => established().wait(61_000).sent(probe(C, C))),
  },
  watch: (context) =>
    watchDetection(context, {
      settled: ({ stage, announcements, defence }, { time }) => {
        const last = Math.max(announcements.at(-1)?.time ?? 0, defence?.time ?? 0);
        if (stage === 'in-use' && announcements.length > 1 && time - last > IDLE) context.exercised();
      },
      strayProbe: (host, event, tested) => {
        if (tested !== undefined) return;
        context.violated({
          time: event.time,
          at: host.name,
          expected: 'no probe, as no address is being tested',
          received: `"${describeFrame(event.frame)}"`,
          mechanism: 'probe-without-a-test',
          events: [event.id],
        });
      },
    }),
};

/** Section 2.1: what is not to be configured any more need not be tested. */
export const removalEndsTheTest: Property = {
  id: 'rfc5227.removal-ends-the-test',
  level: 'SHOULD',
  source: 'RFC 5227, section 2.1 (derived)',
  rows: ['R5227-82'],
  statement: 'An address that is removed is neither probed nor announced any more.',
  rationale: 'An announcement of an address that nobody configured directs traffic to a host that does not have it.',
  exercisedBy: 'an address is removed, while it is tested or later',
  needs: DETECTS,
  profiles: TESTERS,
  examples: {
    holds: example(() => probing(1).detection(C.ip, 'removed').settled()),
    violates: example(() => probing(1).detection(C.ip, 'removed').sent(probe(C, C))),
  },
  watch: (context) => {
    const complaint = { expected: 'nothing more about an address that was removed', mechanism: 'tested-after-removal' };
    return watchDetection(context, {
      settled: ({ stage }) => {
        if (stage === 'removed') context.exercised();
      },
      usedAfterRemoval: (detection, event) => complain(context, detection, event, complaint),
    });
  },
};

import type { Property } from '../../src/monitor/index.ts';
import type { FrameEvent, PortIndex } from '../../src/trace/index.ts';
import { type Ipv4, parseIpv4 } from '../../src/wire/index.ts';
import { A, example, host, probe, request } from '../rfc826/cast.ts';
import { C } from './cast.ts';
import { complain, DETECTS, named, TESTERS } from './complaint.ts';
import { watchDetection } from './detection-book.ts';
import { MAX_CONFLICTS, PROBE_WAIT, RATE_LIMIT_INTERVAL, secondsText, TOLERANCE } from './timing.ts';

interface Attempts {
  conflicts: number;
  /** The first probe for the address that was tried last. */
  last: FrameEvent | undefined;
  address: Ipv4 | undefined;
}

/**
 * Section 2.1.1: "If a host experiences MAX_CONFLICTS or more address conflicts on a given interface, then the host MUST
 * limit the rate at which it probes for new addresses on this interface to no more than one attempted new address per
 * RATE_LIMIT_INTERVAL."
 */
export const attemptsAreLimited: Property = {
  id: 'rfc5227.attempts-are-limited',
  level: 'MUST',
  source: 'RFC 5227, sections 1.1 and 2.1.1',
  rows: ['R5227-31'],
  statement: 'After ten conflicts while probing, a host tries one new address a minute at most.',
  rationale: 'Where somebody claims every address, hosts that try on and on make it worse for everybody else.',
  exercisedBy: 'ten tests of a host fail, and it is told to configure two more addresses',
  needs: DETECTS,
  seconds: 200,
  profiles: TESTERS,
  examples: {
    holds: example(() => eleven().wait(61_000).detection(C.ip, 'probing').sent(probe(C, C))),
    violates: example(() => eleven().wait(1000).detection(C.ip, 'probing').sent(probe(C, C))),
  },
  watch: (context) => {
    const ports = new Map<PortIndex, Attempts>();
    const attemptsOn = (port: PortIndex): Attempts => {
      const known = ports.get(port) ?? { conflicts: 0, last: undefined, address: undefined };
      ports.set(port, known);
      return known;
    };
    return watchDetection(context, {
      restart: () => ports.clear(),
      restarted: (host) => {
        for (const port of ports.keys()) if (context.world.portOf(port).node === host.index) ports.delete(port);
      },
      gaveUp: ({ stage, port, isChallenged }) => {
        if (stage === 'testing' && isChallenged) attemptsOn(port).conflicts += 1;
      },
      probed: (detection, event) => {
        const attempts = attemptsOn(detection.port);
        const { last, conflicts, address } = attempts;
        if (
          detection.probes.length > 0 ||
          detection.isAgain ||
          detection.isRestarted ||
          address === detection.address
        ) {
          return;
        }
        attempts.last = event;
        attempts.address = detection.address;
        if (last === undefined || conflicts < MAX_CONFLICTS) return;
        context.exercised();
        const gap = event.time - last.time;
        // The random wait in front of the first probe may have been longer the last time.
        if (gap >= RATE_LIMIT_INTERVAL - PROBE_WAIT - TOLERANCE) return;
        complain(context, detection, event, {
          expected: `${secondsText(RATE_LIMIT_INTERVAL)} between two new addresses after ${conflicts} conflicts`,
          received: `${named(detection)} is tried after ${secondsText(gap)}`,
          mechanism: 'tried-too-often',
          causes: [last],
        });
      },
    });
  },
};

/** Ten candidates that somebody else has, and one that nobody claims. */
function eleven() {
  const builder = host();
  for (let number = 100; number < 100 + MAX_CONFLICTS; number++) {
    const ip = parseIpv4(`10.0.0.${number}`)!;
    const candidate = { ip, mac: C.mac };
    builder.detection(ip, 'probing').sent(probe(candidate, candidate));
    builder
      .received(request({ ip, mac: A.mac }, { ip: C.ip }))
      .detection(ip, 'given-up')
      .settled();
  }
  return builder;
}

import type { Property } from '../../src/monitor/index.ts';
import { type Trace, TraceBuilder } from '../../src/trace/index.ts';
import { formatIpv4, type Ipv4 } from '../../src/wire/index.ts';
import { A, announcement, B, probe } from '../rfc826/cast.ts';
import { C } from '../rfc5227/cast.ts';
import { complain, named } from '../rfc5227/complaint.ts';
import type { Detection } from '../rfc5227/detection.ts';
import { watchDetection } from '../rfc5227/detection-book.ts';
import { DEFEND_INTERVAL, secondsText, TOLERANCE } from '../rfc5227/timing.ts';

const FIRST = { ip: C.ip, mac: A.mac };
const SECOND_ONE = { ip: C.ip, mac: B.mac };

/**
 * Section 2.1.1: a host treats claims to the address that it tests, and the probes of others for it, as conflicts; so of
 * two that test the same one, on a link that loses nothing, one at most finds it free.
 */
export const twoNeverBothWin: Property = {
  id: 'network.two-never-both-win',
  level: 'MUST',
  source: 'RFC 5227, section 2.1.1 (derived)',
  rows: ['R5227-36'],
  statement: 'Of two hosts on one link that test the same address, one at most announces it, if no frame is lost.',
  rationale: 'This is what the whole procedure is for.',
  exercisedBy: 'two hosts on one link are told to configure the same address, and one of them hears the other',
  examples: {
    holds: () => race((builder) => builder.at('B').detection(C.ip, 'given-up')),
    violates: () =>
      race((builder) => builder.at('A').wait(2000).sent(announcement(FIRST)).at('B').sent(announcement(SECOND_ONE))),
  },
  watch: (context) => {
    /** Detections that have heard each other's test. */
    const pairs = new Map<Detection, Set<Detection>>();
    const tests = new Map<Ipv4, Set<Detection>>();
    let isLossy = false;
    const rivalsOf = (detection: Detection): Detection[] => [...(pairs.get(detection) ?? [])];
    const monitor = watchDetection(context, {
      restart: () => {
        pairs.clear();
        tests.clear();
        isLossy = false;
      },
      probed: (detection) => {
        const known = tests.get(detection.address) ?? new Set();
        tests.set(detection.address, known.add(detection));
      },
      heard: (detection, { kind, event: { frame } }) => {
        if (kind !== 'probe' || detection.policy === undefined) return;
        for (const other of tests.get(detection.address) ?? []) {
          if (other === detection || !other.probes.some((each) => each.frame === frame)) continue;
          pairs.set(detection, (pairs.get(detection) ?? new Set()).add(other));
          pairs.set(other, (pairs.get(other) ?? new Set()).add(detection));
        }
      },
      gaveUp: (detection) => {
        if (detection.stage === 'testing' && rivalsOf(detection).length > 0) context.exercised();
      },
      claimed: (detection, event) => {
        const winner = rivalsOf(detection).find(({ stage, host }) => stage === 'in-use' && host !== detection.host);
        if (winner === undefined || isLossy) return;
        complain(context, detection, event, {
          expected: `${winner.host.name} alone has ${named(detection)}, which both have tested`,
          mechanism: 'both-won',
          causes: [winner.announcements[0], detection.lastProbe],
        });
      },
    });
    return { ...monitor, dropped: losing(monitor.dropped) };

    function losing(before: typeof monitor.dropped): NonNullable<typeof monitor.dropped> {
      return (event) => {
        isLossy = true;
        before?.(event);
      };
    }
  },
};

/** Two hosts that hear each other probe for the same address. */
function race(end: (builder: TraceBuilder) => TraceBuilder): Trace {
  const [one, other] = [probe(FIRST, C), probe(SECOND_ONE, C)];
  const builder = new TraceBuilder()
    .host('A', { mac: '02:00:00:00:00:0a' })
    .detection(C.ip, 'probing')
    .host('B', { mac: '02:00:00:00:00:0b' })
    .detection(C.ip, 'probing')
    .at('A')
    .sent(one)
    .at('B')
    .received(one)
    .sent(other);
  return end(builder).build();
}

/**
 * Section 2.4 (c): a host does not defend within DEFEND_INTERVAL of its last defence, so that "two misconfigured hosts do
 * not get stuck in an endless loop flooding the network with broadcast traffic while they both try to defend the same
 * address".
 */
export const defendersDoNotLoop: Property = {
  id: 'network.defenders-do-not-loop',
  level: 'MUST',
  source: 'RFC 5227, section 2.4 (c)',
  rows: ['R5227-59'],
  statement: 'Hosts that have one address between them and all defend it announce it once each in ten seconds.',
  rationale: 'They would fill the network with announcements, for ever.',
  exercisedBy: 'two hosts on one link defend the same address',
  examples: {
    holds: () => dispute(1),
    violates: () => dispute(2),
  },
  watch: (context) => {
    const defences = new Map<Ipv4, { readonly time: number; readonly by: Detection }[]>();
    return watchDetection(context, {
      restart: () => defences.clear(),
      defended: (detection, event) => {
        const since = event.time - DEFEND_INTERVAL + TOLERANCE;
        const recent = (defences.get(detection.address) ?? []).filter(({ time }) => time > since);
        recent.push({ time: event.time, by: detection });
        defences.set(detection.address, recent);
        const defenders = new Set(recent.map(({ by }) => by)).size;
        if (defenders < 2) return;
        if (recent.length <= defenders) {
          context.exercised();
          return;
        }
        complain(context, detection, event, {
          expected: `${formatIpv4(detection.address)} is announced ${defenders} times in ${secondsText(DEFEND_INTERVAL)}, by ${defenders} hosts`,
          received: `${recent.length} times`,
          mechanism: 'defence-loop',
        });
        // One complaint a round: what comes next is the same loop.
        defences.set(detection.address, []);
      },
    });
  },
};

/** Two hosts with one address; the first one speaks, and both defend it so many times. */
function dispute(rounds: number): Trace {
  const [one, other] = [announcement(FIRST), announcement(SECOND_ONE)];
  const has = { addresses: ['10.0.0.50/24'], profile: 'host-5227' };
  const builder = new TraceBuilder()
    .host('A', { mac: '02:00:00:00:00:0a', ...has })
    .host('B', { mac: '02:00:00:00:00:0b', ...has })
    .at('B')
    .received(one)
    .sent(other)
    .at('A')
    .received(other)
    .sent(one);
  if (rounds > 1) builder.at('B').received(one).sent(other);
  return builder.build();
}

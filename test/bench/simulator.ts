import { catalogue } from '../../properties/catalogue.ts';
import type { Property } from '../../src/monitor/index.ts';
import { type Bench, type BenchRow, formatAmount, interleaved } from './bench-row.ts';
import { NS3_MISSING, Ns3Workload } from './ns3.ts';
import { Workload } from './workload.ts';

const STRICT = 'rfc826-strict';
const LINUX = 'linux';
/** Half a second on ours, a second on ns-3: long against the clock, short against the patience of whoever waits. */
const OUR_FRAMES = 2_000_000;
const PEER_FRAMES = 200_000;
const ROUNDS = 7;

/** Frames delivered to hosts per second, all monitors on, against ns-3. */
export function simulatorAgainstNs3(hosts: number): Bench {
  const name = `simulator-ns3-${hosts}`;
  return { name, target: { atLeast: 10 }, measure: () => measureAgainstNs3(name, hosts) };
}

async function measureAgainstNs3(name: string, hosts: number): Promise<BenchRow> {
  const [strict, linux] = [checkedWorkload(hosts, STRICT), checkedWorkload(hosts, LINUX)];
  const peer = Ns3Workload.build();
  try {
    const measures = [() => framesPerSecond(strict), () => framesPerSecond(linux)];
    if (peer !== undefined) measures.push(() => peerFramesPerSecond(peer, strict));
    const [ours, oursLinux, theirs] = await interleaved(measures, ROUNDS);
    const note = `${hosts} hosts, ${catalogue.length} properties, profile ${STRICT}`;
    const byLinux = `${LINUX}: ${formatAmount(oursLinux!)}`;
    const row = { name, ours: ours!, unit: 'frames/s' };
    if (theirs === undefined) return { ...row, peer: null, ratio: null, note: `${note}; ${byLinux}; ${NS3_MISSING}` };
    const ratioByLinux = (oursLinux! / theirs).toFixed(1);
    return { ...row, peer: theirs, ratio: ours! / theirs, note: `${note}; ${byLinux}, ratio ${ratioByLinux}` };
  } finally {
    peer?.remove();
  }
}

/** A workload that delivers what the formula says: a rate over frames that never came would be worth nothing. */
function checkedWorkload(hosts: number, profile: string): Workload {
  const workload = new Workload(hosts, profile);
  const counted = workload.countFrames(3);
  if (counted !== 3 * workload.framesPerRound) {
    throw new Error(`${hosts} hosts, ${profile}: ${counted} frames in 3 rounds, not ${3 * workload.framesPerRound}`);
  }
  return workload;
}

function framesPerSecond(workload: Workload, properties = catalogue): number {
  const rounds = Math.ceil(OUR_FRAMES / workload.framesPerRound);
  return (rounds * workload.framesPerRound) / workload.seconds(rounds, properties);
}

function peerFramesPerSecond(peer: Ns3Workload, workload: Workload): number {
  const rounds = Math.ceil(PEER_FRAMES / workload.framesPerRound);
  const { frames, seconds } = peer.run(workload.hosts, rounds);
  if (frames !== rounds * workload.framesPerRound) throw new Error(`ns-3 delivered ${frames} frames: another workload`);
  return frames / seconds;
}

const SIZES = [8, 64, 256, 1024];
const SCALING_ROUNDS = 5;

/**
 * What a delivered frame costs in networks of different sizes: the dearest size against the cheapest.
 *
 * A resolution (two flushes, a request, a reply, a datagram, what all properties make of them) is the same work at
 * every size, but shared by 9 frames at 8 hosts and by 1025 at 1024; the note says what is left without properties.
 */
export const simulatorScaling: Bench = {
  name: 'simulator-scaling',
  target: { atMost: 1.5 },
  async measure() {
    const strict = await costs(STRICT, catalogue);
    const linux = await costs(LINUX, catalogue);
    const unjudged = await costs(STRICT, []);
    const ours = spread(strict);
    const list = (each: readonly number[]): string => each.map((cost) => cost.toFixed(0)).join('/');
    const note =
      `ns a frame at ${SIZES.join('/')} hosts: ${STRICT} ${list(strict)}; ` +
      `${LINUX} ${list(linux)}, ratio ${spread(linux).toFixed(2)}; ` +
      `${STRICT} without properties ${list(unjudged)}, ratio ${spread(unjudged).toFixed(2)}`;
    return { name: 'simulator-scaling', ours, peer: null, ratio: ours, unit: 'dearest/cheapest', note };
  },
};

function spread(values: readonly number[]): number {
  return Math.max(...values) / Math.min(...values);
}

async function costs(profile: string, properties: readonly Property[]): Promise<number[]> {
  const workloads = SIZES.map((hosts) => checkedWorkload(hosts, profile));
  return interleaved(
    workloads.map((workload) => () => 1e9 / framesPerSecond(workload, properties)),
    SCALING_ROUNDS,
  );
}

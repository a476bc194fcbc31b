import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { catalogue } from '../../properties/catalogue.ts';
import type { LiveStack } from '../../src/network/index.ts';
import { runCampaign, SLICE_OF_LONG_CASES } from '../../src/runner/campaign.ts';
import { Rig } from '../../src/runner/rig.ts';
import { quickScenario } from '../../src/scenario/arbitraries/batched-stack.ts';
import { SUT_NAME } from '../../src/scenario/arbitraries/subject.ts';
import { kernel } from '../../src/stacks/kernel/kernel.ts';
import type { StackKind } from '../../src/stacks/stack.ts';
import { parseStackSpec } from '../../src/stacks/stack-spec.ts';
import { type Bench, type BenchRow, interleaved, median } from './bench-row.ts';

const HERE = path.join(import.meta.dirname, '../../../test/bench');
const CASES = 16 * SLICE_OF_LONG_CASES;
const ROUNDS = 7;
const PEER_SECONDS = '0.7';
const SCAPY_SECONDS = '3';
const SPEC = parseStackSpec('kernel');
const NETWORK_GROUPS = ['host-scope.', 'network.'];
const PROPERTIES = catalogue.filter(({ id }) => !NETWORK_GROUPS.some((group) => id.startsWith(group)));

/** What a campaign asked the kernel, and what it heard. */
interface Counts {
  stimuli: number;
  /** Distinct pairs of a stimulus and everything that was heard until the next one, octet by octet. */
  readonly pairs: Set<string>;
  /** Those in which nothing was heard. */
  quiet: number;
}

/**
 * Exchanges a second of a whole campaign against the kernel, generated and judged, against a loop in C: of the campaign
 * distinct pairs of stimulus and observation count, of the loop everything. One thread each; the ratio is the median of
 * those of the rounds.
 */
export const kernelTap: Bench = {
  name: 'kernel-tap',
  target: { atLeast: 0.5 },
  async measure() {
    const unavailable = unavailableRow('kernel-tap');
    if (unavailable !== undefined) return unavailable;
    const folder = mkdtempSync(path.join(tmpdir(), 'arpcheck-tap-loop-'));
    try {
      const loop = path.join(folder, 'tap-loop');
      execFileSync('gcc', ['-O2', '-o', loop, path.join(HERE, 'kernel/tap-loop.c')]);
      const own: Speed[] = [];
      const theirs: Speed[] = [];
      await interleaved([(round) => kept(own, campaign(round)), () => kept(theirs, loopSpeed(loop))], ROUNDS);
      // The rounds in which the compiler was at work.
      for (const speeds of [own, theirs]) speeds.splice(0, speeds.length - ROUNDS);
      const ratioOf = (of: keyof Speed): number => median(own.map((each, round) => each[of] / theirs[round]![of]));
      const { stimuli, pairs, quiet } = await countsOf(0);
      const note =
        `${PROPERTIES.length} properties; of ${stimuli} stimuli ${percent(pairs.size, stimuli)} make distinct pairs, ` +
        `which alone count; of those ${percent(quiet, pairs.size)} got no answer; by processor time, all threads of ` +
        `each: ratio ${ratioOf('ofWork').toFixed(2)}`;
      const [ours, peer] = [own, theirs].map((speeds) => median(speeds.map((each) => each.perSecond)));
      const ratio = ratioOf('perSecond');
      return { name: 'kernel-tap', ours: ours!, peer: peer!, ratio, unit: 'exchanges/s', note };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/** Exchanges a second, and a second of processor time: a machine with other work on it changes that less. */
interface Speed {
  readonly perSecond: number;
  readonly ofWork: number;
}

/** Keeps what a round gave. */
async function kept(speeds: Speed[], speed: Speed | Promise<Speed>): Promise<number> {
  speeds.push(await speed);
  return speeds.at(-1)!.perSecond;
}

function loopSpeed(loop: string): Speed {
  const [perSecond = 0, ofWork = 0] = inNamespace([loop, PEER_SECONDS]);
  return { perSecond, ofWork };
}

/** The same against scapy's `srp1`, as everybody's first script has it. */
export const scapySrp1: Bench = scapyBench('scapy-srp1', 'srp1');
/** The same against scapy with a raw socket that is kept open. */
export const scapyL2: Bench = scapyBench('scapy-l2', 'l2');

function scapyBench(name: string, way: string): Bench {
  return {
    name,
    async measure() {
      const unavailable = unavailableRow(name);
      if (unavailable !== undefined) return unavailable;
      const script = path.join(HERE, 'scapy/exchanges.py');
      const peerOnce = (): number => inNamespace(['/usr/bin/python3', script, way, SCAPY_SECONDS])[0]!;
      const own = async (round: number): Promise<number> => (await campaign(round)).perSecond;
      const [ours, peer] = await interleaved([own, peerOnce], 3, 1);
      const note = 'scapy asks one question over and over and looks at the answer';
      return { name, ours: ours!, peer: peer!, ratio: ours! / peer!, unit: 'exchanges/s', note };
    },
  };
}

function unavailableRow(name: string): BenchRow | undefined {
  const availability = kernel.check(SPEC);
  if (availability.available) return undefined;
  const note = `${availability.missing}: ${availability.remedy}`;
  return { name, ours: 0, peer: null, ratio: null, unit: 'exchanges/s', note };
}

/** The numbers that a program prints. */
function inNamespace(command: readonly string[]): readonly number[] {
  const { status, stdout, stderr } = spawnSync('unshare', ['--net', ...command], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
  return stdout.trim().split(' ').map(Number);
}

/** Distinct judged pairs a second. */
async function campaign(round: number): Promise<Speed> {
  const { pairs } = await countsOf(round);
  const [start, startOfWork] = [performance.now(), process.cpuUsage()];
  const lateRuns = await run(round);
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(startOfWork);
  // Cases in which the harness was late are not judged.
  const judged = pairs.size * (1 - lateRuns / CASES);
  return { perSecond: judged / seconds, ofWork: (judged * 1e6) / (user + system) };
}

/** Goes through the same cases and keeps what was said; this costs time, so it is a run of its own. */
async function countsOf(round: number): Promise<Counts> {
  const counts: Counts = { stimuli: 0, quiet: 0, pairs: new Set() };
  let [stimulus, heard]: [string | undefined, string] = [undefined, ''];
  const close = (): void => {
    if (stimulus === undefined) return;
    const pair = `${stimulus}${heard}`;
    if (heard === '' && !counts.pairs.has(pair)) counts.quiet += 1;
    counts.pairs.add(pair);
    stimulus = undefined;
  };
  const open = (text: string): void => {
    close();
    counts.stimuli += 1;
    [stimulus, heard] = [text, ''];
  };
  await run(round, (stack) => {
    const [transmit, receive] = [stack.transmit.bind(stack), stack.receive.bind(stack)];
    const [send, beginCase] = [stack.send.bind(stack), stack.beginCase.bind(stack)];
    stack.transmit = (frame) => {
      open(octets(frame));
      transmit(frame);
    };
    stack.send = (destination, packet) => {
      open(`send ${destination} ${packet}`);
      return send(destination, packet);
    };
    stack.receive = () => {
      const answer = receive();
      if (answer !== undefined) heard += ` ${octets(answer)}`;
      return answer;
    };
    stack.beginCase = () => {
      close();
      return beginCase();
    };
  });
  close();
  return counts;
}

function octets(frame: Uint8Array): string {
  return Buffer.from(frame).toString('hex');
}

/** Runs a campaign; how many of its cases the harness was late in. */
async function run(seed: number, watch?: (stack: LiveStack) => void): Promise<number> {
  const kind: StackKind = {
    ...kernel,
    start: async (spec) => {
      const started = await kernel.start(spec);
      watch?.(started.stack);
      return started;
    },
  };
  const rig = await Rig.start(new Map([[SUT_NAME, { kind, spec: SPEC }]]));
  try {
    const { mac, addresses, staticNeighbour, sysctl } = kernel.identity(SPEC);
    const { abilities } = rig.stack(SUT_NAME)!;
    const subject = { mac, addresses, staticNeighbour, sysctl, abilities, clock: 'real' } as const;
    const arbitrary = quickScenario('linux', subject);
    const slice = SLICE_OF_LONG_CASES;
    const result = await runCampaign({ arbitrary, properties: PROPERTIES, seed, slice, runs: CASES, rig });
    const found = result.findings[0]?.violation;
    if (found !== undefined) throw new Error(`the kernel violates ${found.property} (seed ${seed}): ${found.received}`);
    return result.lateRuns;
  } finally {
    await rig.close();
  }
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}

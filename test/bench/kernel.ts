import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { catalogue } from '../../properties/catalogue.ts';
import type { LiveStack } from '../../src/network/index.ts';
import { runCampaign, SLICE_OF_SINGLE_STACKS } from '../../src/runner/campaign.ts';
import { Rig } from '../../src/runner/rig.ts';
import { quickScenario } from '../../src/scenario/arbitraries/batched-stack.ts';
import { SUT_NAME } from '../../src/scenario/arbitraries/subject.ts';
import { kernel } from '../../src/stacks/kernel/kernel.ts';
import type { StackKind } from '../../src/stacks/stack.ts';
import { parseStackSpec } from '../../src/stacks/stack-spec.ts';
import { type Bench, type BenchRow, interleaved } from './bench-row.ts';

const HERE = path.join(import.meta.dirname, '../../../test/bench');
const CASES = 4 * SLICE_OF_SINGLE_STACKS;
const ROUNDS = 7;
const PEER_SECONDS = '0.7';
const SCAPY_SECONDS = '3';
const SPEC = parseStackSpec('kernel');
const NETWORK_GROUPS = ['host-scope.', 'network.'];
const PROPERTIES = catalogue.filter(({ id }) => !NETWORK_GROUPS.some((group) => id.startsWith(group)));

/** What a campaign asked the kernel. */
interface Counts {
  stimuli: number;
  quiet: number;
  readonly distinct: Set<string>;
}

/** Exchanges a second of a whole campaign against the kernel, generated and judged, against a loop in C. */
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
      const [ours, peer] = await interleaved([campaign, () => inNamespace([loop, PEER_SECONDS])], ROUNDS);
      const counts = await counted(0);
      const note =
        `${PROPERTIES.length} properties; of ${counts.stimuli} stimuli ${percent(counts.distinct.size, counts.stimuli)} ` +
        `are distinct and ${percent(counts.quiet, counts.stimuli)} got no answer`;
      return { name: 'kernel-tap', ours: ours!, peer: peer!, ratio: ours! / peer!, unit: 'exchanges/s', note };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

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
      const peerOnce = (): number => inNamespace(['/usr/bin/python3', script, way, SCAPY_SECONDS]);
      const [ours, peer] = await interleaved([campaign, peerOnce], 3, 1);
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

function inNamespace(command: readonly string[]): number {
  const { status, stdout, stderr } = spawnSync('unshare', ['--net', ...command], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
  return Number(stdout);
}

/** Exchanges a second. */
async function campaign(round: number): Promise<number> {
  let stimuli = 0;
  const start = performance.now();
  await runCounting(round, (stack) => {
    const transmit = stack.transmit.bind(stack);
    stack.transmit = (frame) => {
      stimuli += 1;
      transmit(frame);
    };
    const send = stack.send.bind(stack);
    stack.send = (destination, packet) => {
      stimuli += 1;
      return send(destination, packet);
    };
  });
  return (stimuli * 1000) / (performance.now() - start);
}

/** Goes through the same cases and keeps what was asked; this costs time, so it is a run of its own. */
async function counted(round: number): Promise<Counts> {
  const counts: Counts = { stimuli: 0, quiet: 0, distinct: new Set() };
  await runCounting(round, (stack) => {
    const [transmit, receive] = [stack.transmit.bind(stack), stack.receive.bind(stack)];
    let isOpen = false;
    stack.transmit = (frame) => {
      counts.stimuli += 1;
      counts.distinct.add(Buffer.from(frame).toString('latin1'));
      isOpen = true;
      transmit(frame);
    };
    stack.receive = () => {
      const answer = receive();
      if (isOpen && answer === undefined) counts.quiet += 1;
      isOpen = false;
      return answer;
    };
  });
  return counts;
}

async function runCounting(seed: number, watch: (stack: LiveStack) => void): Promise<void> {
  const kind: StackKind = {
    ...kernel,
    start: async (spec) => {
      const started = await kernel.start(spec);
      watch(started.stack);
      return started;
    },
  };
  const rig = await Rig.start(new Map([[SUT_NAME, { kind, spec: SPEC }]]));
  try {
    const { mac, addresses, staticNeighbour, sysctl } = kernel.identity(SPEC);
    const { abilities } = rig.stack(SUT_NAME)!;
    const subject = { mac, addresses, staticNeighbour, sysctl, abilities, clock: 'real' } as const;
    const arbitrary = quickScenario('linux', subject);
    const slice = SLICE_OF_SINGLE_STACKS;
    const result = await runCampaign({ arbitrary, properties: PROPERTIES, seed, slice, runs: CASES, rig });
    const found = result.findings[0]?.violation;
    if (found !== undefined) throw new Error(`the kernel violates ${found.property} (seed ${seed}): ${found.received}`);
  } finally {
    await rig.close();
  }
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}

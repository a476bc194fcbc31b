/**
 * The rack of the story on real kernels and in the simulator, side by side: its steps as frames, and what becomes of
 * both invariants with and without the fix, for every arp_announce, inside and outside of locktime.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { neverLearnedOffHost } from '../../properties/host-scope/never-learned-off-host.ts';
import { neverOnWireOffHost } from '../../properties/host-scope/never-on-wire-off-host.ts';
import { simulatorAgreesWithLinux } from '../../properties/network/simulator-agrees-with-linux.ts';
import type { Topology } from '../../src/network/index.ts';
import { KernelPart } from '../../src/runner/kernel-part.ts';
import { Rig } from '../../src/runner/rig.ts';
import { type RunResult, ScenarioRunner } from '../../src/runner/run.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { Step } from '../../src/scenario/step.ts';
import { describeFrame, formatMac } from '../../src/wire/index.ts';
import { CLOSING, canRun } from '../stacks/kernel/rack/rack-lab.ts';
import { LOCAL_IP, onEveryHost, storyRack, withArptablesFix, withSysctl } from './story-rack.ts';

const BM1 = '98:03:9b:a0:98:2a';
/** A machine that is busy for long may be late each time. */
const TRIES = 10;

/** VM-3 knows its own host when VM-1 sends its metric; inside of the second that follows Linux believes nobody else. */
function story(topology: Topology, isOutside: boolean): Scenario {
  const steps: readonly Step[] = [
    { do: 'ping', from: 'VM-3', to: LOCAL_IP },
    ...(isOutside ? [{ do: 'wait', ms: 1500 } as const] : []),
    { do: 'metric', from: 'VM-1', to: LOCAL_IP, by: 'tcp' },
  ];
  return { version: 1, topology, steps };
}

const INVARIANTS = [neverLearnedOffHost, neverOnWireOffHost];
const runner = new ScenarioRunner({ properties: [...INVARIANTS, simulatorAgreesWithLinux], record: true });
let rig: Rig | undefined;

async function onKernels(scenario: Scenario): Promise<RunResult> {
  rig ??= await Rig.start(new Map(), new KernelPart('Linux', true));
  for (let tries = 1; ; tries++) {
    const result = await runner.runLive(scenario, rig);
    if (!result.isLate || tries === TRIES) return result;
  }
}

/** `learned held, on the wire violated` */
function outcome({ judgements }: RunResult): string {
  const [learned, onWire] = INVARIANTS.map(({ id }) => judgements.find(({ property }) => property.id === id)!.verdict);
  return `learned ${learned}, on the wire ${onWire}`;
}

afterAll(async () => {
  await rig?.close();
}, CLOSING);

/** The fix of the story only keeps it from being learned; a host that asks in another name has nothing to hide. */
const HELD = 'learned held, on the wire held';
const TABLE: readonly (readonly [fix: boolean, announce: number, outside: boolean, outcome: string])[] = [
  [false, 0, true, 'learned violated, on the wire violated'],
  [false, 0, false, 'learned held, on the wire violated'],
  [false, 1, true, HELD],
  [false, 1, false, HELD],
  [false, 2, true, HELD],
  [false, 2, false, HELD],
  [true, 0, true, 'learned held, on the wire violated'],
  [true, 0, false, 'learned held, on the wire violated'],
  [true, 1, true, HELD],
  [true, 1, false, HELD],
  [true, 2, true, HELD],
  [true, 2, false, HELD],
];

describe.each(TABLE)('fix %s, arp_announce %i, outside of locktime %s', (hasFix, announce, isOutside, expected) => {
  const rack = onEveryHost(storyRack(), (host) => {
    const own = withSysctl({ arp_announce: announce })(host);
    return hasFix ? withArptablesFix(own) : own;
  });
  const scenario = story(rack, isOutside);

  it(`simulated: ${expected}`, () => {
    expect(outcome(runner.run(scenario))).toBe(expected);
  });

  it.runIf(canRun)(`on real kernels: ${expected}`, async () => {
    const result = await onKernels(scenario);
    expect(outcome(result)).toBe(expected);
    const agreement = result.judgements.find(({ property }) => property === simulatorAgreesWithLinux)!;
    expect(agreement).toMatchObject({ verdict: 'held', violations: [] });
  });
});

describe.runIf(canRun)('the bubble on real kernels', () => {
  it('steps 1 to 10, frame by frame, and VM-3 is captured', async () => {
    const { trace } = await onKernels(story(storyRack(), true));
    const { header, events } = trace;
    const last = events.findLastIndex((event) => event.kind === 'step');
    const frames = events.slice(last).flatMap((event) => {
      if (event.kind !== 'sent') return [];
      return [`${header.ports[event.port]!.name} > ${describeFrame(event.frame)}`];
    });
    const [vm1, asked] = ['10.51.162.74', `who has 10.51.162.74? tell ${LOCAL_IP}`];
    expect(frames).toEqual([
      `VM-1.eth0 > who has ${LOCAL_IP}? tell ${vm1}`,
      `BM-1.veth1 > ${LOCAL_IP} is at ${BM1}`,
      `VM-1.eth0 > TCP SYN ${vm1} → ${LOCAL_IP}`,
      ...['BM-1.enp94s0f0', 'BM-1.veth0', 'BM-1.veth1'].map((port) => `${port} > ${asked}`),
      `VM-1.eth0 > ${vm1} is at 02:01:0a:33:a2:4a`,
      ...['BM-2.veth3', 'BM-2.veth4'].map((port) => `${port} > ${asked}`),
      `BM-1.veth1 > TCP SYN, ACK ${LOCAL_IP} → ${vm1}`,
    ]);
    const captured = events.slice(last).find((event) => event.kind === 'neighbour' && nameOf(event.node) === 'VM-3');
    expect(captured).toMatchObject({ before: { state: 'reachable' }, after: { state: 'stale' }, reason: 'frame' });
    expect(captured?.kind === 'neighbour' && formatMac(captured.after!.mac!)).toBe(BM1);

    function nameOf(node: number): string {
      return header.nodes[node]!.name;
    }
  });
});

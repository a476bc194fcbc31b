/** Random racks on real kernels do what the simulator predicts, frame by frame and entry by entry. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { simulatorAgreesWithLinux } from '../../../../properties/network/simulator-agrees-with-linux.ts';
import { KernelPart } from '../../../../src/runner/kernel-part.ts';
import { Rig } from '../../../../src/runner/rig.ts';
import { type LiveRunResult, ScenarioRunner } from '../../../../src/runner/run.ts';
import { kernelRackScenario } from '../../../../src/scenario/arbitraries/kernel-racks.ts';
import { ALL_KINDS } from '../../../../src/scenario/arbitraries/rack-steps.ts';
import type { Scenario } from '../../../../src/scenario/scenario.ts';
import { CLOSING, canRun } from './rack-lab.ts';

const SEED = 826;
const RUNS = 60;
const WAITING_RUNS = 4;

describe.runIf(canRun)(`racks on this kernel (seed ${SEED})`, () => {
  let rig: Rig | undefined;
  const runner = new ScenarioRunner({ properties: [simulatorAgreesWithLinux] });

  async function run(scenario: Scenario): Promise<LiveRunResult> {
    rig ??= await Rig.start(new Map(), new KernelPart('Linux', true));
    return runner.runLive(scenario, rig);
  }

  afterAll(async () => {
    await rig?.close();
  }, CLOSING);

  it('do what the simulator predicts where nobody waits', async () => {
    const kinds = ALL_KINDS.filter((kind) => kind !== 'wait');
    let exercised = 0;
    for (const scenario of fc.sample(kernelRackScenario({ kinds }), { seed: SEED, numRuns: RUNS })) {
      const { violations, judgements, failure } = await run(scenario);
      expect({ violations, failure }).toEqual({ violations: [], failure: undefined });
      exercised += judgements[0]!.exercised;
    }
    expect(exercised).toBeGreaterThan(RUNS);
  });

  it('do what the simulator predicts while timers run out', async () => {
    const all = fc.sample(kernelRackScenario({ hostsMax: 3 }), { seed: SEED, numRuns: 200 });
    const waiting = all.filter(({ steps }) => steps.some((step) => step.do === 'wait')).slice(0, WAITING_RUNS);
    expect(waiting).toHaveLength(WAITING_RUNS);
    // A machine that is too busy says nothing: its runs are left out, and do not fail.
    for (const scenario of waiting) expect((await run(scenario)).violations).toEqual([]);
  });

  it('show a rule that the simulator would not know of', async () => {
    const scenario = twoGuests(['ebtables -A FORWARD -p ARP -j DROP']);
    const { topology } = twoGuests([]);
    const predicted = { ...scenario, topology };
    rig ??= await Rig.start(new Map(), new KernelPart('Linux', true));
    const { trace: dropped } = await new ScenarioRunner({ properties: [], record: true }).runLive(scenario, rig);
    const { trace: passed } = await new ScenarioRunner({ properties: [], record: true }).runLive(predicted, rig);
    const frames = (trace: typeof dropped) => trace.events.filter((event) => event.kind === 'received').length;
    expect([frames(dropped), frames(passed)]).toEqual([1, 8]);
  });
});

/** VM-1 pings VM-2 on the same host. */
function twoGuests(rules: readonly string[]): Scenario {
  const guests = [1, 2].map((n) => ({
    name: `VM-${n}`,
    port: `veth${n}`,
    interfaces: [{ name: 'eth0', mac: `02:00:00:00:01:0${n}`, addresses: [`10.0.1.${n}/16`] }],
  }));
  const bridge = { name: 'br0', mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/16'], bridge: {} };
  const host = { name: 'BM-1', interfaces: [bridge], rules, guests };
  return { version: 1, topology: { version: 1, hosts: [host] }, steps: [{ do: 'ping', from: 'VM-1', to: '10.0.1.2' }] };
}

import { describe, expect, it } from 'vitest';
import { compilePlan, Network, type Pace, type Topology } from '../../src/network/index.ts';
import { PaceKeeper } from '../../src/network/pace.ts';
import { interpretNow } from '../../src/scenario/interpreter.ts';
import type { Step } from '../../src/scenario/step.ts';

const SECOND = 1_000_000_000;
const PACE: Pace = { slice: SECOND, milliseconds: 100, everyStep: false, tolerance: 8 };

function rack(...sysctls: readonly Readonly<Record<string, number>>[]): Topology {
  return {
    version: 1,
    switches: [{ name: 'tor' }],
    cables: ['A', 'B', 'C'].map((name) => [`${name}.eth0`, 'tor'] as const),
    hosts: ['A', 'B', 'C'].map((name, index) => ({
      name,
      interfaces: [{ name: 'eth0', mac: `02:00:00:00:00:0${index + 1}`, addresses: [`10.0.0.${index + 1}/24`] }],
      sysctl: sysctls[index] ?? {},
    })),
  };
}

/** `1.5 C.eth0`: seconds and ports of all frames that machines send. */
function sent(topology: Topology, pace: Pace | undefined, ...steps: readonly Step[]): readonly string[] {
  const network = new Network(compilePlan(topology), undefined, undefined, pace);
  const frames: string[] = [];
  network.sink = (event) => {
    if (event.kind === 'sent') frames.push(`${event.time / SECOND} ${network.header.ports[event.port]!.name}`);
  };
  interpretNow(network, { version: 1, topology, steps });
  return frames;
}

const nobody = (from: string): Step => ({ do: 'ping', from, to: '10.0.0.9' });
const wait = (ms: number): Step => ({ do: 'wait', ms });

describe('a network that is looked at once in a slice', () => {
  it('sends what timers send at the end of the slice in which they end', () => {
    const slow = rack({ retrans_time_ms: 700 });
    expect(sent(slow, PACE, nobody('A'), wait(3000))).toEqual(['0 A.eth0', '1 A.eth0', '2 A.eth0']);
    expect(sent(slow, undefined, nobody('A'), wait(3000)).map((each) => each.slice(0, 3))).toEqual([
      '0 A',
      '0.7',
      '1.4',
    ]);
  });

  it('has no order among timers of one slice but that of the ports', () => {
    const both = rack({ retrans_time_ms: 700 }, {}, { retrans_time_ms: 600 });
    expect(sent(both, PACE, nobody('C'), nobody('A'), wait(1000)).slice(2)).toEqual(['1 A.eth0', '1 C.eth0']);
  });

  it('rounds waits to slices', () => {
    expect(sent(rack(), PACE, nobody('A'), wait(400), wait(400))).toEqual(['0 A.eth0']);
    expect(sent(rack({ retrans_time_ms: 900 }), PACE, nobody('A'), wait(600))).toHaveLength(2);
  });

  it('lets a slice pass after every step if it has to', () => {
    expect(sent(rack(), { ...PACE, everyStep: true }, nobody('A'), nobody('B'))).toEqual([
      '0 A.eth0',
      '1 A.eth0',
      '1 B.eth0',
      '2 A.eth0',
      '2 B.eth0',
    ]);
  });

  it('lets frames be late by whole slices', () => {
    const delay: Step = { do: 'faults', cable: 'A.eth0', fates: [300] };
    const talk: Step = { do: 'ping', from: 'A', to: '10.0.0.2' };
    expect(sent(rack(), PACE, delay, talk, wait(1000))[1]).toBe('1 A.eth0');
    expect(sent(rack({ retrans_time_ms: 5000 }), PACE, delay, talk, wait(1000))[1]).toBe('1 B.eth0');
  });
});

describe('a pace that is kept in real time', () => {
  it('sleeps until the end of each slice and knows when it was late', async () => {
    const clock = { time: 0, slept: [] as number[] };
    const keeper = new PaceKeeper(
      {
        now: () => clock.time * 1e6,
        sleep: async (milliseconds) => {
          clock.slept.push(milliseconds);
          clock.time += milliseconds;
        },
      },
      PACE,
    );
    clock.time += 3;
    await keeper.next();
    clock.time += 7;
    await keeper.next();
    expect([clock.slept, keeper.lateness]).toEqual([[97, 93], 0]);
    clock.time += 9;
    await keeper.next();
    expect(keeper.lateness).toBe(9);
  });

  it('without waits has to be done before the first timer of a kernel means anything', () => {
    const clock = { time: 0 };
    const keeper = new PaceKeeper({ now: () => clock.time * 1e6, sleep: async () => {} }, PACE);
    clock.time = 600;
    expect(keeper.lateness).toBe(0);
    clock.time = 800;
    expect(keeper.lateness).toBe(800);
  });
});

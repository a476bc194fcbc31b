import { describe, expect, it } from 'vitest';
import { SIMULATED, type Subject } from '../../../src/scenario/arbitraries/subject.ts';
import { parseCase, serialiseCase } from '../../../src/scenario/case-file.ts';
import type { Scenario } from '../../../src/scenario/scenario.ts';
import type { ArpStep, Step } from '../../../src/scenario/step.ts';
import { type Sweep, sweepScenario } from '../../../src/scenario/sweeps/sweep.ts';
import { sweepsOf } from '../../../src/scenario/sweeps/sweeps.ts';
import { ARP_LENGTH, Frame } from '../../../src/wire/index.ts';

const WHERE = { profile: 'rfc826-strict', subject: SIMULATED };
/** It cannot be reset, has one address, and answers no ping. */
const BOX: Subject = {
  mac: '02:00:00:00:00:01',
  addresses: ['10.0.0.1/8'],
  abilities: new Set(),
  clock: 'real',
  remembers: true,
};
const SWEEPS = sweepsOf(SIMULATED).map((sweep) => [sweep.name, sweep] as const);

function sweepNamed(name: string, subject: Subject = SIMULATED): Sweep {
  return sweepsOf(subject).find((each) => each.name === name)!;
}

function stimuli(sweep: Sweep): readonly (readonly Step[])[] {
  return Array.from({ length: sweep.size }, (_, index) => sweep.stimulus(index));
}

function framesOf(steps: readonly Step[]): readonly Frame[] {
  return steps.flatMap((step) => (step.do === 'frame' ? [new Frame(Buffer.from(step.bytes, 'hex'))] : []));
}

function arpSteps(steps: readonly Step[]): readonly ArpStep[] {
  return steps.filter((step) => step.do === 'arp');
}

function asCase(scenario: Scenario): string {
  const about = { property: 'p', stack: 's', stackVersion: 'v', seed: 1, verdict: 'violated' } as const;
  return serialiseCase({ version: 1, kind: 'arpcheck-case', ...about, scenario });
}

describe.each(SWEEPS)('%s', (_name, sweep) => {
  const batch = Array.from({ length: Math.min(sweep.batch, sweep.size) }, (_, index) => index);

  it('makes the same stimulus of the same number, whoever asks', () => {
    const [first, again] = [sweep, sweepNamed(sweep.name)].map(({ stimulus }) => [0, 7, sweep.size - 1].map(stimulus));
    expect(again).toEqual(first);
  });

  it('makes cases that can be stored and read', () => {
    for (const indices of [batch, [sweep.size - 1]]) {
      const scenario = sweepScenario(sweep, indices, WHERE);
      const read = parseCase(asCase(scenario), 'case');
      expect(read).toMatchObject({ ok: true, case: { scenario } });
    }
  });

  it('has a sample that a slow stack gets through in a second', () => {
    const sampled = Array.from({ length: sweep.size }, (_, index) => index).filter(sweep.inSample);
    expect(sampled.length).toBeGreaterThan(20);
    expect(sampled.flatMap(sweep.stimulus).length).toBeLessThan(5000);
  });

  it('never asks a stack that answers no ping for an echo', () => {
    const box = sweepNamed(sweep.name, BOX);
    expect(
      [...box.before, ...stimuli(box).slice(0, 100).flat(), ...box.after].some(({ do: it }) => it === 'echo'),
    ).toBe(false);
  });
});

it('sweeps have names of their own', () => {
  const names = SWEEPS.map(([name]) => name);
  expect(names).toEqual([...new Set(names)]);
  expect(names.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name))).toEqual([]);
});

describe('every value of a field is there, each once', () => {
  it('operations', () => {
    const operations = stimuli(sweepNamed('operations')).flatMap((steps) => arpSteps(steps)[0]!.operation);
    expect(operations).toEqual(Array.from({ length: 65_536 }, (_, value) => value));
  });

  it.each([
    ['hardware-types', (frame: Frame) => frame.arp!.hardwareType],
    ['protocol-types', (frame: Frame) => frame.arp!.protocolType],
    ['address-lengths', ({ arp }: Frame) => (arp!.hardwareLength << 8) | arp!.protocolLength],
  ] as const)('%s', (name, field) => {
    const sweep = sweepNamed(name);
    for (let value = 0; value < 65_536; value += value < 3000 ? 1 : 97) {
      const frames = framesOf(sweep.stimulus(value));
      expect(frames.map(field)).toEqual(frames.map(() => value));
      // Good ARP comes from a station of its own, as it is to be believed.
      expect(frames).toHaveLength(frames[0]!.arp!.isEthernetIpv4 || (name === 'hardware-types' && value === 6) ? 1 : 2);
    }
    expect(sweep.size).toBe(65_536);
  });

  it('address widths: as long as the lengths say, and for the stack if read at the offsets of Ethernet', () => {
    for (const steps of stimuli(sweepNamed('address-widths'))) {
      for (const { length, arp } of framesOf(steps)) {
        expect(length).toBe(14 + 8 + 2 * (arp!.hardwareLength + arp!.protocolLength));
        if (length >= 14 + ARP_LENGTH) expect(arp).toMatchObject({ operation: 1, targetIp: 0x0a00_0001 });
      }
    }
  });
});

describe('truncations', () => {
  const sweep = sweepNamed('truncations');

  it('end after every octet of a frame, the first ones included', () => {
    const lengths = stimuli(sweep).map((steps) => framesOf(steps)[1]!.length);
    expect([...new Set(lengths)].toSorted((a, b) => a - b)).toEqual([...Array.from({ length: 42 }, (_, n) => n), 60]);
  });

  it('lie where the frame before makes a whole packet for the stack of them', () => {
    for (const steps of stimuli(sweep)) {
      const [before, cut] = framesOf(steps);
      if (cut!.length === 60) continue;
      const buffer = Uint8Array.from(before!.bytes);
      buffer.set(cut!.bytes);
      expect(before!.length).toBe(42);
      expect(new Frame(buffer).arp).toMatchObject({ isEthernetIpv4: true, targetIp: 0x0a00_0001 });
    }
  });

  it('are each from stations of their own within a case', () => {
    const steps = sweepScenario(sweep, [0, 1, 2], WHERE).steps;
    const askers = steps.flatMap((step) => (step.do === 'echo' ? [step.senderIp] : []));
    expect(new Set(askers).size).toBe(2 * sweep.batch);
  });
});

describe('special fields', () => {
  const packets = stimuli(sweepNamed('special-fields')).map((steps) => arpSteps(steps)[0]!);

  it.each(['senderIp', 'targetIp'] as const)('%s is each of the special addresses', (field) => {
    const seen = new Set(packets.map((each) => each[field]));
    for (const address of ['255.255.255.255', '10.255.255.255', '10.0.0.0', '0.0.0.0', '127.0.0.1', '224.0.0.1'])
      expect(seen).toContain(address);
    for (const address of ['240.0.0.1', '169.254.9.9', '192.0.2.1', '10.0.0.1', '10.0.0.2'])
      expect(seen).toContain(address);
  });

  it.each(['senderMac', 'targetMac', 'source'] as const)(
    '%s is zero, broadcast, a group and the stack’s own',
    (field) => {
      const seen = new Set(packets.map((each) => each[field]));
      for (const mac of ['00:00:00:00:00:00', 'ff:ff:ff:ff:ff:ff', '01:00:5e:00:00:01', SIMULATED.mac])
        expect(seen).toContain(mac);
    },
  );

  it('come in requests and in replies, no two the same', () => {
    const texts = packets.map((each) =>
      JSON.stringify(each)
        .replaceAll(/10\.0\.0\.\d{2,3}/g, 'station')
        .replaceAll(/02:00:00:00:01:\w\w/g, 'its MAC'),
    );
    expect(new Set(texts).size).toBe(texts.length);
    expect(packets.filter((each) => each.operation === 2)).toHaveLength(packets.length / 2);
  });

  it('say nothing to a stack that cannot be reset which it would remember in the next case', () => {
    const senders = stimuli(sweepNamed('special-fields', BOX)).map((steps) => arpSteps(steps)[0]!.senderIp);
    for (const learnable of ['169.254.9.9', '192.0.2.1', '240.0.0.1', '10.0.0.9'])
      expect(senders).not.toContain(learnable);
  });
});

describe('orders', () => {
  const sweep = sweepNamed('orders');

  it('are all pairs and all triples of sixteen packets', () => {
    expect(sweep.size).toBe(16 ** 2 + 16 ** 3);
    const moves = stimuli(sweep).map((steps) => arpSteps(steps).length - 1);
    expect(moves.filter((count) => count === 2)).toHaveLength(256);
    expect(moves.filter((count) => count === 3)).toHaveLength(4096);
  });

  it('differ in what happens', () => {
    // Stations go round: what tells two orders apart is who is who in them.
    const gist = (steps: readonly Step[]): string => {
      const names = new Map<string, number>();
      const text = (value: string): string => {
        if (value.startsWith('ff:') || value === '0.0.0.0' || value === '10.0.0.1' || value === SIMULATED.mac)
          return value;
        if (!names.has(value)) names.set(value, names.size);
        return String(names.get(value));
      };
      return arpSteps(steps)
        .map((step) => [step.operation, step.destination!, text(step.senderIp), text(step.targetIp)].join(' '))
        .join('; ');
    };
    // A probe names nobody, so that whether its sender is known makes no difference to its text.
    const withoutProbes = stimuli(sweep)
      .map(gist)
      .filter((each) => !each.includes('0.0.0.0'));
    expect(new Set(withoutProbes).size).toBeGreaterThan(1000);
  });
});

describe('likenesses', () => {
  it('are three requests each, the first and the last the same', () => {
    for (const steps of stimuli(sweepNamed('likenesses'))) {
      expect(steps.at(-1)).toEqual(steps[0]);
      expect(steps.length).toBeGreaterThanOrEqual(3);
    }
  });

  it('change every bit of the asker’s hardware address but the one that makes it a group', () => {
    const steps = stimuli(sweepNamed('likenesses', BOX)).map(arpSteps);
    const flips = new Set<number>();
    for (const [first, second] of steps) {
      if (second === undefined || second.operation !== 1) continue;
      const changed = Number.parseInt(first!.senderMac.replaceAll(':', ''), 16);
      const bit = Math.log2(Math.abs(changed - Number.parseInt(second.senderMac.replaceAll(':', ''), 16)));
      if (Number.isInteger(bit) && second.targetIp === first!.targetIp) flips.add(bit);
    }
    expect([...flips].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 48 }, (_, n) => n).filter((n) => n !== 40),
    );
  });
});

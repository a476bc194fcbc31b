/** What happens to the next frames on a cable: a list that is consumed in order. */
import { describe, expect, it } from 'vitest';
import type { Fate, Step } from '../../src/scenario/step.ts';
import { NetworkLab } from './network-lab.ts';
import { asks, switchTopology, testerIp } from './testers.ts';

function fates(...list: readonly Fate[]): Step {
  return { do: 'faults', cable: 'T0.eth0', fates: list };
}

/** Tester 0 asks for 10.0.1.N, N from 1. */
function questions(count: number): Step[] {
  return Array.from({ length: count }, (_, index) => asks(0, `10.0.1.${index + 1}`));
}

/** The numbers of the questions that tester 1 got, in order. */
function got(lab: NetworkLab): number[] {
  return lab.received('T1.eth0').map((frame) => frame.arp!.targetIp & 255);
}

function afterFates(list: readonly Fate[], count: number): number[] {
  const lab = new NetworkLab(switchTopology(2));
  lab.do(fates(...list), ...questions(count));
  return got(lab);
}

describe('the frames on a cable', () => {
  it.each<[Fate[], number[]]>([
    [[], [1, 2, 3, 4]],
    [['lose'], [2, 3, 4]],
    [
      ['pass', 'lose', 'lose'],
      [1, 4],
    ],
    [
      ['duplicate', 'pass', 'duplicate'],
      [1, 1, 2, 3, 3, 4],
    ],
    [['swap'], [2, 1, 3, 4]],
    [
      ['pass', 'swap'],
      [1, 3, 2, 4],
    ],
    [
      ['swap', 'lose'],
      [1, 3, 4],
    ],
    [
      ['swap', 'duplicate'],
      [2, 2, 1, 3, 4],
    ],
    [
      ['swap', 'swap'],
      [2, 1, 3, 4],
    ],
    [
      ['swap', 'pass', 'swap'],
      [2, 1, 4, 3],
    ],
    [['lose', 'lose', 'lose', 'lose', 'lose'], []],
  ])('%j: of four arrive %j', (list, expected) => {
    expect(afterFates(list, 4)).toEqual(expected);
  });

  it('are told as lost where they were sent', () => {
    const lab = new NetworkLab(switchTopology(2));
    lab.do(fates('lose'), ...questions(1));
    expect([lab.drops(), lab.frames('T0.eth0')]).toEqual([
      ['T0.eth0: loss'],
      [`T0.eth0 > who has 10.0.1.1? tell ${testerIp(0)}`],
    ]);
  });

  it('are delayed by so many milliseconds, and overtaken meanwhile', () => {
    const lab = new NetworkLab(switchTopology(2));
    lab.do(fates(5), ...questions(2));
    expect(got(lab)).toEqual([2]);
    const sent = lab.network.now;
    lab.do({ do: 'wait', ms: 4 });
    expect(got(lab)).toEqual([]);
    lab.do({ do: 'wait', ms: 2 });
    expect(got(lab)).toEqual([1]);
    const arrival = lab.events.find((event) => event.kind === 'received')!.time;
    // Two hops: the delayed one to the switch, and one more.
    expect(arrival).toBe(5_000_000 + 1000);
    expect(sent).toBeLessThan(arrival);
  });

  it('go either way: the list counts both', () => {
    const lab = new NetworkLab(switchTopology(2));
    lab.do(fates('pass', 'lose'), asks(0, '10.0.1.1'), asks(1, '10.0.1.2'), asks(1, '10.0.1.3'));
    expect(lab.received('T0.eth0').map((frame) => frame.arp!.targetIp & 255)).toEqual([3]);
  });

  it('meet a new list in place of the rest of the old one', () => {
    const lab = new NetworkLab(switchTopology(2));
    lab.do(fates('lose', 'lose', 'lose'), ...questions(1), fates('pass', 'lose'), ...questions(3));
    expect(got(lab)).toEqual([1, 3]);
  });

  it('of other cables are not concerned', () => {
    const lab = new NetworkLab(switchTopology(3));
    lab.do({ do: 'faults', cable: 'T1.eth0', fates: ['lose'] }, asks(0, '10.0.1.1'));
    expect(lab.received('T2.eth0')).toHaveLength(1);
    expect(got(lab)).toEqual([]);
  });

  it('a cable that is not there has no fates', () => {
    const lab = new NetworkLab(switchTopology(2));
    lab.do({ do: 'faults', cable: 'T9.eth0', fates: ['lose'] }, ...questions(1));
    expect(got(lab)).toEqual([1]);
  });
});

describe('healing', () => {
  it('ends all faults; what waited to be overtaken is lost', () => {
    const lab = new NetworkLab(switchTopology(2));
    lab.do(fates('swap', 'lose', 'lose', 'lose'), ...questions(1));
    expect(lab.heal().drops()).toEqual(['T0.eth0: loss']);
    lab.do(...questions(2));
    expect(got(lab)).toEqual([1, 2]);
  });
});

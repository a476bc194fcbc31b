import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Port } from '../../src/network/port.ts';
import { HOP_NANOSECONDS, Scheduler } from '../../src/network/scheduler.ts';
import { Frame } from '../../src/wire/index.ts';

const SEED = 826_010;

/** A scheduler, and what it has done: `frame 1 at 1000`, `timer 2 at 5`. */
class SchedulerLab {
  readonly scheduler = new Scheduler();
  readonly log: string[] = [];
  readonly #names = new Map<Frame, string>();
  readonly #port = new Port(0, 'eth0', true);
  /** Called when something of that name happens, before it is over. */
  readonly reactions = new Map<string, () => void>();

  constructor() {
    this.#port.owner = { index: 0, name: 'owner', arrive: (_, frame) => this.#note(`frame ${this.#names.get(frame)}`) };
  }

  frame(name: string): void {
    const frame = new Frame(new Uint8Array(14));
    this.#names.set(frame, name);
    this.scheduler.deliver(this.#port, frame);
  }

  timer(name: string, at: number): { cancel(): void } {
    return this.scheduler.at(
      at,
      { wake: (token) => this.#note(`timer ${(token as { name: string }).name}`) },
      { name },
    );
  }

  #note(what: string): void {
    this.log.push(`${what} at ${this.scheduler.now}`);
    this.reactions.get(what)?.();
  }
}

describe('frames', () => {
  it('arrive one hop later, in the order in which they were sent', () => {
    const lab = new SchedulerLab();
    for (const name of ['a', 'b', 'c']) lab.frame(name);
    expect(lab.log).toEqual([]);
    lab.scheduler.settle();
    expect(lab.log).toEqual(['a', 'b', 'c'].map((name) => `frame ${name} at ${HOP_NANOSECONDS}`));
  });

  it('set off others, which arrive one more hop later', () => {
    const lab = new SchedulerLab();
    lab.reactions.set('frame a', () => lab.frame('answer'));
    for (const name of ['a', 'b']) lab.frame(name);
    lab.scheduler.settle();
    const times = [HOP_NANOSECONDS, HOP_NANOSECONDS, 2 * HOP_NANOSECONDS];
    expect(lab.log).toEqual(['a', 'b', 'answer'].map((name, index) => `frame ${name} at ${times[index]}`));
  });

  it('may be thousands, sent while others arrive', () => {
    const lab = new SchedulerLab();
    const expected: string[] = [];
    for (let index = 0; index < 1000; index++) {
      lab.frame(`${index}`);
      lab.reactions.set(`frame ${index}`, () => lab.frame(`answer ${index}`));
    }
    lab.scheduler.settle();
    for (const kind of ['frame ', 'frame answer ']) {
      for (let index = 0; index < 1000; index++) {
        expected.push(`${kind}${index} at ${kind === 'frame ' ? HOP_NANOSECONDS : 2 * HOP_NANOSECONDS}`);
      }
    }
    expect(lab.log).toEqual(expected);
  });

  it('that are forgotten do not arrive', () => {
    const lab = new SchedulerLab();
    for (let index = 0; index < 20; index++) lab.frame(`${index}`);
    lab.timer('t', 1);
    expect(lab.scheduler.clearFrames()).toBe(20);
    lab.frame('after');
    lab.scheduler.settle();
    expect(lab.log).toEqual(['timer t at 1', `frame after at ${HOP_NANOSECONDS}`]);
  });
});

describe('timers', () => {
  it('fire at their time, those of one instant in the order in which they were set', () => {
    const lab = new SchedulerLab();
    for (const [name, at] of [
      ['b1', 20],
      ['a', 10],
      ['b2', 20],
      ['c', 30],
      ['b3', 20],
    ] as const)
      lab.timer(name, at);
    lab.scheduler.runUntil(25);
    expect(lab.log).toEqual(['timer a at 10', 'timer b1 at 20', 'timer b2 at 20', 'timer b3 at 20']);
    expect(lab.scheduler.now).toBe(25);
    lab.scheduler.runUntil(30);
    expect(lab.log.at(-1)).toBe('timer c at 30');
  });

  it('set for the past fire now', () => {
    const lab = new SchedulerLab();
    lab.scheduler.runUntil(100);
    lab.timer('late', 50);
    lab.scheduler.runUntil(100);
    expect(lab.log).toEqual(['timer late at 100']);
  });

  it('set by a timer for the same instant fire behind those that were there', () => {
    const lab = new SchedulerLab();
    lab.reactions.set('timer a', () => void lab.timer('c', 10));
    lab.timer('a', 10);
    lab.timer('b', 10);
    lab.scheduler.runUntil(10);
    expect(lab.log).toEqual(['timer a at 10', 'timer b at 10', 'timer c at 10']);
  });

  it('that are cancelled do not fire, before or after others were', () => {
    const lab = new SchedulerLab();
    const timers = Array.from({ length: 300 }, (_, index) => lab.timer(`${index}`, (index * 7919) % 100));
    timers.forEach((timer, index) => void (index % 3 !== 0 && timer.cancel()));
    timers[1]!.cancel();
    lab.scheduler.runUntil(100);
    const expected = timers
      .map((_, index) => [(index * 7919) % 100, index] as const)
      .filter(([, index]) => index % 3 === 0)
      .sort(([at, index], [otherAt, other]) => at - otherAt || index - other);
    expect(lab.log).toEqual(expected.map(([at, index]) => `timer ${index} at ${at}`));
  });

  it('that have fired may be cancelled without harm', () => {
    const lab = new SchedulerLab();
    const fired = lab.timer('a', 10);
    lab.scheduler.runUntil(10);
    for (let count = 0; count < 200; count++) fired.cancel();
    lab.timer('b', 20);
    lab.scheduler.runUntil(20);
    expect(lab.log).toEqual(['timer a at 10', 'timer b at 20']);
  });

  it('wait while frames settle, unless they are due before the last one has arrived', () => {
    const lab = new SchedulerLab();
    lab.frame('a');
    lab.timer('due', HOP_NANOSECONDS);
    lab.timer('later', HOP_NANOSECONDS + 1);
    lab.scheduler.settle();
    expect(lab.log).toEqual([`timer due at ${HOP_NANOSECONDS}`, `frame a at ${HOP_NANOSECONDS}`]);
    expect(lab.scheduler.now).toBe(HOP_NANOSECONDS);
  });
});

type Command =
  | { readonly do: 'frame' | 'settle' }
  | { readonly do: 'timer' | 'run' | 'cancel'; readonly value: number };

const commands: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant({ do: 'frame' } as const) },
    { weight: 4, arbitrary: fc.nat({ max: 3000 }).map((value) => ({ do: 'timer', value }) as const) },
    { weight: 3, arbitrary: fc.nat({ max: 100 }).map((value) => ({ do: 'cancel', value }) as const) },
    { weight: 2, arbitrary: fc.nat({ max: 1500 }).map((value) => ({ do: 'run', value }) as const) },
    { weight: 1, arbitrary: fc.constant({ do: 'settle' } as const) },
  ),
  { maxLength: 400, size: 'max' },
);

interface Pending {
  readonly at: number;
  /** Timers before frames of the same instant. */
  readonly rank: 0 | 1;
  readonly order: number;
  readonly name: string;
}

/** What the scheduler should do, by looking through everything each time. */
class Model {
  now = 0;
  readonly log: string[] = [];
  pending: Pending[] = [];

  run(until: number, onlyWhileFrames: boolean): void {
    for (;;) {
      if (onlyWhileFrames && !this.pending.some((each) => each.rank === 1)) return;
      this.pending.sort((left, right) => left.at - right.at || left.rank - right.rank || left.order - right.order);
      const next = this.pending[0];
      if (next === undefined || next.at > until) break;
      this.pending.shift();
      this.now = Math.max(this.now, next.at);
      this.log.push(`${next.name} at ${this.now}`);
    }
    this.now = until;
  }
}

it(`does what a list that is searched from end to end would do (seed ${SEED})`, () => {
  const property = fc.property(commands, (list) => {
    const [lab, model] = [new SchedulerLab(), new Model()];
    const timers: { cancel(): void }[] = [];
    list.forEach((command, order) => {
      switch (command.do) {
        case 'frame':
          lab.frame(`${order}`);
          model.pending.push({ at: model.now + HOP_NANOSECONDS, rank: 1, order, name: `frame ${order}` });
          return;
        case 'timer': {
          const at = model.now + command.value;
          timers.push(lab.timer(`${timers.length}`, at));
          model.pending.push({ at, rank: 0, order, name: `timer ${timers.length - 1}` });
          return;
        }
        case 'cancel': {
          const index = timers.length - 1 - command.value;
          timers[index]?.cancel();
          model.pending = model.pending.filter((each) => each.name !== `timer ${index}`);
          return;
        }
        case 'run':
          lab.scheduler.runUntil(model.now + command.value);
          model.run(model.now + command.value, false);
          return;
        default:
          lab.scheduler.settle();
          model.run(Number.POSITIVE_INFINITY, true);
      }
    });
    expect(lab.log).toEqual(model.log);
    expect(lab.scheduler.now).toBe(model.now);
  });
  fc.assert(property, { seed: SEED, numRuns: 300 });
});

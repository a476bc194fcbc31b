import type { Fact } from '../../properties/facts/fact.ts';
import type { Property } from '../monitor/index.ts';
import { SIMULATED, singleStackTopology } from '../scenario/arbitraries/subject.ts';
import { factScenes } from '../scenario/fact-scenes.ts';
import type { FrameEvent } from '../trace/index.ts';
import { describeArp, formatIpv4, formatMac } from '../wire/index.ts';
import type { LiveSubject } from './live-subject.ts';
import { ScenarioRunner } from './run.ts';

/** One answer to the question of a fact. */
export interface FactAnswer {
  readonly answer: string;
  /** How often it was seen. */
  readonly times: number;
  /** What showed it the first time. */
  readonly frames: readonly string[];
}

/** What was seen of a stack with regard to a fact. */
export interface FactRecord {
  readonly fact: Fact;
  /** The most frequent one first; empty if it was not seen. */
  readonly answers: readonly FactAnswer[];
}

export interface FactTerms {
  readonly facts: readonly Fact[];
  readonly profile: string;
  /** Undefined: a simulated stack. */
  readonly live: LiveSubject | undefined;
  /** Seconds that may be waited in real time for one scene. */
  readonly patience: number;
  readonly signal?: AbortSignal | undefined;
}

/** Frames that are kept for one answer; a silent neighbour is asked for three times, and some stacks go on. */
const FRAMES_MAX = 8;

/** Shows a stack what facts are about, and notes what it does. Ends early if the stack fails or the user wants to stop. */
export async function recordFacts(terms: FactTerms): Promise<readonly FactRecord[]> {
  const { facts, profile, live, signal } = terms;
  const notes = new Notes(facts);
  const runner = new ScenarioRunner({ properties: notes.properties });
  const subject = live?.subject ?? SIMULATED;
  const topology = singleStackTopology(profile, subject);
  const isTimeFree = subject.clock === 'virtual' && subject.abilities?.has('advance') !== false;
  for (const { steps, seconds } of factScenes(subject)) {
    if (signal?.aborted === true) break;
    if (!isTimeFree && seconds > terms.patience) continue;
    const scenario = { version: 1, topology, steps } as const;
    if (live === undefined) runner.run(scenario);
    else {
      const { failure, isLate } = await runner.runLive(scenario, live.rig);
      if (failure !== undefined) break;
      if (isLate) continue;
    }
    notes.keep();
  }
  return notes.records();
}

/** What was seen in the run at hand, and in all that count. */
class Notes {
  readonly properties: readonly Property[];
  readonly #facts: readonly Fact[];
  readonly #kept: readonly Map<string, { times: number; frames: readonly string[] }>[];
  readonly #fresh: { readonly index: number; readonly answer: string; readonly frames: readonly string[] }[] = [];

  constructor(facts: readonly Fact[]) {
    this.#facts = facts;
    this.#kept = facts.map(() => new Map());
    this.properties = facts.map((fact, index) => this.#propertyOf(fact, index));
  }

  /** The judge runs folds of properties; this one is never violated. */
  #propertyOf({ id, rows, question, watch }: Fact, index: number): Property {
    const nothing = (): never => {
      throw new Error('a fact has no example');
    };
    return {
      ...{ id, rows, level: 'PRACTICE', source: '', statement: question, rationale: '', exercisedBy: '' },
      examples: { holds: nothing, violates: nothing },
      watch: (monitor) => {
        const seen = (answer: string, ...frames: readonly FrameEvent[]): void => {
          this.#fresh.push({ index, answer, frames: frames.slice(0, FRAMES_MAX).map(frameText) });
        };
        return watch({ monitor, seen });
      },
    };
  }

  /** The run counts. */
  keep(): void {
    for (const { index, answer, frames } of this.#fresh) {
      const known = this.#kept[index]!.get(answer);
      if (known === undefined) this.#kept[index]!.set(answer, { times: 1, frames });
      else known.times += 1;
    }
    this.#fresh.length = 0;
  }

  records(): readonly FactRecord[] {
    return this.#facts.map((fact, index) => {
      const answers = [...this.#kept[index]!].map(([answer, seen]) => ({ answer, ...seen }));
      return { fact, answers: answers.toSorted((left, right) => right.times - left.times) };
    });
  }
}

function frameText({ frame }: FrameEvent): string {
  if (frame.arp !== undefined) return describeArp(frame.arp);
  if (frame.ip === undefined) return `a frame of type 0x${frame.etherType.toString(16).padStart(4, '0')}`;
  return `a packet for ${formatIpv4(frame.ip.destination)} to ${formatMac(frame.destination)}`;
}

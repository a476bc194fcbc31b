import fc, { type Arbitrary } from 'fast-check';
import { catalogue } from '../../properties/catalogue.ts';
import { type Judgement, judgeTrace, type Violation } from '../../src/monitor/index.ts';
import type { Ability, StackChoice } from '../../src/network/index.ts';
import { Breath } from '../../src/runner/breath.ts';
import { findingKey } from '../../src/runner/finding.ts';
import { caseOf } from '../../src/runner/finding-case.ts';
import { ScenarioRunner } from '../../src/runner/run.ts';
import { shrink } from '../../src/runner/shrink.ts';
import { rackScenario } from '../../src/scenario/arbitraries/racks.ts';
import { singleStackScenario } from '../../src/scenario/arbitraries/single-stack.ts';
import { SIMULATED, type Subject } from '../../src/scenario/arbitraries/subject.ts';
import type { CaseFile } from '../../src/scenario/case-file.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { Trace } from '../../src/trace/index.ts';
import { asBlackBox } from '../properties/as-black-box.ts';
import type { Mutant } from './mutant.ts';
import { scenarios } from './scenes.ts';

const SEED = 826;
const RUNS = 400;
const STEPS_MAX = 50;
const ONE_ADDRESS: Subject = { mac: SIMULATED.mac, addresses: [SIMULATED.addresses[0]!], clock: 'real' };

/** Who gets to play the mutant: the less a case asks for, the more stacks can be given it. */
const PARTS: readonly Subject[] = [
  playing(['ping'], ONE_ADDRESS),
  playing(['ping'], { ...ONE_ADDRESS, addresses: SIMULATED.addresses }),
  playing(['ping', 'send'], ONE_ADDRESS),
  playing(['ping', 'send', 'flush', 'advance'], { ...SIMULATED, clock: 'virtual' }),
];

/** A mutant that violates a property, and what it was seen to do. */
export interface SeenMutant {
  readonly violation: Violation;
  readonly trace: Trace;
}

/** Looks for the smallest case in which a mutant with an origin shows what is wrong with it; undefined if none does. */
export async function findRegression(mutant: Mutant): Promise<CaseFile | undefined> {
  for (const [sample, arbitrary] of sources(mutant)) {
    for (const scenario of sample()) {
      const seen = mutantIn(mutant, scenario);
      if (seen === undefined || referenceIn(mutant, scenario).verdict !== 'held') continue;
      const key = findingKey(seen.violation);
      const check = (candidate: Scenario): Violation | undefined => {
        const again = mutantIn(mutant, candidate)?.violation;
        if (again === undefined || findingKey(again) !== key) return undefined;
        return referenceIn(mutant, candidate).verdict === 'held' ? again : undefined;
      };
      const start = { scenario, violation: seen.violation };
      const shrunk = await shrink(start, arbitrary, check, { breath: new Breath(undefined) });
      return storedCase(mutant, shrunk.scenario, shrunk.violation);
    }
  }
  return undefined;
}

/** What a mutant violates in a scenario, of the property that has to notice first. */
export function mutantIn({ stack: Stack, ...mutant }: Mutant, scenario: Scenario): SeenMutant | undefined {
  const { trace, judgement } = judged(mutant, scenario, () => (config, environment) => new Stack(config, environment));
  const { mechanism } = mutant.origin ?? {};
  const violation = judgement.violations.find((each) => mechanism === undefined || each.mechanism === mechanism);
  return violation === undefined ? undefined : { violation, trace };
}

/** What the same property says of the stack without the bug. */
export function referenceIn(mutant: Omit<Mutant, 'stack'>, scenario: Scenario): Judgement {
  return judged(mutant, scenario, undefined).judgement;
}

/** One stack is judged from outside, as a real one is. */
function judged(
  { killedBy, scene = 'stack' }: Omit<Mutant, 'stack'>,
  scenario: Scenario,
  stackFor: StackChoice | undefined,
): { readonly trace: Trace; readonly judgement: Judgement } {
  const options = { properties: [], record: true, ...(stackFor === undefined ? {} : { stackFor }) };
  const seen = new ScenarioRunner(options).run(scenario).trace;
  const trace = scene === 'stack' ? asBlackBox(seen) : seen;
  const [judgement] = judgeTrace(
    trace,
    catalogue.filter(({ id }) => id === killedBy[0]),
  );
  return { trace, judgement: judgement! };
}

type Source = readonly [sample: () => readonly Scenario[], shrinking: Arbitrary<Scenario>];

function sources({ scene = 'stack', profile = 'rfc826-strict' }: Mutant): readonly Source[] {
  const sample = { seed: SEED, numRuns: RUNS };
  const whole: Source = [() => scenarios(scene, profile, sample), rackScenario()];
  if (scene !== 'stack') return [whole];
  return [
    ...PARTS.map((subject): Source => {
      const arbitrary = singleStackScenario({ profile, stepsMax: STEPS_MAX, subject });
      return [() => fc.sample(arbitrary, sample), arbitrary];
    }),
    [whole[0], singleStackScenario({ profile })],
  ];
}

function storedCase({ name, profile = 'rfc826-strict' }: Mutant, scenario: Scenario, violation: Violation): CaseFile {
  return caseOf(scenario, violation, { stack: `reference:${profile}`, stackVersion: `mutant ${name}`, seed: SEED });
}

function playing(abilities: readonly Ability[], subject: Subject): Subject {
  return { ...subject, abilities: new Set(abilities) };
}

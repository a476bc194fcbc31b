import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import { whyNotJudged } from '../../src/check/judgeable.ts';
import { Judge, type Property, type Violation } from '../../src/monitor/index.ts';
import { captureOf, pcapngOf, type Vantage } from '../../src/report/pcap.ts';
import { caseOf } from '../../src/runner/finding-case.ts';
import { type RunOptions, runScenario } from '../../src/runner/run.ts';
import { rackScenario } from '../../src/scenario/arbitraries/racks.ts';
import { singleStackScenario } from '../../src/scenario/arbitraries/single-stack.ts';
import { SUT_NAME } from '../../src/scenario/arbitraries/subject.ts';
import { serialiseCase } from '../../src/scenario/case-file.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { Trace, TraceEvent } from '../../src/trace/index.ts';
import { LONE_MUTANTS } from '../mutants/index.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { checkBytes } from './checked.ts';

const SEED = 5944;

/** Judged from frames alone, wherever they were captured. */
const FROM_SENT_FRAMES = catalogue.filter(
  (each) =>
    each.id !== 'host-scope.never-learned-off-host' &&
    whyNotJudged(each, { hasTopology: true, hasHost: false, isFromBeginning: true }) === undefined,
);
/** Judged by `check` in the best of places. */
const FROM_FRAMES = catalogue.filter(
  (each) => whyNotJudged(each, { hasTopology: true, hasHost: true, isFromBeginning: true }) === undefined,
);

/** All violations of a run, by property and machine, as the monitors told them while it went on. */
function live(trace: Trace, properties: readonly Property[]): ReadonlySet<string> {
  const violations: Violation[] = [];
  const judge = new Judge(trace.header, properties);
  judge.onViolation = (violation) => violations.push(violation);
  for (const event of trace.events) judge.event(event);
  judge.end();
  return new Set(violations.map(({ property, at }) => `${property} ${at}`));
}

/** The same, told by `check` from the capture of the run. */
function checked(scenario: Scenario, trace: Trace, properties: readonly Property[], vantage: Vantage) {
  const property = catalogue[0]!;
  const { id, level, source } = property;
  const what = { mechanism: 'x', circumstances: [], expected: '', received: '', events: [], time: 0, at: '' };
  const violation: Violation = { property: id, level, source, ...what };
  const origin = { stack: 'reference', stackVersion: 'x', seed: 0 };
  const caseJson = JSON.stringify(JSON.parse(serialiseCase(caseOf(scenario, violation, origin))));
  const report = { trace, property, violation, caseJson, caseName: 'x', application: 'x', vantage };
  const { findings } = checkBytes(pcapngOf(captureOf(report)));
  const ids = new Set(properties.map((each) => each.id));
  return new Set(findings.filter((each) => ids.has(each.id)).map((each) => `${each.id} ${each.subject}`));
}

function run(scenario: Scenario, mutant?: Mutant): Trace {
  const stack = mutant?.stack;
  const stackFor: RunOptions['stackFor'] =
    stack === undefined
      ? () => undefined
      : (node) => (node.name === SUT_NAME ? (config, environment) => new stack(config, environment) : undefined);
  return runScenario(scenario, { properties: [], record: true, stackFor }).trace;
}

/** The operator did something, which changes what is right, and no frame tells of it. */
function isUnseen(event: TraceEvent): boolean {
  if (event.kind === 'neighbour') return event.reason === 'operator' || event.reason === 'link';
  return ['address', 'moved', 'link', 'rebooted'].includes(event.kind);
}

/** The scenario put it on the wire at the port of a machine: to a capture the machine sent it. */
function isForged(event: TraceEvent): boolean {
  return event.kind === 'sent' && event.injected;
}

describe('captures that arpcheck wrote', () => {
  it(`of racks give the violations of the run that sent frames tell, at every port (seed ${SEED})`, () => {
    let violations = 0;
    fc.assert(
      fc.property(rackScenario({ hostsMax: 3 }), (scenario) => {
        const trace = run(scenario);
        fc.pre(!trace.events.some((event) => isUnseen(event) || isForged(event)));
        const expected = live(trace, FROM_SENT_FRAMES);
        violations += expected.size;
        expect(checked(scenario, trace, FROM_SENT_FRAMES, 'all')).toEqual(expected);
      }),
      { seed: SEED, numRuns: 60 },
    );
    expect(violations).toBeGreaterThan(20);
  });

  it.each(['all', 'once'] as const)(
    `of one stack with a bug give the violations that sent frames tell: %s (seed ${SEED})`,
    (vantage) => {
      let violations = 0;
      for (const mutant of LONE_MUTANTS) {
        const profile = mutant.profile ?? 'rfc826-strict';
        for (const scenario of fc.sample(singleStackScenario({ profile }), { seed: SEED, numRuns: 4 })) {
          const trace = run(scenario, mutant);
          const expected = live(trace, FROM_SENT_FRAMES);
          violations += expected.size;
          expect(checked(scenario, trace, FROM_SENT_FRAMES, vantage), mutant.name).toEqual(expected);
        }
      }
      expect(violations).toBeGreaterThan(5);
    },
  );

  // Of a stack with a bug a capture may tell another property than the run did: nothing in it says when a step was over.
  it(`never accuse a machine that did nothing wrong (seed ${SEED})`, () => {
    let violations = 0;
    const invented: string[] = [];
    for (const mutant of [undefined, ...LONE_MUTANTS]) {
      const profile = mutant?.profile ?? 'rfc826-strict';
      for (const scenario of fc.sample(singleStackScenario({ profile }), { seed: SEED + 1, numRuns: 6 })) {
        const trace = run(scenario, mutant);
        const found = checked(scenario, trace, FROM_FRAMES, 'all');
        violations += found.size;
        if (trace.events.some(isUnseen) || live(trace, catalogue).size > 0) continue;
        for (const each of found) invented.push(`${each} (${mutant?.name})`);
      }
    }
    expect(invented).toEqual([]);
    expect(violations).toBeGreaterThan(20);
  });
});

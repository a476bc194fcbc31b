import { describe, expect, test } from 'vitest';
import type { StackChoice } from '../../src/network/index.ts';
import { referenceStackFactory } from '../../src/network/index.ts';
import { caseId } from '../../src/runner/case-id.ts';
import { remediesFor } from '../../src/runner/remedies.ts';
import { replayCase } from '../../src/runner/replay.ts';
import { runScenario } from '../../src/runner/run.ts';
import { BUBBLE, PROPERTY, runBubble } from '../report/bubble.ts';

const bubble = runBubble();

describe('a case that is replayed', () => {
  test('fails while it violates its property', () => {
    const { outcome, verdict, violation } = replayCase(bubble.case, PROPERTY);
    expect({ outcome, verdict, violation }).toEqual({
      outcome: 'failed',
      verdict: 'violated',
      violation: bubble.violation,
    });
  });

  test('is fixed when it does not', () => {
    const scenario = remediesFor('169.254.1.1')[0]!.apply(BUBBLE);
    const replay = replayCase({ ...bubble.case, scenario }, PROPERTY);
    expect(replay).toMatchObject({ outcome: 'fixed', verdict: 'held', violation: undefined });
    const idle = replayCase({ ...bubble.case, scenario: { ...BUBBLE, steps: [] } }, PROPERTY);
    expect(idle).toMatchObject({ outcome: 'fixed', verdict: 'vacuous' });
  });

  test('is flaky if two runs differ', () => {
    let stacks = 0;
    // From the second run on, nobody hears anything.
    const fickle: StackChoice = () => (config, environment, profile) => {
      const stack = referenceStackFactory(config, environment, profile);
      stacks += 1;
      if (stacks > 4) stack.receive = () => {};
      return stack;
    };
    expect(replayCase(bubble.case, PROPERTY, fickle).outcome).toBe('flaky');
  });

  test('is inconclusive if the monitor fails', () => {
    const broken = {
      ...PROPERTY,
      watch: () => ({
        settled: () => {
          throw new Error('oops');
        },
      }),
    };
    expect(replayCase(bubble.case, broken)).toMatchObject({
      outcome: 'inconclusive',
      reason: 'the monitor failed: oops',
    });
  });
});

describe('the name of a case', () => {
  test('does not depend on who found it, and on everything else', () => {
    const name = caseId(bubble.case);
    expect(name).toMatch(/^[0-9a-f]{8}$/);
    const { run: _run, ...unnumbered } = bubble.case;
    expect(caseId({ ...bubble.case, seed: 99, run: 7 })).toBe(name);
    expect(caseId(unnumbered)).toBe(name);
    expect(caseId({ ...bubble.case, mechanism: 'spoof' })).not.toBe(name);
    expect(caseId({ ...bubble.case, scenario: { ...BUBBLE, heal: true } })).not.toBe(name);
  });
});

describe('remedies', () => {
  test.each(remediesFor('169.254.1.1').map((remedy) => [remedy.words, remedy] as const))(
    '%s stops the bubble',
    (_words, remedy) => {
      expect(runScenario(remedy.apply(BUBBLE), { properties: [PROPERTY] }).violations).toEqual([]);
      expect(runScenario(BUBBLE, { properties: [PROPERTY] }).violations).not.toEqual([]);
    },
  );

  test('leave hosts without a bridge alone, where a bridge is what they are about', () => {
    const plain = { name: 'h', interfaces: [{ name: 'eth0', mac: '02:00:00:00:00:09' }] };
    const scenario = { ...BUBBLE, topology: { version: 1, hosts: [plain] } } as const;
    expect(remediesFor('169.254.1.1')[0]!.apply(scenario).topology.hosts).toEqual([plain]);
  });
});

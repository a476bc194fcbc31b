import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { planSuite } from '../../src/runner/plan-suite.ts';
import { seedOfShard } from '../../src/runner/shard.ts';
import { singleStackProperties } from '../../src/runner/single-stack-properties.ts';
import type { ArpConformanceOptions } from '../../src/runner/suite-options.ts';
import { UsageError } from '../../src/runner/usage-error.ts';
import { lwip } from '../../src/stacks/lwip/lwip.ts';

const createStack = () => ({ receive: () => {} });

describe('the stack of a suite', () => {
  test('is one that the command line can name', () => {
    const plan = planSuite({ stack: 'lwip' });
    expect(plan).toMatchObject({ name: 'lwip', hasLabel: true, profile: lwip.profile, stack: { label: 'lwip' } });
    expect(plan.expectations).toEqual(lwip.expectations);
  });

  test.each([
    ['a function', createStack],
    ['a module', { createStack }],
  ])('is in this process: %s', (_name, stack) => {
    const plan = planSuite({ stack, name: 'mine' });
    expect(plan).toMatchObject({ name: 'mine', hasLabel: false, profile: 'rfc826-strict', expectations: [] });
    expect(plan.stack.label).toBe('vitest:mine');
  });

  test('is a kind of stack, whose cases the command line cannot replay', () => {
    expect(planSuite({ stack: { ...lwip, name: 'patched-lwip' } })).toMatchObject({
      name: 'patched-lwip',
      hasLabel: false,
      stack: { label: 'vitest:patched-lwip' },
    });
  });

  test('in this process starts anew every time, as who it is told to be', async () => {
    const seen: string[] = [];
    const { live } = planSuite({
      stack: ({ mac, addresses }) => {
        seen.push(`${mac} ${addresses[0]}`);
        return createStack();
      },
    }).stack;
    const { stack, version } = await live!.kind.start(live!.spec);
    await stack.close();
    expect(version).toBe('a stack of this project');
    expect(new Set(seen)).toEqual(new Set(['02:00:00:00:00:01 10.0.0.1/8']));
  });
});

test('what is not said is as on the command line', () => {
  const plan = planSuite({ stack: createStack });
  expect(plan).toMatchObject({ seed: 1, shard: undefined, strict: false, vacuous: 'fail', unavailable: 'fail' });
  expect(plan.properties).toEqual(singleStackProperties());
});

test('a shard has a seed of its own', () => {
  const { seed, shard } = planSuite({ stack: createStack, seed: 7, shard: '2/8' });
  expect({ seed, shard }).toEqual({ seed: seedOfShard(7, { index: 2, count: 8 }), shard: 'shard 2/8 of seed 7' });
});

test('known deviations are added to those of the kind; a case is named by a path', () => {
  const property = 'rfc826.answers-requests';
  const file = 'traces/stacks/kernel/rfc826.answers-requests.own-claim-unanswered.json';
  const plan = planSuite({
    stack: 'lwip',
    expectations: [
      { property, reason: 'It is old.' },
      { property, reason: 'It is old.', mechanism: 'own-claim-unanswered', source: 'its.c', case: file },
    ],
  });
  expect(plan.expectations.slice(lwip.expectations.length)).toEqual([
    { property, reason: 'It is old.', source: '', rows: [], case: '' },
    {
      ...{ property, reason: 'It is old.', mechanism: 'own-claim-unanswered', source: 'its.c', rows: [] },
      case: path.resolve(file.replace('.json', '')),
    },
  ]);
});

test.each<[string, object, string]>([
  ['no stack', {}, 'describeArpConformance needs a stack'],
  ['a stack that is none', { stack: {} }, 'stack: give its name, a function createStack'],
  ['an unknown stack', { stack: 'lwipp' }, 'Did you mean lwip?'],
  ['an unknown option', { stack: 'lwip', properites: [] }, 'no option "properites"; did you mean properties?'],
  [
    'an unknown property',
    { stack: 'lwip', properties: ['rfc826.answer-requests'] },
    'did you mean rfc826.answers-requests?',
  ],
  ['a property of networks', { stack: 'lwip', properties: ['network.converges'] }, 'there is no property'],
  ['an unknown profile', { stack: 'lwip', profile: 'windows' }, 'profiles are rfc826-strict'],
  ['two profiles', { stack: 'reference:linux', profile: 'hardened' }, 'contradict each other'],
  ['a seed', { stack: 'lwip', seed: -1 }, 'seed: -1; it has to be a whole number from 0 to 4294967295'],
  ['no cases', { stack: 'lwip', runs: 0 }, 'runs: 0; it has to be a whole number from 1'],
  ['no time', { stack: 'lwip', maxTime: 1.5 }, 'maxTime: 1.5'],
  ['a shard', { stack: 'lwip', shard: '3/2' }, 'how many there are: 2/8'],
  ['a choice', { stack: 'lwip', vacuous: 'pass' }, 'vacuous: "pass"; it has to be fail or skip'],
  [
    'an expectation of nothing',
    { stack: 'lwip', expectations: [{ property: 'rfc826.answer-requests', reason: '' }] },
    'did you mean rfc826.answers-requests?',
  ],
  [
    'a case that is not there',
    { stack: 'lwip', expectations: [{ property: 'rfc826.answers-requests', reason: '', case: 'no.json' }] },
    'rfc826.answers-requests: there is no case no.json',
  ],
])('%s is an error that says so', (_name, options, message) => {
  const plan = (): unknown => planSuite(options as ArpConformanceOptions);
  expect(plan).toThrow(UsageError);
  expect(plan).toThrow(message);
});

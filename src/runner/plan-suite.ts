import { statSync } from 'node:fs';
import path from 'node:path';
import { catalogue } from '../../properties/catalogue.ts';
import { PROFILES } from '../model/profile.ts';
import type { Property } from '../monitor/index.ts';
import { didYouMean } from '../network/rules/did-you-mean.ts';
import { type CreateStack, inProcess } from '../stacks/module/module.ts';
import type { Expectation, StackKind } from '../stacks/stack.ts';
import { CONFORM_MILLISECONDS, CONFORM_RUNS, CONFORM_SEED } from './conform-limits.ts';
import { type ConformTerms, conformProfile } from './conform-stack.ts';
import { type Seeding, seedingOf } from './seeding.ts';
import { selectProperties, unknownProperty } from './select-properties.ts';
import { shardOf } from './shard.ts';
import { singleStackProperties } from './single-stack-properties.ts';
import { type StackUnderTest, stackUnderTest } from './stack-under-test.ts';
import type { ArpConformanceOptions, KnownDeviation, SuiteStack } from './suite-options.ts';
import { UsageError } from './usage-error.ts';

/** The options of a suite, understood. */
export interface SuitePlan extends Omit<ConformTerms, 'listen' | 'signal'>, Seeding {
  /** What titles call the stack. */
  readonly name: string;
  readonly expectations: readonly Expectation[];
  /** The command line knows the stack by its label, and can replay its cases. */
  readonly hasLabel: boolean;
  readonly strict: boolean;
  readonly vacuous: 'fail' | 'skip';
  readonly unavailable: 'fail' | 'skip';
  readonly out: string;
  readonly json: string | undefined;
  readonly vantage: 'once' | 'all';
}

const SEED_MAX = 0xffff_ffff;
const RUNS_MAX = 10_000_000;
const MILLISECONDS_MAX = 0x7fff_ffff;
/** Cases of a stack that only a test file knows have labels of this kind. */
export const SUITE_KIND = 'vitest';
/** Names the case files, or folders of them, that a suite replays instead of running a campaign; `:` stands between. */
export const REPLAY_VARIABLE = 'ARPCHECK_REPLAY';

/** Every option, so that one that is misspelt is no silent wish. */
const NAMES: Readonly<Record<keyof ArpConformanceOptions, true>> = {
  stack: true,
  name: true,
  profile: true,
  expectations: true,
  properties: true,
  seed: true,
  runs: true,
  maxTime: true,
  strict: true,
  long: true,
  vacuous: true,
  unavailable: true,
  shard: true,
  out: true,
  json: true,
  vantage: true,
};

/** Throws a {@link UsageError} that says which option makes no sense. */
export function planSuite(options: ArpConformanceOptions): SuitePlan {
  checkNames(options);
  const { seed = CONFORM_SEED, runs = CONFORM_RUNS, maxTime = CONFORM_MILLISECONDS, shard } = options;
  checkWhole('seed', seed, 0, SEED_MAX);
  checkWhole('runs', runs, 1, RUNS_MAX);
  checkWhole('maxTime', maxTime, 1, MILLISECONDS_MAX);
  const { stack, name, hasLabel } = stackOf(options.stack, options.name);
  const profile = profileOf(stack, options.profile);
  const own = (options.expectations ?? []).map(expectationOf);
  return {
    stack,
    name,
    hasLabel,
    profile,
    expectations: [...(stack.live?.kind.expectations ?? []), ...own],
    properties: propertiesOf(options.properties),
    // What a scheduler says is not asked: it may number the files of the tests, and the seed is in their titles.
    ...seedingOf(shard === undefined ? { seed } : { seed, shard: shardOf(shard) }, {}),
    runs,
    maxMilliseconds: maxTime,
    long: options.long ?? false,
    strict: options.strict ?? false,
    vacuous: choice('vacuous', options.vacuous, ['fail', 'skip']),
    unavailable: choice('unavailable', options.unavailable, ['fail', 'skip']),
    out: options.out ?? 'arpcheck-out',
    json: options.json,
    vantage: choice('vantage', options.vantage, ['once', 'all']),
  };
}

function checkNames(options: ArpConformanceOptions): void {
  for (const name of Object.keys(options)) {
    if (name in NAMES) continue;
    const meant = didYouMean(name, Object.keys(NAMES));
    const hint = meant === undefined ? `there are ${Object.keys(NAMES).join(', ')}` : `did you mean ${meant}?`;
    throw new UsageError(`describeArpConformance has no option ${JSON.stringify(name)}; ${hint}`);
  }
  if (options.stack === undefined)
    throw new UsageError('describeArpConformance needs a stack: { stack: "exec:./mine" }');
}

function checkWhole(name: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new UsageError(`${name}: ${value}; it has to be a whole number from ${min} to ${max}`);
}

/** The first choice is the default. */
function choice<T extends string>(name: string, value: T | undefined, choices: readonly [T, ...T[]]): T {
  if (value === undefined) return choices[0];
  if (choices.includes(value)) return value;
  throw new UsageError(`${name}: ${JSON.stringify(value)}; it has to be ${choices.join(' or ')}`);
}

function profileOf(stack: StackUnderTest, wanted: string | undefined): string {
  if (wanted !== undefined && !PROFILES.has(wanted)) {
    throw new UsageError(`profile: ${JSON.stringify(wanted)}; profiles are ${[...PROFILES.keys()].join(', ')}`);
  }
  if (stack.profile === undefined || wanted === undefined || stack.profile === wanted) {
    return conformProfile(stack, wanted);
  }
  throw new UsageError(`stack ${stack.label} and profile ${wanted} contradict each other`);
}

function propertiesOf(words: readonly string[] | undefined): readonly Property[] {
  const ofOneStack = singleStackProperties();
  return words === undefined ? ofOneStack : selectProperties(ofOneStack, words);
}

function expectationOf({ case: file = '', source = '', ...deviation }: KnownDeviation): Expectation {
  if (!catalogue.some(({ id }) => id === deviation.property)) throw unknownProperty(catalogue, deviation.property);
  const stem = file.replace(/\.json$/, '');
  if (file !== '' && statSync(`${stem}.json`, { throwIfNoEntry: false }) === undefined) {
    throw new UsageError(`expectations: ${deviation.property}: there is no case ${file}`);
  }
  return { ...deviation, source, rows: [], case: file === '' ? '' : path.resolve(stem) };
}

function stackOf(stack: SuiteStack, wanted: string | undefined): Pick<SuitePlan, 'stack' | 'name' | 'hasLabel'> {
  if (typeof stack === 'string') return { stack: stackUnderTest(stack), name: wanted ?? stack, hasLabel: true };
  const create = createOf(stack);
  const name = wanted ?? (create === undefined ? (stack as StackKind).name : 'a stack of this project');
  const kind = create === undefined ? (stack as StackKind) : inProcess(create, name);
  const label = `${SUITE_KIND}:${name}`;
  const spec = { label, kind: SUITE_KIND, options: new Map<string, string>(), target: name };
  return { stack: { label, profile: undefined, live: { kind, spec } }, name, hasLabel: false };
}

/** What makes the stack; undefined for a kind of stack. */
function createOf(stack: Exclude<SuiteStack, string>): CreateStack | undefined {
  if (typeof stack === 'function') return stack;
  if ('createStack' in stack && typeof stack.createStack === 'function') return stack.createStack;
  if ('start' in stack && 'check' in stack) return undefined;
  throw new UsageError('stack: give its name, a function createStack, a module that exports it, or a kind of stack');
}

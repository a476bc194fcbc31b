/**
 * ARP conformance as a suite of vitest: one campaign, and a test for each property.
 *
 * ```ts
 * import { describeArpConformance } from 'arpcheck/vitest';
 * import * as stack from './my-stack.ts';
 *
 * describeArpConformance({ stack });
 * ```
 */
import path from 'node:path';
import { beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { conclude } from './cli/conclude.ts';
import { type FoundCase, findCases } from './cli/find-cases.ts';
import type { Property } from './monitor/index.ts';
import { conformJson } from './report/conform-json.ts';
import { FindingWriter } from './report/finding-writer.ts';
import { replayReport } from './report/replay-report.ts';
import { type RowOutcome, rowOutcome } from './report/row-outcome.ts';
import { shellCommand } from './report/shell-word.ts';
import { checkWritable, writeFile } from './report/write-file.ts';
import { type Conformed, conformStack } from './runner/conform-stack.ts';
import { decisiveRows } from './runner/expected.ts';
import { planSuite, REPLAY_VARIABLE, type SuitePlan } from './runner/plan-suite.ts';
import type { Rig } from './runner/rig.ts';
import { type ArpConformanceOptions, isKnownOf } from './runner/suite-options.ts';
import { UsageError } from './runner/usage-error.ts';
import { StackStartError } from './stacks/stack.ts';

export type { ArpConformanceOptions, KnownDeviation, SuiteStack } from './runner/suite-options.ts';
export type { CreateStack, ModuleStackImplementation, ModuleStackOptions } from './stacks/module/module.ts';

/** A campaign has a bound of its own. */
const NO_TIMEOUT = 0;

/** A test that failed; reports show where `describeArpConformance` was called. */
class ArpConformanceError extends Error {
  override readonly name = 'ArpConformanceError';

  constructor(message: string, place: string) {
    super(message);
    // Reporters take failures with the same stack for one, and look for frames in all of it.
    this.stack = `${this.name}: ${message.split('\n', 1)[0]}\n${place}`;
  }
}

/**
 * Describes a suite that judges a stack by every property of a single stack: a test for each, and one that the stack
 * starts and stays alive. The campaign runs once, before the first of them, whichever tests are filtered; so a verdict
 * depends on the seed and nothing else. Tests fail where `arpcheck conform` would not end with exit code 0: known
 * deviations pass and are named, what was not shown is skipped or fails, and never passes.
 *
 * Throws an error that names the option if one makes no sense.
 */
export function describeArpConformance(options: ArpConformanceOptions): void {
  const plan = planSuite(options);
  const place = callPlace();
  const replayed = process.env[REPLAY_VARIABLE];
  if (replayed !== undefined && replayed !== '') describeReplays(plan, replayed.split(path.delimiter), place);
  else describeCampaign(plan, place);
}

/** The lines of a stack trace from the call of `describeArpConformance` on. */
function callPlace(): string {
  const here = { stack: '' };
  Error.captureStackTrace(here, describeArpConformance);
  return here.stack.split('\n').slice(1).join('\n');
}

function describeCampaign(plan: SuitePlan, place: string): void {
  const { name, profile, seed, shard, expectations, properties } = plan;
  const origin = shard === undefined ? '' : ` (${shard})`;
  describe(`ARP conformance of ${name}, profile ${profile}, seed ${seed}${origin}`, () => {
    const run = new SuiteRun(plan, place);
    beforeAll(() => run.start(expect.getState().testPath ?? ''), NO_TIMEOUT);
    test('the stack starts and stays alive', (context) => run.judgeRun(context));
    for (const property of properties) {
      const { id, level, statement } = property;
      const known = isKnownOf(property, expectations, profile) ? ' [known deviation]' : '';
      test(`${id} (${level}): ${statement}${known}`, (context) => run.judge(property, context));
    }
  });
}

/** One campaign, from which the tests of a suite take their verdicts. */
class SuiteRun {
  readonly #plan: SuitePlan;
  readonly #place: string;
  #conformed: Conformed | undefined;
  #outcomes: ReadonlyMap<string, RowOutcome> = new Map();
  /** Why there are no verdicts, or none that say anything: the stack did not start, or ended too early. */
  #trouble: string | undefined;
  /** Something is demanded of the stack. */
  #isDemanded = false;
  /** It is not there, and that is no failure. */
  #isExcused = false;
  /** One test has failed for it; that is enough. */
  #isTold = false;

  constructor(plan: SuitePlan, place: string) {
    this.#plan = plan;
    this.#place = place;
  }

  /** Runs the campaign. Rejects for what is a bug of arpcheck only: the rest is for the tests to tell. */
  async start(testFile: string): Promise<void> {
    try {
      if (this.#isMissing()) return;
      checkWritable(this.#plan.out);
      await this.#run(testFile);
    } catch (error) {
      if (!(error instanceof StackStartError || error instanceof UsageError)) throw error;
      const stderr = error instanceof StackStartError ? error.stderr.map((line) => `  stderr  ${line}`) : [];
      this.#trouble = [error.message, ...stderr].join('\n');
    }
  }

  /** The stack is not there on this machine, and the user knows that this may be. */
  #isMissing(): boolean {
    const { live } = this.#plan.stack;
    if (live === undefined || this.#plan.unavailable === 'fail') return false;
    const availability = live.kind.check(live.spec);
    if (availability.available) return false;
    this.#trouble = `${this.#plan.name}: ${availability.missing}\n${availability.remedy}`;
    this.#isExcused = true;
    return true;
  }

  async #run(testFile: string): Promise<void> {
    const { stack, strict, profile, shard, json, vacuous, seed } = this.#plan;
    let writer: FindingWriter | undefined;
    const conformed = await conformStack({
      ...this.#plan,
      listen: (rig) => {
        const begun = this.#writer(testFile, rig);
        writer = begun;
        return (event) => {
          if (event.kind === 'finding') return begun.write(event.finding);
          return event.kind === 'failure' ? begun.writeFailure(event.failure) : undefined;
        };
      },
    });
    const { failureText, flaky } = writer!;
    const texts = writer!.texts();
    const { rows } = conformed.compared;
    const decisive = new Set(decisiveRows(rows, strict).map((row) => row.property.id));
    this.#isDemanded = rows.some((row) => row.shown !== 'unsupported' && decisive.has(row.property.id));
    const isCutShort = conformed.campaign.ended !== 'runs' && conformed.campaign.ended !== 'time';
    // Of a run that was cut short only what was violated says anything.
    const told = isCutShort ? rows.filter((row) => row.shown === 'violated') : rows;
    this.#outcomes = new Map(
      told.map((row) => {
        const { id } = row.property;
        const isFlaky = flaky.some((finding) => finding.violation.property === id);
        const report = isFlaky ? `A fresh stack did not show it again.\n\n${texts.get(id)}` : texts.get(id);
        return [id, rowOutcome(row, { isDecisive: decisive.has(id), vacuous, report })];
      }),
    );
    if (isCutShort) this.#trouble = failureText ?? 'the stack failed';
    this.#conformed = conformed;
    const { result } = conclude(conformed, writer!, { strict, label: stack.label, profile, shard });
    if (json !== undefined) writeFile(json, conformJson([result], seed));
  }

  #writer(testFile: string, rig: Rig | undefined): FindingWriter {
    const { stack, properties, seed, out, vantage, hasLabel } = this.#plan;
    const file = path.relative(process.cwd(), testFile);
    const silent = { print: () => {}, complain: () => {} };
    const shared = {
      ...{ terminal: silent, stack: stack.label, properties, seed, out, vantage },
      rerun: ({ property }: { readonly property: string }) =>
        shellCommand(['npx', 'vitest', 'run', file, '--testNamePattern', property]),
      ...(hasLabel
        ? {}
        : { replay: (name: string) => `${REPLAY_VARIABLE}=${shellCommand([name, 'npx', 'vitest', 'run', file])}` }),
    };
    return new FindingWriter(rig === undefined ? shared : { ...shared, rig });
  }

  /** The test of the run as a whole. */
  async judgeRun(context: TestContext): Promise<void> {
    if (this.#trouble !== undefined) this.#tell(context, this.#trouble);
    const { campaign, version } = this.#conformed!;
    if (!this.#isDemanded) this.#tell(context, 'none of the properties is demanded of this stack');
    await context.annotate(`${version ?? 'simulated'}: ${campaign.runs} cases, ${campaign.frames} frames`, 'arpcheck');
  }

  /** The test of a property. */
  async judge({ id }: Property, context: TestContext): Promise<void> {
    const outcome = this.#outcomes.get(id);
    if (outcome?.state === 'failed') throw new ArpConformanceError(outcome.message, this.#place);
    if (this.#trouble !== undefined) this.#tell(context, this.#trouble);
    const { state, message } = outcome!;
    // Reporters that do not show why a test was skipped show annotations.
    if (message !== '') await context.annotate(message, state === 'passed' ? 'known-deviation' : 'arpcheck');
    if (state === 'skipped') context.skip(message);
  }

  /** Fails the first test that comes to it; the others would only repeat it. */
  #tell(context: TestContext, trouble: string): never {
    if (this.#isExcused) context.skip(trouble);
    if (this.#isTold) context.skip(`not shown: ${trouble.split('\n', 1)[0]}`);
    this.#isTold = true;
    throw new ArpConformanceError(trouble, this.#place);
  }
}

/** A test for each of the cases that is of this stack. */
function describeReplays(plan: SuitePlan, paths: readonly string[], place: string): void {
  const cases = findCases(paths).filter((found) => found.case.stack === plan.stack.label);
  describe(`ARP conformance of ${plan.name}, ${REPLAY_VARIABLE}`, () => {
    if (cases.length === 0) {
      test('none of the cases is of this stack', (context) => context.skip(`they have to be of ${plan.stack.label}`));
    }
    for (const found of cases) {
      test(`${found.path}: ${found.case.property}`, () => judgeReplay(found, plan, place), NO_TIMEOUT);
    }
  });
}

async function judgeReplay(found: FoundCase, { stack }: SuitePlan, place: string): Promise<void> {
  const { outcome, text } = await replayReport(found.path, found.case, stack);
  if (outcome !== 'fixed') throw new ArpConformanceError(text, place);
}

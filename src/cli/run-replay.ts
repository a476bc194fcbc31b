import path from 'node:path';
import { catalogue } from '../../properties/catalogue.ts';
import type { Property, Violation } from '../monitor/index.ts';
import { REPLAY_VERSION, type ReplayedCase, replaySchema } from '../report/replay-schema.ts';
import { replayLine, replayTotals } from '../report/text/replay-text.ts';
import { violationText } from '../report/text/violation-text.ts';
import { APPLICATION, VERSION } from '../report/version.ts';
import { Breath } from '../runner/breath.ts';
import { findingKey } from '../runner/finding.ts';
import { caseOf } from '../runner/finding-case.ts';
import { type Replay, replayCase } from '../runner/replay.ts';
import { runScenario } from '../runner/run.ts';
import { type Shrunk, shrink } from '../runner/shrink.ts';
import { rackScenario } from '../scenario/arbitraries/racks.ts';
import { canonicalJson } from '../scenario/canonical-json.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { BugError } from './bug-error.ts';
import { ExitCode } from './exit-code.ts';
import { type FoundCase, findCases } from './find-cases.ts';
import { Interrupt } from './interrupt.ts';
import type { ReplayOptions } from './replay.ts';
import type { CommandContext } from './run-command.ts';
import { unknownProperty } from './select-properties.ts';
import { shellCommand } from './shell-word.ts';
import { parseStack } from './stack-option.ts';
import { UsageError } from './usage-error.ts';
import { type CaseFiles, writeCase } from './write-case.ts';
import { checkWritable, writeFile } from './write-file.ts';

const DEFAULT_OUT = 'arpcheck-out';

/** `arpcheck replay` */
export async function runReplay(
  paths: readonly string[],
  options: ReplayOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const cases = findCases(paths).map((found) => ({ ...found, property: propertyOf(found) }));
  const out = options.out ?? (options.shrink === true ? DEFAULT_OUT : undefined);
  if (out !== undefined) checkWritable(out);
  if (options.json !== undefined) checkWritable(path.dirname(options.json));
  const { signal } = new Interrupt(context.terminal);
  const run = new ReplayRun(options, out, context, signal);
  for (const each of cases) if (!signal.aborted) await run.replay(each);
  return run.report();
}

/** The property of a case, if this arpcheck knows it and can run the case at all. */
function propertyOf(found: FoundCase): Property {
  const { property: id, stack } = found.case;
  const property = catalogue.find((each) => each.id === id);
  if (property === undefined) throw new UsageError(`${found.path}: ${unknownProperty(catalogue, id).message}`);
  try {
    parseStack(stack);
  } catch (error) {
    throw new UsageError(`${found.path}: made with the stack ${JSON.stringify(stack)}. ${(error as Error).message}`);
  }
  return property;
}

type KnownCase = FoundCase & { readonly property: Property };

class ReplayRun {
  readonly #options: ReplayOptions;
  readonly #out: string | undefined;
  readonly #context: CommandContext;
  readonly #signal: AbortSignal;
  readonly #replays: Replay[] = [];
  readonly #rows: ReplayedCase[] = [];

  constructor(options: ReplayOptions, out: string | undefined, context: CommandContext, signal: AbortSignal) {
    this.#options = options;
    this.#out = out;
    this.#context = context;
    this.#signal = signal;
  }

  async replay(known: KnownCase): Promise<void> {
    try {
      const replay = replayCase(known.case, known.property);
      this.#replays.push(replay);
      this.#context.terminal.print(replayLine(known.path, replay));
      const files = replay.violation === undefined ? undefined : await this.#show(known, replay, replay.violation);
      this.#rows.push(rowOf(known, replay, files));
      // So that a Ctrl-C between two cases is heard.
      await new Promise((resolve) => setImmediate(resolve));
    } catch (error) {
      throw error instanceof UsageError
        ? error
        : new BugError(error, shellCommand(['npx', 'arpcheck', 'replay', known.path]));
    }
  }

  /** Prints the violation, and writes it if it is to be written. */
  async #show(known: KnownCase, replay: Replay, violation: Violation): Promise<CaseFiles | undefined> {
    const { scenario } = known.case;
    const isWanted = this.#options.shrink === true && replay.outcome === 'failed';
    const shrunk = isWanted ? await this.#shrink(known, violation) : { scenario, violation };
    const trace = isWanted ? recorded(shrunk.scenario, known.property) : replay.result.trace;
    const files = this.#write(known, shrunk, trace);
    const text = violationText({
      property: known.property,
      violation: shrunk.violation,
      scenario: shrunk.scenario,
      trace,
      ...('tries' in shrunk
        ? { shrinking: { from: scenario.steps.length, tries: shrunk.tries, minimal: shrunk.minimal } }
        : {}),
      ...(files === undefined ? {} : { files, replayCommand: shellCommand(['npx', 'arpcheck', 'replay', files.case]) }),
    });
    this.#context.terminal.print(`\n${text}\n`);
    return files;
  }

  #shrink({ case: { scenario }, property }: KnownCase, violation: Violation): Promise<Shrunk> {
    const key = findingKey(violation);
    const check = (candidate: Scenario): Violation | undefined =>
      runScenario(candidate, { properties: [property] }).violations.find((each) => findingKey(each) === key);
    return shrink({ scenario, violation }, rackScenario(), check, new Breath(this.#signal));
  }

  #write(
    { case: stored, property }: KnownCase,
    { scenario, violation }: Pick<Shrunk, 'scenario' | 'violation'>,
    trace: ReturnType<typeof recorded>,
  ): CaseFiles | undefined {
    const out = this.#out;
    if (out === undefined) return undefined;
    const { stack, seed, run } = stored;
    const origin = { stack, stackVersion: APPLICATION, seed, ...(run === undefined ? {} : { run }) };
    const each = caseOf(scenario, violation, origin);
    return writeCase({ case: each, property, violation, trace, out, vantage: this.#options.vantage });
  }

  report(): ExitCode {
    const exitCode = this.#signal.aborted ? ExitCode.interrupted : exitCodeOf(this.#replays);
    this.#context.terminal.print(replayTotals(this.#replays));
    if (this.#options.json !== undefined) {
      const result = { version: REPLAY_VERSION, arpcheck: VERSION, exitCode, cases: this.#rows };
      writeFile(this.#options.json, canonicalJson(replaySchema, result));
    }
    return exitCode;
  }
}

function recorded(scenario: Scenario, property: Property): Replay['result']['trace'] {
  return runScenario(scenario, { properties: [property], record: true }).trace;
}

function rowOf({ path: file, property }: KnownCase, replay: Replay, files: CaseFiles | undefined): ReplayedCase {
  const { outcome, verdict, violation, reason } = replay;
  const message = violation === undefined ? reason : `expected: ${violation.expected}; received: ${violation.received}`;
  return {
    case: file,
    property: property.id,
    outcome,
    verdict,
    exercised: replay.result.judgements[0]!.exercised,
    ...(violation === undefined ? {} : { mechanism: violation.mechanism }),
    ...(message === undefined ? {} : { message }),
    ...(files === undefined ? {} : { written: files.case }),
  };
}

function exitCodeOf(replays: readonly Replay[]): ExitCode {
  if (replays.some((each) => each.outcome === 'failed')) return ExitCode.violated;
  return replays.every((each) => each.outcome === 'fixed') ? ExitCode.ok : ExitCode.inconclusive;
}

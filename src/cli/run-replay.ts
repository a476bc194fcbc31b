import { release, type } from 'node:os';
import path from 'node:path';
import { catalogue } from '../../properties/catalogue.ts';
import type { Property, Violation } from '../monitor/index.ts';
import { type BugReport, bugReport } from '../report/bug-report.ts';
import { commandsOf, record } from '../report/finding-writer.ts';
import { pageHtml } from '../report/html/page-html.ts';
import { FULL_MAX } from '../report/html/page-limits.ts';
import { pageViolation } from '../report/html/page-violation.ts';
import { replayPage } from '../report/html/replay-page.ts';
import type { Vantage } from '../report/pcap.ts';
import { REPLAY_VERSION, type ReplayedCase, replaySchema } from '../report/replay-schema.ts';
import { shellCommand } from '../report/shell-word.ts';
import { replayLine, replayTotals } from '../report/text/replay-text.ts';
import { violationText } from '../report/text/violation-text.ts';
import { APPLICATION, VERSION } from '../report/version.ts';
import { type CaseFiles, writeCase } from '../report/write-case.ts';
import { checkWritable, writeFile } from '../report/write-file.ts';
import { Breath } from '../runner/breath.ts';
import { findingKey } from '../runner/finding.ts';
import { caseOf } from '../runner/finding-case.ts';
import { KernelPart } from '../runner/kernel-part.ts';
import { liveHostsOf } from '../runner/live-hosts.ts';
import { checkAvailable } from '../runner/live-subject.ts';
import { REPLAY_VARIABLE, SUITE_KIND } from '../runner/plan-suite.ts';
import { type Replay, replayCase, replayLive } from '../runner/replay.ts';
import { Rig } from '../runner/rig.ts';
import { ScenarioRunner } from '../runner/run.ts';
import { unknownProperty } from '../runner/select-properties.ts';
import { type Shrunk, shrink } from '../runner/shrink.ts';
import { UsageError } from '../runner/usage-error.ts';
import { rackScenario } from '../scenario/arbitraries/racks.ts';
import { SUT_NAME } from '../scenario/arbitraries/subject.ts';
import { canonicalJson } from '../scenario/canonical-json.ts';
import type { CaseFile } from '../scenario/case-file.ts';
import { machinesOf } from '../scenario/machine.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { racksAvailable } from '../stacks/kernel/rack/availability.ts';
import { StackStartError } from '../stacks/stack.ts';
import type { Trace } from '../trace/index.ts';
import { BugError } from './bug-error.ts';
import { ExitCode } from './exit-code.ts';
import { type FoundCase, findCases } from './find-cases.ts';
import { Interrupt } from './interrupt.ts';
import { outcomeOf } from './report-columns.ts';
import type { CommandContext } from './run-command.ts';
import { parseStack, type StackOption } from './stack-option.ts';

export interface ReplayOptions {
  readonly out?: string;
  readonly json?: string;
  readonly html?: string;
  /** Print bug reports, and nothing else. */
  readonly markdown?: boolean;
  readonly shrink?: boolean;
  readonly vantage: Vantage;
  readonly stack?: StackOption;
  /** Is told where each case was written. */
  readonly written?: (files: CaseFiles) => void;
}

const DEFAULT_OUT = 'arpcheck-out';

/** `arpcheck replay` */
export async function runReplay(
  paths: readonly string[],
  options: ReplayOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const cases = findCases(paths).map(
    (found): KnownCase => ({ ...found, property: propertyOf(found), stack: stackOf(found, options) }),
  );
  const out = options.out ?? (options.shrink === true ? DEFAULT_OUT : undefined);
  if (out !== undefined) checkWritable(out);
  for (const file of [options.json, options.html]) if (file !== undefined) checkWritable(path.dirname(file));
  const { signal } = new Interrupt(context.terminal);
  const run = new ReplayRun(options, out, context, signal);
  try {
    for (const each of cases) if (!signal.aborted) await run.replay(each);
    return run.report();
  } finally {
    await run.close();
  }
}

/** The property of a case, if this arpcheck knows it. */
function propertyOf(found: FoundCase): Property {
  const { property: id } = found.case;
  const property = catalogue.find((each) => each.id === id);
  if (property === undefined) throw new UsageError(`${found.path}: ${unknownProperty(catalogue, id).message}`);
  return property;
}

/** The stack that a case is run on: its own, unless the user names another. */
function stackOf(found: FoundCase, { stack: wanted }: ReplayOptions): StackOption {
  if (wanted !== undefined) return wanted;
  const { stack } = found.case;
  if (stack.startsWith(`${SUITE_KIND}:`)) {
    const command = `${REPLAY_VARIABLE}=${shellCommand([found.path])} npx vitest run`;
    throw new UsageError(`${found.path}: its stack is known to a test file only: ${command}, or name one with --stack`);
  }
  try {
    return parseStack(stack);
  } catch (error) {
    throw new UsageError(`${found.path}: made with the stack ${JSON.stringify(stack)}. ${(error as Error).message}`);
  }
}

type KnownCase = FoundCase & { readonly property: Property; readonly stack: StackOption };

/** Cases of one stack share it; which stacks are in a rack is a matter of its topology. */
function rigKey({ path: file, stack: { label, nodes } }: KnownCase): string {
  return nodes === 'topology' ? `${label} ${file}` : label;
}

class ReplayRun {
  readonly #options: ReplayOptions;
  readonly #out: string | undefined;
  readonly #context: CommandContext;
  readonly #signal: AbortSignal;
  readonly #replays: Replay[] = [];
  readonly #rows: ReplayedCase[] = [];
  readonly #reports: BugReport[] = [];
  readonly #paths: string[] = [];
  /** Real stacks by their label; cases of one stack share it. */
  readonly #rigs = new Map<string, Rig>();

  constructor(options: ReplayOptions, out: string | undefined, context: CommandContext, signal: AbortSignal) {
    this.#options = options;
    this.#out = out;
    this.#context = context;
    this.#signal = signal;
  }

  async replay(known: KnownCase): Promise<void> {
    try {
      const rig = await this.#rigFor(known);
      const replay =
        rig === undefined ? replayCase(known.case, known.property) : await replayLive(known.case, known.property, rig);
      this.#replays.push(replay);
      this.#paths.push(known.path);
      this.#say(replayLine(known.path, replay));
      const files = replay.violation === undefined ? undefined : await this.#show(known, replay, replay.violation);
      this.#rows.push(rowOf(known, replay, files));
      if (files !== undefined) this.#options.written?.(files);
      // So that a Ctrl-C between two cases is heard.
      await new Promise((resolve) => setImmediate(resolve));
    } catch (error) {
      throw error instanceof UsageError || error instanceof StackStartError
        ? error
        : new BugError(error, shellCommand(['npx', 'arpcheck', 'replay', known.path]));
    }
  }

  async #rigFor(known: KnownCase): Promise<Rig | undefined> {
    const { live, nodes } = known.stack;
    if (live === undefined && nodes === undefined) return undefined;
    const key = rigKey(known);
    let rig = this.#rigs.get(key);
    if (rig === undefined) {
      if (live !== undefined) checkAvailable(live);
      rig = live === undefined ? await this.#racksFor(known) : await Rig.start(new Map([[SUT_NAME, live]]));
      this.#rigs.set(key, rig);
    }
    return rig;
  }

  async #racksFor({ case: { scenario }, stack: { label, nodes } }: KnownCase): Promise<Rig> {
    const lines = machinesOf(scenario.topology).flatMap(({ spec }) => spec.rules ?? []);
    const availability = racksAvailable(lines);
    if (!availability.available) {
      throw new StackStartError(`${label}: ${availability.missing}\n${availability.remedy}`);
    }
    return Rig.start(liveHostsOf(scenario.topology), new KernelPart(availability.version, nodes === 'kernel'));
  }

  async close(): Promise<void> {
    for (const rig of this.#rigs.values()) await rig.close();
  }

  /** Prints the violation, and writes it if it is to be written. */
  async #show(known: KnownCase, replay: Replay, violation: Violation): Promise<CaseFiles | undefined> {
    const { scenario } = known.case;
    const isWanted = this.#options.shrink === true && replay.outcome === 'failed';
    const shrunk = isWanted ? await this.#shrink(known, violation) : { scenario, violation };
    const rig = this.#rigs.get(rigKey(known));
    const { trace } = isWanted ? await record(shrunk.scenario, known.property, rig) : replay.result;
    const each = this.#caseOf(known, shrunk);
    const files = this.#write(known, each, shrunk.violation, trace);
    this.#report(known, each, shrunk.violation, trace, files);
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
    if (this.#options.markdown !== true) this.#context.terminal.print(`\n${text}\n`);
    return files;
  }

  /** With --markdown stdout is for the bug reports. */
  #say(line: string): void {
    const { terminal } = this.#context;
    if (this.#options.markdown === true) terminal.complain(line);
    else terminal.print(line);
  }

  /** Keeps the violation for the page and the bug reports. */
  #report(known: KnownCase, each: CaseFile, violation: Violation, trace: Trace, files: CaseFiles | undefined): void {
    const { property, stack } = known;
    const named = stack.label === known.case.stack ? [] : ['--stack', stack.label];
    const replayCommand = shellCommand(['npx', 'arpcheck', 'replay', files?.case ?? known.path, ...named]);
    const commands =
      files === undefined ? [{ name: 'replay', value: replayCommand }] : commandsOf(files, replayCommand);
    const evidence = this.#options.markdown === true || this.#reports.length < FULL_MAX;
    const page = pageViolation({ property, violation, case: each, trace, commands }, { evidence });
    const stackVersion = stack.live === undefined ? [] : [{ name: stack.label, value: each.stackVersion }];
    const versions = [
      { name: 'arpcheck', value: VERSION },
      ...stackVersion,
      { name: 'profile', value: each.profile ?? 'that of the stack' },
      { name: 'system', value: `${type()} ${release()}, Node ${process.version}` },
    ];
    this.#reports.push({ violation: page, case: each, versions });
  }

  #shrink(known: KnownCase, violation: Violation): Promise<Shrunk> {
    const {
      case: { scenario },
      property,
    } = known;
    const key = findingKey(violation);
    const rig = this.#rigs.get(rigKey(known));
    const runner = new ScenarioRunner({ properties: [property] });
    const check = async (candidate: Scenario): Promise<Violation | undefined> => {
      const { violations } = rig === undefined ? runner.run(candidate) : await runner.runLive(candidate, rig);
      return violations.find((each) => findingKey(each) === key);
    };
    return shrink({ scenario, violation }, rackScenario(), check, { breath: new Breath(this.#signal) });
  }

  #caseOf(known: KnownCase, { scenario, violation }: Pick<Shrunk, 'scenario' | 'violation'>): CaseFile {
    const { case: stored, stack } = known;
    const { seed, run } = stored;
    const stackVersion = this.#rigs.get(rigKey(known))?.version ?? APPLICATION;
    const origin = { stack: stack.label, stackVersion, seed, ...(run === undefined ? {} : { run }) };
    return caseOf(scenario, violation, origin);
  }

  #write({ property }: KnownCase, each: CaseFile, violation: Violation, trace: Trace): CaseFiles | undefined {
    const out = this.#out;
    if (out === undefined) return undefined;
    return writeCase({ case: each, property, violation, trace, out, vantage: this.#options.vantage });
  }

  report(): ExitCode {
    const exitCode = this.#signal.aborted ? ExitCode.interrupted : exitCodeOf(this.#replays);
    const { json, html, markdown } = this.#options;
    if (markdown === true && this.#reports.length > 0) {
      this.#context.terminal.print(this.#reports.map(bugReport).join('\n---\n\n'));
    }
    this.#say(replayTotals(this.#replays));
    if (html !== undefined) {
      const replays = this.#replays.map((replay, index) => ({ path: this.#paths[index]!, replay }));
      const violations = this.#reports.map(({ violation }) => violation);
      writeFile(html, pageHtml(replayPage({ outcome: outcomeOf(exitCode), replays, violations })));
    }
    if (json !== undefined) {
      const result = { version: REPLAY_VERSION, arpcheck: VERSION, exitCode, cases: this.#rows };
      writeFile(json, canonicalJson(replaySchema, result));
    }
    return exitCode;
  }
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
  if (replays.some((each) => each.failure !== undefined)) return ExitCode.stackFailed;
  if (replays.some((each) => each.outcome === 'failed')) return ExitCode.violated;
  return replays.every((each) => each.outcome === 'fixed') ? ExitCode.ok : ExitCode.inconclusive;
}

import path from 'node:path';
import { match } from 'ts-pattern';
import { catalogue } from '../../properties/catalogue.ts';
import type { Property, Violation } from '../monitor/index.ts';
import { conformJson, conformResultOf } from '../report/conform-json.ts';
import { type JunitSuite, junitXml } from '../report/junit.ts';
import type { Result } from '../report/result-schema.ts';
import { matrixText } from '../report/text/matrix-text.ts';
import { totalsText } from '../report/text/summary-text.ts';
import { APPLICATION } from '../report/version.ts';
import type { CampaignResult } from '../runner/campaign.ts';
import { SLICE_OF_RACKS, SLICE_OF_SINGLE_STACKS } from '../runner/campaign.ts';
import { type ConformancePart, runConformance } from '../runner/conformance.ts';
import {
  type Compared,
  type ConformRow,
  compareWithExpectations,
  isExpected,
  judgeConformance,
} from '../runner/expected.ts';
import { batchedStackScenario, quickScenario } from '../scenario/arbitraries/batched-stack.ts';
import { singleStackScenario } from '../scenario/arbitraries/single-stack.ts';
import { StackStartError } from '../stacks/stack.ts';
import { BugError } from './bug-error.ts';
import type { ConformOptions } from './conform.ts';
import { ExitCode } from './exit-code.ts';
import { replayExpected } from './expected-cases.ts';
import { FindingWriter } from './finding-writer.ts';
import { singleStackProperties } from './fuzz-plan.ts';
import { LONG_SECONDS } from './fuzz-subject.ts';
import { Interrupt } from './interrupt.ts';
import { rowsUnderProfile } from './judge-campaign.ts';
import { type LiveSubject, PATIENCE_SECONDS, startSubject } from './live-subject.ts';
import { Progress } from './progress.ts';
import type { CommandContext } from './run-command.ts';
import { selectProperties } from './select-properties.ts';
import { shellCommand } from './shell-word.ts';
import type { StackOption } from './stack-option.ts';
import { UsageError } from './usage-error.ts';
import { checkWritable, writeFile } from './write-file.ts';

/** Cases that wait in real time; each has hundreds of neighbours wait in the same seconds. */
const BATCHES = 4;
/** Milliseconds that one of them may wait without `--long`. */
const BATCH_PATIENCE = 7500;
const DEFAULT_PROFILE = 'rfc826-strict';

/** What became of one stack. */
interface Column {
  readonly label: string;
  readonly version: string;
  readonly profile: string;
  readonly rows: readonly ConformRow[];
  readonly campaign: CampaignResult;
  readonly result: Result;
  readonly exitCode: ExitCode;
  readonly note: string | undefined;
  /** By id of a property: the text of its first violation. */
  readonly failures: ReadonlyMap<string, string>;
  /** By id of a property: the cases that violate it. */
  readonly cases: ReadonlyMap<string, readonly string[]>;
}

/** `arpcheck conform` */
export async function runConform(options: ConformOptions, context: CommandContext): Promise<ExitCode> {
  checkWritable(options.out);
  for (const file of [options.json, options.junit]) if (file !== undefined) checkWritable(path.dirname(file));
  const properties = selected(options);
  const { signal } = new Interrupt(context.terminal);
  const { terminal } = context;
  terminal.print(`${APPLICATION}   seed ${options.seed}\n${properties.length} properties of a single stack\n`);
  const columns: Column[] = [];
  for (const stack of options.stack) {
    if (signal.aborted) break;
    try {
      columns.push(await new ConformRun(options, stack, properties, context, signal).run());
    } catch (error) {
      const isOurs = !(error instanceof UsageError || error instanceof StackStartError);
      throw isOurs ? new BugError(error, shellCommand(['npx', 'arpcheck', 'conform', '--stack', stack.label])) : error;
    }
  }
  return report(columns, options, context, signal.aborted);
}

function selected({ property }: ConformOptions): readonly Property[] {
  const ofOneStack = new Set(singleStackProperties());
  if (property === undefined) return [...ofOneStack];
  const wanted = selectProperties(catalogue, property).filter((each) => ofOneStack.has(each));
  if (wanted.length === 0) throw new UsageError(`${property.join(', ')}: no property of a single stack`);
  return wanted;
}

class ConformRun {
  readonly #options: ConformOptions;
  readonly #stack: StackOption;
  readonly #properties: readonly Property[];
  readonly #context: CommandContext;
  readonly #signal: AbortSignal;
  readonly #profile: string;

  constructor(
    options: ConformOptions,
    stack: StackOption,
    properties: readonly Property[],
    context: CommandContext,
    signal: AbortSignal,
  ) {
    this.#options = options;
    this.#stack = stack;
    this.#properties = properties;
    this.#context = context;
    this.#signal = signal;
    this.#profile = options.profile ?? stack.profile ?? stack.live?.kind.profile ?? DEFAULT_PROFILE;
  }

  async run(): Promise<Column> {
    const { live } = this.#stack;
    if (live === undefined) return this.#judged(undefined);
    const patience = this.#options.long === true ? LONG_SECONDS : PATIENCE_SECONDS;
    const subject = await startSubject(live, this.#properties, patience);
    try {
      return await this.#judged(subject);
    } finally {
      await subject.rig.close();
    }
  }

  async #judged(subject: LiveSubject | undefined): Promise<Column> {
    const expectations = this.#stack.live?.kind.expectations ?? [];
    const profile = this.#profile;
    const applicable = expectations.filter(
      (each) => each.profiles?.includes(profile) !== false && this.#properties.some((one) => one.id === each.property),
    );
    const replayed = subject === undefined ? new Map() : await replayExpected(applicable, profile, subject.rig);
    const writer = this.#writer(subject);
    const campaign = await this.#campaign(subject, writer, (violation) => isExpected(violation, expectations, profile));
    const tally = rowsUnderProfile(campaign.tally, profile, subject?.unsupported);
    const compared = compareWithExpectations({ rows: tally, seen: campaign.seen, expectations, profile, replayed });
    return this.#column(campaign, compared, writer, subject?.rig.version ?? APPLICATION);
  }

  #writer(subject: LiveSubject | undefined): FindingWriter {
    const { out, vantage, seed } = this.#options;
    const rerun = (violation: Violation): readonly string[] => [
      'conform',
      ...['--stack', this.#stack.label, '--profile', this.#profile],
      ...['--seed', String(seed), '--property', violation.property],
    ];
    const { label: stack } = this.#stack;
    const { terminal } = this.#context;
    const shared = { terminal, out, vantage, seed, stack, properties: this.#properties, rerun };
    return new FindingWriter(subject === undefined ? shared : { ...shared, rig: subject.rig });
  }

  #campaign(
    subject: LiveSubject | undefined,
    writer: FindingWriter,
    isKnown: (violation: Violation) => boolean,
  ): Promise<CampaignResult> {
    const { seed, maxTime } = this.#options;
    const progress = new Progress(this.#context.terminal);
    return runConformance({
      parts: this.#parts(subject),
      properties: this.#properties,
      seed,
      maxMilliseconds: maxTime,
      isKnown,
      signal: this.#signal,
      ...(subject === undefined ? {} : { rig: subject.rig }),
      onEvent: (event) => {
        progress.event(event);
        if (event.kind === 'finding') return writer.write(event.finding);
        return event.kind === 'failure' ? writer.writeFailure(event.failure) : undefined;
      },
    });
  }

  #parts(live: LiveSubject | undefined): readonly ConformancePart[] {
    const { runs, long = false } = this.#options;
    const profile = this.#profile;
    if (live === undefined) {
      return [{ arbitrary: singleStackScenario({ profile }), slice: SLICE_OF_SINGLE_STACKS, runs }];
    }
    const { subject } = live;
    const quick = { arbitrary: quickScenario(profile, subject), slice: SLICE_OF_SINGLE_STACKS, runs };
    if (subject.clock === 'virtual') return [quick];
    const patience = long ? LONG_SECONDS * 1000 : BATCH_PATIENCE;
    const arbitrary = batchedStackScenario({ profile, subject, patience });
    return [quick, { arbitrary, slice: SLICE_OF_RACKS, runs: BATCHES }];
  }

  #column(campaign: CampaignResult, compared: Compared, writer: FindingWriter, version: string): Column {
    const { strict = false } = this.#options;
    const { rows } = compared;
    const { label } = this.#stack;
    const judged = judgeConformance(rows, { strict, ended: campaign.ended });
    const isFlaky = writer.flaky.length > 0 && judged.outcome === 'violated';
    const exitCode = isFlaky ? ExitCode.inconclusive : exitCodeOf(judged.outcome);
    const note = isFlaky ? 'inconclusive: a finding was not shown again by a fresh stack' : judged.note;
    const written = writer.written.map(({ finding, files }) => ({ finding, ...files.relative }));
    const profile = this.#profile;
    const facts = { campaign, compared, written, stack: label, stackVersion: version, profile, exitCode };
    const result = conformResultOf(facts);
    const failures = new Map<string, string>();
    const cases = new Map<string, readonly string[]>();
    for (const { finding, files, text } of writer.written) {
      const { property } = finding.violation;
      cases.set(property, [...(cases.get(property) ?? []), files.case]);
      failures.set(property, [failures.get(property), text].filter((each) => each !== undefined).join('\n\n'));
    }
    return { label, version, profile, rows, campaign, result, exitCode, note, failures, cases };
  }
}

function exitCodeOf(outcome: ReturnType<typeof judgeConformance>['outcome']): ExitCode {
  return match(outcome)
    .with('ok', () => ExitCode.ok)
    .with('violated', () => ExitCode.violated)
    .with('inconclusive', () => ExitCode.inconclusive)
    .with('stack-failed', () => ExitCode.stackFailed)
    .with('interrupted', () => ExitCode.interrupted)
    .exhaustive();
}

function report(
  columns: readonly Column[],
  { json, junit, seed }: ConformOptions,
  { terminal }: CommandContext,
  wasInterrupted: boolean,
): ExitCode {
  if (columns.length > 0) terminal.print(`${matrixText(columns)}\n`);
  for (const { label, version, profile, campaign, note } of columns) {
    terminal.print(`${label}   ${version}, profile ${profile}`);
    terminal.print(`  ${totalsText(campaign)}`);
    if (note !== undefined) terminal.print(`  ${note}`);
  }
  const results = columns.map((each) => each.result);
  if (json !== undefined) writeFile(json, conformJson(results, seed));
  if (junit !== undefined) writeFile(junit, junitXml(columns.map((each) => suiteOf(each, seed))));
  return wasInterrupted ? ExitCode.interrupted : worstOf(columns.map((each) => each.exitCode));
}

function suiteOf(column: Column, seed: number): JunitSuite {
  const { label: stack, campaign } = column;
  return { ...column, stack, seed, seconds: campaign.milliseconds / 1000, cutShort: cutShort(campaign) };
}

function cutShort({ ended, failure }: CampaignResult): string | undefined {
  if (ended === 'failed') return `the stack failed: ${failure?.failure.message}`;
  return ended === 'interrupted' ? 'interrupted' : undefined;
}

/** A failure of any stack is one of the whole; then what is worse than the rest. */
const WORST_FIRST: readonly ExitCode[] = [
  ExitCode.interrupted,
  ExitCode.stackFailed,
  ExitCode.violated,
  ExitCode.inconclusive,
];

function worstOf(codes: readonly ExitCode[]): ExitCode {
  return WORST_FIRST.find((code) => codes.includes(code)) ?? ExitCode.ok;
}

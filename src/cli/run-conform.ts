import path from 'node:path';
import { match } from 'ts-pattern';
import { catalogue } from '../../properties/catalogue.ts';
import type { Property, Violation } from '../monitor/index.ts';
import { conformJson, conformResultOf } from '../report/conform-json.ts';
import { FindingWriter } from '../report/finding-writer.ts';
import { type JunitSuite, junitXml } from '../report/junit.ts';
import type { Result } from '../report/result-schema.ts';
import { shellCommand } from '../report/shell-word.ts';
import { matrixText } from '../report/text/matrix-text.ts';
import { totalsText } from '../report/text/summary-text.ts';
import { APPLICATION } from '../report/version.ts';
import { checkWritable, writeFile } from '../report/write-file.ts';
import type { CampaignEvent, CampaignResult } from '../runner/campaign.ts';
import { type Conformed, conformProfile, conformStack } from '../runner/conform-stack.ts';
import { type ConformRow, judgeConformance } from '../runner/expected.ts';
import type { Rig } from '../runner/rig.ts';
import { type Seeding, seedingOf } from '../runner/seeding.ts';
import { selectProperties } from '../runner/select-properties.ts';
import { singleStackProperties } from '../runner/single-stack-properties.ts';
import { UsageError } from '../runner/usage-error.ts';
import { StackStartError } from '../stacks/stack.ts';
import { BugError } from './bug-error.ts';
import type { ConformOptions } from './conform.ts';
import { ExitCode } from './exit-code.ts';
import { Interrupt } from './interrupt.ts';
import { Progress } from './progress.ts';
import type { CommandContext } from './run-command.ts';
import type { StackOption } from './stack-option.ts';

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
  const { seed, shard } = seedingOf(options, context.environment);
  const shardText = shard === undefined ? '' : `   (${shard})`;
  terminal.print(`${APPLICATION}   seed ${seed}${shardText}\n${properties.length} properties of a single stack\n`);
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

/** Judges one stack, and writes what it violates. */
class ConformRun {
  readonly #options: ConformOptions;
  readonly #stack: StackOption;
  readonly #properties: readonly Property[];
  readonly #context: CommandContext;
  readonly #signal: AbortSignal;
  readonly #seeding: Seeding;
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
    this.#seeding = seedingOf(options, context.environment);
    this.#profile = conformProfile(stack, options.profile);
  }

  async run(): Promise<Column> {
    const { runs, maxTime: maxMilliseconds, long = false } = this.#options;
    let writer: FindingWriter | undefined;
    const conformed = await conformStack({
      stack: this.#stack,
      properties: this.#properties,
      profile: this.#profile,
      ...{ seed: this.#seeding.seed, runs, maxMilliseconds, long, signal: this.#signal },
      listen: (rig) => {
        writer = this.#writer(rig);
        return this.#listener(writer);
      },
    });
    return this.#column(conformed, writer!);
  }

  #listener(writer: FindingWriter): (event: CampaignEvent) => unknown {
    const progress = new Progress(this.#context.terminal);
    return (event) => {
      progress.event(event);
      if (event.kind === 'finding') return writer.write(event.finding);
      return event.kind === 'failure' ? writer.writeFailure(event.failure) : undefined;
    };
  }

  #writer(rig: Rig | undefined): FindingWriter {
    const { out, vantage } = this.#options;
    const { seed } = this.#seeding;
    const rerun = (violation: Violation): string => {
      const stack = ['--stack', this.#stack.label, '--profile', this.#profile];
      const cases = ['--seed', String(seed), '--property', violation.property];
      return shellCommand(['npx', 'arpcheck', 'conform', ...stack, ...cases]);
    };
    const { label: stack } = this.#stack;
    const { terminal } = this.#context;
    const shared = { terminal, out, vantage, seed, stack, properties: this.#properties, rerun };
    return new FindingWriter(rig === undefined ? shared : { ...shared, rig });
  }

  #column({ campaign, compared, version = APPLICATION }: Conformed, writer: FindingWriter): Column {
    const { strict = false } = this.#options;
    const { shard } = this.#seeding;
    const { rows } = compared;
    const { label } = this.#stack;
    const judged = judgeConformance(rows, { strict, ended: campaign.ended });
    const isFlaky = writer.flaky.length > 0 && judged.outcome === 'violated';
    const exitCode = isFlaky ? ExitCode.inconclusive : exitCodeOf(judged.outcome);
    const note = isFlaky ? 'inconclusive: a finding was not shown again by a fresh stack' : judged.note;
    const written = writer.written.map(({ finding, files }) => ({ finding, ...files.relative }));
    const profile = this.#profile;
    const facts = { campaign, compared, written, stack: label, stackVersion: version, profile, exitCode };
    const result = conformResultOf(shard === undefined ? facts : { ...facts, shard });
    return {
      label,
      version,
      profile,
      rows,
      campaign,
      result,
      exitCode,
      note,
      failures: writer.texts(),
      cases: writer.cases(),
    };
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
  options: ConformOptions,
  { terminal, environment }: CommandContext,
  wasInterrupted: boolean,
): ExitCode {
  if (columns.length > 0) terminal.print(`${matrixText(columns)}\n`);
  for (const { label, version, profile, campaign, note } of columns) {
    terminal.print(`${label}   ${version}, profile ${profile}`);
    terminal.print(`  ${totalsText(campaign)}`);
    if (note !== undefined) terminal.print(`  ${note}`);
  }
  const { json, junit } = options;
  const { seed } = seedingOf(options, environment);
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

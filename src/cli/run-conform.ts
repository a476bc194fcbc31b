import { catalogue } from '../../properties/catalogue.ts';
import { facts } from '../../properties/facts/index.ts';
import type { Property, Violation } from '../monitor/index.ts';
import { FindingWriter } from '../report/finding-writer.ts';
import { shellCommand } from '../report/shell-word.ts';
import { totalsText } from '../report/text/summary-text.ts';
import { APPLICATION } from '../report/version.ts';
import { checkWritable } from '../report/write-file.ts';
import type { CampaignEvent } from '../runner/campaign.ts';
import { CONFORM_RUNS } from '../runner/conform-limits.ts';
import { type Conformed, conformProfile, conformStack } from '../runner/conform-stack.ts';
import type { Rig } from '../runner/rig.ts';
import { type Seeding, seedingOf } from '../runner/seeding.ts';
import { selectProperties } from '../runner/select-properties.ts';
import { singleStackProperties } from '../runner/single-stack-properties.ts';
import { UsageError } from '../runner/usage-error.ts';
import { StackStartError } from '../stacks/stack.ts';
import { BugError } from './bug-error.ts';
import type { Column } from './column.ts';
import { conclude } from './conclude.ts';
import type { ConformOptions } from './conform-options.ts';
import { cutShort } from './cut-short.ts';
import { ExitCode } from './exit-code.ts';
import { Interrupt } from './interrupt.ts';
import { Progress } from './progress.ts';
import { checkReportFiles, reportColumns } from './report-columns.ts';
import type { CommandContext } from './run-command.ts';
import type { StackOption } from './stack-option.ts';

/** `arpcheck conform` */
export async function runConform(options: ConformOptions, context: CommandContext): Promise<ExitCode> {
  checkWritable(options.out);
  checkReportFiles(options);
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
  const exitCode = reportColumns('conform', columns, options, seed, context);
  return signal.aborted ? ExitCode.interrupted : exitCode;
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
    const { runs, maxTime: maxMilliseconds, long = false, sweeps, facts: wantsFacts = false } = this.#options;
    let writer: FindingWriter | undefined;
    const conformed = await conformStack({
      stack: this.#stack,
      properties: this.#properties,
      profile: this.#profile,
      ...(sweeps === undefined ? {} : { sweeps }),
      ...(wantsFacts ? { facts } : {}),
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
    const { out, vantage, runs } = this.#options;
    const { seed } = this.#seeding;
    const rerun = (violation: Violation, sweep: string | undefined): string => {
      const stack = ['--stack', this.#stack.label, '--profile', this.#profile];
      const cases = ['--seed', String(seed), ...(runs === CONFORM_RUNS ? [] : ['--runs', String(runs)])];
      const where = ['--property', violation.property, ...(sweep === undefined ? [] : ['--sweeps', sweep])];
      return shellCommand(['npx', 'arpcheck', 'conform', ...stack, ...cases, ...where]);
    };
    const { label: stack } = this.#stack;
    const { terminal } = this.#context;
    const shared = { terminal, out, vantage, seed, stack, properties: this.#properties, rerun };
    return new FindingWriter(rig === undefined ? shared : { ...shared, rig });
  }

  #column(conformed: Conformed, writer: FindingWriter): Column {
    const { strict = false } = this.#options;
    const { label } = this.#stack;
    const concluded = conclude(conformed, writer, { strict, label, profile: this.#profile, ...this.#seeding });
    const { campaign, compared, facts: recorded } = conformed;
    return {
      label,
      profile: this.#profile,
      rows: compared.rows,
      ...(recorded === undefined ? {} : { facts: recorded }),
      seconds: campaign.milliseconds / 1000,
      totals: totalsText(campaign),
      swept: campaign.swept,
      cutShort: cutShort(campaign),
      failures: writer.texts(),
      cases: writer.cases(),
      violations: writer.pages(),
      ...concluded,
    };
  }
}

import path from 'node:path';
import { mitigationJson } from '../report/mitigation/mitigation-json.ts';
import {
  commandText,
  counterexampleText,
  differenceText,
  legendText,
  rowsToShow,
  tableText,
} from '../report/mitigation/mitigation-text.ts';
import { MitigationWriter } from '../report/mitigation/mitigation-writer.ts';
import { plural } from '../report/text/numbers.ts';
import { APPLICATION } from '../report/version.ts';
import { checkWritable, writeFile } from '../report/write-file.ts';
import { KernelPart } from '../runner/kernel-part.ts';
import { holds, ranked } from '../runner/mitigation/best.ts';
import type { Trial } from '../runner/mitigation/mitigation.ts';
import { MitigationSearch, type Row } from '../runner/mitigation/search.ts';
import { rackFor } from '../runner/mitigation/search-cell.ts';
import { Rig } from '../runner/rig.ts';
import { machinesOf } from '../scenario/machine.ts';
import { racksAvailable } from '../stacks/kernel/rack/availability.ts';
import { StackStartError } from '../stacks/stack.ts';
import { ExitCode } from './exit-code.ts';
import { Interrupt } from './interrupt.ts';
import type { MitigateOptions } from './mitigate-options.ts';
import { type MitigatePlan, planMitigate } from './mitigate-plan.ts';
import { Progress } from './progress.ts';
import type { CommandContext } from './run-command.ts';

/** `arpcheck mitigate` */
export async function runMitigate(options: MitigateOptions, context: CommandContext): Promise<ExitCode> {
  const plan = planMitigate(options);
  checkWritable(options.out);
  if (options.json !== undefined) checkWritable(path.dirname(options.json));
  const { signal } = new Interrupt(context.terminal);
  return new MitigateRun(options, plan, context, signal).run();
}

class MitigateRun {
  readonly #options: MitigateOptions;
  readonly #plan: MitigatePlan;
  readonly #terminal: CommandContext['terminal'];
  readonly #signal: AbortSignal;
  readonly #writer: MitigationWriter;
  readonly #deadline: number;
  readonly #rows: Row[] = [];
  readonly #real: Row[] = [];

  constructor(options: MitigateOptions, plan: MitigatePlan, { terminal }: CommandContext, signal: AbortSignal) {
    this.#options = options;
    this.#plan = plan;
    this.#terminal = terminal;
    this.#signal = signal;
    this.#writer = new MitigationWriter(options.out, plan.seed);
    this.#deadline = performance.now() + (options.maxTime ?? Number.POSITIVE_INFINITY);
  }

  async run(): Promise<ExitCode> {
    const { addresses, trials, seed, inPlace } = this.#plan;
    const singles = trials.filter((each) => each.mitigations.length === 1).length;
    this.#terminal.print(
      [
        `${APPLICATION}   seed ${seed}`,
        `${plural(singles, 'mitigation')} for ${addresses.join(', ')} on ${this.#options.topology}, one by one and in pairs`,
        ...(inPlace.length === 0 ? [] : [`nothing to change for ${inPlace.join(', ')}`]),
        '',
      ].join('\n'),
    );
    const isWhole = (await this.#simulate()) && (await this.#onKernels());
    return this.#report(isWhole);
  }

  /** True if every trial was searched. */
  async #simulate(): Promise<boolean> {
    const search = this.#search(this.#plan.trials.length, this.#rows);
    for (const trial of this.#plan.trials) {
      const row = await search.row(trial);
      if (row === undefined) return false;
      this.#rows.push(row);
      await this.#writer.write(row);
    }
    return true;
  }

  /** Nothing, every mitigation alone, and the best of all: on real kernels, where there are any. */
  async #onKernels(): Promise<boolean> {
    if (this.#options.nodes === 'simulated') return true;
    const best = ranked(this.#rows)[0]!;
    const rows = this.#rows.filter((row) => row === best || row.trial.mitigations.length < 2);
    const available = racksAvailable(rows.flatMap(({ trial }) => rulesOf(trial)));
    if (!available.available) {
      const { missing, remedy } = available;
      this.#terminal.complain(`no racks on this kernel: ${missing}\n${remedy}\nEverything was simulated only.`);
      return true;
    }
    const rig = await Rig.start(new Map(), new KernelPart(available.version, true));
    try {
      for (const { trial, cells } of rows) {
        const search = this.#search(rows.length, this.#real, rig);
        for (const { counterexample, traffic } of cells)
          if (counterexample !== undefined) search.remember(rackFor(trial, traffic), counterexample.scenario.steps);
        const row = await search.row(trial).catch((error: unknown) => this.#refused(trial, error));
        if (row === 'refused') continue;
        if (row === undefined) return false;
        this.#real.push(row);
        await this.#writer.write(row, rig);
      }
      return true;
    } finally {
      await rig.close();
    }
  }

  /** A kernel need not have what a rule needs; the others are tried all the same. */
  #refused(trial: Trial, error: unknown): 'refused' {
    if (!(error instanceof StackStartError)) throw error;
    this.#terminal.complain(`${trial.name} is simulated only: ${error.message}`);
    return 'refused';
  }

  #search(count: number, done: readonly Row[], rig?: Rig): MitigationSearch {
    const { topology, properties, traffics, seed } = this.#plan;
    const progress = new Progress(this.#terminal);
    const where = rig === undefined ? '' : ' on this kernel';
    return new MitigationSearch({
      topology,
      properties,
      traffics,
      seed,
      runs: rig === undefined ? this.#options.runs : this.#options.kernelRuns,
      ...(rig === undefined ? {} : { rig }),
      signal: this.#signal,
      deadline: this.#deadline,
      onEvent: ({ trial, traffic }) =>
        progress.tell(`${done.length + 1} of ${count}${where}: ${trial.name}, ${traffic.words}`),
    });
  }

  #report(isWhole: boolean): ExitCode {
    const { json, topology, runs, kernelRuns } = this.#options;
    const { seed, addresses, traffics, properties, inPlace } = this.#plan;
    const [rows, real] = [this.#rows, this.#real];
    const order = ranked(rows);
    const best = order[0];
    const shown = rowsToShow(rows, order);
    const filesOf = (cell: Row['cells'][number]) => this.#writer.filesOf(cell);
    const ended = this.#signal.aborted ? 'interrupted' : isWhole ? 'all' : 'time';
    const exitCode = this.#exitCode(ended, best);
    const onKernels = real.length === 0 ? [] : this.#kernelText(real, kernelRuns);
    const hidden = rows.length - shown.length;
    this.#terminal.print(
      [
        ...tableText(shown, properties),
        ...(hidden === 0
          ? []
          : [`${plural(hidden, 'more pair')}: no better than one of the two alone, or than those above`]),
        '',
        ...legendText(traffics, runs),
        ...onKernels,
        '',
        'counterexamples, each the smallest that was found (npx arpcheck replay FILE runs it again)',
        ...counterexampleText([...shown, ...real], filesOf),
        ...(best === undefined ? [] : ['', ...this.#bestText(best)]),
        ...(ended === 'all'
          ? []
          : ['', `${ended === 'time' ? 'ended after the time given' : 'interrupted'}: not all was tried`]),
      ].join('\n'),
    );
    if (json !== undefined) {
      const facts = {
        seed,
        topology,
        addresses,
        traffics,
        runs,
        ended,
        exitCode,
        rows,
        real,
        best,
        inPlace,
        filesOf,
      } as const;
      writeFile(json, mitigationJson(facts));
    }
    return exitCode;
  }

  #kernelText(real: readonly Row[], runs: number): readonly string[] {
    const differences = differenceText(this.#rows, real);
    return [
      '',
      `on this kernel, ${plural(runs, 'case')} each, and the counterexamples of the simulation`,
      ...tableText(real, this.#plan.properties),
      ...(differences.length === 0
        ? ['as in the simulation, in every cell']
        : ['other than in the simulation', ...differences]),
    ];
  }

  #bestText(best: Row): readonly string[] {
    const open = best.cells
      .filter((each) => !holds(each))
      .map((each) => `${each.property.id} when ${each.traffic.words}`);
    const rest = open.length === 0 ? 'everything holds' : `does not hold: ${open.join('; ')}`;
    if (best.trial.mitigations.length === 0) return [`best: nothing has to be done or helps; ${rest}`];
    return [
      `best: ${best.trial.name}`,
      ...best.trial.mitigations.map(({ id, words }) => `  ${id}: ${words}`),
      `  ${rest}`,
      ...commandText(best),
    ];
  }

  /** Everything that was asked for holds under the best mitigation, simulated and on kernels; or it does not. */
  #exitCode(ended: 'all' | 'time' | 'interrupted', best: Row | undefined): ExitCode {
    if (ended === 'interrupted') return ExitCode.interrupted;
    if (ended === 'time' || best === undefined) return ExitCode.inconclusive;
    const real = this.#real.find(({ trial }) => trial.name === best.trial.name);
    const cells = [...best.cells, ...(real?.cells ?? [])];
    if (cells.some(({ verdict }) => verdict === 'violated')) return ExitCode.violated;
    // On kernels a handful of cases need not come to everything.
    return best.cells.every(holds) ? ExitCode.ok : ExitCode.inconclusive;
  }
}

function rulesOf({ rack }: Trial): readonly string[] {
  return machinesOf(rack.topology).flatMap(({ spec }) => spec.rules ?? []);
}

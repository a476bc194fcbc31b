import type { Violation } from '../monitor/index.ts';
import { FindingWriter } from '../report/finding-writer.ts';
import { pageHtml } from '../report/html/page-html.ts';
import { suitesPage } from '../report/html/suites-page.ts';
import { junitXml } from '../report/junit.ts';
import { resultJson, resultOf } from '../report/result-json.ts';
import { shellCommand } from '../report/shell-word.ts';
import { headerText } from '../report/text/header-text.ts';
import { plural } from '../report/text/numbers.ts';
import { summaryLines, totalsText } from '../report/text/summary-text.ts';
import { APPLICATION } from '../report/version.ts';
import { checkWritable, writeFile } from '../report/write-file.ts';
import { type CampaignResult, runCampaign } from '../runner/campaign.ts';
import { rowsUnderProfile } from '../runner/rows-under-profile.ts';
import { UsageError } from '../runner/usage-error.ts';
import { StackStartError } from '../stacks/stack.ts';
import { BugError } from './bug-error.ts';
import type { ExitCode } from './exit-code.ts';
import { fuzzColumn } from './fuzz-column.ts';
import type { FuzzOptions } from './fuzz-options.ts';
import { type FuzzPlan, planFuzz } from './fuzz-plan.ts';
import { type FuzzSubject, startFuzzSubject } from './fuzz-subject.ts';
import { Interrupt } from './interrupt.ts';
import { decisiveProperties, judgeCampaign } from './judge-campaign.ts';
import { Progress } from './progress.ts';
import { checkReportFiles, outcomeOf } from './report-columns.ts';
import type { CommandContext } from './run-command.ts';
import { isForGithub, tellGithub } from './tell-github.ts';

/** `arpcheck fuzz` */
export async function runFuzz(options: FuzzOptions, context: CommandContext): Promise<ExitCode> {
  if (options.demo === true) return (await import('./run-demo.ts')).runDemo(options, context);
  const planned = planFuzz(options, context.environment);
  checkWritable(options.out);
  checkReportFiles(options);
  const { signal } = new Interrupt(context.terminal);
  const subject = await startFuzzSubject(planned, options, context.terminal);
  const isSimulated = planned.kernels !== undefined && subject.rig?.kernels === undefined;
  const plan = isSimulated ? { ...planned, stack: 'reference' } : planned;
  try {
    const application = subject.rig === undefined ? APPLICATION : `${APPLICATION}, ${subject.rig.version}`;
    context.terminal.print(headerText({ ...plan, application, bound: boundText(options) }));
    return await new FuzzRun(options, plan, subject, context).run(signal);
  } catch (error) {
    const isOurs = !(error instanceof UsageError || error instanceof StackStartError);
    throw isOurs ? new BugError(error, `npx arpcheck fuzz ${shellCommand(plan.again)}`) : error;
  } finally {
    await subject.rig?.close();
  }
}

/** When it ends, in words. */
function boundText({ runs, maxTime, continue: keepGoing }: FuzzOptions): string {
  const bounds = [
    ...(runs === undefined ? [] : [plural(runs, 'case')]),
    ...(maxTime === undefined ? [] : [`${maxTime / 1000} s`]),
    ...(keepGoing === true ? [] : ['the first violation']),
  ];
  return bounds.length === 0 ? 'until interrupted' : `until ${bounds.join(' or ')}`;
}

class FuzzRun {
  readonly #options: FuzzOptions;
  readonly #plan: FuzzPlan;
  readonly #subject: FuzzSubject;
  readonly #context: CommandContext;
  readonly #writer: FindingWriter;

  constructor(options: FuzzOptions, plan: FuzzPlan, subject: FuzzSubject, context: CommandContext) {
    this.#options = options;
    this.#plan = plan;
    this.#subject = subject;
    this.#context = context;
    const { rig } = subject;
    const { out, vantage } = options;
    const { properties, seed, stack } = plan;
    const shared = { terminal: context.terminal, out, vantage, properties, seed, stack };
    const rerun = (violation: Violation): string =>
      shellCommand(['npx', 'arpcheck', 'fuzz', ...this.#rerunArguments(violation)]);
    this.#writer = new FindingWriter(rig === undefined ? { ...shared, rerun } : { ...shared, rerun, rig });
  }

  async run(signal: AbortSignal): Promise<ExitCode> {
    return this.#report(await this.#campaign(signal));
  }

  #campaign(signal: AbortSignal): Promise<CampaignResult> {
    const { properties, seed } = this.#plan;
    const { arbitrary, rig, slice } = this.#subject;
    const { runs, maxTime, mechanism, continue: keepGoing = false, strict = false } = this.#options;
    const progress = new Progress(this.#context.terminal);
    const decisive = new Set([...decisiveProperties(properties, strict)].map((property) => property.id));
    return runCampaign({
      arbitrary,
      slice,
      properties,
      seed,
      ...(rig === undefined ? {} : { rig }),
      ...(runs === undefined ? {} : { runs }),
      ...(maxTime === undefined ? {} : { maxMilliseconds: maxTime }),
      ...(mechanism === undefined ? {} : { wanted: mechanism }),
      keepGoing,
      endsAt: (violation) => decisive.has(violation.property),
      signal,
      onEvent: (event) => {
        progress.event(event);
        if (event.kind === 'finding') return this.#writer.write(event.finding);
        return event.kind === 'failure' ? this.#writer.writeFailure(event.failure) : undefined;
      },
    });
  }

  /** What finds the same again: other findings of the same seed may come before it, so it is named. */
  #rerunArguments(violation: Violation): readonly string[] {
    const { continue: keepGoing, mechanism, property } = this.#options;
    const circumstances = mechanism?.circumstances ?? [];
    const named = keepGoing === true || mechanism !== undefined;
    return [
      ...this.#plan.again,
      ...(property === undefined && !named ? [] : ['--property', violation.property]),
      ...(named ? ['--mechanism', [violation.mechanism, ...circumstances].join('+')] : []),
    ];
  }

  #report(campaign: CampaignResult): ExitCode {
    const { json, junit, html, github, strict = false, mechanism } = this.#options;
    const { terminal, environment } = this.#context;
    const { rig, unsupported } = this.#subject;
    const { stack, profile = 'mixed', shard } = this.#plan;
    const rows = rowsUnderProfile(campaign.tally, this.#plan.profile, unsupported);
    const isFlaky = this.#writer.flaky.length > 0;
    const terms = { strict, onlyMechanism: mechanism !== undefined, isFlaky };
    const { exitCode, note } = judgeCampaign(campaign, rows, terms);
    terminal.print([...summaryLines(rows, campaign.runs), '', totalsText(campaign)].join('\n'));
    const written = this.#writer.written.map(({ finding, files }) => ({ finding, ...files.relative }));
    const facts = { campaign, rows, written, stack, profile, strict, exitCode };
    const result = resultOf(shard === undefined ? facts : { ...facts, shard });
    const version = rig?.version ?? APPLICATION;
    const column = fuzzColumn(campaign, rows, this.#writer, { result, exitCode, note, version });
    if (json !== undefined) writeFile(json, resultJson(result));
    if (junit !== undefined) writeFile(junit, junitXml([{ ...column, stack, seed: campaign.seed }]));
    if (html !== undefined) {
      const { seed } = campaign;
      writeFile(html, pageHtml(suitesPage({ command: 'fuzz', outcome: outcomeOf(exitCode), seed, suites: [column] })));
    }
    if (note !== undefined) terminal.print(note);
    if (isForGithub(github, environment)) tellGithub('fuzz', [column], this.#context);
    return exitCode;
  }
}

import path from 'node:path';
import { resultJson, resultOf } from '../report/result-json.ts';
import { headerText } from '../report/text/header-text.ts';
import { plural } from '../report/text/numbers.ts';
import { summaryLines, totalsText } from '../report/text/summary-text.ts';
import { violationText } from '../report/text/violation-text.ts';
import { APPLICATION } from '../report/version.ts';
import { type CampaignEvent, type CampaignResult, runCampaign } from '../runner/campaign.ts';
import type { CampaignFinding } from '../runner/finding.ts';
import { caseOf } from '../runner/finding-case.ts';
import { runScenario } from '../runner/run.ts';
import { BugError } from './bug-error.ts';
import type { ExitCode } from './exit-code.ts';
import type { FuzzOptions } from './fuzz-options.ts';
import { type FuzzPlan, planFuzz } from './fuzz-plan.ts';
import { Interrupt } from './interrupt.ts';
import { decisiveProperties, judgeCampaign, rowsUnderProfile } from './judge-campaign.ts';
import { Progress } from './progress.ts';
import type { CommandContext } from './run-command.ts';
import { shellCommand } from './shell-word.ts';
import { UsageError } from './usage-error.ts';
import { type CaseFiles, writeCase } from './write-case.ts';
import { checkWritable, writeFile } from './write-file.ts';

/** `arpcheck fuzz` */
export async function runFuzz(options: FuzzOptions, context: CommandContext): Promise<ExitCode> {
  if (options.demo === true) return (await import('./run-demo.ts')).runDemo(options, context);
  const plan = planFuzz(options, context.environment);
  checkWritable(options.out);
  if (options.json !== undefined) checkWritable(path.dirname(options.json));
  const { signal } = new Interrupt(context.terminal);
  context.terminal.print(headerText({ application: APPLICATION, ...plan, bound: boundText(options) }));
  try {
    return await new FuzzRun(options, plan, context).run(signal);
  } catch (error) {
    throw error instanceof UsageError ? error : new BugError(error, `npx arpcheck fuzz ${shellCommand(plan.again)}`);
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
  readonly #context: CommandContext;
  readonly #written: { readonly finding: CampaignFinding; readonly files: CaseFiles }[] = [];

  constructor(options: FuzzOptions, plan: FuzzPlan, context: CommandContext) {
    this.#options = options;
    this.#plan = plan;
    this.#context = context;
  }

  async run(signal: AbortSignal): Promise<ExitCode> {
    return this.#report(await this.#campaign(signal));
  }

  #campaign(signal: AbortSignal): Promise<CampaignResult> {
    const { arbitrary, slice, properties, seed } = this.#plan;
    const { runs, maxTime, mechanism, continue: keepGoing = false, strict = false } = this.#options;
    const progress = new Progress(this.#context.terminal);
    const decisive = new Set([...decisiveProperties(properties, strict)].map((property) => property.id));
    const onEvent = (event: CampaignEvent): void => {
      progress.event(event);
      // Written at once: what was found is safe whatever happens next.
      if (event.kind === 'finding') this.#write(event.finding);
    };
    return runCampaign({
      arbitrary,
      slice,
      properties,
      seed,
      ...(runs === undefined ? {} : { runs }),
      ...(maxTime === undefined ? {} : { maxMilliseconds: maxTime }),
      ...(mechanism === undefined ? {} : { wanted: mechanism }),
      keepGoing,
      endsAt: (violation) => decisive.has(violation.property),
      signal,
      onEvent,
    });
  }

  #write(finding: CampaignFinding): void {
    const { out, vantage } = this.#options;
    const { properties, seed, stack } = this.#plan;
    const { violation, scenario, original, tries, minimal, run } = finding;
    const property = properties.find((each) => each.id === violation.property)!;
    const { trace } = runScenario(scenario, { properties: [property], record: true });
    const each = caseOf(scenario, violation, { stack, stackVersion: APPLICATION, seed, run });
    const files = writeCase({ case: each, property, violation, trace, out, vantage });
    this.#written.push({ finding, files });
    const text = violationText({
      property,
      violation,
      scenario,
      trace,
      shrinking: { from: original.steps.length, tries, minimal },
      files,
      replayCommand: shellCommand(['npx', 'arpcheck', 'replay', files.case]),
      rerunCommand: shellCommand(['npx', 'arpcheck', 'fuzz', ...this.#rerunArguments(finding)]),
    });
    this.#context.terminal.print(`${text}\n`);
  }

  /** What finds the same again: other findings of the same seed may come before it, so it is named. */
  #rerunArguments({ violation }: CampaignFinding): readonly string[] {
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
    const { json, strict = false, mechanism } = this.#options;
    const { stack, profile, shard } = this.#plan;
    const { terminal } = this.#context;
    const rows = rowsUnderProfile(campaign.tally, profile);
    const { exitCode, note } = judgeCampaign(campaign, rows, { strict, onlyMechanism: mechanism !== undefined });
    terminal.print([...summaryLines(rows, campaign.runs), '', totalsText(campaign)].join('\n'));
    if (json !== undefined) {
      const written = this.#written.map(({ finding, files }) => ({ finding, ...files.relative }));
      const facts = { campaign, rows, written, stack, profile: profile ?? 'mixed', exitCode };
      writeFile(json, resultJson(resultOf(shard === undefined ? facts : { ...facts, shard })));
    }
    if (note !== undefined) terminal.print(note);
    return exitCode;
  }
}

import path from 'node:path';
import { neverLearnedOffHost } from '../../properties/host-scope/never-learned-off-host.ts';
import { resultJson, resultOf } from '../report/result-json.ts';
import { shellCommand } from '../report/shell-word.ts';
import { demoIntroduction, demoText } from '../report/text/demo-text.ts';
import { plural } from '../report/text/numbers.ts';
import { APPLICATION } from '../report/version.ts';
import { type CaseFiles, writeCase } from '../report/write-case.ts';
import { checkWritable, writeFile } from '../report/write-file.ts';
import { type CampaignResult, runCampaign } from '../runner/campaign.ts';
import type { CampaignFinding } from '../runner/finding.ts';
import { caseOf } from '../runner/finding-case.ts';
import { remediesFor } from '../runner/remedies.ts';
import { runScenario } from '../runner/run.ts';
import { LOCAL_IP } from '../scenario/arbitraries/rack-names.ts';
import { rackScenario } from '../scenario/arbitraries/racks.ts';
import { ExitCode } from './exit-code.ts';
import type { FuzzOptions } from './fuzz-options.ts';
import { Interrupt } from './interrupt.ts';
import { Progress } from './progress.ts';
import type { CommandContext } from './run-command.ts';

/** The bubble itself: hosts ask for guests whose requests a rule has answered, and foreign guests believe them. */
const BUBBLE = { mechanism: 'merge-from-third-party-request', circumstances: ['arpreply'] };
const DEFAULT_SEED = 1;
/** It takes a fraction of a second; a demonstration that takes a minute has failed. */
const MAX_MILLISECONDS = 60_000;
const PROPERTY = neverLearnedOffHost;

/** `arpcheck fuzz --demo`: the general rack generator, asked for one mechanism, and its finding told as a story. */
export async function runDemo(options: FuzzOptions, context: CommandContext): Promise<ExitCode> {
  const { seed = DEFAULT_SEED, runs, maxTime = MAX_MILLISECONDS, out, json } = options;
  const { terminal } = context;
  checkWritable(out);
  if (json !== undefined) checkWritable(path.dirname(json));
  const { signal } = new Interrupt(terminal);
  terminal.print(demoIntroduction(APPLICATION, seed));
  const progress = new Progress(terminal);
  const campaign = await runCampaign({
    arbitrary: rackScenario(),
    properties: [PROPERTY],
    seed,
    ...(runs === undefined ? {} : { runs }),
    maxMilliseconds: maxTime,
    wanted: BUBBLE,
    signal,
    // The story says by itself what was found.
    onEvent: (event) => (event.kind === 'found' ? undefined : progress.event(event)),
  });
  return report(campaign, options, context);
}

function report(campaign: CampaignResult, options: FuzzOptions, { terminal }: CommandContext): ExitCode {
  const finding = campaign.findings[0];
  const told = finding === undefined ? undefined : tell(finding, campaign, options);
  const exitCode = exitCodeOf(campaign);
  terminal.print(told?.text ?? `The bubble was not found in ${plural(campaign.runs, 'case')}.`);
  if (options.json !== undefined) {
    const written = finding === undefined || told === undefined ? [] : [{ finding, ...told.files.relative }];
    const facts = { campaign, rows: campaign.tally, written, stack: 'reference', profile: 'mixed', exitCode };
    writeFile(options.json, resultJson(resultOf(facts)));
  }
  return exitCode;
}

/** A demonstration that shows what it promised has succeeded. */
function exitCodeOf({ ended, findings }: CampaignResult): ExitCode {
  if (ended === 'interrupted') return ExitCode.interrupted;
  return findings.length > 0 ? ExitCode.ok : ExitCode.inconclusive;
}

/** Writes the case, and tells its story. */
function tell(
  finding: CampaignFinding,
  campaign: CampaignResult,
  { out, vantage }: FuzzOptions,
): { readonly text: string; readonly files: CaseFiles } {
  const { violation, scenario, original, run, tries } = finding;
  const { trace } = runScenario(scenario, { properties: [PROPERTY], record: true });
  const origin = { stack: 'reference', stackVersion: APPLICATION, seed: campaign.seed, run };
  const each = caseOf(scenario, violation, origin);
  const files = writeCase({ case: each, property: PROPERTY, violation, trace, out, vantage });
  const remedies = remediesFor(LOCAL_IP).map(({ words, apply }) => ({
    words,
    remaining: [
      ...new Set(runScenario(apply(scenario), { properties: [PROPERTY] }).violations.map((one) => one.mechanism)),
    ],
  }));
  const seconds = campaign.milliseconds / 1000;
  const replayCommand = shellCommand(['npx', 'arpcheck', 'replay', files.case]);
  const text = demoText({ violation, scenario, original, trace, run, tries, seconds, files, replayCommand, remedies });
  return { text, files };
}

import { neverLearnedOffHost } from '../../properties/host-scope/never-learned-off-host.ts';
import { commandsOf } from '../report/finding-writer.ts';
import { pageHtml } from '../report/html/page-html.ts';
import { pageViolation } from '../report/html/page-violation.ts';
import type { PageViolation, ReportPage } from '../report/html/report-page.ts';
import { suitesPage } from '../report/html/suites-page.ts';
import { resultJson, resultOf } from '../report/result-json.ts';
import { shellCommand } from '../report/shell-word.ts';
import { demoIntroduction, demoText, remedyText } from '../report/text/demo-text.ts';
import { plural } from '../report/text/numbers.ts';
import { totalsText } from '../report/text/summary-text.ts';
import { APPLICATION } from '../report/version.ts';
import { type CaseFiles, writeCase } from '../report/write-case.ts';
import { checkWritable, writeFile } from '../report/write-file.ts';
import { type CampaignResult, runCampaign } from '../runner/campaign.ts';
import { compareWithExpectations } from '../runner/expected.ts';
import type { CampaignFinding } from '../runner/finding.ts';
import { caseOf } from '../runner/finding-case.ts';
import { remediesFor } from '../runner/remedies.ts';
import { runScenario } from '../runner/run.ts';
import { LOCAL_IP } from '../scenario/arbitraries/rack-names.ts';
import { rackScenario } from '../scenario/arbitraries/racks.ts';
import { cutShort } from './cut-short.ts';
import { ExitCode } from './exit-code.ts';
import type { FuzzOptions } from './fuzz-options.ts';
import { Interrupt } from './interrupt.ts';
import { Progress } from './progress.ts';
import { checkReportFiles } from './report-columns.ts';
import type { CommandContext } from './run-command.ts';

/** The bubble itself: hosts ask for guests whose requests a rule has answered, and foreign guests believe them. */
const BUBBLE = { mechanism: 'merge-from-third-party-request', circumstances: ['arpreply'] };
const DEFAULT_SEED = 1;
/** It takes a fraction of a second; a demonstration that takes a minute has failed. */
const MAX_MILLISECONDS = 60_000;
const PROPERTY = neverLearnedOffHost;

/** `arpcheck fuzz --demo`: the general rack generator, asked for one mechanism, and its finding told as a story. */
export async function runDemo(options: FuzzOptions, context: CommandContext): Promise<ExitCode> {
  const { seed = DEFAULT_SEED, runs, maxTime = MAX_MILLISECONDS, out } = options;
  const { terminal } = context;
  checkWritable(out);
  checkReportFiles(options);
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
  if (options.html !== undefined) writeFile(options.html, pageHtml(demoPage(campaign, told?.page)));
  return exitCode;
}

/** A demonstration that shows what it promised has succeeded. */
function exitCodeOf({ ended, findings }: CampaignResult): ExitCode {
  if (ended === 'interrupted') return ExitCode.interrupted;
  return findings.length > 0 ? ExitCode.ok : ExitCode.inconclusive;
}

const HEADLINE = 'The ARP bubble: an address that every host has for itself leaks, and guests are sent to another host';

/** A page that shows what was promised, or that it was not found. */
function demoPage(campaign: CampaignResult, violation: PageViolation | undefined): ReportPage {
  const { tally, seen, seed } = campaign;
  const { rows } = compareWithExpectations({
    rows: tally,
    seen,
    profile: 'mixed',
    expectations: [],
    replayed: new Map(),
  });
  const suite = {
    ...{ label: 'reference', version: APPLICATION, profile: 'mixed', rows, totals: totalsText(campaign) },
    ...{ note: undefined, cutShort: cutShort(campaign), violations: violation === undefined ? [] : [violation] },
  };
  const outcome = violation === undefined ? 'inconclusive' : 'violated';
  const headline = violation === undefined ? 'The ARP bubble was not found' : HEADLINE;
  return suitesPage({ command: 'fuzz --demo', outcome, seed, suites: [suite], headline });
}

/** Writes the case, and tells its story. */
function tell(
  finding: CampaignFinding,
  campaign: CampaignResult,
  { out, vantage }: FuzzOptions,
): { readonly text: string; readonly files: CaseFiles; readonly page: PageViolation } {
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
  const page = pageViolation(
    {
      ...{ property: PROPERTY, violation, case: each, trace, commands: commandsOf(files, replayCommand) },
      remedies: remedies.map(({ words, remaining }) => ({
        name: words,
        value: remedyText(remaining, violation.mechanism),
      })),
    },
    { evidence: true },
  );
  return { text, files, page };
}

import type { Property, Violation } from '../monitor/index.ts';
import type { CampaignFailure } from '../runner/campaign.ts';
import { type CampaignFinding, findingKey } from '../runner/finding.ts';
import { caseOf } from '../runner/finding-case.ts';
import type { Rig } from '../runner/rig.ts';
import { type RunResult, runScenario, ScenarioRunner } from '../runner/run.ts';
import type { CaseFile } from '../scenario/case-file.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { FULL_MAX } from './html/page-limits.ts';
import { pageViolation } from './html/page-violation.ts';
import type { PageFact, PageViolation } from './html/report-page.ts';
import type { Vantage } from './pcap.ts';
import { shellCommand } from './shell-word.ts';
import { violationText } from './text/violation-text.ts';
import { APPLICATION } from './version.ts';
import { type CaseFiles, writeCase } from './write-case.ts';

/** Where reports go as they come: a terminal. */
export interface ReportOutput {
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
}

export interface WriterOptions {
  readonly terminal: ReportOutput;
  readonly out: string;
  readonly vantage: Vantage;
  readonly properties: readonly Property[];
  /** As on the command line. */
  readonly stack: string;
  readonly seed: number;
  /** The command that finds the same again. */
  readonly rerun: (violation: Violation, sweep: string | undefined) => string;
  /** The command that runs a case file again; `npx arpcheck replay` if absent. */
  readonly replay?: (file: string) => string;
  /** Real stacks; the reference if absent. */
  readonly rig?: Rig;
}

export interface WrittenCase {
  readonly finding: CampaignFinding;
  readonly files: CaseFiles;
  /** The violation on one screen. */
  readonly text: string;
  /** The violation on a page; of all but the first a row. */
  readonly page: PageViolation;
}

/** The property whose case keeps what led to the failure of a stack. */
const STAYING_ALIVE = 'robustness.answers-after-anything';

/** Writes what a campaign finds, at once: what was found is safe whatever happens next. */
export class FindingWriter {
  readonly #options: WriterOptions;
  readonly written: WrittenCase[] = [];
  /** Findings that a fresh stack did not show again. */
  readonly flaky: CampaignFinding[] = [];
  /** What is known of the failure of the stack, if it failed. */
  failureText: string | undefined = undefined;
  #failurePage: PageViolation | undefined;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  async write(finding: CampaignFinding): Promise<void> {
    const { violation, scenario, original, tries, minimal } = finding;
    const property = this.#options.properties.find((each) => each.id === violation.property)!;
    const recorded = await record(scenario, property, this.#options.rig);
    const again = recorded.violations.find((each) => findingKey(each) === findingKey(violation));
    // Of a run in which it does not show no frame may be marked.
    const shown = again ?? { ...violation, events: [] };
    if (again === undefined) {
      this.flaky.push(finding);
      this.#options.terminal.complain(
        `${violation.property}: a fresh stack does not show it again; the frames of its case are those of that run`,
      );
    }
    const { files, each } = this.#write(scenario, property, shown, recorded, finding);
    const replayCommand = this.#replayCommand(files.case);
    const rerunCommand = this.#options.rerun(violation, finding.sweep);
    const text = violationText({
      property,
      violation: shown,
      scenario,
      trace: recorded.trace,
      shrinking: { from: original.steps.length, tries, minimal },
      files,
      replayCommand,
      rerunCommand,
    });
    const page = pageViolation(
      {
        ...{ property, violation: shown, case: each, trace: recorded.trace },
        commands: [...commandsOf(files, replayCommand), { name: 'find again', value: rerunCommand }],
        remark: again === undefined ? FLAKY : undefined,
      },
      { evidence: this.written.length < FULL_MAX },
    );
    this.written.push({ finding, files, text, page });
    this.#options.terminal.print(`${text}\n`);
  }

  /** Keeps what led to the failure of a stack, and says what is known of it. */
  async writeFailure(failed: CampaignFailure): Promise<void> {
    const { terminal, rig, properties } = this.#options;
    const { failure, scenario, tries, isReproduced } = failed;
    const property = properties.find((each) => each.id === STAYING_ALIVE) ?? properties[0]!;
    await rig?.restart().catch(() => {});
    const recorded = await record(scenario, property, rig);
    const violation = failureViolation(property, failed, recorded);
    const { files, each } = this.#write(scenario, property, violation, recorded, failed);
    const replayCommand = this.#replayCommand(files.case);
    const told = { ...property, statement: `The stack failed: ${failure.message}` };
    this.#failurePage = pageViolation(
      {
        ...{ property: told, violation, case: each, trace: recorded.trace },
        commands: commandsOf(files, replayCommand),
        remark: isReproduced ? undefined : 'A fresh stack does not fail in this case alone.',
      },
      { evidence: true },
    );
    const text = violationText({
      property: told,
      violation,
      scenario,
      trace: recorded.trace,
      shrinking: { from: scenario.steps.length, tries, minimal: isReproduced },
      files,
      replayCommand,
    });
    const lines = failure.stderr.map((line) => `  stderr  ${line}`);
    if (!isReproduced) lines.push('  a fresh stack does not fail in this case alone');
    this.failureText = [`${text}\n`, ...lines].join('\n');
    terminal.print(this.failureText);
  }

  /** By id of a property: the reports on its violations. */
  texts(): ReadonlyMap<string, string> {
    const texts = new Map<string, string>();
    for (const { finding, text } of this.written) {
      const { property } = finding.violation;
      const before = texts.get(property);
      texts.set(property, before === undefined ? text : `${before}\n\n${text}`);
    }
    return texts;
  }

  /** By id of a property: the files of the cases that violate it, as a user would name them. */
  cases(): ReadonlyMap<string, readonly string[]> {
    const cases = new Map<string, readonly string[]>();
    for (const { finding, files } of this.written) {
      const { property } = finding.violation;
      cases.set(property, [...(cases.get(property) ?? []), files.case]);
    }
    return cases;
  }

  /** Everything that was written, for a page; the failure of the stack first. */
  pages(): readonly PageViolation[] {
    const failure = this.#failurePage === undefined ? [] : [this.#failurePage];
    return [...failure, ...this.written.map(({ page }) => page)];
  }

  #replayCommand(file: string): string {
    return this.#options.replay?.(file) ?? shellCommand(['npx', 'arpcheck', 'replay', file]);
  }

  #write(
    scenario: Scenario,
    property: Property,
    violation: Violation,
    recorded: RunResult,
    { run, sweep }: Pick<CampaignFinding, 'run' | 'sweep'>,
  ): { readonly files: CaseFiles; readonly each: CaseFile } {
    const { stack, seed, out, vantage, rig } = this.#options;
    const stackVersion = rig?.version ?? APPLICATION;
    const origin = { stack, stackVersion, seed, run, ...(sweep === undefined ? {} : { sweep }) };
    const each = caseOf(scenario, violation, origin);
    return { each, files: writeCase({ case: each, property, violation, trace: recorded.trace, out, vantage }) };
  }
}

const FLAKY = 'A fresh stack did not show it again; the frames are those of that run, and none of them is marked.';

/** Where a case is, and how to run it again, for a page. */
export function commandsOf(files: CaseFiles, replayCommand: string): readonly PageFact[] {
  return [
    { name: 'replay', value: replayCommand },
    { name: 'case', value: files.case },
  ];
}

/** Runs a case once more with its trace kept; on real stacks that have been started anew. */
export async function record(scenario: Scenario, property: Property, rig: Rig | undefined): Promise<RunResult> {
  const options = { properties: [property], record: true };
  if (rig === undefined) return runScenario(scenario, options);
  await rig.restart();
  return new ScenarioRunner(options).runLive(scenario, rig);
}

/** The failure of a stack in the form of a violation, so that captures and cases show it like one. */
function failureViolation(property: Property, { failure }: CampaignFailure, { trace }: RunResult): Violation {
  const last = trace.events.findLast((event) => event.kind === 'received');
  return {
    property: property.id,
    level: property.level,
    source: property.source,
    time: last?.time ?? 0,
    at: failure.node,
    expected: 'the stack takes whatever comes, and goes on working',
    received: failure.message,
    mechanism: `stack-${failure.kind}`,
    circumstances: [],
    events: last === undefined ? [] : [last.id],
  };
}

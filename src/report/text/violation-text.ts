import type { Property, Violation } from '../../monitor/index.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Trace } from '../../trace/index.ts';
import { NameBook } from '../name-book.ts';
import { momentsOf } from './moment.ts';
import { plural } from './numbers.ts';
import { stepLines } from './step-lines.ts';
import { wrapped } from './wrapped.ts';

export interface ViolationReport {
  readonly property: Pick<Property, 'id' | 'level' | 'source' | 'statement'>;
  readonly violation: Violation;
  /** The scenario that violates it, as small as it could be made, and the trace of its run. */
  readonly scenario: Scenario;
  readonly trace: Trace;
  readonly shrinking?: {
    /** Steps of the scenario that was found. */
    readonly from: number;
    readonly tries: number;
    /** False if it was interrupted or gave up. */
    readonly minimal: boolean;
  };
  /** Where the case was written. */
  readonly files?: {
    readonly case: string;
    readonly pcapng: string;
    readonly pcap: string;
    /** Number of the decisive frame in the captures, if a frame was decisive. */
    readonly frame: number | undefined;
  };
  readonly replayCommand?: string;
  readonly rerunCommand?: string;
}

/** A violation on one screen: what must be, what was, how it came about step by step, and where to go from there. */
export function violationText(report: ViolationReport): string {
  const { property, violation, scenario, trace } = report;
  const moments = momentsOf(trace, new NameBook(trace.header), violation);
  return [
    `✗ ${property.id}   ${property.level}   ${property.source}`,
    ...wrapped(property.statement, '  '),
    '',
    `  expected   ${violation.expected}`,
    `  received   ${violation.received}`,
    `  mechanism  ${mechanismText(violation)}`,
    '',
    `  ${stepsTitle(report)}`,
    ...stepLines(scenario, moments),
    ...pointerLines(report),
  ].join('\n');
}

/** `merge-from-third-party-request + arpreply`, which is how `--mechanism` takes it. */
export function mechanismText(violation: Violation): string {
  return [violation.mechanism, ...violation.circumstances].join('+');
}

function stepsTitle({ scenario, shrinking }: ViolationReport): string {
  const steps = plural(scenario.steps.length, 'step');
  if (shrinking === undefined) return steps;
  const limit = shrinking.minimal ? '' : ', not the smallest yet';
  return `${steps} (shrunk from ${shrinking.from} in ${plural(shrinking.tries, 'try', 'tries')}${limit})`;
}

function pointerLines({ files, replayCommand, rerunCommand }: ViolationReport): readonly string[] {
  const lines: string[] = [];
  if (files !== undefined) {
    const frame = files.frame === undefined ? '' : `   (frame ${files.frame})`;
    lines.push(`  case       ${files.case}`, `  wireshark  ${files.pcapng}${frame}`, `             ${files.pcap}`);
  }
  if (replayCommand !== undefined) lines.push(`  replay     ${replayCommand}`);
  if (rerunCommand !== undefined) lines.push(`  rerun      ${rerunCommand}`);
  return lines.length === 0 ? [] : ['', ...lines];
}

import type { Violation } from '../monitor/index.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** Which violations a campaign is after. */
export interface Wanted {
  /** Only this mechanism. */
  readonly mechanism?: string;
  /** Only with all of these circumstances. */
  readonly circumstances?: readonly string[];
}

/** A violation that a campaign found, as it came and as small as it could be made. */
export interface CampaignFinding {
  readonly violation: Violation;
  readonly scenario: Scenario;
  /** Number of the run that found it, from 1. */
  readonly run: number;
  /** The counted case that it was, if it was not drawn: `operations:256-511`. */
  readonly sweep?: string;
  readonly original: Scenario;
  /** Candidates that were run while shrinking. */
  readonly tries: number;
  /** False if shrinking was interrupted or hit its limit. */
  readonly minimal: boolean;
}

export function isWanted(violation: Violation, wanted: Wanted): boolean {
  if (wanted.mechanism !== undefined && violation.mechanism !== wanted.mechanism) return false;
  return (wanted.circumstances ?? []).every((each) => violation.circumstances.includes(each));
}

/** Two findings with the same key are the same bug, as far as anyone can tell from outside. */
export function findingKey(violation: Violation): string {
  return `${violation.property} ${violation.mechanism}`;
}

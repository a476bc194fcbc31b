import type { Violation } from '../monitor/index.ts';
import type { Expectation } from '../stacks/stack.ts';
import type { CampaignResult } from './campaign.ts';
import type { TallyRow } from './tally.ts';

/** What was violated, as far as expectations tell violations apart. */
type Seen = Pick<Violation, 'property' | 'mechanism'>;

/**
 * A verdict in the light of what is known of a stack. `expected`: violated, and only in ways that are explained.
 * `gone`: a deviation that is on record no longer shows, so the record, or the stack, has changed.
 */
export type ConformVerdict = 'held' | 'violated' | 'expected' | 'gone' | 'vacuous' | 'inconclusive' | 'unsupported';

export interface ConformRow extends TallyRow {
  /** What reports show; `verdict` is what the run alone says. */
  readonly shown: ConformVerdict;
  /** Those for this property that apply under the profile. */
  readonly expectations: readonly Expectation[];
  /** Mechanisms seen that no expectation covers, each once. */
  readonly unexpected: readonly string[];
  /** Those of `expectations` that no longer show. */
  readonly gone: readonly Expectation[];
}

/**
 * Why an expectation that was not met says nothing: its property never happened in the run, was not decided, is not
 * supported, or the stored case was not replayed.
 */
export type Unmet = 'vacuous' | 'inconclusive' | 'unsupported' | 'not-replayed';

export interface NotSeen {
  readonly expectation: Expectation;
  readonly because: Unmet;
}

/** Rows in the order of the tally, and the expectations about their properties that did not come true. */
export interface Compared {
  readonly rows: readonly ConformRow[];
  /** Replayed without effect, and not met in the run either, though what the property speaks of happened there. */
  readonly gone: readonly Expectation[];
  /** Not met, and not gone either. */
  readonly notSeen: readonly NotSeen[];
}

export interface Comparison {
  readonly rows: readonly TallyRow[];
  readonly seen: readonly Seen[];
  readonly expectations: readonly Expectation[];
  readonly profile: string;
  /** By {@link Expectation.case}: whether its replay showed the deviation; a case that was not replayed is absent. */
  readonly replayed: ReadonlyMap<string, boolean>;
}

/** Tells known deviations from new ones. Expectations about properties without a row are left out: nobody asked. */
export function compareWithExpectations(comparison: Comparison): Compared {
  const { profile, replayed } = comparison;
  const notSeen: NotSeen[] = [];
  const rows = comparison.rows.map((row): ConformRow => {
    const { id } = row.property;
    const seen = comparison.seen.filter((each) => each.property === id);
    const expectations = comparison.expectations.filter((each) => each.property === id && applies(each, profile));
    const unmet = expectations.filter(
      (each) => replayed.get(each.case) !== true && !seen.some((violation) => covers(each, violation)),
    );
    const gone = unmet.filter((each) => excuse(row, each, replayed) === undefined);
    for (const expectation of unmet) {
      const because = excuse(row, expectation, replayed);
      if (because !== undefined) notSeen.push({ expectation, because });
    }
    const isNew = (violation: Seen): boolean => !isExpected(violation, expectations, profile);
    const unexpected = [...new Set(seen.filter(isNew).map((each) => each.mechanism))];
    const isReplayed = expectations.some((each) => replayed.get(each.case) === true);
    // A violation that is counted and not listed cannot be called expected.
    const isExplained = seen.length > 0 || (isReplayed && row.verdict !== 'violated');
    return { ...row, shown: shown(), expectations, unexpected, gone };

    function shown(): ConformVerdict {
      if (unexpected.length > 0) return 'violated';
      if (gone.length > 0) return 'gone';
      return isExplained ? 'expected' : row.verdict;
    }
  });
  return { rows, gone: rows.flatMap((row) => row.gone), notSeen };
}

/** Why an expectation that was not met need not be gone; undefined if it is. */
function excuse(
  { verdict, exercised }: TallyRow,
  expectation: Expectation,
  replayed: Comparison['replayed'],
): Unmet | undefined {
  if (verdict === 'unsupported') return 'unsupported';
  if (exercised === 0) return verdict === 'inconclusive' ? 'inconclusive' : 'vacuous';
  return replayed.has(expectation.case) ? undefined : 'not-replayed';
}

/** Whether a violation is a deviation on record under the profile. */
export function isExpected(violation: Seen, expectations: readonly Expectation[], profile: string): boolean {
  return expectations.some((each) => applies(each, profile) && covers(each, violation));
}

function applies({ profiles }: Expectation, profile: string): boolean {
  return profiles === undefined || profiles.includes(profile);
}

function covers({ property, mechanism }: Expectation, violation: Seen): boolean {
  return property === violation.property && (mechanism === undefined || mechanism === violation.mechanism);
}

/** What a run of `conform` comes to; the command line makes an exit code of it. */
export type ConformOutcome = 'ok' | 'violated' | 'inconclusive' | 'stack-failed' | 'interrupted';

export interface ConformJudgement {
  readonly outcome: ConformOutcome;
  /** Why, if the verdicts alone do not say. */
  readonly note: string | undefined;
}

/**
 * Nothing passes that was not seen to hold, or to deviate as is on record. MUSTs decide; all do if strict, or if no MUST
 * was selected. A deviation that is gone counts at any level: what is on record is wrong then.
 */
export function judgeConformance(
  rows: readonly ConformRow[],
  { strict, ended }: { readonly strict: boolean; readonly ended: CampaignResult['ended'] },
): ConformJudgement {
  if (ended === 'interrupted') return { outcome: 'interrupted', note: 'interrupted; the reports are written' };
  if (ended === 'failed') return { outcome: 'stack-failed', note: 'the stack failed' };
  const decisive = decisiveRows(rows, strict).filter((row) => row.shown !== 'unsupported');
  const gone = rows.filter((row) => row.gone.length > 0);
  if (gone.length > 0) return { outcome: 'violated', note: `known deviations no longer show: ${ids(gone)}` };
  if (count(decisive, 'violated') > 0) return { outcome: 'violated', note: undefined };
  if (decisive.length === 0) return inconclusive('none of the properties is demanded of this stack');
  const open = count(decisive, 'inconclusive');
  const vacuous = count(decisive, 'vacuous');
  if (open + vacuous === 0) return { outcome: 'ok', note: warning(rows) };
  const parts = [open > 0 ? `${open} could not be decided` : '', vacuous > 0 ? `${vacuous} never exercised` : ''];
  return inconclusive(`of ${decisive.length} that count, ${parts.filter((part) => part !== '').join(' and ')}`);
}

/**
 * The rows whose verdicts decide: the MUSTs, or all if strict. If no MUST was selected, somebody wants to know about the
 * others, so they decide.
 */
export function decisiveRows(rows: readonly ConformRow[], strict: boolean): readonly ConformRow[] {
  const all = strict || !rows.some((row) => row.property.level === 'MUST');
  return rows.filter((row) => all || row.property.level === 'MUST');
}

function count(rows: readonly ConformRow[], verdict: ConformVerdict): number {
  return rows.filter((row) => row.shown === verdict).length;
}

function ids(rows: readonly ConformRow[]): string {
  return rows.map((row) => row.property.id).join(', ');
}

/** What is violated and does not count. */
function warning(rows: readonly ConformRow[]): string | undefined {
  const violated = rows.filter((row) => row.shown === 'violated');
  return violated.length === 0 ? undefined : `with --strict this would fail: ${ids(violated)}`;
}

function inconclusive(reason: string): ConformJudgement {
  return { outcome: 'inconclusive', note: `inconclusive: ${reason}` };
}

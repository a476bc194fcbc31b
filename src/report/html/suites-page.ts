import { match } from 'ts-pattern';
import type { Swept } from '../../runner/conformance.ts';
import type { ConformRow } from '../../runner/expected.ts';
import { plural } from '../text/numbers.ts';
import { shownReasons } from '../text/reason-lines.ts';
import { extentText } from '../text/swept-text.ts';
import { APPLICATION } from '../version.ts';
import { pageProperty } from './page-violation.ts';
import type { PageCell, PageFact, PageMatrix, PageVerdict, PageViolation, ReportPage } from './report-page.ts';

/** What became of one stack. */
export interface PageSuite {
  /** As it was typed. */
  readonly label: string;
  /** `Linux 6.18.44` */
  readonly version: string;
  readonly profile: string;
  readonly rows: readonly ConformRow[];
  /** What was done, in one line. */
  readonly totals: string;
  readonly swept?: readonly Swept[];
  /** Why the outcome is what it is, if the verdicts alone do not say. */
  readonly note: string | undefined;
  readonly cutShort: string | undefined;
  readonly violations: readonly PageViolation[];
}

export interface SuitesReport {
  /** `conform` */
  readonly command: string;
  readonly outcome: PageVerdict['outcome'];
  readonly seed: number;
  readonly suites: readonly PageSuite[];
  /** One sentence on what it comes to; made of the verdicts if absent. */
  readonly headline?: string;
}

/** The page of a run on one stack or on several. */
export function suitesPage({
  command,
  outcome,
  seed,
  suites,
  headline = headlineOf(outcome, suites),
}: SuitesReport): ReportPage {
  const labels = suites.map(({ label }) => label);
  return {
    title: `arpcheck ${command}: ${labels.join(', ')}`,
    application: APPLICATION,
    verdict: { outcome, headline, notes: suites.flatMap(notesOf) },
    facts: [...suites.flatMap((suite) => factsOf(suite, suites.length > 1)), { name: 'seed', value: String(seed) }],
    matrix: matrixOf(suites),
    violations: suites.flatMap(({ rows, violations }) => violations.map((each) => inTheLight(each, rows))),
  };
}

function headlineOf(outcome: PageVerdict['outcome'], suites: readonly PageSuite[]): string {
  const rows = suites.flatMap((suite) => suite.rows);
  const violated = [...new Set(rows.filter((row) => row.shown === 'violated').map((row) => row.property.id))];
  const gone = rows.filter((row) => row.shown === 'gone');
  return match(outcome)
    .with('ok', () => 'Everything that counts was shown to hold')
    .with('violated', () => {
      if (violated.length === 0) return `${plural(gone.length, 'known deviation')} no longer shows`;
      return violated.length === 1 ? `${violated[0]} is violated` : `${violated.length} properties are violated`;
    })
    .with('inconclusive', () => 'Not everything that counts was shown to hold')
    .with('stack-failed', () => 'The stack failed')
    .with('interrupted', () => 'The run was interrupted')
    .exhaustive();
}

function notesOf({ label, cutShort, note }: PageSuite): readonly string[] {
  return [cutShort, note].filter((each) => each !== undefined).map((text) => `${label}: ${text}`);
}

function factsOf(
  { label, version, profile, totals, swept = [] }: PageSuite,
  isOneOfSeveral: boolean,
): readonly PageFact[] {
  const named = (name: string): string => (isOneOfSeveral ? `${label}, ${name}` : name);
  return [
    { name: named('version'), value: version },
    { name: named('profile'), value: profile },
    { name: named('done'), value: totals },
    ...swept.map((each) => ({ name: named(each.sweep), value: extentText(each) })),
  ];
}

function matrixOf(suites: readonly PageSuite[]): PageMatrix {
  const properties = new Map(
    suites.flatMap(({ rows }) => rows.map(({ property }) => [property.id, property] as const)),
  );
  const byId = suites.map(({ rows }) => new Map(rows.map((row) => [row.property.id, row] as const)));
  return {
    columns: suites.map(({ label }) => label),
    rows: [...properties.values()].map((property) => ({
      property: pageProperty(property),
      cells: byId.map((rows) => cellOf(rows.get(property.id))),
    })),
  };
}

function cellOf(row: ConformRow | undefined): PageCell | undefined {
  return row === undefined
    ? undefined
    : { verdict: row.shown, exercised: row.exercised, reasons: [...new Set(shownReasons(row))] };
}

/** A violation is known if its property shows nothing but what is on record, or this way is not among the new ones. */
function inTheLight(violation: PageViolation, rows: readonly ConformRow[]): PageViolation {
  const row = rows.find(({ property }) => property.id === violation.property.id);
  if (row === undefined || row.expectations.length === 0) return violation;
  const [mechanism] = violation.mechanism.split('+');
  return { ...violation, isKnown: !row.unexpected.includes(mechanism!) };
}

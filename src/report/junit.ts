import { match } from 'ts-pattern';
import type { Swept } from '../runner/conformance.ts';
import type { ConformRow } from '../runner/expected.ts';
import { propertyName } from './property-name.ts';
import { shownReasons } from './text/reason-lines.ts';
import { extentText } from './text/swept-text.ts';
import { VERSION } from './version.ts';

/** One stack, judged. */
export interface JunitSuite {
  /** As it was typed. */
  readonly stack: string;
  /** `Linux 6.18.44` */
  readonly version: string;
  readonly profile: string;
  readonly seed: number;
  /** How long all of it took. */
  readonly seconds: number;
  readonly rows: readonly ConformRow[];
  /** What was counted instead of drawn, if anything was. */
  readonly swept?: readonly Swept[];
  /** The report on a violation, by id of the property. */
  readonly failures: ReadonlyMap<string, string>;
  /** Why the run did not come to its end, if it did not: the stack failed, or somebody interrupted it. */
  readonly cutShort?: string | undefined;
}

/**
 * JUnit XML as CI systems read it: a suite for each stack, a test case for each property, and one more that is an error
 * if a run was cut short, so that no suite passes that did not come to its end. There is no standard; this
 * keeps to what Jenkins, GitLab and GitHub's test reporters have in common. An open MUST is an error, since nothing was
 * shown; an open SHOULD is skipped.
 */
export function junitXml(suites: readonly JunitSuite[]): string {
  const seconds = suites.reduce((sum, suite) => sum + suite.seconds, 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes({ name: 'arpcheck', ...counts(suites), time: seconds.toFixed(3) })}>`,
    ...suites.flatMap(suiteLines),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteLines(suite: JunitSuite): readonly string[] {
  const { stack, version, profile, seed, seconds, rows, failures, cutShort } = suite;
  const sweeps = (suite.swept ?? []).map((each) => [`sweep ${each.sweep}`, extentText(each)] as const);
  const properties = [...Object.entries({ arpcheck: VERSION, version, profile, seed: String(seed) }), ...sweeps];
  return [
    `  <testsuite ${attributes({ name: stack, ...counts([suite]), time: seconds.toFixed(3) })}>`,
    '    <properties>',
    ...properties.map(([name, value]) => `      <property ${attributes({ name, value })}/>`),
    '    </properties>',
    ...rows.flatMap((row) => caseLines(row, failures.get(row.property.id))),
    ...(cutShort === undefined ? [] : cutShortLines(cutShort)),
    '  </testsuite>',
  ];
}

function caseLines(row: ConformRow, report: string | undefined): readonly string[] {
  const { id } = row.property;
  return testCase({ classname: propertyName(id).group, name: id }, bodyOf(row, report));
}

function cutShortLines(message: string): readonly string[] {
  return testCase({ classname: 'arpcheck', name: 'the run' }, element('error', { type: 'cut-short', message }, ''));
}

function testCase(values: Readonly<Record<string, string>>, body: string | undefined): readonly string[] {
  const head = `    <testcase ${attributes(values)}`;
  return body === undefined ? [`${head}/>`] : [`${head}>`, `      ${body}`, '    </testcase>'];
}

/** What is inside of a test case; nothing if it passed. */
function bodyOf(row: ConformRow, report: string | undefined): string | undefined {
  const { statement, source, level } = row.property;
  const message = shownReasons(row).join('; ');
  return match(outcomeOf(row))
    .with('passed', () => (row.shown === 'expected' ? element('system-out', {}, deviations(row)) : undefined))
    .with('failures', () => {
      const text = report ?? `${level}, ${source}: ${statement}\n${message}`;
      return element('failure', { type: row.shown, message }, text);
    })
    .with('errors', () => element('error', { type: row.shown, message }, `${level}, ${source}: ${statement}`))
    .with('skipped', () => element('skipped', { message }, ''))
    .exhaustive();
}

/** Known deviations, with where they come from. */
function deviations({ expectations }: ConformRow): string {
  return expectations
    .map(
      (each) => `known deviation${each.mechanism === undefined ? '' : ` (${each.mechanism})`}: ${each.reason}
source: ${each.source}${each.case === '' ? '' : `\ncase: ${each.case}`}`,
    )
    .join('\n\n');
}

type Outcome = 'passed' | 'failures' | 'errors' | 'skipped';

function outcomeOf({ shown, property }: ConformRow): Outcome {
  return match<ConformRow['shown'], Outcome>(shown)
    .with('held', 'expected', () => 'passed')
    .with('violated', 'gone', () => 'failures')
    .with('vacuous', 'inconclusive', () => (property.level === 'MUST' ? 'errors' : 'skipped'))
    .with('unsupported', () => 'skipped')
    .exhaustive();
}

function counts(suites: readonly JunitSuite[]): Readonly<Record<string, string>> {
  const outcomes = suites.flatMap(({ rows, cutShort }): readonly Outcome[] => [
    ...rows.map(outcomeOf),
    ...(cutShort === undefined ? [] : (['errors'] as const)),
  ]);
  const count = (outcome: Outcome): string => String(outcomes.filter((each) => each === outcome).length);
  return {
    tests: String(outcomes.length),
    failures: count('failures'),
    errors: count('errors'),
    skipped: count('skipped'),
  };
}

function element(name: string, values: Readonly<Record<string, string>>, text: string): string {
  const start = `<${[name, attributes(values)].filter((part) => part !== '').join(' ')}`;
  return text === '' ? `${start}/>` : `${start}>${escaped(text)}</${name}>`;
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escaped(value).replace(/[\t\n]/g, (each) => `&#${each.charCodeAt(0)};`)}"`)
    .join(' ');
}

/** XML 1.0, section 2.2: no document may contain other characters, not even as references. */
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;
const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // Parsers make a line feed of a bare one.
  '\r': '&#13;',
};

/** Any string, such as a stack's last words, so that it can stand in XML. */
function escaped(text: string): string {
  return text.replace(NOT_XML, '').replace(/[&<>"\r]/g, (each) => REFERENCES[each]!);
}

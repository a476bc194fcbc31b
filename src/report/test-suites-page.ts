import { type Coverage, type CoverageSources, coverageOf } from '../../properties/coverage.ts';
import type { SuiteCase, TestSuite } from '../../properties/test-suites/index.ts';
import { markdownTable, markdownText } from './markdown.ts';
import { propertyLinks } from './property-links.ts';

/** A case of a suite and who checks the same. */
interface Counterpart {
  readonly each: SuiteCase;
  readonly properties: readonly string[];
  readonly facts: readonly string[];
  /** Why rows of it are not checked. */
  readonly reasons: readonly string[];
}

/** The cases of published test suites as a page of Markdown: for each the properties that check it, or a reason. */
export function testSuitesPage(suites: readonly TestSuite[], sources: CoverageSources): string {
  const coverage = coverageOf(sources);
  return [
    '# Published test suites',
    '',
    '<!-- Generated from properties/test-suites/ by src/report/test-suites-page.ts; `npx vitest run test/properties/test-suites.test.ts --update` renews it. -->',
    '',
    ...INTRODUCTION,
    '',
    ...suites.flatMap((suite) => section(suite, coverage)),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

const INTRODUCTION: readonly string[] = [
  'The cases on ARP of the suites whose cases are listed somewhere that everybody can read, in our words, and the',
  'properties that check the same. A case is one exchange, and a property judges any number of generated ones: the link',
  'is that both are about the same rows of the [catalogue](coverage.md). What a case does and no property does is said.',
];

function section(suite: TestSuite, coverage: ReadonlyMap<string, Coverage>): readonly string[] {
  const all = suite.cases.map((each) => counterpart(each, coverage));
  const checked = all.filter(({ properties, facts }) => properties.length + facts.length > 0);
  const whole = checked.filter(({ each, reasons }) => each.gap === undefined && reasons.length === 0);
  return [
    `## ${suite.name}`,
    '',
    `${suite.title}; ${suite.source}.`,
    '',
    `**${whole.length} of ${all.length} cases are checked, ${checked.length - whole.length} in part.**`,
    '',
    ...markdownTable(
      ['case', 'what it tests', 'rows', 'checked by', 'remarks'],
      all.map(({ each, properties, facts, reasons }) => [
        each.id,
        markdownText(each.purpose),
        each.rows.join(', '),
        [propertyLinks(properties), facts.join(', ')].filter((text) => text !== '').join('; '),
        [each.gap ?? [], each.note ?? [], reasons].flat().map(markdownText).join('; '),
      ]),
    ),
    '',
  ];
}

function counterpart(each: SuiteCase, coverage: ReadonlyMap<string, Coverage>): Counterpart {
  const states = each.rows.flatMap((row) => coverage.get(row) ?? []);
  const of = <Kind extends Coverage['kind']>(kind: Kind) =>
    states.filter((state): state is Extract<Coverage, { kind: Kind }> => state.kind === kind);
  return {
    each,
    properties: unique(of('checked').flatMap(({ properties }) => properties)),
    facts: unique(of('recorded').flatMap(({ facts }) => facts)),
    reasons: unique(of('open').map(({ reason }) => reason)),
  };
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}

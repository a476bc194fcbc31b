import { catalogue } from '../../properties/catalogue.ts';
import { coverageOf } from '../../properties/coverage.ts';
import { facts } from '../../properties/facts/index.ts';
import { NOT_COVERED } from '../../properties/not-covered.ts';
import { type Requirement, requirements } from '../../properties/requirements.ts';
import type { Property } from '../monitor/index.ts';
import { explainProperty } from '../report/property-explanation.ts';
import { propertySection } from '../report/property-section.ts';
import { propertyTable, propertyText } from '../report/text/property-text.ts';
import { requirementText } from '../report/text/requirement-text.ts';
import { unknownProperty } from '../runner/select-properties.ts';
import { UsageError } from '../runner/usage-error.ts';
import { STACK_KINDS } from '../stacks/registry.ts';
import { ExitCode } from './exit-code.ts';
import type { CommandContext } from './run-command.ts';

export interface PropertiesOptions {
  readonly json?: boolean;
  readonly markdown?: boolean;
}

/** `arpcheck properties` */
export function runProperties(
  id: string | undefined,
  options: PropertiesOptions,
  { terminal }: CommandContext,
): ExitCode {
  if (options.json === true && options.markdown === true) throw new UsageError('--json or --markdown, not both');
  const row = requirements.find((each) => each.id === id?.toUpperCase());
  if (row !== undefined) {
    terminal.print(printedRow(row, options));
    return ExitCode.ok;
  }
  const one = catalogue.find((property) => property.id === id);
  const some = catalogue.filter((property) => property.id.startsWith(id ?? ''));
  if (id !== undefined && some.length === 0) throw unknownProperty(catalogue, id);
  terminal.print(one === undefined ? printedList(some, options) : printed(one, options));
  return ExitCode.ok;
}

function printedRow(row: Requirement, { json, markdown }: PropertiesOptions): string {
  if (markdown === true) throw new UsageError('--markdown is for properties; docs/coverage.md has the rows');
  const sources = { requirements: [row], properties: catalogue, facts, notCovered: NOT_COVERED };
  const coverage = coverageOf(sources).get(row.id)!;
  return json === true ? JSON.stringify({ ...row, coverage }, undefined, 2) : requirementText(row, coverage);
}

function printedList(properties: readonly Property[], { json, markdown }: PropertiesOptions): string {
  if (json === true) return JSON.stringify(properties.map(dataOf), undefined, 2);
  if (markdown === true) return properties.map((each) => printed(each, { markdown })).join('\n');
  return propertyTable(properties);
}

function printed(property: Property, { json, markdown }: PropertiesOptions): string {
  if (json === true) return JSON.stringify(dataOf(property), undefined, 2);
  const explanation = explainProperty(property, STACK_KINDS);
  return markdown === true ? propertySection(explanation).join('\n').trimEnd() : propertyText(explanation);
}

/** What is known of a property without a stack. */
function dataOf(property: Property): object {
  const { id, level, source, rows, statement, rationale, exercisedBy, seconds, profiles } = property;
  const { requirements: texts, needs, cases, deviations, violation } = explainProperty(property, STACK_KINDS);
  return {
    id,
    level,
    source,
    rows,
    statement,
    rationale,
    exercisedBy,
    needs,
    ...(seconds === undefined ? {} : { seconds }),
    ...(profiles === undefined ? {} : { profiles }),
    requirements: texts,
    cases,
    deviations,
    example: { expected: violation.expected, received: violation.received, mechanism: violation.mechanism },
  };
}

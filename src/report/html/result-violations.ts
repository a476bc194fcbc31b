import { requirements } from '../../../properties/requirements.ts';
import type { Property } from '../../monitor/index.ts';
import type { Result, ResultViolation } from '../result-schema.ts';
import { shellCommand } from '../shell-word.ts';
import { pageProperty } from './page-violation.ts';
import type { PageViolation } from './report-page.ts';

/** Violations of which only the result (`--json`) is known: rows of a page, each with the command that shows the rest. */
export function resultViolations(
  { stack, properties }: Pick<Result, 'stack' | 'properties'>,
  known: readonly Property[],
  casePath: (violation: ResultViolation) => string,
): readonly PageViolation[] {
  return properties.flatMap(({ id, violations }) => {
    const property = known.find((each) => each.id === id);
    if (property === undefined) return [];
    return violations.map((violation): PageViolation => {
      const { message, mechanism, circumstances, expected: isKnown } = violation;
      const [, expected = message, received = ''] = MESSAGE.exec(message) ?? [];
      return {
        stack,
        property: pageProperty(property),
        requirements: requirements.filter((each) => property.rows.includes(each.id)),
        ...{ isKnown, expected, received, mechanism: [mechanism, ...circumstances].join('+') },
        remark: undefined,
        commands: [{ name: 'replay', value: shellCommand(['npx', 'arpcheck', 'replay', casePath(violation)]) }],
        evidence: undefined,
      };
    });
  });
}

/** As results write it; the first `; received: ` divides. */
const MESSAGE = /^expected: (.*?); received: (.*)$/s;

import { catalogue } from '../../properties/catalogue.ts';
import type { Property } from '../monitor/index.ts';
import { propertyTable, propertyText } from '../report/text/property-text.ts';
import { unknownProperty } from '../runner/select-properties.ts';
import { ExitCode } from './exit-code.ts';
import type { PropertiesOptions } from './properties.ts';
import type { CommandContext } from './run-command.ts';

/** `arpcheck properties` */
export function runProperties(
  id: string | undefined,
  { json }: PropertiesOptions,
  { terminal }: CommandContext,
): ExitCode {
  const one = catalogue.find((property) => property.id === id);
  const some = catalogue.filter((property) => property.id.startsWith(id ?? ''));
  if (id !== undefined && some.length === 0) throw unknownProperty(catalogue, id);
  if (json === true) {
    terminal.print(JSON.stringify(one === undefined ? some.map(dataOf) : dataOf(one), undefined, 2));
  } else {
    terminal.print(one === undefined ? propertyTable(some) : propertyText(one));
  }
  return ExitCode.ok;
}

/** What is known of a property without running it. */
function dataOf(property: Property): object {
  const { id, level, source, rows, statement, rationale, exercisedBy, profiles } = property;
  return {
    id,
    level,
    source,
    rows,
    statement,
    rationale,
    exercisedBy,
    ...(profiles === undefined ? {} : { profiles }),
  };
}

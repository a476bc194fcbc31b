import { grouped } from '../grouped.ts';
import { propertyName } from '../property-name.ts';
import { thousands } from '../text/numbers.ts';
import { type Markup, markup } from './markup.ts';
import type { PageCell, PageMatrix, PageMatrixRow, PageViolation } from './report-page.ts';
import { VERDICT_MEANINGS, verdictBadge } from './verdict-badge.ts';

/** Up to so many columns have room for reasons; of more, a cell has the verdict and its count. */
const COLUMNS_WITH_REASONS = 3;

/** Properties by stacks: what was made of each, and how often it was exercised. */
export function matrixSection({ columns, rows }: PageMatrix, violations: readonly PageViolation[]): Markup | undefined {
  if (rows.length === 0) return undefined;
  const groups = [...grouped(rows, (row) => propertyName(row.property.id).group)];
  const links = linksTo(violations);
  const heads = columns.map((name) => markup`<th scope="col">${name}</th>`);
  return markup`<section aria-labelledby="matrix">
<h2 id="matrix">Properties</h2>
<p class="hint">The number is how often what the property speaks of happened. ${legend(rows)}</p>
<div class="scroll" role="group" aria-labelledby="matrix" tabindex="0">
<table class="matrix">
<thead><tr><th scope="col">Property</th><th scope="col">Level</th>${heads}</tr></thead>
${groups.map(([group, those]) => groupBody(group, those, columns, links))}
</table>
</div>
</section>
`;
}

function legend(rows: readonly PageMatrixRow[]): Markup {
  const seen = new Set(rows.flatMap(({ cells }) => cells.map((cell) => cell?.verdict)));
  const words = Object.entries(VERDICT_MEANINGS) as [PageCell['verdict'], string][];
  const used = words.filter(([verdict]) => seen.has(verdict));
  return markup`<span class="legend">${used.map(([verdict, text]) => markup`<span>${verdictBadge(verdict)} ${text}</span> `)}</span>`;
}

function groupBody(
  group: string,
  rows: readonly PageMatrixRow[],
  columns: readonly string[],
  links: ReadonlyMap<string, string>,
): Markup {
  const head = markup`<tr class="group"><th scope="rowgroup" colspan="${columns.length + 2}">${group}</th></tr>`;
  return markup`<tbody>${head}
${rows.map((row) => rowMarkup(row, columns, links))}</tbody>
`;
}

function rowMarkup(
  { property, cells }: PageMatrixRow,
  columns: readonly string[],
  links: ReadonlyMap<string, string>,
): Markup {
  const { id, level, statement } = property;
  const verdicts = [...new Set(cells.flatMap((cell) => (cell === undefined ? [] : [cell.verdict])))].join(' ');
  const data = cells.map((cell, index) => cellMarkup(cell, columns.length, links.get(`${id} ${columns[index]}`)));
  return markup`<tr data-row data-verdict="${verdicts}" data-level="${level}"><th scope="row"><code>${propertyName(id).name}</code><span class="statement">${statement}</span></th><td>${level}</td>${data}</tr>
`;
}

function cellMarkup(cell: PageCell | undefined, columns: number, link: string | undefined): Markup {
  if (cell === undefined) return markup`<td><span class="hint">not judged</span></td>`;
  const { verdict, exercised, reasons } = cell;
  const badge = verdictBadge(verdict);
  const shown = link === undefined ? badge : markup`<a href="#${link}">${badge}</a>`;
  const told =
    columns <= COLUMNS_WITH_REASONS ? reasons.map((each) => markup`<span class="reason">${each}</span>`) : [];
  return markup`<td>${shown} <span class="count">${exercised === 0 ? '' : thousands(exercised)}</span>${told}</td>`;
}

/** By property and stack: where the first violation is. */
function linksTo(violations: readonly PageViolation[]): ReadonlyMap<string, string> {
  const links = new Map<string, string>();
  violations.forEach(({ property, stack }, index) => {
    const key = `${property.id} ${stack}`;
    if (!links.has(key)) links.set(key, violationAnchor(index));
  });
  return links;
}

/** Where the violation with this index stands in the page. */
export function violationAnchor(index: number): string {
  return `v${index + 1}`;
}

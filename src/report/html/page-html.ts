import { createHash } from 'node:crypto';
import { plural, thousands } from '../text/numbers.ts';
import { VERDICT_MARKS } from '../text/verdict-marks.ts';
import { Markup, type MarkupPart, markup } from './markup.ts';
import { matrixSection, violationAnchor } from './matrix-section.ts';
import { FULL_MAX, ROWS_MAX } from './page-limits.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { PAGE_STYLE } from './page-style.ts';
import type { PageMatrix, PageViolation, ReportPage } from './report-page.ts';
import { VERDICT_WORDS, verdictBadge } from './verdict-badge.ts';
import { violationSection } from './violation-section.ts';

/** With so few rows the violations say more than the tables, and stand before them. */
const SHORT_MATRIX = 3;

/**
 * A report as one HTML file that needs nothing else: no network, no script to be read, the same bytes for the same
 * report. A policy in the page forbids every script and style but its own, whatever a name may contain.
 */
export function pageHtml(page: ReportPage): string {
  const { title, application } = page;
  const matrix = matrixSection(page.matrix, page.violations);
  const violations = violationsSection(page.violations);
  const isShort = page.matrix.rows.length + (page.items ?? []).length <= SHORT_MATRIX;
  const body: MarkupPart = isShort
    ? [violations, itemsSection(page), matrix]
    : [itemsSection(page), matrix, violations];
  return markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src '${hashOf(PAGE_STYLE)}'; script-src '${hashOf(PAGE_SCRIPT)}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${application}">
<title>${title}</title>
<style>${new Markup(PAGE_STYLE)}</style>
</head>
<body>
<a class="skip" href="#content">To the content</a>
<header>
<h1>${title}</h1>
${verdictMarkup(page)}
</header>
<main id="content">
${controls(page)}
${body}
</main>
<footer><p>Written by ${application}. Times are seconds of the case, from 0. Addresses and names are those of the case.</p></footer>
<script>${new Markup(PAGE_SCRIPT)}</script>
</body>
</html>
`.text;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

const OUTCOME_MARKS = { ok: '✓', violated: '✗', inconclusive: '?', 'stack-failed': '!', interrupted: '…' } as const;

function verdictMarkup({ verdict, facts, matrix }: ReportPage): Markup {
  const { outcome, headline, notes } = verdict;
  return markup`<div class="verdict ${outcome}"><p class="headline"><span aria-hidden="true">${OUTCOME_MARKS[outcome]}</span> ${headline}</p>
${notes.map((note) => markup`<p>${note}</p>`)}
${countsMarkup(matrix)}</div>
<dl class="facts">${facts.map(({ name, value }) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** `3 violated, 40 held`, of all stacks together. */
function countsMarkup({ rows, columns }: PageMatrix): Markup | undefined {
  if (rows.length === 0) return undefined;
  const cells = rows.flatMap((row) => row.cells).filter((cell) => cell !== undefined);
  const counts = (Object.keys(VERDICT_MARKS) as (keyof typeof VERDICT_MARKS)[])
    .map((verdict) => ({ verdict, count: cells.filter((cell) => cell.verdict === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => markup`<li>${thousands(count)} ${verdictBadge(verdict)}</li>`);
  const stacks = columns.length > 1 ? `, ${columns.length} stacks` : '';
  return markup`<ul class="counts" aria-label="Verdicts"><li>${plural(rows.length, 'property', 'properties')}${stacks}:</li>${counts}</ul>`;
}

/** Hidden until the script, without which they do nothing, shows them. */
function controls({ matrix, violations }: ReportPage): Markup | undefined {
  const cells = matrix.rows.flatMap((row) => row.cells.map((cell) => cell?.verdict));
  const found = new Set([...cells, ...violations.map(({ isKnown }) => (isKnown ? 'expected' : 'violated'))]);
  const verdicts = (Object.keys(VERDICT_WORDS) as (keyof typeof VERDICT_WORDS)[]).filter((each) => found.has(each));
  const levels = [...new Set([...matrix.rows, ...violations].map(({ property }) => property.level))].toSorted();
  if (matrix.rows.length + violations.length <= SHORT_MATRIX) return undefined;
  const options = (values: readonly (readonly [string, string])[]): readonly Markup[] =>
    values.map(([value, text]) => markup`<option value="${value}">${text}</option>`);
  return markup`<form class="controls" role="search" hidden>
<label>Search <input type="search" name="text" placeholder="words, address, mechanism" autocomplete="off"></label>
<label>Verdict <select name="verdict">${options([['', 'all'], ...verdicts.map((each) => [each, VERDICT_WORDS[each]] as const)])}</select></label>
<label>Level <select name="level">${options([['', 'all'], ...levels.map((each) => [each, each] as const)])}</select></label>
<output aria-live="polite"></output>
</form>`;
}

function itemsSection({ items = [] }: ReportPage): Markup | undefined {
  if (items.length === 0) return undefined;
  const rows = items.map(
    ({ name, verdict, words }) =>
      markup`<tr><th scope="row"><code>${name}</code></th><td>${verdictBadge(verdict)}</td><td>${words}</td></tr>`,
  );
  return markup`<section aria-labelledby="items">
<h2 id="items">Cases</h2>
<div class="scroll" role="group" aria-labelledby="items" tabindex="0"><table><thead><tr><th scope="col">Case</th><th scope="col">Verdict</th><th scope="col">What became of it</th></tr></thead><tbody>${rows}</tbody></table></div>
</section>`;
}

function violationsSection(violations: readonly PageViolation[]): Markup | undefined {
  if (violations.length === 0) return undefined;
  const isFull = (violation: PageViolation, index: number): boolean =>
    index < FULL_MAX && violation.evidence !== undefined;
  const places = violations.map((violation, index) => ({ violation, index }));
  const full = places.filter(({ violation, index }) => isFull(violation, index));
  const brief = places.filter(({ violation, index }) => !isFull(violation, index));
  return markup`<section aria-labelledby="violations">
<h2 id="violations">${violations.length === 1 ? 'The violation' : `${thousands(violations.length)} violations`}</h2>
${full.map(({ violation, index }) => violationSection(violation, violationAnchor(index)))}
${briefTable(brief, full.length)}
</section>
`;
}

interface Place {
  readonly violation: PageViolation;
  readonly index: number;
}

function briefTable(places: readonly Place[], full: number): Markup | undefined {
  if (places.length === 0) return undefined;
  const shown = places.slice(0, ROWS_MAX);
  const left = places.length - shown.length;
  const why =
    full === 0
      ? ''
      : ` The first ${full} are shown in full; of the others this page has a row each, and their cases have the rest.`;
  const more =
    left === 0
      ? ''
      : ` ${plural(left, 'more violation')} left out, as a page has room for ${thousands(ROWS_MAX)} rows.`;
  return markup`<h3 id="rows">${full === 0 ? 'In rows' : `${plural(places.length, 'more violation')} in rows`}</h3>
${why === '' && more === '' ? undefined : markup`<p class="hint">${why}${more}</p>`}
<div class="scroll" role="group" aria-labelledby="rows" tabindex="0">
<table class="brief"><thead><tr><th scope="col">Property</th><th scope="col">Stack</th><th scope="col">Expected</th><th scope="col">Received</th><th scope="col">Mechanism</th><th scope="col">Run it again</th></tr></thead>
<tbody>
${shown.map(briefRow)}</tbody></table>
</div>`;
}

function briefRow({ violation, index }: Place): Markup {
  const { property, stack, isKnown, expected, received, mechanism, commands } = violation;
  const verdict = isKnown ? 'expected' : 'violated';
  return markup`<tr id="${violationAnchor(index)}" data-row data-verdict="${verdict}" data-level="${property.level}"><th scope="row">${verdictBadge(verdict)} <code>${property.id}</code> ${property.level}</th><td>${stack}</td><td>${expected}</td><td>${received}</td><td><code>${mechanism}</code></td><td><code>${commands[0]?.value}</code></td></tr>
`;
}

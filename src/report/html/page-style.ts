import { FIELDS_MAX } from './frame-section.ts';

/** Octets and the row that explains them point each other out; done without a script. */
const HIGHLIGHTS = Array.from({ length: FIELDS_MAX }, (_, index) => {
  const [octets, row] = [`.b${index}`, `.f${index}`];
  const pointed = [`${octets}:hover`, `${octets}:focus`, `${row}:hover`];
  return pointed.map((each) => `.fields:has(${each}) :is(${octets}, ${row})`).join(',\n');
}).join(',\n');

/**
 * The style of a report page. Colours are pairs for light and dark with a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3);
 * what a colour says is said by a mark or a word, too.
 */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --raised: #f5f7fa; --line: #d5dbe3; --text: #1b222c; --soft: #515c6b; --link: #0b57a8;
  --red: #a8121d; --red-soft: #fdeceb; --green: #14632f; --green-soft: #e5f5ea; --amber: #7a4b00; --amber-soft: #fdf1dc;
  --blue: #1c4f91; --blue-soft: #e6effb; --grey-soft: #eceff3; --mark: #ffe08a; --mark-text: #1b222c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14181e; --raised: #1c222b; --line: #39424f; --text: #e6eaf0; --soft: #a9b4c2; --link: #86bbff;
    --red: #ff9d98; --red-soft: #42191b; --green: #82dba0; --green-soft: #14341f; --amber: #f4c36d; --amber-soft: #3b2a0c;
    --blue: #9cc7ff; --blue-soft: #172f4d; --grey-soft: #2a323d; --mark: #6d5600; --mark-text: #ffffff;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 4rem; }
body { margin: 0 auto; max-width: 76rem; padding: 1rem 1.25rem 3rem; background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }
h1 { font-size: 1.15rem; margin: 0 0 .75rem; color: var(--soft); font-weight: 600; overflow-wrap: anywhere; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 .5rem; }
h3 { font-size: 1.2rem; line-height: 1.35; margin: 0 0 .4rem; }
h4 { font-size: 1rem; margin: 1.6rem 0 .4rem; }
p { margin: .5rem 0; }
code, .hex, .time, .number { font-family: ui-monospace, "DejaVu Sans Mono", Consolas, monospace; font-size: .875em; }
code { overflow-wrap: anywhere; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible, input:focus-visible, select:focus-visible {
  outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--page); padding: .5rem 1rem; z-index: 9; }
.hint { color: var(--soft); font-size: .9rem; }
.verdict { border-left: .5rem solid var(--line); background: var(--raised); border-radius: .4rem; padding: .8rem 1.1rem; }
.verdict .headline { font-size: 1.5rem; line-height: 1.3; font-weight: 700; margin: 0; overflow-wrap: anywhere; }
.verdict.ok { border-color: var(--green); } .verdict.ok .headline { color: var(--green); }
.verdict.violated, .verdict.stack-failed { border-color: var(--red); }
.verdict.violated .headline, .verdict.stack-failed .headline { color: var(--red); }
.verdict.inconclusive, .verdict.interrupted { border-color: var(--amber); }
.counts { list-style: none; display: flex; flex-wrap: wrap; gap: .3rem 1rem; margin: .6rem 0 0; padding: 0; }
.facts { display: flex; flex-wrap: wrap; gap: .2rem 1.6rem; margin: .8rem 0; font-size: .9rem; }
.facts div { display: flex; gap: .4rem; min-width: 0; } .facts dt { color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.badge { display: inline-block; white-space: nowrap; border-radius: 1rem; padding: 0 .55rem; font-size: .85rem; font-weight: 600;
  background: var(--grey-soft); color: var(--text); }
.badge.held { background: var(--green-soft); color: var(--green); }
.badge.violated, .badge.is-violation, .badge.gone { background: var(--red-soft); color: var(--red); }
.badge.expected, .badge.inconclusive, .badge.is-cause { background: var(--amber-soft); color: var(--amber); }
.badge.level { font-weight: 400; }
.legend { display: inline; } .legend > span { margin-right: .6rem; }
.controls { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center;
  background: var(--page); border-bottom: 1px solid var(--line); padding: .6rem 0; margin: .5rem 0; }
.controls[hidden] { display: none; }
.controls input, .controls select { font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--soft);
  border-radius: .3rem; padding: .2rem .5rem; max-width: 100%; }
.controls output { color: var(--soft); font-size: .9rem; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: .4rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
caption { text-align: left; color: var(--soft); padding: .4rem .7rem; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .7rem; border-top: 1px solid var(--line); font-weight: 400; }
thead th { border-top: 0; font-weight: 600; background: var(--raised); }
.matrix th[scope=row] { min-width: 17rem; } .statement, .reason { display: block; color: var(--soft); font-size: .86rem; }
.group th { background: var(--raised); font-weight: 600; }
.count { font-variant-numeric: tabular-nums; color: var(--soft); white-space: nowrap; }
.matrix td a { text-decoration: none; } .matrix td a:hover .badge { text-decoration: underline; }
.brief { table-layout: fixed; min-width: 60rem; }
.brief td, .brief th { font-size: .86rem; overflow-wrap: anywhere; }
.case { border: 1px solid var(--line); border-top: .3rem solid var(--red); border-radius: .4rem; padding: 1.1rem 1.3rem; margin: 1rem 0 2rem; }
.case[data-verdict=expected] { border-top-color: var(--amber); }
.case { content-visibility: auto; contain-intrinsic-size: auto 90rem; }
.case:target { box-shadow: 0 0 0 3px var(--link); }
.meta { display: flex; flex-wrap: wrap; gap: .3rem .6rem; align-items: baseline; margin: 0 0 .8rem; }
.remark { background: var(--amber-soft); color: var(--amber); padding: .4rem .8rem; border-radius: .3rem; }
.contrast { display: grid; grid-template-columns: 1fr 1fr; gap: .8rem; margin: .8rem 0; }
.contrast div { background: var(--green-soft); border-radius: .4rem; padding: .6rem .9rem; overflow-wrap: anywhere; }
.contrast div.received { background: var(--red-soft); }
.contrast dt { font-weight: 700; color: var(--green); font-size: .9rem; } .contrast .received dt { color: var(--red); }
.contrast dd { margin: 0; }
.story { padding-left: 1.6rem; max-width: 62rem; } .story li { margin: .5rem 0; overflow-wrap: anywhere; }
.story ul { padding-left: 1.2rem; margin: .2rem 0; } .story ul li { margin: .15rem 0; } .setting { max-width: 62rem; }
.moral { font-weight: 600; max-width: 62rem; }
figure { margin: 1.2rem 0; } figcaption { color: var(--soft); font-size: .9rem; margin-bottom: .3rem; }
.words li { margin: .2rem 0; } .words .time { color: var(--soft); }
summary { cursor: pointer; padding: .35rem .5rem; border-radius: .3rem; } summary:hover { background: var(--raised); }
.frame { border-bottom: 1px solid var(--line); } .frame .number { display: inline-block; min-width: 2ch; text-align: right; }
.frame .time { color: var(--soft); margin: 0 .5rem; } .frame.is-violation > summary { background: var(--red-soft); }
.frame.is-cause > summary { background: var(--amber-soft); }
.fields { padding: .4rem .5rem 1rem; overflow-x: auto; } .hex { line-height: 2.1; margin: .4rem 0; }
.octets { padding: .2rem .25rem; border-radius: .25rem; background: var(--grey-soft); white-space: normal; cursor: help; }
.fields table { width: auto; } .fields th, .fields td { padding: .1rem .7rem; border: 0; white-space: nowrap; }
.fields td { font-variant-numeric: tabular-nums; } .fields caption { padding: .2rem .7rem; }
.requirements { padding-left: 1.2rem; } .requirements li { margin: .35rem 0; overflow-wrap: anywhere; }
.commands div { display: flex; flex-wrap: wrap; gap: .2rem .8rem; margin: .3rem 0; } .commands dt { color: var(--soft); min-width: 4.5rem; }
.commands dd { margin: 0; background: var(--raised); border-radius: .3rem; padding: .1rem .6rem; overflow-wrap: anywhere; user-select: all; }
.downloads { display: flex; flex-wrap: wrap; gap: .6rem; }
.download { display: inline-block; border: 1px solid var(--link); border-radius: .4rem; padding: .35rem .8rem; text-decoration: none; font-weight: 600; }
.download span { font-weight: 400; } .download:hover { background: var(--blue-soft); }
footer { border-top: 1px solid var(--line); margin-top: 3rem; color: var(--soft); font-size: .9rem; }
.sequence { display: block; font: 13px system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }
.sequence text { fill: var(--text); } .sequence .time { fill: var(--soft); text-anchor: end; font-size: 12px; }
.sequence .participant text, .sequence .lane text { text-anchor: middle; font-weight: 600; }
.sequence .lane .lane-title { fill: var(--soft); font-weight: 400; font-size: 12px; }
.sequence .participant rect { fill: var(--raised); stroke: var(--soft); }
.sequence .participant line { stroke: var(--line); stroke-width: 2; }
.sequence .culprit rect { fill: var(--red-soft); stroke: var(--red); stroke-width: 2; }
.sequence .arrow { stroke: var(--text); stroke-width: 1.5; } .sequence .head, .sequence .from { fill: var(--text); }
.sequence .dot { fill: var(--blue); } .sequence .loop { fill: none; stroke: var(--text); stroke-width: 1.5; }
.sequence .cross { fill: none; stroke: var(--text); stroke-width: 2.5; }
.sequence .band { fill: var(--amber-soft); } .sequence .band.violates { fill: var(--red-soft); }
.sequence .violates .arrow { stroke: var(--red); stroke-width: 2.5; } .sequence .violates .head, .sequence .violates .dot { fill: var(--red); }
.sequence .violates .words { font-weight: 600; fill: var(--red); }
.sequence .span rect { fill: var(--blue-soft); stroke: var(--blue); } .sequence .span text { fill: var(--blue); }
.sequence .waiting rect { fill: var(--grey-soft); stroke: var(--soft); stroke-dasharray: 4 3; }
.sequence .violating rect { fill: var(--red-soft); stroke: var(--red); stroke-width: 2; } .sequence .violating text { fill: var(--red); }
[data-row][data-out] { display: none; } tbody[data-out] { display: none; }
@media (max-width: 46rem) {
  body { padding: .75rem .75rem 2rem; } .contrast { grid-template-columns: 1fr; } .case { padding: .8rem .8rem; }
  .verdict .headline { font-size: 1.2rem; } .controls { position: static; }
}
@media (forced-colors: active) { .badge, .contrast div, .octets { border: 1px solid; } }
@media print {
  :root { color-scheme: light; --page: #fff; --raised: #f4f4f4; --line: #bbb; --text: #000; --soft: #333; --link: #000;
    --red: #8a0d16; --red-soft: #fbe9e8; --green: #0d4f24; --green-soft: #e8f5ec; --amber: #5d3900; --amber-soft: #fbf0dd;
    --blue: #163f75; --blue-soft: #e8f0fb; --grey-soft: #eee; }
  body { max-width: none; font-size: 11pt; padding: 0; } .controls, .skip, .downloads, summary::marker { display: none; }
  .scroll { overflow: visible; border: 0; } .sequence { max-width: 100%; height: auto; }
  h2, h3, h4, summary, figcaption { break-after: avoid; } tr, figure, .contrast, .verdict { break-inside: avoid; }
  .case { break-before: page; border: 0; padding: 0; content-visibility: visible; } .case:first-of-type { break-before: auto; }
  details::details-content { content-visibility: visible; display: block; height: auto; block-size: auto; }
}
${HIGHLIGHTS} { background: var(--mark); color: var(--mark-text); }
`;

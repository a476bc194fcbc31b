import type { Finding } from '../../check/finding-book.ts';
import type { LinkCount } from '../../check/link-counts.ts';
import { linkTypeName } from '../../check/link-type-names.ts';
import type { CheckFacts } from '../check-json.ts';
import { byImportance } from '../finding-order.ts';
import { labelled } from './labelled.ts';
import { plural, thousands } from './numbers.ts';
import { seconds } from './seconds.ts';

/** Findings that are shown; the JSON has them all. */
const SHOWN_MAX = 40;
/** Occurrences whose frames are named. */
const FRAMES_MAX = 4;

/** The line on a finding that was seen just now, for the first time. */
export function newFindingLine(finding: Finding): string {
  const { id, level, confidence, subject, occurrences } = finding;
  const { frame, time, received } = occurrences[0]!;
  return `${markOf(finding)} ${seconds(time)} s  frame ${frame}  ${id} (${level}, ${confidence})  ${subject}: ${received}`;
}

/** What a capture came to. */
export function checkText(facts: CheckFacts): string {
  const { result } = facts;
  const findings = byImportance(result.findings);
  const shown = findings.slice(0, SHOWN_MAX);
  const rest = findings.length - shown.length;
  return [
    headLine(facts),
    ...result.links.flatMap(linkLine),
    '',
    ...shown.flatMap((each) => [...findingLines(each), '']),
    ...(rest > 0 ? [`${plural(rest, 'more finding')}: --json FILE has them`, ''] : []),
    totalLine(findings),
    ...verdictLines(facts),
    ...limitLines(facts),
  ].join('\n');
}

function headLine({ capture, format, result }: CheckFacts): string {
  const { packets, arp, duration } = result;
  const kind = format === undefined ? '' : `, ${format}`;
  return `${capture}${kind}: ${plural(packets, 'packet')}, ${thousands(arp)} of them ARP, in ${seconds(duration)} s`;
}

/** Only link types of which something could not be read, or that are not plain Ethernet. */
function linkLine({ linkType, packets, arp, short, hidden, unknown }: Readonly<LinkCount>): readonly string[] {
  const name = linkTypeName(linkType);
  const missed = [
    ...(unknown > 0 ? ['skipped, as this link type is not understood'] : []),
    ...(hidden > 0 ? [`${thousands(hidden)} encrypted or aggregated, so not looked into`] : []),
    ...(short > 0 ? [`${thousands(short)} too short to say what they carry`] : []),
  ];
  if (linkType === 1 && missed.length === 0) return [];
  return [
    `  ${name}: ${plural(packets, 'packet')}, ${thousands(arp)} ARP${missed.map((each) => `; ${each}`).join('')}`,
  ];
}

function markOf({ level, confidence }: Finding): string {
  return level === 'NOTE' ? '·' : confidence === 'possible' ? '?' : '✗';
}

function findingLines(finding: Finding): readonly string[] {
  const { id, level, source, mechanism, subject, confidence, reason, count, occurrences } = finding;
  const first = occurrences[0]!;
  const causes = first.causes.filter((cause) => cause > 0);
  const because =
    causes.length === 0
      ? ''
      : ` (because of ${plural(causes.length, 'frame').replace(/^\d+ /, '')} ${causes.join(', ')})`;
  const frames = occurrences.slice(0, FRAMES_MAX).map((each) => each.frame);
  const more = count > frames.length ? `, … ${thousands(count)} times` : '';
  return [
    `${markOf(finding)} ${id}   ${subject}`,
    ...labelled('level', `${level}, ${source}`),
    ...labelled('confidence', `${confidence}: ${reason}`),
    ...labelled('expected', first.expected),
    ...labelled('received', first.received),
    ...labelled('mechanism', mechanism),
    ...labelled('frames', `${frames.join(', ')}${more}${because}`),
  ];
}

function totalLine(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'nothing was found';
  const counts = (['MUST', 'SHOULD', 'PRACTICE', 'NOTE'] as const)
    .map((level) => [level, findings.filter((each) => each.level === level).length] as const)
    .filter(([, count]) => count > 0)
    .map(([level, count]) => `${count} ${level}`);
  const possible = findings.filter((each) => each.confidence === 'possible').length;
  const doubt = possible === 0 ? '' : `; ${thousands(possible)} only possible`;
  return `${plural(findings.length, 'finding')}: ${counts.join(', ')}${doubt}; docs/findings.md says what they mean`;
}

function verdictLines({ result }: CheckFacts): readonly string[] {
  const { verdicts, notJudged } = result;
  const of = (verdict: string): readonly string[] =>
    verdicts.filter((each) => each.verdict === verdict).map((each) => each.property.id);
  const lines = (['violated', 'held', 'vacuous', 'inconclusive'] as const).flatMap((verdict) => {
    const ids = of(verdict);
    return ids.length === 0 ? [] : labelled(verdict, ids.join(', '));
  });
  const reasons = new Map<string, number>();
  for (const { reason } of notJudged) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  return [
    '',
    `judged by ${plural(verdicts.length, 'property', 'properties')}`,
    ...lines,
    `not judged by ${plural(notJudged.length, 'property', 'properties')}`,
    ...[...reasons].flatMap(([reason, count]) => labelled(String(count), reason)),
  ];
}

/** What bounded memory cost, and what was cut. */
function limitLines({ result }: CheckFacts): readonly string[] {
  const { cut, withoutDestination, forgottenAddresses, droppedFindings, restarts } = result;
  const lines = [
    ...(cut > 0 ? [`${plural(cut, 'ARP packet')} cut off by whoever captured (snap length): not judged`] : []),
    ...(withoutDestination > 0
      ? [`${plural(withoutDestination, 'ARP packet')} without both link-layer addresses: not judged by properties`]
      : []),
    ...(forgottenAddresses > 0
      ? [`${plural(forgottenAddresses, 'address', 'addresses')} forgotten for newer ones: moves of these may be missed`]
      : []),
    ...(droppedFindings > 0 ? [`${plural(droppedFindings, 'finding')} beyond the first thousand: not kept`] : []),
    ...(restarts > 0
      ? [`properties began anew ${plural(restarts, 'time')}: what is before and behind was not related`]
      : []),
  ];
  return lines.length === 0 ? [] : ['', 'limits', ...lines.map((line) => `  ${line}`)];
}

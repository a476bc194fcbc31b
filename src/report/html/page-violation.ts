import { requirements } from '../../../properties/requirements.ts';
import type { Property, Violation } from '../../monitor/index.ts';
import { caseId } from '../../runner/case-id.ts';
import { type CaseFile, serialiseCase } from '../../scenario/case-file.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Trace } from '../../trace/index.ts';
import { NameBook } from '../name-book.ts';
import { captureOf, pcapngOf, pcapOf, type ReportedCapture } from '../pcap.ts';
import { cacheLanesOf } from '../sequence/cache-lanes.ts';
import { sequenceOf } from '../sequence/sequence.ts';
import { sightings } from '../sighting.ts';
import { bubbleStory, type Story } from '../text/bubble-story.ts';
import { frameText } from '../text/frame-text.ts';
import { momentsOf } from '../text/moment.ts';
import { mostTelling } from '../text/most-telling.ts';
import { plural } from '../text/numbers.ts';
import { stepText } from '../text/step-text.ts';
import { mechanismText } from '../text/violation-text.ts';
import { APPLICATION } from '../version.ts';
import type { PageCapture, PageEvidence, PageFact, PageFrame, PageProperty, PageViolation } from './report-page.ts';

/** A violation, and the run that shows it. */
export interface ShownCase {
  readonly property: Property;
  readonly violation: Violation;
  readonly case: CaseFile;
  readonly trace: Trace;
  /** How to run it again, the best way first. */
  readonly commands: readonly PageFact[];
  readonly remark?: string | undefined;
  /** What was tried against it; nothing if absent. */
  readonly remedies?: readonly PageFact[];
}

/** Steps of a case that are told one by one; random cases that were shrunk have fewer. */
const STEPS_MAX = 30;
/** Rows of a sequence diagram: what two screens hold. */
const MOMENTS_MAX = 24;
/** Frames whose octets are shown. */
const FRAMES_MAX = 16;
/** Cache entries beside a diagram: more leave no room for the words. */
const LANES_MAX = 2;
/** In octets. A capture that is larger would make a page slow to open; its file is there to be sent. */
const CAPTURE_BYTES_MAX = 256 * 1024;
/** A story with more steps is none. */
const STORY_STEPS_MAX = 8;

/** A violation as a page shows it. With `evidence: false` as a row of a table, which costs next to nothing. */
export function pageViolation(shown: ShownCase, { evidence }: { readonly evidence: boolean }): PageViolation {
  const { property, violation, commands, remark, case: each } = shown;
  return {
    stack: each.stack,
    property: pageProperty(property),
    requirements: requirements.filter(({ id }) => property.rows.includes(id)),
    isKnown: false,
    expected: violation.expected,
    received: violation.received,
    mechanism: mechanismText(violation),
    remark,
    commands,
    evidence: evidence ? evidenceOf(shown) : undefined,
  };
}

export function pageProperty({ id, level, source, statement, rationale }: Property): PageProperty {
  return { id, level, source, statement, rationale };
}

function evidenceOf({ property, violation, case: each, trace, remedies = [] }: ShownCase): PageEvidence {
  const { steps } = each.scenario;
  const caseName = caseId(each);
  const caseJson = JSON.stringify(JSON.parse(serialiseCase(each)));
  const capture = captureOf({ trace, property, violation, caseJson, caseName, application: APPLICATION });
  const left = steps.length - STEPS_MAX;
  return {
    steps: [
      ...steps.slice(0, STEPS_MAX).map(stepText),
      ...(left > 0 ? [`… and ${plural(left, 'more step')}, which the case has`] : []),
    ],
    story: storyOf(each.scenario, trace, violation),
    remedies,
    sequence: sequenceOf(trace, { violation, room: MOMENTS_MAX }),
    caches: cacheLanesOf(trace, violation, LANES_MAX),
    ...framesOf(trace, violation, capture),
    captures: [captureFile(`${caseName}.pcapng`, pcapngOf(capture)), captureFile(`${caseName}.pcap`, pcapOf(capture))],
  };
}

/** Of the ARP bubble, which needs one more than other violations. */
function storyOf(scenario: Scenario, trace: Trace, violation: Violation): Story | undefined {
  const { property, mechanism, circumstances, events } = violation;
  const isBubble =
    property === 'host-scope.never-learned-off-host' &&
    mechanism === 'merge-from-third-party-request' &&
    circumstances.includes('arpreply');
  if (!isBubble || events.length === 0 || scenario.steps.length > STORY_STEPS_MAX) return undefined;
  return bubbleStory(scenario, trace, violation);
}

/** Those that say most, numbered as in the capture, which has every frame once. */
function framesOf(
  trace: Trace,
  violation: Violation,
  { violatingPacket }: ReportedCapture,
): Pick<PageEvidence, 'frames' | 'framesLeftOut'> {
  const names = new NameBook(trace.header);
  const moments = momentsOf(trace, names, violation).filter(({ way }) => way !== undefined);
  const chosen = new Set(mostTelling(moments, FRAMES_MAX).map(({ id }) => id));
  const all = sightings(trace, violation);
  const frames = all.flatMap((sighting, index): readonly PageFrame[] => {
    if (!chosen.has(sighting.first.id)) return [];
    const number = index + 1;
    const cause = sighting.decisive === undefined ? undefined : 'cause';
    const role = number === violatingPacket ? 'violation' : cause;
    const { frame, first, shown, lost } = sighting;
    const { time } = lost === undefined ? shown : first;
    return [{ number, time, ...frameText(sighting, names), bytes: frame.bytes, role }];
  });
  return { frames, framesLeftOut: all.length - frames.length };
}

function captureFile(name: string, bytes: Uint8Array): PageCapture {
  return { name, size: bytes.length, bytes: bytes.length > CAPTURE_BYTES_MAX ? undefined : bytes };
}

import type { CheckResult } from '../check/capture-check.ts';
import type { Finding } from '../check/finding-book.ts';
import { linkTypeName } from '../check/link-type-names.ts';
import { canonicalJson } from '../scenario/canonical-json.ts';
import { CHECK_VERSION, type CheckJson, checkSchema } from './check-schema.ts';
import { byImportance } from './finding-order.ts';
import { VERSION } from './version.ts';

/** A checked capture, as reports show it. */
export interface CheckFacts {
  /** As it was named. */
  readonly capture: string;
  readonly format: 'pcap' | 'pcapng' | undefined;
  readonly result: CheckResult;
  /** Why it could not be read to its end. */
  readonly problem: string | undefined;
  readonly hasTopology: boolean;
}

/** The text of `--json FILE`. */
export function checkJson(facts: CheckFacts & { readonly exitCode: number }): string {
  return canonicalJson(checkSchema, jsonOf(facts));
}

function jsonOf(facts: CheckFacts & { readonly exitCode: number }): CheckJson {
  const { capture, format, result, problem, hasTopology, exitCode } = facts;
  return {
    version: CHECK_VERSION,
    arpcheck: VERSION,
    capture,
    ...(format === undefined ? {} : { format }),
    topology: hasTopology,
    ...(result.first === undefined ? {} : { started: startOf(result.first) }),
    seconds: result.duration / 1e9,
    packets: result.packets,
    arp: result.arp,
    ...(problem === undefined ? {} : { problem }),
    links: result.links.map((each) => ({ ...each, name: linkTypeName(each.linkType) })),
    limits: {
      cutPackets: result.cut,
      withoutDestination: result.withoutDestination,
      forgottenAddresses: result.forgottenAddresses,
      droppedFindings: result.droppedFindings,
      restarts: result.restarts,
    },
    exitCode,
    properties: [
      ...result.verdicts.map(({ property: { id, level }, verdict, exercised, violated, reason }) => ({
        id,
        level,
        verdict,
        exercised,
        violated,
        ...(reason === undefined ? {} : { reason }),
      })),
      ...result.notJudged.map(({ property: { id, level }, reason }) => ({
        id,
        level,
        verdict: 'unsupported' as const,
        exercised: 0,
        violated: 0,
        reason,
      })),
    ],
    findings: byImportance(result.findings).map(findingOf),
  };
}

function findingOf(finding: Finding): CheckJson['findings'][number] {
  const { id, level, source, mechanism, subject, confidence, reason, count } = finding;
  const occurrences = finding.occurrences.map(({ frame, causes, time, expected, received }) => ({
    frame,
    causes: [...causes],
    seconds: time / 1e9,
    expected,
    received,
  }));
  const lastSeconds = finding.lastTime / 1e9;
  return { id, level, source, mechanism, subject, confidence, reason, count, lastSeconds, occurrences };
}

/** `2026-01-01T00:00:00.123456789Z`; years that no calendar has are seconds. */
function startOf({ seconds, nanoseconds }: { readonly seconds: number; readonly nanoseconds: number }): string {
  const date = new Date(seconds * 1000);
  const fraction = String(nanoseconds).padStart(9, '0');
  return Number.isNaN(date.getTime()) ? `${seconds}.${fraction}` : `${date.toISOString().slice(0, -5)}.${fraction}Z`;
}

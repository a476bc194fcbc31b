import type { Violation } from '../../monitor/index.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Trace } from '../../trace/index.ts';
import { bubbleStory, storyLines } from './bubble-story.ts';
import { plural } from './numbers.ts';
import type { ViolationReport } from './violation-text.ts';
import { wrapped } from './wrapped.ts';

/** What the demonstration is about to look for. */
export function demoIntroduction(application: string, seed: number): string {
  return [
    `${application}   seed ${seed}   a demonstration: the ARP bubble`,
    '',
    ...wrapped(
      'Bare-metal hosts (BM) carry virtual machines (VM). Every host has the same address, say 169.254.1.1, with scope host: it means "the host that I run on" and should never be heard beyond it. Now for random racks: random hosts, guests, filter rules, settings, traffic and faults. Does the address ever leak?',
      '',
    ),
    '',
  ].join('\n');
}

export interface Demonstration {
  readonly violation: Violation;
  readonly scenario: Scenario;
  readonly original: Scenario;
  readonly trace: Trace;
  /** Number of the case that showed it. */
  readonly run: number;
  readonly tries: number;
  readonly seconds: number;
  readonly files: NonNullable<ViolationReport['files']>;
  readonly replayCommand: string;
  /** What was tried against it, and the mechanisms by which the property is violated nevertheless. */
  readonly remedies: readonly { readonly words: string; readonly remaining: readonly string[] }[];
}

/** The bubble that was found, told for people. */
export function demoText(demonstration: Demonstration): string {
  const { violation, scenario, original, trace, run, tries, seconds, files, replayCommand, remedies } = demonstration;
  const width = Math.max(...remedies.map((remedy) => remedy.words.length));
  return [
    `It does, in case ${run}: ${sizeText(original)}. Made smaller in ${plural(tries, 'try', 'tries')} (${seconds.toFixed(1)} s altogether):`,
    `${sizeText(scenario)}. What happens there:`,
    '',
    ...storyLines(bubbleStory(scenario, trace, violation)),
    '',
    'The same case again, with this on every host:',
    ...remedies.map(
      ({ words, remaining }) => `  ${words.padEnd(width)}   ${remedyText(remaining, violation.mechanism)}`,
    ),
    '',
    `violates   ${violation.property}`,
    `mechanism  ${[violation.mechanism, ...violation.circumstances].join('+')}`,
    `case       ${files.case}`,
    `wireshark  ${files.pcapng}${files.frame === undefined ? '' : `   (frame ${files.frame})`}`,
    `           ${files.pcap}`,
    `replay     ${replayCommand}`,
  ].join('\n');
}

/** What became of the property with a remedy in place: `remaining` are the mechanisms that violate it nevertheless. */
export function remedyText(remaining: readonly string[], mechanism: string): string {
  if (remaining.length === 0) return 'holds';
  if (remaining.includes(mechanism)) return 'does not help';
  return `no bubble; the address still leaks by another way: ${remaining.join(', ')}`;
}

function sizeText({ topology, steps }: Scenario): string {
  const guests = topology.hosts.reduce((sum, host) => sum + (host.guests?.length ?? 0), 0);
  return [plural(topology.hosts.length, 'host'), plural(guests, 'guest'), plural(steps.length, 'step')].join(', ');
}

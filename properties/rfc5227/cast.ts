import type { DefencePolicy, TraceBuilder } from '../../src/trace/index.ts';
import { parseIpv4 } from '../../src/wire/index.ts';
import { announcement, H, host, probe, type Station } from '../rfc826/cast.ts';

/** The address that H is to have: a candidate first, its own later. */
export const C: Station = { ip: parseIpv4('10.0.0.50')!, mac: H.mac };
const C_TEXT = '10.0.0.50/24';

/** Milliseconds in front of each probe, in the middle of what is allowed. */
const DELAYS = [500, 1500, 1500];

/** H is told to configure C. */
export function testing(policy: DefencePolicy = 'defend-once'): TraceBuilder {
  return host().detection(C.ip, 'probing', policy);
}

/** It has sent so many probes. */
export function probing(probes: number, policy?: DefencePolicy): TraceBuilder {
  const builder = testing(policy);
  for (const ms of DELAYS.slice(0, probes)) builder.wait(ms).sent(probe(C, C));
  return builder;
}

/** It has announced C for the first time. */
export function claimed(policy?: DefencePolicy): TraceBuilder {
  return claim(probing(3, policy).wait(2000), policy);
}

export function claim(builder: TraceBuilder, policy?: DefencePolicy): TraceBuilder {
  return builder.detection(C.ip, 'announcing', policy).address(C_TEXT, true).sent(announcement(C));
}

/** It has announced C for the second time, and has it. */
export function established(policy?: DefencePolicy): TraceBuilder {
  return claimed(policy).wait(2000).detection(C.ip, 'in-use', policy).sent(announcement(C)).settled();
}

/** H gives C up. */
export function givenUp(builder: TraceBuilder): TraceBuilder {
  return builder.detection(C.ip, 'given-up').address(C_TEXT, false).settled();
}

/** The cable was out for two seconds. */
export function unplugged(builder: TraceBuilder): TraceBuilder {
  return builder.link(false).wait(2000).link(true);
}

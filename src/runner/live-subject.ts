import { PROFILES } from '../model/index.ts';
import type { Property } from '../monitor/index.ts';
import { unsupportedReason } from '../monitor/unsupported.ts';
import { hasLongCases } from '../scenario/arbitraries/batched-stack.ts';
import { SUT_NAME, type Subject } from '../scenario/arbitraries/subject.ts';
import { StackStartError } from '../stacks/stack.ts';
import { SLICE_OF_LONG_CASES, SLICE_OF_SINGLE_STACKS } from './campaign.ts';
import { Rig, type RigStack } from './rig.ts';
import { UsageError } from './usage-error.ts';

/** Seconds that a property may need in real time without `--long`: a minute of waiting is what a user puts up with. */
export const PATIENCE_SECONDS = 10;
/** The same with `--long`: entries live for minutes. */
export const LONG_SECONDS = 1500;

/** A single real stack, running, and what generators and judges have to know of it. */
export interface LiveSubject {
  readonly rig: Rig;
  readonly subject: Subject;
  /** It answers at once; others take a millisecond for every frame. */
  readonly isSynchronous: boolean;
  /** By id of a property: why it cannot be exercised on this stack. */
  readonly unsupported: ReadonlyMap<string, string>;
}

/** Cases that are drawn at once. */
export function sliceFor(subject: Subject): number {
  return hasLongCases(subject) ? SLICE_OF_LONG_CASES : SLICE_OF_SINGLE_STACKS;
}

/** Starts a stack, if it is there at all. Rejects with a {@link StackStartError} that says what to do. */
export async function startSubject(
  live: RigStack,
  properties: readonly Property[],
  profile: string,
  patienceSeconds: number,
): Promise<LiveSubject> {
  checkAvailable(live);
  const rig = await Rig.start(new Map([[SUT_NAME, live]]));
  const stack = rig.stack(SUT_NAME)!;
  const { mac, addresses, staticNeighbour, sysctl } = live.kind.identity(live.spec);
  const begun = stack.beginCase();
  const remembers = (await begun) === 'used';
  const subject = {
    mac,
    addresses,
    staticNeighbour,
    sysctl,
    abilities: stack.abilities,
    clock: stack.clock,
    takesMisfits: takesMisfits(live),
    remembers,
  };
  const offers = {
    abilities: stack.abilities,
    hasStaticNeighbour: staticNeighbour !== undefined,
    defends: PROFILES.get(profile)?.ownClaim === 'defend',
    keepsLinkLocal: PROFILES.get(profile)?.keepsLinkLocal === true,
    seconds: stack.clock === 'virtual' && stack.abilities.has('advance') ? Number.POSITIVE_INFINITY : patienceSeconds,
  };
  const unsupported = new Map<string, string>();
  for (const property of properties) {
    const reason = unsupportedReason(property, offers);
    if (reason !== undefined) unsupported.set(property.id, reason);
  }
  return { rig, subject, isSynchronous: !(begun instanceof Promise), unsupported };
}

/** Properties about frames that are not for ARP on the interface that they reach. */
const ABOUT_MISFITS: ReadonlySet<string> = new Set([
  'rfc826.frames-for-others-are-ignored',
  'rfc826.foreign-hardware-type-is-ignored',
  'rfc826.foreign-protocol-type-is-ignored',
  'robustness.truncated-packets-are-ignored',
  'robustness.wrong-address-lengths-are-ignored',
  'robustness.tagged-frames-are-ignored',
  'robustness.other-frames-are-not-arp',
]);

function takesMisfits({ kind }: RigStack): boolean {
  return kind.expectations.some((each) => ABOUT_MISFITS.has(each.property));
}

/** Throws a {@link StackStartError} if the stack cannot be used on this machine. */
export function checkAvailable({ kind, spec }: RigStack): void {
  const availability = understood(() => kind.check(spec));
  if (availability.available) return;
  throw new StackStartError(`${spec.label}: ${availability.missing}\n${availability.remedy}`);
}

/** An option with a value that makes no sense is the user's error. */
function understood<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

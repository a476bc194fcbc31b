import type { Property } from '../monitor/index.ts';
import type { Confidence } from './finding-kind.ts';

/** What the vantage point of a capture allows. */
export interface Situation {
  /** Who has which address is known. */
  readonly hasTopology: boolean;
  /** All that some machine of the topology sends and receives is in the capture. */
  readonly hasHost: boolean;
  /** It begins with the machine: nothing that was said before can matter. */
  readonly isFromBeginning: boolean;
}

/** What a property takes, from little to much. */
type Vantage = 'anywhere' | 'owners' | 'host' | 'beginning';

/** A property of one sent frame, or of what one station sends: seen from everywhere that the frame reaches. */
const ANYWHERE: readonly string[] = [
  'rfc1122.no-request-flood',
  'rfc1122.one-request-a-second',
  'rfc1122.group-addresses-are-not-resolved',
  'rfc1122.loopback-stays-inside',
  'rfc5227.announcements-are-broadcast',
];

/** Of one sent frame, and of who has which address. */
const OWNERS: readonly string[] = [
  'host-scope.never-learned-off-host',
  'host-scope.never-on-wire-off-host',
  'rfc826.sends-own-hardware-address',
  'rfc826.sends-own-protocol-address',
  'rfc826.sends-well-formed-packets',
  'rfc826.answers-only-for-own-addresses',
];

/** Of the requests that reach a machine and its replies. */
const HOST: readonly string[] = [
  'rfc826.answers-requests',
  'rfc826.answers-once',
  'rfc826.reply-goes-to-the-sender',
  'rfc826.replies-are-not-answered',
  'rfc826.unknown-operations-are-not-answered',
  'rfc5227.answers-probes',
  'robustness.trailing-bytes-are-not-echoed',
];

/** Of what a machine was told, ever, and where it sends. */
const BEGINNING: readonly string[] = [
  'rfc826.foreign-hardware-type-is-ignored',
  'rfc826.foreign-protocol-type-is-ignored',
  'rfc826.frames-for-others-are-ignored',
  'rfc826.packets-go-to-the-newest-claim',
  'rfc826.first-request-is-broadcast',
  'robustness.truncated-packets-are-ignored',
  'robustness.wrong-address-lengths-are-ignored',
  'robustness.tagged-frames-are-ignored',
];

const VANTAGES: ReadonlyMap<string, Vantage> = new Map<string, Vantage>([
  ...ANYWHERE.map((id) => [id, 'anywhere'] as const),
  ...OWNERS.map((id) => [id, 'owners'] as const),
  ...HOST.map((id) => [id, 'host'] as const),
  ...BEGINNING.map((id) => [id, 'beginning'] as const),
]);

const REASONS: Readonly<Record<Vantage, string>> = {
  anywhere: '',
  owners: 'who has which address is not known: describe the network (--topology FILE)',
  host: 'not all is seen that one machine sends and receives: capture at its interface, and name that (--topology FILE --at NODE.PORT)',
  beginning: 'what was said before the capture began is not known',
};
const NOT_IN_FRAMES =
  'frames do not tell: it is about the neighbour cache, about packets that wait in a machine, about when a machine has nothing more to say, or about what a test makes happen';

/** Why a property cannot be judged; undefined if it can be. */
export function whyNotJudged(property: Property, situation: Situation): string | undefined {
  const vantage = VANTAGES.get(property.id);
  switch (vantage) {
    case undefined:
      return NOT_IN_FRAMES;
    case 'anywhere':
      return undefined;
    case 'owners':
      return situation.hasTopology ? undefined : REASONS.owners;
    case 'host':
      return situation.hasHost ? undefined : REASONS.host;
    case 'beginning':
      if (!situation.hasHost) return REASONS.host;
      return situation.isFromBeginning ? undefined : REASONS.beginning;
    default:
      return vantage satisfies never;
  }
}

/** Whether a property looks back at what came before a frame, which the beginning of a capture cuts off. */
export function looksBack(id: string): boolean {
  const vantage = VANTAGES.get(id);
  return vantage === 'host' || vantage === 'beginning';
}

/** How sure a violation is that was told by what a station is seen to send. */
export function confidenceOf(situation: Situation, isAtHost: boolean): { confidence: Confidence; reason: string } {
  if (isAtHost) return { confidence: 'certain', reason: 'captured at the interface of the machine itself' };
  if (situation.hasTopology) {
    return {
      confidence: 'likely',
      reason: 'the sender is told by the source address of the frame, which can be forged',
    };
  }
  return { confidence: 'likely', reason: 'a station is told by its MAC address; several machines may speak with one' };
}

import type { Need, Property } from './property.ts';

/** What a stack under test offers, and how long it may be watched. */
export interface Offers {
  /** What it can be asked to do; names that no property needs do not matter. */
  readonly abilities: ReadonlySet<string>;
  readonly hasStaticNeighbour: boolean;
  /** Every change of its neighbour cache is told. A black box shows frames only, as if absent. */
  readonly cacheVisible?: boolean;
  /** Its profile has it defend every address that it has (RFC 5227 section 2.4). */
  readonly defends?: boolean;
  /** Its profile has it send packets for link-local addresses to the link itself (RFC 3927 section 2.6.2). */
  readonly keepsLinkLocal?: boolean;
  /** Seconds that one case may wait; infinite where time is virtual. */
  readonly seconds: number;
}

const WORDS: Readonly<Record<Need, string>> = {
  ping: 'a stack that answers echo requests',
  send: 'an upper tester that sends packets',
  announce: 'an operator who announces addresses',
  detect: 'an operator who configures addresses with conflict detection',
  link: 'an operator who takes the link down',
  'link-local': 'an operator who has it choose a link-local address',
  configure: 'an operator who changes addresses and routes',
  restart: 'an operator who restarts it',
  static: 'a static neighbour',
  defence: 'a profile whose hosts defend their addresses',
  'on-link': 'a profile whose hosts keep link-local packets on the link',
  cache: 'sight of the neighbour cache',
};

/** Why a property cannot be exercised on a stack, as `needs …`; undefined if it can be. */
export function unsupportedReason(property: Property, offers: Offers): string | undefined {
  const missing = property.needs?.find((alternatives) => !alternatives.some((need) => isOffered(need, offers)));
  if (missing !== undefined) return `needs ${alternativesText(missing)}`;
  const seconds = property.seconds ?? 0;
  return seconds > offers.seconds ? `needs ${seconds} s of real time (--long)` : undefined;
}

/** What a single stack has to offer besides frames, each as a noun phrase: of alternatives, one. */
export function needTexts({ needs = [] }: Pick<Property, 'needs'>): readonly string[] {
  return needs.map(alternativesText);
}

function alternativesText(alternatives: readonly Need[]): string {
  return alternatives.map((need) => WORDS[need]).join(', or ');
}

function isOffered(need: Need, offers: Offers): boolean {
  if (need === 'cache') return offers.cacheVisible === true;
  if (need === 'defence') return offers.defends === true;
  if (need === 'on-link') return offers.keepsLinkLocal === true;
  if (need === 'static') return offers.hasStaticNeighbour;
  return offers.abilities.has(need);
}

import type { LenientChoice, Profile } from './profile.ts';

/** A question on which sources, or sources and practice, contradict each other, and what profiles say to it. */
export interface Contradiction {
  /** Number in the register of the requirements catalogue. */
  readonly id: string;
  readonly question: string;
  /** What the reference stack does under a profile. */
  readonly choice: (profile: Profile) => string;
}

const yesNo = (value: boolean): string => (value ? 'yes' : 'no');

/** The side is the same for all: a field of the profile would be one that nothing asks for. */
const always = (side: string) => (): string => side;

/** A choice that only steers the reference stack, where a stack that is judged by the profile is free. */
function lenient(id: LenientChoice, choice: (profile: Profile) => string): (profile: Profile) => string {
  return (profile) => choice(profile) + (profile.lenient.includes(id) ? ' (free)' : '');
}

/** The register, as far as it concerns what a single stack does. */
export const CONTRADICTIONS: readonly Contradiction[] = [
  {
    id: 'C01',
    question: 'Does a packet for somebody else update an existing binding?',
    choice: ({ mergesFromOthers }) => yesNo(mergesFromOthers),
  },
  {
    id: 'C02',
    question: 'Is the operation looked at last, so that packets with an unknown one still merge?',
    choice: lenient('C02', ({ operationLast }) => yesNo(operationLast)),
  },
  {
    id: 'C03',
    question: 'Does an unsolicited reply to the host create a binding?',
    choice: lenient('C03', ({ learnsFromReply }) => yesNo(learnsFromReply)),
  },
  {
    id: 'C04',
    question: 'How are replies sent whose sender is a link-local address?',
    choice: ({ broadcastsLinkLocal }) => (broadcastsLinkLocal ? 'broadcast' : 'unicast'),
  },
  { id: 'C05', question: 'Which of several claims wins?', choice: ({ override }) => OVERRIDES[override] },
  {
    id: 'C06',
    question: "What does a request get that claims the host's own address?",
    choice: ({ ownClaim }) => OWN_CLAIMS[ownClaim],
  },
  {
    id: 'C07',
    question: 'Is a foreign probe for a candidate address a conflict?',
    choice: ({ testsAddresses }) => (testsAddresses ? 'yes' : 'has no candidates: C21'),
  },
  {
    id: 'C08',
    question: 'Is a group address, zero, or the own one believed to be the hardware address of somebody else?',
    choice: lenient('C08', ({ believesGroupMacs }) => yesNo(believesGroupMacs)),
  },
  { id: 'C09', question: 'Are announcements requests or replies?', choice: always('as ordered; takes both') },
  {
    id: 'C10',
    question: 'Does a reply go to the sender hardware address, or to the Ethernet source?',
    choice: always('sender hardware address'),
  },
  {
    id: 'C11',
    question: 'Does a gratuitous packet of an unknown host create a binding?',
    choice: ({ learnsFromGratuitous, sysctls }) => (sysctls ? 'by arp_accept' : yesNo(learnsFromGratuitous)),
  },
  {
    id: 'C12',
    question: 'How soon is a request repeated?',
    choice: ({ sysctls }) => (sysctls ? 'by retrans_time_ms' : 'after 1 s'),
  },
  {
    id: 'C13',
    question: 'Does a configured proxy answer for what only the default route leads to?',
    choice: ({ proxiesAnywhere }) => yesNo(proxiesAnywhere),
  },
  {
    id: 'C14',
    question: 'What becomes of bindings when the carrier is lost?',
    choice: ({ sysctls }) => (sysctls ? 'by arp_evict_nocarrier' : 'forgotten'),
  },
  {
    id: 'C15',
    question: 'Is hardware type 6 taken for Ethernet?',
    choice: ({ acceptsIeee802 }) => yesNo(acceptsIeee802),
  },
  {
    id: 'C16',
    question: 'Are requests for an address of another interface answered?',
    choice: ({ hostModel, sysctls }) => (sysctls ? 'by arp_ignore' : yesNo(hostModel === 'weak')),
  },
  { id: 'C17', question: 'Are the address lengths checked?', choice: always('yes') },
  {
    id: 'C18',
    question: 'Are senders outside the prefix answered and believed?',
    choice: ({ acceptsOffLink }) => yesNo(acceptsOffLink),
  },
  { id: 'C19', question: 'Are requests for any address answered?', choice: always('no') },
  { id: 'C20', question: 'Are addresses announced periodically?', choice: always('no') },
  {
    id: 'C21',
    question: 'Is an address tested before it is used?',
    choice: ({ testsAddresses }) => (testsAddresses ? 'if it is added with detection' : 'no'),
  },
  { id: 'C22', question: 'Are unicast frames for others filtered?', choice: always('yes') },
  {
    id: 'C23',
    question: 'Where do packets to and from link-local addresses go?',
    choice: ({ keepsLinkLocal }) => (keepsLinkLocal ? 'directly, over no router' : 'where routes lead'),
  },
];

const OVERRIDES: Readonly<Record<Profile['override'], string>> = {
  newest: 'the newest',
  locktime: 'the first within locktime, else the newest',
  confirmed: 'the one that is held',
};

const OWN_CLAIMS: Readonly<Record<Profile['ownClaim'], string>> = {
  reply: 'a reply',
  silent: 'nothing',
  defend: 'an announcement, once in 10 s',
};

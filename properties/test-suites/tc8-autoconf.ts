import type { TestSuite } from './test-suite.ts';

/** The part of the automotive suite on link-local addresses, which is about ARP. */
export const tc8Autoconf: TestSuite = {
  name: 'TC8 IPv4_AUTOCONF',
  title:
    'OPEN Alliance TC8, ECU and Network Test Specification Layer 3-7, dynamic configuration of link-local addresses',
  source: 'read in a public implementation of the suite (tc8-harness)',
  cases: [
    {
      id: 'ADDRESS_SELECTION_01',
      purpose: 'A probe asks for an address from 169.254.1.0 to 169.254.254.255.',
      rows: ['R3927-01', 'R3927-02'],
    },
    { id: 'ADDRESS_SELECTION_03', purpose: 'A probe is broadcast.', rows: ['R5227-01'] },
    { id: 'ADDRESS_SELECTION_05', purpose: 'Sender hardware address of a probe.', rows: ['R5227-02'] },
    { id: 'ADDRESS_SELECTION_06', purpose: 'Sender protocol address of a probe.', rows: ['R5227-03'] },
    { id: 'ADDRESS_SELECTION_07', purpose: 'Target hardware address of a probe.', rows: ['R5227-04'] },
    {
      id: 'ADDRESS_SELECTION_08',
      purpose: 'A probe asks for an address in 169.254/16.',
      rows: ['R3927-01', 'R5227-05'],
    },
    { id: 'ADDRESS_SELECTION_09', purpose: 'Three probes are sent.', rows: ['R5227-11', 'R3927-07'] },
    { id: 'ADDRESS_SELECTION_10', purpose: 'Time between probes.', rows: ['R5227-12', 'R3927-07'] },
    {
      id: 'ADDRESS_SELECTION_11',
      purpose: 'A request in the name of the candidate is a conflict: another one is chosen.',
      rows: ['R3927-08', 'R5227-15'],
    },
    {
      id: 'ADDRESS_SELECTION_12',
      purpose: 'A reply in the name of the candidate is a conflict: another one is chosen.',
      rows: ['R3927-08', 'R5227-16'],
    },
    {
      id: 'ADDRESS_SELECTION_13',
      purpose: 'A probe for the candidate is a conflict: another one is chosen.',
      rows: ['R3927-09', 'R5227-22'],
    },
    {
      id: 'ADDRESS_SELECTION_14',
      purpose: 'After ten conflicts candidates are tried at the limited rate.',
      rows: ['R3927-10', 'R5227-31'],
    },
    {
      id: 'ADDRESS_SELECTION_15',
      purpose: 'The limit goes on: one more conflict, and the host is silent again.',
      rows: ['R3927-10'],
    },
    {
      id: 'ADDRESS_SELECTION_16',
      purpose: 'A request for the chosen address is answered.',
      rows: ['R826-42', 'R5227-70'],
    },
    { id: 'ANNOUNCING_01', purpose: 'An announcement is broadcast.', rows: ['R5227-42'] },
    { id: 'ANNOUNCING_02', purpose: 'Protocol addresses of an announcement.', rows: ['R3927-34'] },
    { id: 'ANNOUNCING_03', purpose: 'Sender hardware address of an announcement.', rows: ['R826-08', 'R5227-42'] },
    { id: 'ANNOUNCING_04', purpose: 'Target hardware address of an announcement.', rows: ['R5227-43'] },
    { id: 'ANNOUNCING_05', purpose: 'Two announcements are sent.', rows: ['R5227-40', 'R3927-12'] },
    { id: 'ANNOUNCING_06', purpose: 'Time between announcements.', rows: ['R5227-41', 'R3927-12'] },
    {
      id: 'CONFLICT_06',
      purpose: 'After two requests in the name of the address another one is chosen.',
      rows: ['R3927-18', 'R5227-51'],
    },
    {
      id: 'CONFLICT_07',
      purpose: 'After two replies in the name of the address another one is chosen.',
      rows: ['R3927-18', 'R5227-52'],
    },
    {
      id: 'CONFLICT_08',
      purpose: 'After a request and a reply in the name of the address another one is chosen.',
      rows: ['R3927-18', 'R5227-51', 'R5227-52'],
    },
    {
      id: 'CONFLICT_09',
      purpose: 'After a second conflict another address is chosen.',
      rows: ['R3927-18', 'R5227-55'],
    },
    { id: 'CONFLICT_10', purpose: 'After a single conflict the address is defended.', rows: ['R3927-17', 'R5227-50'] },
    {
      id: 'CONFLICT_11',
      purpose: 'A reply with a link-local sender is broadcast.',
      rows: ['R3927-13', 'R3927-15'],
      note: 'Linux sends it by unicast (C04)',
    },
    { id: 'INTRO_01', purpose: 'No link-local address is tried where DHCP gives a routable one.', rows: ['R3927-30'] },
    {
      id: 'LINKLOCAL_PACKETS_04',
      purpose: 'A request for any other link-local address is not answered.',
      rows: ['R3927-25'],
    },
    { id: 'NETWORK_PARTITIONS_01', purpose: 'The address is not announced periodically.', rows: ['R3927-28'] },
  ],
};

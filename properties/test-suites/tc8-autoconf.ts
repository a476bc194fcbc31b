import type { TestSuite } from './test-suite.ts';

/** The part of the automotive suite on link-local addresses, most of which is about ARP. */
export const tc8Autoconf: TestSuite = {
  name: 'TC8 IPv4_AUTOCONF',
  title:
    'OPEN Alliance TC8, ECU and Network Test Specification Layer 3-7, dynamic configuration of link-local addresses',
  source:
    'the numbers were read in public implementations of the suite and in reports of its users, the texts were not',
  cases: [
    { id: 'ADDRESS_SELECTION_01', rows: ['R3927-01', 'R3927-07'], gap: 'only its number and its group are known' },
    { id: 'ADDRESS_SELECTION_03', rows: ['R3927-01', 'R3927-07'], gap: 'only its number and its group are known' },
    { id: 'ADDRESS_SELECTION_05', rows: ['R3927-01', 'R3927-07'], gap: 'only its number and its group are known' },
    { id: 'ADDRESS_SELECTION_06', rows: ['R3927-01', 'R3927-07'], gap: 'only its number and its group are known' },
    { id: 'ADDRESS_SELECTION_07', rows: ['R3927-01', 'R3927-07'], gap: 'only its number and its group are known' },
    { id: 'ADDRESS_SELECTION_08', rows: ['R3927-01', 'R3927-07'], gap: 'only its number and its group are known' },
    { id: 'ADDRESS_SELECTION_09', rows: ['R3927-01', 'R3927-07'], gap: 'only its number and its group are known' },
    { id: 'ADDRESS_SELECTION_10', rows: ['R3927-01', 'R3927-07'], gap: 'only its number and its group are known' },
    { id: 'ADDRESS_SELECTION_11', rows: ['R3927-01', 'R3927-07'], gap: 'only its number and its group are known' },
    { id: 'ADDRESS_SELECTION_12', rows: ['R3927-01', 'R3927-07'], gap: 'only its number and its group are known' },
    { id: 'ADDRESS_SELECTION_13', rows: ['R3927-01', 'R3927-07'], gap: 'only its number and its group are known' },
    { id: 'ADDRESS_SELECTION_14', rows: ['R3927-01', 'R3927-07'], gap: 'only its number and its group are known' },
    { id: 'ADDRESS_SELECTION_15', rows: ['R3927-01', 'R3927-07'], gap: 'only its number and its group are known' },
    { id: 'ADDRESS_SELECTION_16', rows: ['R3927-01', 'R3927-07'], gap: 'only its number and its group are known' },
    { id: 'ANNOUNCING_01', rows: ['R3927-12', 'R3927-34'], gap: 'only its number and its group are known' },
    { id: 'ANNOUNCING_02', rows: ['R3927-12', 'R3927-34'], gap: 'only its number and its group are known' },
    { id: 'ANNOUNCING_03', rows: ['R3927-12', 'R3927-34'], gap: 'only its number and its group are known' },
    { id: 'ANNOUNCING_04', rows: ['R3927-12', 'R3927-34'], gap: 'only its number and its group are known' },
    { id: 'ANNOUNCING_05', rows: ['R3927-12', 'R3927-34'], gap: 'only its number and its group are known' },
    { id: 'ANNOUNCING_06', rows: ['R3927-12', 'R3927-34'], gap: 'only its number and its group are known' },
    { id: 'CONFLICT_06', rows: ['R3927-08'], gap: 'only its number and its group are known' },
    { id: 'CONFLICT_07', rows: ['R3927-08'], gap: 'only its number and its group are known' },
    { id: 'CONFLICT_08', rows: ['R3927-08'], gap: 'only its number and its group are known' },
    {
      id: 'CONFLICT_09',
      purpose: 'After a second conflict another address is chosen.',
      rows: ['R3927-18', 'R5227-55'],
    },
    { id: 'CONFLICT_10', purpose: 'After a single conflict the address is defended.', rows: ['R3927-17', 'R5227-50'] },
    {
      id: 'CONFLICT_11',
      purpose: 'A response with a link-local sender is broadcast.',
      rows: ['R3927-13'],
      note: 'Linux sends it by unicast (C04)',
    },
    { id: 'INTRO_01', rows: ['R3927-31'], gap: 'only its number and its group are known' },
    { id: 'LINKLOCAL_PACKETS_04', rows: [], gap: 'only its number and its group are known' },
    { id: 'NETWORK_PARTITIONS_01', rows: ['R3927-29'], gap: 'only its number and its group are known' },
  ],
};

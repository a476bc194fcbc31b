import { grouped } from './grouped.ts';

/** What the letters before the hyphen of a row's id stand for, in the order in which pages show them. */
const TITLES: Readonly<Record<string, string>> = {
  R826: 'RFC 826',
  R1122: 'RFC 1122',
  R1812: 'RFC 1812, routers',
  R5227: 'RFC 5227, address conflict detection',
  R3927: 'RFC 3927, link-local addresses',
  R1027: 'RFC 1027, proxy ARP',
  R925: 'RFC 925, multi-LAN address resolution',
  R5944: 'RFC 5944, Mobile IP',
  R5798: 'RFC 5798, VRRP',
  R4436: 'RFC 4436, DNAv4',
  OP: 'Operations',
  R1868: 'RFC 1868, UNARP',
  R2390: 'RFC 2390, Inverse ARP',
  HRD: 'Hardware types',
  PRO: 'Protocol types',
  GARP: 'Gratuitous ARP',
  LNX: 'Linux settings',
  ASEL: 'Selection of the sender address',
  ETH: 'Ethernet framing, padding, VLAN',
  LEN: 'Truncation and address lengths',
  SPA: 'Special sender protocol addresses',
  SHA: 'Special sender hardware addresses',
  TPA: 'Special target protocol addresses',
  THA: 'Target hardware addresses',
  SEC: 'Security, resources, races',
  TOPO: 'Networks',
  INV: 'Whole traces and pairs of runs',
};

/** Things by the source of the row that each is about; what has no source known here comes last, under its letters. */
export function requirementSources<Thing>(
  things: readonly Thing[],
  rowOf: (thing: Thing) => string,
): readonly (readonly [string, readonly Thing[]])[] {
  const groups = grouped(things, (thing) => lettersOf(rowOf(thing)));
  const known = Object.keys(TITLES);
  const order = [...known, ...[...groups.keys()].filter((letters) => !known.includes(letters))];
  return order.flatMap((letters) => {
    const group = groups.get(letters);
    return group === undefined ? [] : [[TITLES[letters] ?? letters, group] as const];
  });
}

function lettersOf(row: string): string {
  return row.slice(0, row.lastIndexOf('-'));
}

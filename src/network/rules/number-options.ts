/** The numeric options of both tools. They differ in radix, names and masks: the same digits are not the same value. */
import { ETHERTYPE_ARP, ETHERTYPE_IPV4, ETHERTYPE_RARP, ETHERTYPE_VLAN, HARDWARE_ETHERNET } from '../../wire/index.ts';
import { numberSyntax } from './number-syntax.ts';

const hexadecimal = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`;

/** IANA operation codes 1 to 9 as both tools call them (ebt_arp and arptables.c, `opcodes`). */
const OPERATIONS = new Map([
  ['Request', 1],
  ['Reply', 2],
  ['Request_Reverse', 3],
  ['Reply_Reverse', 4],
  ['DRARP_Request', 5],
  ['DRARP_Reply', 6],
  ['DRARP_Error', 7],
  ['InARP_Request', 8],
  ['ARP_NAK', 9],
]);

/** From /etc/ethertypes: what an ARP rule can mean. Others are written as numbers, as the file differs by machine. */
const ETHERTYPES = new Map([
  ['IPv4', ETHERTYPE_IPV4],
  ['ip', ETHERTYPE_IPV4],
  ['ip4', ETHERTYPE_IPV4],
  ['ARP', ETHERTYPE_ARP],
  ['ether-arp', ETHERTYPE_ARP],
  ['RARP', ETHERTYPE_RARP],
  ['802_1Q', ETHERTYPE_VLAN],
  ['8021q', ETHERTYPE_VLAN],
  ['1q', ETHERTYPE_VLAN],
  ['802.1q', ETHERTYPE_VLAN],
  ['dot1q', ETHERTYPE_VLAN],
  ['IPv6', 0x86dd],
  ['ip6', 0x86dd],
]);

const ETHERNET = new Map([['Ethernet', HARDWARE_ETHERNET]]);
const OPERATION_NAMES = [...OPERATIONS.keys()].join(', ');
const ETHERTYPE_NAMES = 'ARP, IPv4, IPv6, RARP, 802_1Q';

/** ebtables `-p`: hexadecimal without need of 0x. Below 0x0600 the field is a length (IEEE 802.3), which is not modelled. */
export const PROTOCOL_SYNTAX = numberSyntax({
  radix: 16,
  minimum: 0x0600,
  maximum: 0xffff,
  masked: false,
  names: ETHERTYPES,
  print: hexadecimal,
  expects: `${ETHERTYPE_NAMES} or a hexadecimal number from 0600 to ffff`,
});

/** ebtables `--arp-op` */
export const OPERATION_SYNTAX = numberSyntax({
  radix: 10,
  maximum: 0xffff,
  masked: false,
  names: OPERATIONS,
  print: String,
  expects: `a decimal number up to 65535, or ${OPERATION_NAMES}`,
});

/** arptables `--opcode` */
export const MASKED_OPERATION_SYNTAX = numberSyntax({
  radix: 10,
  maximum: 0xffff,
  masked: true,
  names: OPERATIONS,
  print: String,
  expects: `a decimal number up to 65535, optionally with a mask (1/255), or ${OPERATION_NAMES}`,
});

/** ebtables `--arp-htype`: decimal. */
export const HARDWARE_TYPE_SYNTAX = numberSyntax({
  radix: 10,
  maximum: 0xffff,
  masked: false,
  names: ETHERNET,
  print: String,
  expects: 'a decimal number up to 65535, or Ethernet',
});

/** arptables `--h-type`: hexadecimal, so `10` is sixteen. */
export const MASKED_HARDWARE_TYPE_SYNTAX = numberSyntax({
  radix: 16,
  maximum: 0xffff,
  masked: true,
  names: ETHERNET,
  print: hexadecimal,
  expects: 'a hexadecimal number up to ffff, optionally with a mask (1/ffff), or Ethernet',
});

/** ebtables `--arp-ptype`: hexadecimal. */
export const PROTOCOL_TYPE_SYNTAX = numberSyntax({
  radix: 16,
  maximum: 0xffff,
  masked: false,
  names: ETHERTYPES,
  print: hexadecimal,
  expects: `${ETHERTYPE_NAMES} or a hexadecimal number up to ffff`,
});

/** arptables `--proto-type`: written as in C, so `800` is decimal. */
export const MASKED_PROTOCOL_TYPE_SYNTAX = numberSyntax({
  radix: 0,
  maximum: 0xffff,
  masked: true,
  names: new Map([['IPv4', ETHERTYPE_IPV4]]),
  print: hexadecimal,
  expects: 'a number up to 0xffff (0x for hexadecimal), optionally with a mask (0x800/0xff00), or IPv4',
});

/** arptables `--h-length` */
export const HARDWARE_LENGTH_SYNTAX = numberSyntax({
  radix: 10,
  maximum: 0xff,
  masked: true,
  names: new Map(),
  print: String,
  expects: 'a decimal number up to 255, optionally with a mask (6/255)',
});

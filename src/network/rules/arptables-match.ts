import type { ArpView } from '../../wire/index.ts';
import type { CompiledMatch } from './compiled-match.ts';
import type { FilterContext } from './filter-context.ts';

/**
 * True if a match of an arptables rule holds (kernel net/ipv4/netfilter/arp_tables.c, `arp_packet_match`).
 *
 * The addresses are those of the ARP payload, at the offsets of Ethernet and IPv4 whatever the packet's length fields
 * say: the kernel takes the address length of the interface.
 */
export function matchesArptables(match: CompiledMatch, context: FilterContext, arp: ArpView): boolean {
  switch (match.subject) {
    case 'in':
      return match.isInterface(context.in);
    case 'out':
      return match.isInterface(context.out);
    case 'arp-operation':
      return match.isNumber(arp.operation);
    case 'arp-hardware-type':
      return match.isNumber(arp.hardwareType);
    case 'arp-protocol-type':
      return match.isNumber(arp.protocolType);
    case 'arp-hardware-length':
      return match.isNumber(arp.hardwareLength);
    case 'arp-sender-ip':
      return match.isNumber(arp.senderIp);
    case 'arp-target-ip':
      return match.isNumber(arp.targetIp);
    case 'arp-sender-mac':
      return match.isMac(arp.senderMac);
    case 'arp-target-mac':
      return match.isMac(arp.targetMac);
    case 'protocol':
    case 'logical-in':
    case 'logical-out':
    case 'ethernet-source':
    case 'ethernet-destination':
    case 'arp-gratuitous':
      return false; // ebtables only
    default:
      return match.subject satisfies never;
  }
}

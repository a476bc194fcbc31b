import { ARP_REPLY, ARP_REQUEST, type ArpView, arpDefect } from './arp.ts';
import { ETHERTYPE_RARP } from './ethernet.ts';
import type { Frame } from './frame.ts';
import type { IpPacket } from './ip-packet.ts';
import { formatIpv4, IPV4_ANY } from './ipv4.ts';
import { formatMac, MAC_BROADCAST } from './mac.ts';

/** One line on a frame in the words of a protocol analyser: `who has 10.0.0.1? tell 10.0.0.2`. */
export function describeFrame(frame: Frame): string {
  const tag = frame.vlan >= 0 ? `VLAN ${frame.vlan}: ` : '';
  if (frame.arp !== undefined) return tag + describeArp(frame.arp);
  if (frame.ip !== undefined) return tag + describeIp(frame.ip);
  if (frame.etherType === ETHERTYPE_RARP) return `${tag}reverse ARP announcement of ${formatMac(frame.source)}`;
  if (frame.etherType < 0) return `${frame.bytes.length} octets, too short for an Ethernet header`;
  return `${tag}type 0x${frame.etherType.toString(16).padStart(4, '0')}, ${frame.bytes.length} octets`;
}

/** One line on an ARP packet, malformed ones included. */
export function describeArp(view: ArpView): string {
  const defect = arpDefect(view);
  const suffix = defect === undefined ? '' : ` (malformed: ${defect})`;
  const sender = formatIpv4(view.senderIp);
  const target = formatIpv4(view.targetIp);
  if (view.operation === ARP_REQUEST) {
    if (view.senderIp === IPV4_ANY) return `who has ${target}? (probe)${suffix}`;
    if (view.isGratuitous) return `${sender} is at ${formatMac(view.senderMac)} (gratuitous request)${suffix}`;
    return `who has ${target}? tell ${sender}${suffix}`;
  }
  if (view.operation === ARP_REPLY) {
    const kind = view.isGratuitous ? ' (gratuitous reply)' : '';
    return `${sender} is at ${formatMac(view.senderMac)}${kind}${suffix}`;
  }
  return `ARP operation ${view.operation} from ${sender} for ${target}${suffix}`;
}

function describeIp(packet: IpPacket): string {
  const words = {
    'echo-request': 'echo request',
    'echo-reply': 'echo reply',
    syn: 'TCP SYN',
    'syn-ack': 'TCP SYN, ACK',
    datagram: 'UDP datagram',
    'datagram-answer': 'UDP answer',
  } as const;
  return `${words[packet.message]} ${formatIpv4(packet.source)} → ${formatIpv4(packet.destination)}`;
}

/** `*` for broadcast, else the address; reports put names beside addresses themselves. */
export function describeDestination(frame: Frame): string {
  return frame.destination === MAC_BROADCAST ? '*' : formatMac(frame.destination);
}

/** The target arpreply (ebtables(8), TARGET EXTENSIONS; kernel net/bridge/netfilter/ebt_arpreply.c). */
import { ARP_REPLY, ARP_REQUEST, arpFrameBytes, type Frame, type Mac, PROTOCOL_IPV4 } from '../../wire/index.ts';

const ARP_HEADER_LENGTH = 8;

/** What arpreply makes of a frame: it answers, leaves it to the next rule, or drops what is cut off. */
export type ArpReplyFate = 'answer' | 'continue' | 'drop';

/**
 * It answers requests for Ethernet-sized and IPv4 addresses. The hardware type is not looked at: the kernel does not.
 * What is too short for the fields that it reads is dropped, not passed on.
 */
export function arpReplyFate(frame: Frame): ArpReplyFate {
  const { arp } = frame;
  if (arp === undefined || frame.bytes.length < frame.payloadOffset + ARP_HEADER_LENGTH) return 'drop';
  if (arp.operation !== ARP_REQUEST || arp.hardwareLength !== 6) return 'continue';
  if (arp.protocolType !== PROTOCOL_IPV4 || arp.protocolLength !== 4) return 'continue';
  return arp.complete ? 'answer' : 'drop';
}

/**
 * The Ethernet frame of the reply, 42 octets: from `mac`, who says to have the asked address, to the asker.
 *
 * The kernel sends it out of the port that the request came in by, past the bridge and all ebtables chains; arptables
 * sees it in OUTPUT, with that port as `-o`.
 */
export function arpReplyFor(request: Frame, mac: Mac): Uint8Array {
  const { arp } = request;
  if (arp === undefined) throw new Error('arpreply answers ARP requests only');
  return arpFrameBytes(arp.senderMac, mac, {
    operation: ARP_REPLY,
    senderMac: mac,
    senderIp: arp.targetIp,
    targetMac: arp.senderMac,
    targetIp: arp.senderIp,
  });
}

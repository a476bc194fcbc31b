import type { HostView, World } from '../../src/monitor/index.ts';
import type { FrameEvent } from '../../src/trace/index.ts';
import { ARP_REPLY, ARP_REQUEST, IPV4_ANY, isGroupMac, MAC_ZERO } from '../../src/wire/index.ts';
import { isTakenForEthernet } from '../rfc826/settings.ts';
import type { Detection, HeardKind } from './detection.ts';

/** What a packet that reached the host is to one of its addresses; undefined if nothing. */
export function kindOfPacket(
  world: World,
  detection: Detection,
  event: FrameEvent,
  isFit: boolean,
): HeardKind | undefined {
  const { host, port, address, stage } = detection;
  const { operation, senderIp, senderMac, targetIp } = event.frame.arp!;
  const isProbe = operation === ARP_REQUEST && senderIp === IPV4_ANY;
  const names = senderIp === address || (isProbe && targetIp === address);
  if (event.port !== port) return isFit && senderIp === address && isKnown(operation) ? 'elsewhere' : undefined;
  if (!isFit) return names ? (isTakenForEthernet(world, host, event) ? 'open' : 'misfit') : undefined;
  const isOwn = world.ownerOfMac(senderMac) === host.index;
  if (senderIp === address) {
    if (!isKnown(operation) || isGroupMac(senderMac) || senderMac === MAC_ZERO) return 'open';
    if (!isOwn) return 'claim';
    return stage === 'in-use' ? 'own' : 'open';
  }
  if (operation === ARP_REQUEST && targetIp === address) {
    if (!isProbe) return isOwn ? 'own' : 'question';
    if (isGroupMac(senderMac) || senderMac === MAC_ZERO) return 'open';
    return isOwn ? 'own' : 'probe';
  }
  if (isProbe) return 'other-probe';
  return isOtherClaim(host, event, isOwn) ? 'other-claim' : undefined;
}

function isKnown(operation: number): boolean {
  return operation === ARP_REQUEST || operation === ARP_REPLY;
}

function isOtherClaim(host: HostView, { frame, port }: FrameEvent, isOwn: boolean): boolean {
  const { operation, senderIp } = frame.arp!;
  if (isOwn || !isKnown(operation)) return false;
  return host.addresses.some((own) => own.port === port && own.address === senderIp);
}

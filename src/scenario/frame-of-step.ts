import { address, mac, type Network, type Port } from '../network/index.ts';
import { ARP_REPLY, ARP_REQUEST, Frame, IPV4_ANY, type Ipv4, MAC_BROADCAST, MAC_ZERO } from '../wire/index.ts';
import type { ArpStep, ContestStep, EchoStep, FrameStep } from './step.ts';

/** The frame of an ARP step. */
export function arpFrame(step: ArpStep): Frame {
  const senderMac = mac(step.senderMac);
  const destination = step.destination === undefined ? MAC_BROADCAST : mac(step.destination);
  return Frame.arpPacket(destination, step.source === undefined ? senderMac : mac(step.source), {
    operation: step.operation,
    senderMac,
    senderIp: address(step.senderIp),
    targetMac: mac(step.targetMac),
    targetIp: address(step.targetIp),
  });
}

/** The frame of an echo step that leaves at this port. */
export function echoFrame(network: Network, port: Port, step: EchoStep): Frame {
  const source = step.senderMac === undefined ? network.macOf(port) : mac(step.senderMac);
  const packet = { source: address(step.senderIp), destination: address(step.targetIp), id: step.id } as const;
  return Frame.ipPacket(mac(step.destination), source, { ...packet, message: 'echo-request' });
}

/** The frame of a step about an address that somebody has chosen. */
export function contestFrame(step: ContestStep, chosen: Ipv4, id: number): Frame {
  const senderMac = mac(step.senderMac);
  const peer = address(step.peer);
  const destination = step.destination === undefined ? MAC_BROADCAST : mac(step.destination);
  if (step.as === 'echo') {
    return Frame.ipPacket(destination, senderMac, { source: peer, destination: chosen, message: 'echo-request', id });
  }
  const operation = step.as === 'reply' ? ARP_REPLY : ARP_REQUEST;
  const [senderIp, targetIp] = CONTESTS[step.as](chosen, peer);
  return Frame.arpPacket(destination, senderMac, { operation, senderMac, senderIp, targetMac: MAC_ZERO, targetIp });
}

/** Sender and target of each kind. */
const CONTESTS: Readonly<
  Record<Exclude<ContestStep['as'], 'echo'>, (chosen: Ipv4, peer: Ipv4) => readonly [Ipv4, Ipv4]>
> = {
  request: (chosen, peer) => [chosen, peer],
  reply: (chosen, peer) => [chosen, peer],
  announcement: (chosen) => [chosen, chosen],
  probe: (chosen) => [IPV4_ANY, chosen],
  question: (chosen, peer) => [peer, chosen],
};

/** The frame of a step that says every octet. */
export function bytesFrame(step: FrameStep): Frame {
  return new Frame(Buffer.from(step.bytes, 'hex'));
}

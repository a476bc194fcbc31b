import { address, mac, type Network, type Port } from '../network/index.ts';
import { Frame, MAC_BROADCAST } from '../wire/index.ts';
import type { ArpStep, EchoStep, FrameStep } from './step.ts';

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

/** The frame of a step that says every octet. */
export function bytesFrame(step: FrameStep): Frame {
  return new Frame(Buffer.from(step.bytes, 'hex'));
}

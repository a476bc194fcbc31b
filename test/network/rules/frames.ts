import { arpFrameBytes, Frame, MAC_BROADCAST, parseIpv4, parseMac } from '../../../src/wire/index.ts';

/** An ARP frame in the notation of its fields; what is left out makes a request of 10.0.0.1 for 10.0.0.2. */
export interface ArpFields {
  readonly destination?: string;
  readonly source?: string;
  readonly operation?: number;
  readonly senderMac?: string;
  readonly senderIp?: string;
  readonly targetMac?: string;
  readonly targetIp?: string;
}

export function arpBytes(fields: ArpFields = {}): Uint8Array {
  const destination = fields.destination === undefined ? MAC_BROADCAST : parseMac(fields.destination)!;
  return arpFrameBytes(destination, parseMac(fields.source ?? '02:00:00:00:00:01')!, {
    operation: fields.operation ?? 1,
    senderMac: parseMac(fields.senderMac ?? '02:00:00:00:00:01')!,
    senderIp: parseIpv4(fields.senderIp ?? '10.0.0.1')!,
    targetMac: parseMac(fields.targetMac ?? '00:00:00:00:00:00')!,
    targetIp: parseIpv4(fields.targetIp ?? '10.0.0.2')!,
  });
}

export function arpFrame(fields: ArpFields = {}): Frame {
  return new Frame(arpBytes(fields));
}

/** The same frame with octets overwritten, counted from the start of the ARP packet; `length` cuts it there. */
export function damaged(overwrite: Readonly<Record<number, number>>, length = 28, fields: ArpFields = {}): Frame {
  const bytes = arpBytes(fields).slice(0, 14 + length);
  for (const [offset, value] of Object.entries(overwrite)) bytes[14 + Number(offset)] = value;
  return new Frame(bytes);
}

/** The frame behind an 802.1Q tag. */
export function tagged(bytes: Uint8Array, vlan: number): Frame {
  return new Frame(Uint8Array.from([...bytes.subarray(0, 12), 0x81, 0, vlan >> 8, vlan & 255, ...bytes.subarray(12)]));
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

import type { ByteSink } from './chunk-buffer.ts';
import type { PacketToWrite } from './packet-to-write.ts';
import { PcapWriter, type PcapWriterOptions } from './pcap-writer.ts';
import {
  type InterfaceToWrite,
  type PcapngPacketToWrite,
  PcapngWriter,
  type PcapngWriterOptions,
} from './pcapng-writer.ts';

/** A whole pcap file in memory. RangeErrors as from {@link PcapWriter}. */
export function pcapBytes(packets: Iterable<PacketToWrite>, options: PcapWriterOptions = {}): Uint8Array {
  return collect((sink) => {
    const writer = new PcapWriter(sink, options);
    for (const packet of packets) writer.packet(packet);
    writer.flush();
  });
}

/**
 * A whole pcapng file in memory: the interfaces, which get the ids 0, 1, …, and then the packets. RangeErrors as from
 * {@link PcapngWriter}.
 */
export function pcapngBytes(
  interfaces: Iterable<InterfaceToWrite>,
  packets: Iterable<PcapngPacketToWrite>,
  options: PcapngWriterOptions = {},
): Uint8Array {
  return collect((sink) => {
    const writer = new PcapngWriter(sink, options);
    for (const description of interfaces) writer.interface(description);
    for (const packet of packets) writer.packet(packet);
    writer.flush();
  });
}

function collect(write: (sink: ByteSink) => void): Uint8Array {
  const chunks: Uint8Array[] = [];
  let length = 0;
  write((chunk) => {
    chunks.push(chunk.slice());
    length += chunk.length;
  });
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

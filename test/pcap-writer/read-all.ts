import {
  type CapturedPacket,
  type CaptureInterface,
  type CaptureOutcome,
  CaptureReader,
  type CaptureSection,
} from '../../src/pcap-writer/index.ts';

export interface WholeCapture {
  readonly format: string | undefined;
  readonly packets: readonly CapturedPacket[];
  readonly sections: readonly CaptureSection[];
  readonly interfaces: readonly CaptureInterface[];
  readonly outcome: CaptureOutcome;
}

/** Reads everything, from chunks of the given lengths; what is left over comes as the last chunk. */
export function readAll(bytes: Uint8Array, chunkLengths: readonly number[] = []): WholeCapture {
  const reader = new CaptureReader();
  const packets: CapturedPacket[] = [];
  const drain = () => {
    for (let packet = reader.next(); packet !== undefined; packet = reader.next()) packets.push(packet);
  };
  let at = 0;
  for (const length of [...chunkLengths, bytes.length]) {
    // A chunk of its own, overwritten afterwards: the reader must not hold on to it.
    const chunk = bytes.slice(at, at + length);
    reader.push(chunk);
    drain();
    chunk.fill(0xee);
    at += length;
  }
  reader.end();
  drain();
  const { format, sections, interfaces, outcome } = reader;
  if (outcome === undefined) throw new Error('the reader has no outcome at the end of the capture');
  return { format, packets, sections, interfaces, outcome };
}

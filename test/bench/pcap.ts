import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PcapWriter, pcapBytes } from '../../src/pcap-writer/index.ts';

export interface PcapBenchResult {
  readonly name: 'pcap-write';
  /** Throughput of PcapWriter into `fs.writeSync`. */
  readonly ours: number;
  /** Throughput of `fs.writeSync` alone. */
  readonly peer: number;
  /** `ours / peer`; the machine's speed drops out of it. */
  readonly ratio: number;
  readonly unit: 'MB/s';
  readonly note: string;
}

/** Different packets: few enough to stay in a cache, as do packets that were made a moment before they are written. */
const PACKET_COUNT = 500;
const REPETITIONS = 2000;
const PACKET_LENGTH = 60;
const CHUNK_LENGTH = 65_536;
const ROUNDS = 15;
const WARM_UP_ROUNDS = 2;

/** How fast a pcap file of 60-octet packets is written, against plain writes of the same bytes in the same chunks. */
export async function benchPcap(): Promise<PcapBenchResult[]> {
  const packets = Array.from({ length: PACKET_COUNT }, (_, index) => ({
    timestampNs: index * 1_234_567_891,
    data: new Uint8Array(PACKET_LENGTH).fill(index & 0xff),
  }));
  const bytes = pcapBytes(Array.from({ length: REPETITIONS }, () => packets).flat());
  const folder = mkdtempSync(path.join(tmpdir(), 'arpcheck-bench-'));
  const file = path.join(folder, 'out.pcap');

  const ours = (fd: number): void => {
    const writer = new PcapWriter((chunk) => writeSync(fd, chunk), { chunkLength: CHUNK_LENGTH });
    for (let repetition = 0; repetition < REPETITIONS; repetition++) {
      for (const packet of packets) writer.packet(packet);
    }
    writer.flush();
  };
  const plain = (fd: number): void => {
    for (let at = 0; at < bytes.length; at += CHUNK_LENGTH) writeSync(fd, bytes.subarray(at, at + CHUNK_LENGTH));
  };

  const seconds = { ours: [] as number[], plain: [] as number[] };
  try {
    for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
      const times = { ours: secondsToWrite(file, ours), plain: secondsToWrite(file, plain) };
      if (round < WARM_UP_ROUNDS) continue;
      seconds.ours.push(times.ours);
      seconds.plain.push(times.plain);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const megabytes = bytes.length / 1e6;
  const result = { ours: megabytes / median(seconds.ours), peer: megabytes / median(seconds.plain) };
  const workload = `${PACKET_COUNT * REPETITIONS} packets of ${PACKET_LENGTH} octets in chunks of ${CHUNK_LENGTH}`;
  const note = `${workload}, median of ${ROUNDS} rounds; peer: writeSync of the same bytes`;
  return [{ name: 'pcap-write', ...result, ratio: result.ours / result.peer, unit: 'MB/s', note }];
}

/** A new file each time: writing over pages that are cached already is another, faster thing. */
function secondsToWrite(file: string, write: (fd: number) => void): number {
  rmSync(file, { force: true });
  const fd = openSync(file, 'wx');
  const start = process.hrtime.bigint();
  write(fd);
  const end = process.hrtime.bigint();
  closeSync(fd);
  return Number(end - start) / 1e9;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

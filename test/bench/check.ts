import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PcapWriter } from '../../src/pcap-writer/index.ts';
import type { Bench, BenchRow } from './bench-row.ts';
import { arpFrame, ipFrame, Numbers } from './check-frames.ts';

const GIGABYTE = 1_000_000_000;
const CLI = path.join(import.meta.dirname, '../../src/cli/main.js');
/** How often the size of the process is looked at. */
const POLL_MILLISECONDS = 20;

/** `arpcheck check` against `tshark -Y arp`, on a capture as they are: one packet in a hundred is ARP. */
export const checkTshark: Bench = checkAgainstTshark('check-tshark', 0.01);
/** The same on a capture of nothing but ARP. */
export const checkTsharkArp: Bench = checkAgainstTshark('check-tshark-arp', 1);

function checkAgainstTshark(name: string, arpShare: number): Bench {
  return {
    name,
    target: { atLeast: 5 },
    async measure(): Promise<BenchRow> {
      const folder = mkdtempSync(path.join(tmpdir(), 'arpcheck-bench-'));
      try {
        const file = path.join(folder, 'capture.pcap');
        const packets = generate(file, arpShare);
        // Read once, so that neither has to wait for the disk.
        const ours = await timed(process.execPath, [CLI, 'check', file]);
        const hasPeer = spawnSync('tshark', ['--version']).status === 0;
        const peer = hasPeer ? await timed('tshark', ['-n', '-r', file, '-Y', 'arp']) : undefined;
        const ratio = peer === undefined ? null : peer.seconds / ours.seconds;
        const share = arpShare === 1 ? 'all ARP' : `${arpShare * 100} % ARP`;
        const sizes = [ours, peer].map((each) =>
          each === undefined ? '-' : `${Math.round(each.peakKilobytes / 1000)} MB`,
        );
        const note = `${packets} packets, 1 GB, ${share}; peak memory ${sizes[0]} (target: below 200 MB), peer ${sizes[1]}`;
        const peerRate = peer === undefined ? null : packets / peer.seconds;
        return { name, ours: packets / ours.seconds, peer: peerRate, ratio, unit: 'packets/s', note };
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
}

/** A capture of one gigabyte; the number of its packets. */
function generate(file: string, arpShare: number): number {
  const fd = openSync(file, 'w');
  let octets = 0;
  const writer = new PcapWriter((chunk) => {
    for (let at = 0; at < chunk.length; ) at += writeSync(fd, chunk, at);
    octets += chunk.length;
  });
  const numbers = new Numbers(1);
  let [packets, time] = [0, 1_700_000_000_000_000_000n];
  while (octets < GIGABYTE) {
    const isArp = numbers.below(1_000_000) < arpShare * 1_000_000;
    time += isArp ? 200_000n : 20_000n;
    writer.packet({ timestampNs: time, data: isArp ? arpFrame(numbers) : ipFrame(numbers) });
    packets += 1;
  }
  writer.flush();
  closeSync(fd);
  return packets;
}

interface Timed {
  readonly seconds: number;
  /** The most memory that the process had at a time, as the kernel counts (proc(5), VmHWM). */
  readonly peakKilobytes: number;
}

/** Runs a command to its end, its output thrown away. */
function timed(command: string, args: readonly string[]): Promise<Timed> {
  const start = process.hrtime.bigint();
  const child = spawn(command, args, { stdio: 'ignore' });
  let peakKilobytes = 0;
  const look = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peakKilobytes = Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? peakKilobytes);
    } catch {
      // It has just ended.
    }
  }, POLL_MILLISECONDS);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      clearInterval(look);
      resolve({ seconds: Number(process.hrtime.bigint() - start) / 1e9, peakKilobytes });
    });
  });
}

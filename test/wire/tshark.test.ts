/** Whether Wireshark reads what we write as what we mean, and finds nothing wrong with it. */
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pcapBytes } from '../../src/pcap-writer/index.ts';
import { ipFrameBytes } from '../../src/wire/index.ts';
import { ARP_REPLY_FRAME, ARP_REQUEST_FRAME, GOLDEN_IP, PEER, STATION } from './golden-frames.ts';

/** With ARPCHECK_REQUIRE_TSHARK set, a machine without Wireshark's tools fails instead of passing with less. */
const canJudge = spawnSync('tshark', ['--version']).status === 0 || process.env.ARPCHECK_REQUIRE_TSHARK !== undefined;

const CHECKSUMS = ['ip', 'tcp', 'udp'].flatMap((protocol) => ['-o', `${protocol}.check_checksum:TRUE`]);
const LAST = GOLDEN_IP.map(({ packet }) => ipFrameBytes(PEER, STATION, { ...packet, id: 0xffff }));
const FRAMES = [ARP_REQUEST_FRAME, ARP_REPLY_FRAME, ...GOLDEN_IP.map((each) => each.frame), ...LAST];

describe.skipIf(!canJudge)('tshark', () => {
  let folder: string;
  let file: string;

  function written(name: string, frames: readonly Uint8Array[]): string {
    const to = path.join(folder, name);
    fs.writeFileSync(to, pcapBytes(frames.map((data, index) => ({ timestampNs: index, data }))));
    return to;
  }

  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arpcheck-wire-'));
    file = written('messages.pcap', FRAMES);
  });

  afterAll(() => {
    fs.rmSync(folder, { recursive: true });
  });

  /** Lines of selected fields; a filter of Wireshark's chooses the packets. */
  function fields(filter: string, ...names: readonly string[]): string[] {
    return fieldsOf(file, filter, ...names);
  }

  function fieldsOf(capture: string, filter: string, ...names: readonly string[]): string[] {
    const selected = names.flatMap((name) => ['-e', name]);
    const words = ['-r', capture, ...CHECKSUMS, '-Y', filter, '-T', 'fields', '-E', 'separator=;', ...selected];
    const output = execFileSync('tshark', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return output.split('\n').slice(0, -1);
  }

  const trouble = '_ws.malformed || _ws.short || _ws.expert.severity >= "Warning"';

  it('finds no warning, no malformed packet and no bad checksum', () => {
    expect(fields(trouble, 'frame.number', '_ws.expert.message')).toEqual([]);
  });

  it('would find them', () => {
    const spoiled = FRAMES.map((frame) => {
      const bytes = frame.slice();
      // The last octet of ICMP and TCP is covered by a checksum, that of UDP is one; an ARP packet is cut.
      bytes[bytes.length - 1]! ^= 1;
      return frame.length === 42 && frame[13] === 6 ? frame.slice(0, 41) : bytes;
    });
    expect(fieldsOf(written('spoiled.pcap', spoiled), trouble, 'frame.number')).toHaveLength(FRAMES.length);
  });

  it('has verified every checksum', () => {
    // 1 is "Good" in the checksum status of all four.
    expect(fields('ip.checksum.status == 1', 'frame.number')).toHaveLength(2 * GOLDEN_IP.length);
    const good = ['icmp', 'tcp', 'udp'].map((each) => `${each}.checksum.status == 1`);
    expect(fields(good.join(' || '), 'frame.number')).toHaveLength(2 * GOLDEN_IP.length);
  });

  it('reads the fields of ARP', () => {
    const names = ['opcode', 'src.hw_mac', 'src.proto_ipv4', 'dst.hw_mac', 'dst.proto_ipv4'].map(
      (each) => `arp.${each}`,
    );
    expect(fields('arp', ...names)).toEqual([
      '1;02:11:22:33:44:55;192.168.30.1;00:00:00:00:00:00;10.11.12.13',
      '2;02:66:77:88:99:aa;10.11.12.13;02:11:22:33:44:55;192.168.30.1',
    ]);
  });

  it('takes an answer for the answer', () => {
    expect(fields('icmp.resp_to', 'icmp.resp_to')).toEqual(['3', '9']);
    const handshakes = fields('tcp.flags.syn == 1', 'tcp.flags.ack', 'tcp.seq_raw', 'tcp.ack_raw');
    expect(handshakes.map((line) => line.replace('True', '1').replace('False', '0'))).toEqual([
      '0;7;0',
      '1;7;8',
      '0;65535;0',
      '1;65535;65536',
    ]);
  });
});

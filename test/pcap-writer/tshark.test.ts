import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pcapBytes, pcapngBytes, readCaptureFile, writeCaptureFile } from '../../src/pcap-writer/index.ts';
import { octets } from './handmade.ts';

function run(command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function isInstalled(...commands: readonly string[]): boolean {
  try {
    for (const command of commands) run(command, '--version');
    return true;
  } catch {
    return false;
  }
}

/** With ARPCHECK_REQUIRE_TSHARK set, a machine without Wireshark's tools fails instead of passing with less. */
const canJudge = isInstalled('tshark', 'capinfos', 'editcap') || process.env.ARPCHECK_REQUIRE_TSHARK !== undefined;

/** A request for 10.0.0.1 from 10.0.0.2, padded to 60 octets. */
const REQUEST = new Uint8Array(60);
REQUEST.set(octets('ffffffffffff 020000000001 0806 0001 0800 06 04 0001 020000000001 0a000002 000000000000 0a000001'));
const PACKETS = [
  { timestampNs: 0, data: REQUEST },
  { timestampNs: 123, data: REQUEST },
  { timestampNs: 1_700_000_000_123_456_789n, data: REQUEST.subarray(0, 42), originalLength: 1500 },
];
const ODD_LENGTHS = [42, 43, 44, 45].map((length) => ({ timestampNs: length, data: REQUEST.subarray(0, length) }));

describe.skipIf(!canJudge)('judged by tshark and capinfos', () => {
  let folder: string;

  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arpcheck-tshark-'));
  });

  afterAll(() => {
    fs.rmSync(folder, { recursive: true });
  });

  function written(name: string, bytes: Uint8Array): string {
    const file = path.join(folder, name);
    writeCaptureFile(file, bytes);
    return file;
  }

  /** The fields of each packet as tshark prints them; several values of one are joined with `|`. */
  function fields(file: string, ...names: readonly string[]): string[][] {
    const selected = names.flatMap((name) => ['-e', name]);
    const output = run('tshark', '-r', file, '-T', 'fields', '-E', 'separator=;', '-E', 'aggregator=|', ...selected);
    return output
      .trimEnd()
      .split('\n')
      .map((line) => line.split(';'));
  }

  it.each([
    ['little-endian', true, ['0.000000000', '0.000000123', '1700000000.123456789']],
    ['big-endian', true, ['0.000000000', '0.000000123', '1700000000.123456789']],
    ['little-endian', false, ['0.000000000', '0.000000000', '1700000000.123456000']],
  ] as const)('pcap, %s, nanoseconds: %s', (byteOrder, nanoseconds, stamps) => {
    const file = written('a.pcap', pcapBytes([...PACKETS, ...ODD_LENGTHS], { byteOrder, nanoseconds }));
    const seen = fields(file, 'frame.time_epoch', 'frame.cap_len', 'frame.len');
    const lengths = ['60,60', '60,60', '42,1500'].map((pair) => pair.split(','));
    expect(seen.slice(0, 3)).toEqual(stamps.map((stamp, index) => [stamp, ...lengths[index]!]));
    expect(seen.slice(3).map((line) => line[1])).toEqual(['42', '43', '44', '45']);
    expect(new Set(fields(file, 'arp.dst.proto_ipv4').map((line) => line[0]))).toEqual(new Set(['10.0.0.1']));
  });

  it('pcapng packets', () => {
    const file = written(
      'a.pcapng',
      pcapngBytes(
        [{ name: 'VM-3.eth0', description: 'guest 3 of BM-2' }, { name: 'dropped' }],
        [
          { ...PACKETS[0]!, interfaceId: 0, direction: 'inbound', comments: ['VIOLATION a.b-c', 'CAUSE'] },
          { ...PACKETS[1]!, interfaceId: 1, direction: 'outbound', comments: ['DROPPED ebtables, Regel „1“'] },
          { ...PACKETS[2]!, interfaceId: 0 },
          ...ODD_LENGTHS.map((packet) => ({ ...packet, interfaceId: 1, comments: ['x'.repeat(packet.data.length)] })),
        ],
      ),
    );
    const names = ['frame.time_epoch', 'frame.cap_len', 'frame.len', 'frame.comment', 'frame.packet_flags_direction'];
    const seen = fields(file, ...names, 'frame.interface_name', 'frame.interface_description');
    const guest = ['VM-3.eth0', 'guest 3 of BM-2'];
    expect(seen.slice(0, 3)).toEqual([
      ['0.000000000', '60', '60', 'VIOLATION a.b-c|CAUSE', '0x00000001', ...guest],
      ['0.000000123', '60', '60', 'DROPPED ebtables, Regel „1“', '0x00000002', 'dropped', ''],
      ['1700000000.123456789', '42', '1500', '', '', ...guest],
    ]);
    expect(seen.slice(3).map((line) => line[3]!.length)).toEqual([42, 43, 44, 45]);
    const filter = 'frame.comment contains "VIOLATION" && frame.packet_flags_direction == 1';
    expect(run('tshark', '-r', file, '-Y', filter, '-T', 'fields', '-e', 'frame.number')).toBe('1\n');
  });

  it('pcapng section and interfaces', () => {
    const texts = {
      comments: ['{"seed":7}', 'arpcheck replay a.pcapng'],
      userApplication: 'arpcheck 0.1.0',
      os: 'none',
    };
    const interfaces = [
      { name: 'a', description: 'first', snapLength: 96 },
      { name: 'b', linkType: 113 },
    ];
    const packets = ODD_LENGTHS.map((packet, index) => ({ ...packet, interfaceId: index % 2 }));
    const report = run('capinfos', written('b.pcapng', pcapngBytes(interfaces, packets, texts)));
    expect(report).toMatch(/Number of packets: +4\n/);
    expect(report).toMatch(/Capture comment: +\{"seed":7\}\nCapture comment: +arpcheck replay a\.pcapng\n/);
    expect(report).toMatch(/Capture application: arpcheck 0\.1\.0\n/);
    expect(report).toMatch(/Capture oper-sys: +none\n/);
    expect(report).toMatch(
      /Name = a\n +Description = first\n +Encapsulation = Ethernet \(1 - ether\)\n +Capture length = 96\n/,
    );
    expect(report).toMatch(/Name = b\n +Encapsulation = Linux cooked-mode capture/);
    expect(report.match(/Time precision = nanoseconds/g)?.length).toBe(2);
  });

  it('a comment of the greatest length', () => {
    const comment = `${'x'.repeat(65_532)}END`;
    const file = written('long.pcapng', pcapngBytes([{}], [{ ...PACKETS[0]!, interfaceId: 0, comments: [comment] }]));
    expect(fields(file, 'frame.comment')).toEqual([[comment]]);
  });

  it('captures without packets', () => {
    for (const bytes of [pcapBytes([]), pcapngBytes([{}], []), pcapngBytes([], [])]) {
      const report = run('capinfos', '-T', '-r', '-m', '-c', written('empty', bytes));
      expect(report).toMatch(/,0\n$/);
    }
  });

  it.each([
    ['pcap', 1000n],
    ['modpcap', 1000n],
    ['nsecpcap', 1n],
    ['pcapng', 1n],
  ])('reads what editcap writes as %s', (format, unit) => {
    const source = pcapngBytes(
      [{ name: 'eth0' }],
      PACKETS.map((each) => ({ ...each, interfaceId: 0, comments: ['c'] })),
    );
    const file = path.join(folder, `converted.${format}`);
    run('editcap', '-F', format, written('source.pcapng', source), file);
    const capture = readCaptureFile(file);
    const packets = [...capture];
    expect(capture.outcome).toEqual({ ok: true });
    const expected = PACKETS.map((packet) => [
      (BigInt(packet.timestampNs) / unit) * unit,
      Buffer.from(packet.data).toString('hex'),
      packet.originalLength ?? packet.data.length,
    ]);
    const read = packets.map((each) => [each.timestampNs, Buffer.from(each.data).toString('hex'), each.originalLength]);
    expect(read).toEqual(expected);
    if (format === 'pcapng') {
      expect(packets.map((packet) => packet.comments)).toEqual([['c'], ['c'], ['c']]);
      expect(capture.interfaces[0]!.name).toBe('eth0');
    }
  });
});

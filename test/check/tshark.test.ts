import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArpSighting } from '../../src/check/arp-sighting.ts';
import { LinkFrame } from '../../src/check/link-frame.ts';
import { readLinkLayer } from '../../src/check/link-layer.ts';
import { CaptureScanner, pcapBytes, pcapngBytes } from '../../src/pcap-writer/index.ts';
import { formatIpv4, formatMac, type Ipv4, type Mac, readIpv4, readMac } from '../../src/wire/index.ts';
import { altered, asks, captureOf, replies, station } from './checked.ts';
import { CARRIERS, OTHERS, REPLY, REQUEST } from './link-frames.ts';

function run(command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
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
const canJudge =
  isInstalled('tshark', 'editcap', 'mergecap', 'text2pcap') || process.env.ARPCHECK_REQUIRE_TSHARK !== undefined;

const FIELDS = ['frame.number', 'arp.hw.type', 'arp.proto.type', 'arp.hw.size', 'arp.proto.size', 'arp.opcode'];
const ADDRESSES = ['arp.src.hw_mac', 'arp.src.proto_ipv4', 'arp.dst.hw_mac', 'arp.dst.proto_ipv4'];

/** What arpcheck reads of the ARP packets of a capture, in the words of tshark. */
function ours(file: string): readonly string[] {
  const scanner = new CaptureScanner();
  scanner.push(readFileSync(file));
  scanner.end();
  const [lines, frame, arp]: [string[], LinkFrame, ArpSighting] = [[], new LinkFrame(), new ArpSighting()];
  while (scanner.advance()) {
    const { packet } = scanner;
    const { linkType } = scanner.interfaces[packet.interfaceId]!;
    const end = packet.start + packet.length;
    if (readLinkLayer(packet.bytes, packet.start, end, linkType, frame) !== 'arp') continue;
    arp.read(packet.bytes, frame, packet.length < packet.originalLength);
    if (!arp.isComplete) continue;
    const { hardwareType, protocolType, hardwareLength, protocolLength, operation } = arp;
    const fields = [
      packet.number,
      hardwareType,
      `0x${protocolType.toString(16).padStart(4, '0')}`,
      hardwareLength,
      protocolLength,
      operation,
    ];
    lines.push([...fields, ...addressesOf(arp)].join(' '));
  }
  return lines;
}

/** Of other hardware than Ethernet, and other protocols than IPv4, tshark shows addresses in another way. */
function addressesOf(arp: ArpSighting): readonly string[] {
  const { bytes, payload, hardwareType, hardwareLength, protocolType, protocolLength } = arp;
  const hasMacs = (hardwareType === 1 || hardwareType === 6) && hardwareLength === 6;
  const hasIps = protocolType === 0x0800 && protocolLength === 4;
  const pairAt = (at: number): readonly string[] => [
    ...(hasMacs ? [formatMac(readMac(bytes, at))] : []),
    ...(hasIps ? [formatIpv4(readIpv4(bytes, at + hardwareLength))] : []),
  ];
  const pairs = [8, 8 + hardwareLength + protocolLength].flatMap((offset) => pairAt(payload + offset));
  if (arp.isUsual) {
    expect(pairs).toEqual(
      [arp.senderMac, arp.senderIp, arp.targetMac, arp.targetIp].map((each, index) =>
        index % 2 === 0 ? formatMac(each as Mac) : formatIpv4(each as Ipv4),
      ),
    );
  }
  return pairs;
}

/** The same from tshark; packets that end before their addresses do are left out, as their fields are not there. */
function theirs(file: string): readonly string[] {
  const fields = [...FIELDS, ...ADDRESSES].flatMap((name) => ['-e', name]);
  const output = run(
    'tshark',
    '-n',
    '-r',
    file,
    '-Y',
    'arp && !_ws.malformed && !_ws.short',
    '-T',
    'fields',
    '-E',
    'separator= ',
    ...fields,
  );
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' ').filter(Boolean).join(' '));
}

describe.skipIf(!canJudge)('tshark reads the same ARP packets with the same fields', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'arpcheck-check-'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  function written(name: string, bytes: Uint8Array): string {
    const file = path.join(folder, name);
    writeFileSync(file, bytes);
    return file;
  }

  function agree(file: string): number {
    const read = ours(file);
    expect(read, file).toEqual(theirs(file));
    return read.length;
  }

  it.each(CARRIERS.map((each) => [each.name, each] as const))('of %s', (_name, { linkType, wrap }) => {
    const packets = [wrap(REQUEST), wrap(REPLY)].map((data, index) => ({ timestampNs: index, data }));
    expect(agree(written('link.pcap', pcapBytes(packets, { linkType })))).toBe(2);
  });

  it('of all link types in one pcapng', () => {
    const interfaces = CARRIERS.map(({ linkType }) => ({ linkType }));
    const packets = CARRIERS.map(({ wrap }, interfaceId) => ({ interfaceId, timestampNs: 0, data: wrap(REQUEST) }));
    expect(agree(written('all.pcapng', pcapngBytes(interfaces, packets)))).toBe(CARRIERS.length);
  });

  it.each(OTHERS.filter((each) => each[1] < 4000))('nothing in %s', (_name, linkType, data) => {
    expect(agree(written('other.pcap', pcapBytes([{ timestampNs: 0, data }], { linkType })))).toBe(0);
  });

  it('of packets with unusual fields', () => {
    const request = asks(0, station(1), '10.0.0.2');
    const frames = [
      request,
      altered(request, 20, 0x12, 0x34),
      altered(request, 15, 6),
      altered(request, 42, ...new Array<number>(18).fill(9)),
      altered(replies(0, station(1), station(2)), 20, 0, 0),
    ];
    expect(agree(written('odd.pcapng', captureOf(frames)))).toBe(frames.length);
  });

  it('of every capture in traces/', () => {
    const root = path.resolve(import.meta.dirname, '../../traces');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((each) => /\.pcap(ng)?$/.test(each));
    expect(files.length).toBeGreaterThan(20);
    for (const name of files) agree(path.join(root, name));
  }, 300_000);

  it('of what editcap, mergecap and text2pcap make', () => {
    const source = written(
      'source.pcapng',
      captureOf([asks(0, station(1), '10.0.0.2'), replies(1, station(2), station(1))]),
    );
    for (const format of ['pcap', 'nsecpcap', 'modpcap', 'pcapng', 'nokiapcap']) {
      const file = path.join(folder, `edited.${format}`);
      run('editcap', '-F', format === 'nokiapcap' ? 'pcap' : format, source, file);
      expect(agree(file)).toBe(2);
    }
    const merged = path.join(folder, 'merged.pcapng');
    const cooked = CARRIERS.find((each) => each.linkType === 276)!;
    const other = written(
      'cooked.pcap',
      pcapBytes([{ timestampNs: 0, data: cooked.wrap(REQUEST) }], { linkType: 276 }),
    );
    run('mergecap', '-w', merged, source, other);
    expect(agree(merged)).toBe(3);
    const text = written(
      'packet.txt',
      new TextEncoder().encode(
        `000000 ${Buffer.from(asks(0, station(1), '10.0.0.2').frame)
          .toString('hex')
          .replace(/../g, '$& ')}\n`,
      ),
    );
    const fromText = path.join(folder, 'text.pcapng');
    run('text2pcap', '-q', text, fromText);
    expect(agree(fromText)).toBe(1);
  });
});

import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pcapBytes, readCapture } from '../../src/pcap-writer/index.ts';
import { checkSchema } from '../../src/report/check-schema.ts';
import { asks, captureOf, replies, station } from '../check/checked.ts';
import { arpcheckFrom, startArpcheck } from './built-cli.ts';
import { Workspace } from './workspace.ts';

const work = new Workspace();
const GOLDEN = path.resolve(import.meta.dirname, '../../traces/golden');
const BUBBLE = path.join(GOLDEN, 'arp-bubble.pcapng');

const A = station(1);
const B = station(2);
const PEACE = captureOf([asks(0, A, B.ip), replies(1, B, A)]);
const CONFLICT = captureOf([asks(0, A, B.ip), replies(1, B, A), replies(2, { ...B, mac: station(9).mac }, A)]);

function written(name: string, bytes: Uint8Array): string {
  writeFileSync(work.path(name), bytes);
  return name;
}

describe('arpcheck check', () => {
  it('tells the bubble from the capture that arpcheck wrote', () => {
    const { exitCode, stdout } = work.run(['check', BUBBLE]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('✗ host-scope.never-learned-off-host   VM-3');
    expect(stdout).toContain('✗ host-scope.never-on-wire-off-host   BM-1');
    expect(stdout).toContain('✗ capture.local-address-shared   169.254.1.1');
  });

  it('tells it from the pcap, which names nobody', () => {
    const { exitCode, stdout } = work.run(['check', path.join(GOLDEN, 'arp-bubble.pcap')]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('✗ capture.local-address-shared   169.254.1.1');
    expect(stdout).toContain('who has which address is not known');
  });

  it('takes a topology and a place', () => {
    copyFileSync(path.join(GOLDEN, 'arp-bubble.pcap'), work.path('bubble.pcap'));
    const rack = path.join(GOLDEN, 'arp-bubble.yaml');
    const { exitCode, stdout } = work.run(['check', 'bubble.pcap', '--topology', rack, '--at', 'VM-3.eth0']);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('✗ host-scope.never-on-wire-off-host   BM-1');
    expect(stdout).toContain('which can be forged');
  });

  it('ends with 0 if nothing is wrong, and says what was not judged', () => {
    const { exitCode, stdout } = work.run(['check', written('peace.pcapng', PEACE)]);
    expect([exitCode, stdout.split('\n')[0]]).toEqual([
      0,
      'peace.pcapng, pcapng: 2 packets, 2 of them ARP, in 0.001000 s',
    ]);
    expect(stdout).toContain('nothing was found');
    expect(stdout).toMatch(/not judged by \d+ properties/);
  });

  it('counts a SHOULD with --strict only', () => {
    const file = written('fast.pcapng', captureOf([asks(0, A, B.ip), asks(200, A, B.ip)]));
    expect(work.run(['check', file]).exitCode).toBe(0);
    expect(work.run(['check', file, '--strict']).exitCode).toBe(1);
  });

  it('reads gzip, and pipes, with a line on each finding when it is seen', () => {
    const file = written('conflict.pcapng.gz', gzipSync(CONFLICT));
    expect(work.run(['check', file]).exitCode).toBe(1);
    for (const input of [CONFLICT, gzipSync(CONFLICT)]) {
      const { exitCode, stdout } = arpcheckFrom(input, ['check', '-'], { cwd: work.folder });
      expect(exitCode).toBe(1);
      expect(stdout.split('\n')[0]).toBe(
        '✗ 0.002000 s  frame 3  capture.address-conflict (MUST, certain)  10.0.0.2: 02:00:00:00:00:09 claims it in a reply',
      );
      expect(stdout).toContain('standard input, pcapng: 3 packets');
    }
  });

  it('writes JSON by its schema', () => {
    work.run(['check', written('conflict.pcapng', CONFLICT), '--json', 'result.json']);
    const result = checkSchema.parse(work.json('result.json'));
    expect(result).toMatchObject({
      version: 1,
      capture: 'conflict.pcapng',
      format: 'pcapng',
      packets: 3,
      arp: 3,
      exitCode: 1,
    });
    expect(result.started).toBe('2023-11-14T22:13:20.000000000Z');
    expect(result.findings).toMatchObject([
      {
        id: 'capture.address-conflict',
        confidence: 'certain',
        occurrences: [{ frame: 3, causes: [2, 1], seconds: 0.002 }],
      },
    ]);
    expect(result.properties.some((each) => each.verdict === 'unsupported' && each.reason !== undefined)).toBe(true);
    expect(Object.values(result.limits)).toEqual([0, 0, 0, 0, 0]);
  });

  it('writes the capture again with comments, from a file and from a pipe', () => {
    written('conflict.pcapng', CONFLICT);
    work.run(['check', 'conflict.pcapng', '--write', 'out/a.pcapng']);
    arpcheckFrom(CONFLICT, ['check', '-', '--write', 'out/b.pcapng'], { cwd: work.folder });
    const [one, other] = ['a', 'b'].map((name) => new Uint8Array(readFileSync(work.path(`out/${name}.pcapng`))));
    expect(one).toEqual(other);
    expect(Object.keys(work.files('out')).toSorted()).toEqual(['a.pcapng', 'b.pcapng']);
    const packets = [...readCapture(one!)];
    expect(packets.map((each) => each.comments.map((comment) => comment.split(':')[0]))).toEqual([
      ['CAUSE of capture.address-conflict in frame 3'],
      ['CAUSE of capture.address-conflict in frame 3'],
      ['VIOLATION capture.address-conflict'],
    ]);
    const originals = [...readCapture(CONFLICT)];
    expect(packets.map(({ data, timestampNs }) => [data, timestampNs])).toEqual(
      originals.map(({ data, timestampNs }) => [data, timestampNs]),
    );
  });

  it('judges what comes before a fault, and says where that is', () => {
    const whole = pcapBytes([...readCapture(PEACE)]);
    const { exitCode, stdout, stderr } = work.run(['check', written('cut.pcap', whole.subarray(0, -3))]);
    expect(exitCode).toBe(2);
    expect(stdout).toContain('cut.pcap, pcap: 1 packet, 1 of them ARP');
    expect(stderr).toContain('cut.pcap: byte 82: the packet record is cut off: expected 58 octets, got 55');
    expect(stderr).toContain('what came before that was judged');
    const gzip = work.run(['check', written('cut.gz', gzipSync(whole).subarray(0, -12))]);
    expect([gzip.exitCode, gzip.stderr]).toEqual([2, expect.stringContaining('the gzip data are damaged or cut off')]);
  });

  it('is inconclusive about captures without ARP', () => {
    expect(work.run(['check', written('none.pcap', pcapBytes([]))]).exitCode).toBe(2);
  });

  it.each([
    ['no such file', ['check', 'nowhere.pcap'], 64, 'nowhere.pcap: there is no such file'],
    ['a folder', ['check', '.'], 64, '.: this is a directory'],
    ['a place without a topology', ['check', 'x', '--at', 'A.eth0'], 64, 'add --topology FILE'],
    [
      'a place that is not there',
      ['check', 'x', '--topology', path.join(GOLDEN, 'arp-bubble.yaml'), '--at', 'Q'],
      64,
      '--at Q: no such port; the topology has BM-1',
    ],
  ])('says what is wrong with %s', (_name, args, exitCode, message) => {
    const result = work.run(args);
    expect(result.stderr).toContain(message);
    expect(result.exitCode).toBe(exitCode);
  });

  it('says what is no capture, and does not write over its own', () => {
    written('text.pcap', new TextEncoder().encode('hello, this is no capture'));
    const { exitCode, stderr } = work.run(['check', 'text.pcap']);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('text.pcap: byte 0: 68656c6c begins no capture')]);
    written('mine.pcapng', PEACE);
    expect(work.run(['check', 'mine.pcapng', '--write', './mine.pcapng']).exitCode).toBe(64);
    expect(new Uint8Array(readFileSync(work.path('mine.pcapng')))).toEqual(PEACE);
  });

  it('reports on Ctrl-C what came so far', async () => {
    const child = startArpcheck(['check', '-', '--json', 'stopped.json'], { cwd: work.folder });
    let stdout = '';
    const seen = new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk) => {
        stdout += chunk;
        if (stdout.includes('capture.address-conflict')) resolve();
      });
    });
    const ended = new Promise<number | null>((resolve) => {
      child.on('close', resolve);
    });
    child.stdin.write(CONFLICT);
    await seen;
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(stdout).toContain('standard input, pcapng: 3 packets');
    expect(checkSchema.parse(work.json('stopped.json'))).toMatchObject({ exitCode: 130, packets: 3 });
  });
});

const hasTshark = spawnSync('tshark', ['--version']).status === 0 || process.env.ARPCHECK_REQUIRE_TSHARK !== undefined;

describe.skipIf(!hasTshark)('what check writes', () => {
  it('shows its comments in Wireshark', () => {
    written('conflict.pcapng', CONFLICT);
    work.run(['check', 'conflict.pcapng', '--write', 'annotated.pcapng']);
    const args = [
      '-r',
      work.path('annotated.pcapng'),
      '-Y',
      'frame.comment contains "VIOLATION"',
      '-T',
      'fields',
      '-e',
      'frame.number',
    ];
    expect(spawnSync('tshark', args, { encoding: 'utf8' }).stdout).toBe('3\n');
  });
});

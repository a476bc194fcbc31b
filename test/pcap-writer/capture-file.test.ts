import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  PcapWriter,
  pcapBytes,
  readCapture,
  readCaptureFile,
  readCaptureStream,
  writeCaptureFile,
} from '../../src/pcap-writer/index.ts';

let folder: string;
const PACKETS = Array.from({ length: 2000 }, (_, index) => ({
  timestampNs: index,
  data: new Uint8Array(200).fill(index & 0xff),
}));
const BYTES = pcapBytes(PACKETS);

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arpcheck-pcap-'));
});

afterEach(() => {
  vi.restoreAllMocks();
  fs.rmSync(folder, { recursive: true });
});

function openFiles(): number {
  return fs.readdirSync('/dev/fd').length;
}

describe('writeCaptureFile', () => {
  it('writes bytes', () => {
    const file = path.join(folder, 'a.pcap');
    writeCaptureFile(file, BYTES);
    expect(fs.readFileSync(file).equals(BYTES)).toBe(true);
    expect(fs.readdirSync(folder)).toEqual(['a.pcap']);
  });

  it('writes what a function gives it, in place of an older file', () => {
    const file = path.join(folder, 'a.pcap');
    fs.writeFileSync(file, 'old');
    writeCaptureFile(file, (sink) => {
      const writer = new PcapWriter(sink, { chunkLength: 1000 });
      for (const packet of PACKETS) writer.packet(packet);
      expect(fs.readFileSync(file, 'utf8')).toBe('old');
      writer.flush();
    });
    expect(fs.readFileSync(file).equals(BYTES)).toBe(true);
    expect(fs.readdirSync(folder)).toEqual(['a.pcap']);
  });

  it('leaves all as it was if the function fails', () => {
    const file = path.join(folder, 'a.pcap');
    const fail = (sink: (chunk: Uint8Array) => void) => {
      sink(BYTES);
      throw new Error('generator failed');
    };
    expect(() => writeCaptureFile(file, fail)).toThrow('generator failed');
    expect(fs.readdirSync(folder)).toEqual([]);
    fs.writeFileSync(file, 'old');
    expect(() => writeCaptureFile(file, fail)).toThrow('generator failed');
    expect(fs.readdirSync(folder)).toEqual(['a.pcap']);
    expect(fs.readFileSync(file, 'utf8')).toBe('old');
  });

  it('leaves nothing behind if the place cannot be written', () => {
    expect(() => writeCaptureFile(path.join(folder, 'none', 'a.pcap'), BYTES)).toThrow('ENOENT');
    fs.mkdirSync(path.join(folder, 'directory'));
    expect(() => writeCaptureFile(path.join(folder, 'directory'), BYTES)).toThrow(/EISDIR|EEXIST|ENOTEMPTY/);
    expect(fs.readdirSync(folder)).toEqual(['directory']);
  });

  it('keeps apart files that are written at the same time', () => {
    const file = path.join(folder, 'a.pcap');
    writeCaptureFile(file, (outer) => {
      outer(Uint8Array.of(1));
      writeCaptureFile(file, Uint8Array.of(2));
      outer(Uint8Array.of(3));
    });
    expect([...fs.readFileSync(file)]).toEqual([1, 3]);
    expect(fs.readdirSync(folder)).toEqual(['a.pcap']);
  });

  it('writes through a symbolic link', () => {
    fs.writeFileSync(path.join(folder, 'target'), 'old');
    fs.symlinkSync('target', path.join(folder, 'link'));
    writeCaptureFile(path.join(folder, 'link'), BYTES);
    expect(fs.lstatSync(path.join(folder, 'link')).isSymbolicLink()).toBe(true);
    expect(fs.readFileSync(path.join(folder, 'target')).equals(BYTES)).toBe(true);
  });

  it('writes to devices without replacing them', () => {
    writeCaptureFile('/dev/null', BYTES);
    expect(fs.statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('does not write to a closed file', () => {
    let late: ((chunk: Uint8Array) => void) | undefined;
    writeCaptureFile(path.join(folder, 'a.pcap'), (sink) => {
      late = sink;
    });
    expect(() => late?.(BYTES)).toThrow('closed already');
  });

  it('closes its files', () => {
    const before = openFiles();
    const fail = () => {
      throw new Error('no');
    };
    expect(() => writeCaptureFile(path.join(folder, 'a.pcap'), fail)).toThrow('no');
    writeCaptureFile(path.join(folder, 'a.pcap'), BYTES);
    writeCaptureFile('/dev/null', BYTES);
    expect(openFiles()).toBe(before);
  });
});

describe('readCaptureFile', () => {
  it('reads every packet, of a file longer than one read', () => {
    const file = path.join(folder, 'a.pcap');
    fs.writeFileSync(file, BYTES);
    const before = openFiles();
    const capture = readCaptureFile(file);
    expect([...capture].map((packet) => packet.timestampNs)).toEqual(PACKETS.map((_, index) => BigInt(index)));
    expect(capture.outcome).toEqual({ ok: true });
    expect(openFiles()).toBe(before);
  });

  it('closes the file when the iteration is left', () => {
    const file = path.join(folder, 'a.pcap');
    fs.writeFileSync(file, BYTES);
    const before = openFiles();
    const capture = readCaptureFile(file);
    for (const packet of capture) {
      expect(packet.timestampNs).toBe(0n);
      break;
    }
    expect(openFiles()).toBe(before);
    expect(capture.outcome).toBeUndefined();
    expect([...capture]).toEqual([]);
  });

  it('throws what the file system throws', () => {
    expect(() => [...readCaptureFile(path.join(folder, 'none'))]).toThrow('ENOENT');
    expect(() => [...readCaptureFile(folder)]).toThrow('EISDIR');
  });
});

describe('readCapture', () => {
  it('reads an array that is longer than one part', () => {
    const capture = readCapture(BYTES);
    const packets = [...capture];
    expect(packets.length).toBe(PACKETS.length);
    expect(packets.at(-1)!.data.every((octet) => octet === (1999 & 0xff))).toBe(true);
    expect([capture.format, capture.outcome]).toEqual(['pcap', { ok: true }]);
  });

  it('pulls no more chunks after an error', () => {
    let pulled = 0;
    function* chunks() {
      for (;;) {
        pulled += 1;
        yield new Uint8Array(100);
      }
    }
    const capture = readCapture(chunks());
    expect([...capture]).toEqual([]);
    expect(capture.outcome).toMatchObject({ ok: false, error: { offset: 0 } });
    expect(pulled).toBe(1);
  });
});

describe('readCaptureStream', () => {
  it('reads a stream', async () => {
    const file = path.join(folder, 'a.pcap');
    fs.writeFileSync(file, BYTES);
    const capture = readCaptureStream(fs.createReadStream(file, { highWaterMark: 777 }));
    let count = 0;
    for await (const packet of capture) expect(packet.timestampNs).toBe(BigInt(count++));
    expect([count, capture.outcome]).toEqual([PACKETS.length, { ok: true }]);
  });

  it('destroys the stream after an error', async () => {
    const stream = Readable.from([Buffer.from('no capture'), Buffer.from('at all')]);
    const capture = readCaptureStream(stream);
    for await (const packet of capture) expect(packet).toBeUndefined();
    expect(capture.outcome).toMatchObject({ ok: false });
    expect(stream.destroyed).toBe(true);
  });
});

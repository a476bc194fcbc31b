/** What every shim written in C has from shim.h: its two channels, byte by byte. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildShim } from '../../../src/stacks/shim/build-shim.ts';
import { FrameDecoder, framed } from '../../../src/stacks/stream/frame-decoder.ts';

const hasCompiler = spawnSync('gcc', ['--version']).status === 0;
const SOURCE = path.join(import.meta.dirname, 'sample.c');
const HEADER = path.join(import.meta.dirname, '../../../src/stacks/shim/shim.h');

let home: string;
let program: string;
const children: ChildProcess[] = [];

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The sample, spoken to without an adapter in between. */
class Sample {
  readonly child: ChildProcess;
  readonly #control: Duplex;
  readonly #decoder = new FrameDecoder();
  readonly frames: string[] = [];
  replies = '';
  stderr = '';

  constructor(environment: Readonly<Record<string, string>> = { ARPCHECK_CONTROL_FD: '3' }) {
    this.child = spawn(program, { stdio: ['pipe', 'pipe', 'pipe', 'pipe'], env: environment });
    children.push(this.child);
    this.#control = this.child.stdio[3] as Duplex;
    this.#control.on('data', (chunk) => {
      this.replies += String(chunk);
    });
    // A program that is killed takes its channels with it.
    this.child.stdin!.on('error', () => {});
    this.#control.on('error', () => {});
    this.child.stderr!.on('data', (chunk) => {
      this.stderr += String(chunk);
    });
    this.child.stdout!.on('data', (chunk: Uint8Array) => {
      this.frames.push(...this.#decoder.push(chunk).map((frame) => new TextDecoder().decode(frame)));
    });
  }

  write(data: Uint8Array): void {
    this.child.stdin!.write(data);
  }

  ask(line: string): void {
    this.#control.write(`${line}\n`);
  }

  /** Ends its input, and waits until it has said everything: the replies, parsed. */
  async end(): Promise<readonly unknown[]> {
    this.child.stdin!.end();
    const closed = once(this.child, 'close');
    this.#control.resume();
    await closed;
    return this.replies
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as unknown);
  }

  /** Until there are so many replies. */
  async answered(count: number): Promise<void> {
    while (this.replies.split('\n').length - 1 < count) await once(this.#control, 'data');
  }
}

describe.runIf(hasCompiler || (process.env.ARPCHECK_REQUIRE_STACKS ?? '') !== '')('shim.h (gcc)', () => {
  beforeAll(() => {
    home = mkdtempSync(path.join(tmpdir(), 'arpcheck-shim-'));
    const { XDG_CACHE_HOME: before } = process.env;
    process.env.XDG_CACHE_HOME = home;
    try {
      program = buildShim({
        name: 'sample',
        sources: [SOURCE, HEADER],
        version: '',
        command: (output) => ({ program: 'gcc', args: ['-Wall', '-Wextra', '-Werror', '-o', output, SOURCE] }),
      });
    } finally {
      if (before === undefined) delete process.env.XDG_CACHE_HOME;
      else process.env.XDG_CACHE_HOME = before;
    }
  });

  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  afterAll(() => rmSync(home, { recursive: true }));

  it('takes the frames that were written before a request first, whichever channel is read first', async () => {
    const sample = new Sample();
    sample.ask('{"op":"advance","ms":10,"after":2}');
    sample.ask('{"op":"advance","ms":20,"after":3}');
    sample.write(framed(bytes('one')));
    await once(sample.child.stdout!, 'data');
    expect(sample.replies).toBe('');
    // A frame that comes in two halves, and one after it.
    const two = framed(bytes('two'));
    sample.write(two.subarray(0, 5));
    sample.write(two.subarray(5));
    sample.write(framed(bytes('three')));
    await sample.answered(2);
    sample.write(framed(bytes('four')));
    expect(await sample.end()).toEqual([
      { ok: true, frames: 3 },
      { ok: true, frames: 5 },
    ]);
    expect(sample.frames).toEqual(['one', 'two', 'advance 10', 'three', 'advance 20', 'four']);
  });

  it('is silent while it is reset', async () => {
    const sample = new Sample();
    sample.ask('{"op":"reset","after":0}');
    await sample.answered(1);
    expect(await sample.end()).toEqual([{ ok: true, frames: 0 }]);
    expect(sample.frames).toEqual([]);
  });

  it('introduces itself, and tells its neighbours', async () => {
    const sample = new Sample();
    sample.ask('{"op":"hello"}');
    sample.ask(' { "after" : 0 , "op" : "neighbors" } ');
    await sample.answered(2);
    expect(await sample.end()).toEqual([
      { ok: true, frames: 0, name: 'sample', version: '1', capabilities: ['reset'] },
      {
        ok: true,
        frames: 0,
        neighbors: [
          { ip: '10.0.0.9', mac: '02:00:00:00:ff:09', state: 'known' },
          { ip: '10.0.0.10', mac: null, state: 'asked for' },
        ],
      },
    ]);
  });

  it('sends what it is given in hexadecimal digits, and tells why it did not', async () => {
    const sample = new Sample();
    sample.ask('{"op":"send","dst":"10.0.0.5","payload":"68656c6c6f"}');
    sample.ask('{"op":"send","dst":"0.0.0.0","payload":"00"}');
    await sample.answered(2);
    expect(await sample.end()).toEqual([
      { ok: true, frames: 1 },
      { ok: true, frames: 1, refused: 'no route' },
    ]);
    expect(sample.frames).toEqual(['hello']);
  });

  it('says what is wrong with a request, and goes on', async () => {
    const wrong: Readonly<Record<string, string>> = {
      '{"op":"fly"}': 'unknown op',
      '{"after":0}': 'unknown op',
      'no JSON': 'unknown op',
      '{"op":"flush"}': 'unknown op',
      '{"op":"advance"}': 'ms is no 32-bit number',
      '{"op":"advance","ms":-1}': 'ms is no 32-bit number',
      '{"op":"advance","ms":4294967296}': 'ms is no 32-bit number',
      '{"op":"send","dst":"10.0.0","payload":"00"}': 'dst is no address',
      '{"op":"send","dst":"10.0.0.1"}': 'payload is missing or too long',
      '{"op":"send","dst":"10.0.0.1","payload":"0g"}': 'payload is not hexadecimal',
      '{"op":"send","dst":"10.0.0.1","payload":"001"}': 'payload is not hexadecimal',
    };
    const sample = new Sample();
    for (const line of Object.keys(wrong)) sample.ask(line);
    await sample.answered(Object.keys(wrong).length);
    expect(await sample.end()).toEqual(Object.values(wrong).map((error) => ({ ok: false, error, frames: 0 })));
  });

  it('ends with its input, even while a request waits for frames', async () => {
    const sample = new Sample();
    sample.ask('{"op":"hello","after":1}');
    expect(await sample.end()).toEqual([]);
    expect(sample.child.exitCode).toBe(0);
  });

  it('works without a control channel', async () => {
    const sample = new Sample({});
    sample.write(framed(bytes('one')));
    await sample.end();
    expect(sample.frames).toEqual(['one']);
    expect(sample.child.exitCode).toBe(0);
  });

  it('gives up when the framing is lost', async () => {
    const sample = new Sample();
    sample.write(Uint8Array.of(0xff, 0xff, 0xff, 0xff));
    await sample.end();
    expect(sample.stderr).toContain('the framing is lost');
    expect(sample.child.exitCode).toBe(1);
  });

  it('takes more frames at once than its buffers hold', async () => {
    const sample = new Sample();
    const frame = framed(new Uint8Array(65_535).fill(0x61));
    for (let count = 0; count < 50; count += 1) sample.write(frame);
    await sample.end();
    expect(sample.frames).toHaveLength(50);
    expect(sample.frames.every((each) => each.length === 65_535)).toBe(true);
  });
});

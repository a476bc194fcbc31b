import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { StackSpec } from '../../../src/stacks/stack.ts';
import { parseStackSpec } from '../../../src/stacks/stack-spec.ts';

/**
 * What the programs have in common: frames in and out, and answers to pings and ARP requests. `frames(handle)` reads,
 * `write(bytes)` writes, `frame(bytes)` puts the length in front, `answer(frame)` is what a good stack says.
 */
const PRELUDE = `
import { writeSync } from 'node:fs';
const own = Buffer.from(process.env.ARPCHECK_MAC.replaceAll(':', ''), 'hex');
function write(bytes, fd = 1) {
  for (let done = 0; done < bytes.length; ) {
    try { done += writeSync(fd, bytes, done); } catch (error) { if (error.code !== 'EAGAIN') process.exit(0); }
  }
}
function frame(bytes) {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(bytes.length);
  return Buffer.concat([head, bytes]);
}
function frames(handle) {
  let rest = Buffer.alloc(0);
  process.stdin.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32BE()) {
      const end = 4 + rest.readUInt32BE();
      const bytes = Buffer.from(rest.subarray(4, end));
      rest = rest.subarray(end);
      handle(bytes);
    }
  });
  process.stdin.on('end', () => process.exit(0));
}
function answer(bytes) {
  const back = Buffer.from(bytes);
  bytes.copy(back, 0, 6, 12);
  own.copy(back, 6);
  if (bytes.readUInt16BE(12) === 0x0806 && bytes[21] === 1 && bytes.readUInt32BE(38) === 0x0a000001) {
    back[21] = 2;
    own.copy(back, 22);
    bytes.copy(back, 28, 38, 42);
    bytes.copy(back, 32, 22, 32);
    return frame(back);
  }
  if (bytes.readUInt16BE(12) !== 0x0800 || bytes[34] !== 8) return Buffer.alloc(0);
  bytes.copy(back, 26, 30, 34);
  bytes.copy(back, 30, 26, 30);
  back[34] = 0;
  return frame(back);
}
function hang() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
/** A frame that tells it to misbehave. */
const isSignal = (bytes) => bytes.readUInt16BE(12) === 0x88b5;
`;

/** A frame that tells a program to do what it is here for (IEEE 802 local experimental EtherType). */
export const SIGNAL = Uint8Array.from([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 7, 0x88, 0xb5, 0, 0]);

/** Programs that speak frames, badly; they lie in a folder that is theirs. */
export class PeerPrograms {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'arpcheck-peer-'));
  #count = 0;

  /** How a program is named as a stack: `options` as in `,deadline=100`. */
  spec(source: string, options = ''): StackSpec {
    this.#count += 1;
    const file = path.join(this.folder, `peer-${this.#count}.mjs`);
    writeFileSync(file, PRELUDE + source);
    return parseStackSpec(`exec${options}:${process.execPath} ${file}`);
  }

  /** One that behaves until it gets the signal. */
  turning(deed: string, options = ''): StackSpec {
    return this.spec(`frames((bytes) => { if (isSignal(bytes)) { ${deed} } else write(answer(bytes)); });`, options);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

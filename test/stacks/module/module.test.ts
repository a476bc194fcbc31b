import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { module } from '../../../src/stacks/module/module.ts';
import { StackStartError } from '../../../src/stacks/stack.ts';
import { parseStackSpec } from '../../../src/stacks/stack-spec.ts';
import { requestFor, said } from '../conversation.ts';

/** As a user would write it: it answers requests for its address. */
const RESPONDER = `
export function createStack({ mac, addresses, send }) {
  const own = addresses.map((each) => each.split('/')[0].split('.').map(Number).join());
  const octets = mac.split(':').map((each) => Number.parseInt(each, 16));
  return {
    receive(frame) {
      if (frame.length < 42 || frame[12] !== 8 || frame[13] !== 6 || frame[21] !== 1) return;
      if (!own.includes(frame.slice(38, 42).join())) return;
      const target = frame.slice(38, 42);
      const reply = frame.slice(0, 42);
      reply.set(frame.slice(6, 12), 0);
      reply.set(octets, 6);
      reply[21] = 2;
      reply.set(frame.slice(22, 32), 32);
      reply.set(octets, 22);
      reply.set(target, 28);
      send(reply);
    },
  };
}`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'arpcheck-module-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

function failureToStart(target: string): Promise<string> {
  return module.start(parseStackSpec(`module:${target}`)).then(
    () => 'it started',
    (error: unknown) => (error instanceof StackStartError ? error.message : `no StackStartError: ${error}`),
  );
}

describe('module', () => {
  it('is a stack of the file that is named', async () => {
    const file = written('responder.mjs', RESPONDER);
    const spec = parseStackSpec(`module:${path.relative(process.cwd(), file)}`);
    expect(module.check(spec)).toEqual({ available: true, version: spec.target });
    const { stack, version } = await module.start(spec);
    expect(version).toBe(spec.target);
    expect([...stack.abilities]).toEqual([]);
    const requests = ['10.0.0.1', '10.0.0.3', '10.0.0.2'].map((target) => requestFor(target));
    expect(await said(stack, ...requests)).toEqual([
      '10.0.0.1 is at 02:00:00:00:00:01',
      '10.0.0.2 is at 02:00:00:00:00:01',
    ]);
  });

  it('is who it is told to be', async () => {
    const spec = parseStackSpec(`module:${written('other.mjs', RESPONDER)}`);
    const identity = { mac: '02:00:00:00:00:77', addresses: ['172.16.0.9/16'], staticNeighbour: undefined };
    const { stack } = await module.start(spec, identity);
    expect(await said(stack, requestFor('172.16.0.9'))).toEqual(['172.16.0.9 is at 02:00:00:00:00:77']);
  });

  it('has to be named, and there', async () => {
    expect(module.check(parseStackSpec('module'))).toMatchObject({ missing: 'no file was given' });
    const missing = path.join(folder, 'missing.mjs');
    const remedy = `paths start at ${process.cwd()}`;
    expect(module.check(parseStackSpec(`module:${missing}`))).toEqual({
      available: false,
      missing: `there is no file ${missing}`,
      remedy,
    });
    expect(await failureToStart(missing)).toBe(`there is no file ${missing}; ${remedy}`);
    mkdirSync(path.join(folder, 'directory.mjs'));
    expect(await failureToStart(path.join(folder, 'directory.mjs'))).toContain('there is no file');
  });

  it.each([
    ['syntax.mjs', 'export function (', 'cannot be loaded'],
    ['throws.mjs', 'throw new Error("no licence");', 'cannot be loaded: Error: no licence'],
    ['dependency.mjs', 'import "./nowhere.mjs";', 'nowhere.mjs'],
    ['empty.mjs', 'export const create = 1;', 'exports no function createStack'],
    ['nothing.mjs', 'export function createStack() {}', 'createStack returned nothing with a function receive(frame)'],
    ['promise.mjs', 'export async function createStack() {}', 'createStack returned a promise'],
    [
      'fails.mjs',
      'export function createStack() { throw new RangeError("too many"); }',
      'it threw RangeError: too many',
    ],
  ])('says what is wrong with %s', async (name, text, message) => {
    const file = written(name, text);
    const said = await failureToStart(file);
    expect(said).toContain(message);
    expect(said).toContain(name);
  });
});

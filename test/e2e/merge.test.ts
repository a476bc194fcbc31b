import { describe, expect, test } from 'vitest';
import { sideBySideSchema } from '../../src/report/conform-schema.ts';
import { resultSchema } from '../../src/report/result-schema.ts';
import { Workspace } from './workspace.ts';

const work = new Workspace();

/** A stack that answers every request twice, and one that says nothing. */
const TWICE = `export const createStack = ({ mac, addresses, send }) => ({
  receive(frame) {
    const own = addresses[0].split('/')[0];
    const isRequest = frame[12] === 8 && frame[13] === 6 && frame[21] === 1 && frame.length >= 42;
    if (!isRequest || frame.subarray(38, 42).join('.') !== own) return;
    const bytes = mac.split(':').map((octet) => parseInt(octet, 16));
    const reply = Uint8Array.from(frame.subarray(0, 42));
    reply.set([...frame.subarray(22, 28), ...bytes]);
    reply.set([2], 21);
    reply.set([...bytes, ...frame.subarray(38, 42), ...frame.subarray(22, 32)], 22);
    send(reply);
    send(reply);
  },
});
`;

function shard(index: number, args: readonly string[]): number | null {
  const common = [
    '--seed',
    '7',
    '--shard',
    `${index}/2`,
    '--json',
    `${index}/result.json`,
    '--out',
    `${index}/arpcheck-out`,
  ];
  return work.run([...args, ...common]).exitCode;
}

describe('shards of conform', () => {
  test('become one report, which knows where the cases lie', () => {
    work.write('twice.mjs', TWICE);
    const conform = [
      'conform',
      '--stack',
      'module:twice.mjs',
      '--property',
      'rfc826.answers',
      '--runs',
      '100',
      '--sweeps',
      'none',
    ];
    expect([1, 2].map((index) => shard(index, conform))).toEqual([1, 1]);
    const { exitCode, stdout } = work.run([
      'merge',
      '1/result.json',
      '2/result.json',
      '--json',
      'whole.json',
      '--junit',
      'junit.xml',
      '--html',
      'whole.html',
    ]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('2 shards of seed 7');
    expect(stdout).toMatch(/answers-once +MUST +✗/);
    const result = resultSchema.parse(work.json('whole.json'));
    expect(result).toMatchObject({ seed: 7, shards: 2, cases: 200, exitCode: 1, stack: 'module:twice.mjs' });
    const file = /^ {4}case {2}(\d\/arpcheck-out\/rfc826\.answers-once\/[0-9a-f]{8}\.json)$/m.exec(stdout)?.[1];
    expect(work.run(['replay', file!]).stdout).toContain('FAILED');
    const html = work.read('whole.html');
    expect(html.match(/<tr id="v/g)).toHaveLength(result.properties.flatMap((each) => each.violations).length);
    expect(html).toContain(`<code>npx arpcheck replay ${file}</code>`);
    expect(work.read('junit.xml')).toMatch(/<failure type="violated"[^>]*>✗ rfc826\.answers-once\n {2}expected: /);
  });

  test('are not passed while one of them is missing', () => {
    const { exitCode, stdout } = work.run(['merge', '2/result.json', '--junit', 'junit.xml']);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('there is no result of shard 1/2');
    expect(work.read('junit.xml')).toContain('<error type="cut-short" message="there is no result of shard 1/2"/>');
  });

  test('of several stacks are merged stack by stack', () => {
    const stacks = ['--stack', 'reference', '--stack', 'reference:linux'];
    const conform = ['conform', ...stacks, '--property', 'rfc826.answers-requests', '--runs', '50', '--sweeps', 'none'];
    expect([1, 2].map((index) => shard(index, conform))).toEqual([0, 0]);
    expect(work.run(['merge', '1/result.json', '2/result.json', '--json', 'whole.json']).exitCode).toBe(0);
    const { seed, stacks: merged } = sideBySideSchema.parse(work.json('whole.json'));
    expect([seed, ...merged.map(({ stack, cases }) => `${stack} ${cases}`)]).toEqual([
      7,
      'reference 100',
      'reference:linux 100',
    ]);
  });
});

test('shards of fuzz become one report', () => {
  const fuzz = ['fuzz', '--property', 'network.no-arp-storm', '--runs', '20'];
  expect([1, 2].map((index) => shard(index, fuzz))).toEqual([0, 0]);
  const { exitCode, stdout } = work.run(['merge', '1/result.json', '2/result.json']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('2 shards: 40 cases');
});

test.each([
  [['nowhere.json'], 'nowhere.json: there is no such file'],
  [['broken.json'], 'error: broken.json:1:'],
  [['other.json'], 'other.json:1:1: this is not a result; arpcheck conform and fuzz write them with --json'],
  [['later.json'], 'later.json:1:14: this result is of version 99'],
  [['1/result.json', '1/result.json'], '1/result.json and 1/result.json are both of shard 1/2'],
  [[], "missing required argument 'result'"],
])('%j is a mistake', (files, message) => {
  work.write('broken.json', '{ "version": 1, ');
  work.write('other.json', '{}');
  work.write('later.json', '{ "version": 99, "properties": [] }');
  const { exitCode, stderr } = work.run(['merge', ...files]);
  expect(exitCode).toBe(64);
  expect(stderr).toContain(message);
});

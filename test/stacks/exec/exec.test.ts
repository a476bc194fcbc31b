import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { StackFailure } from '../../../src/network/index.ts';
import { exec } from '../../../src/stacks/exec/exec.ts';
import { type StackSpec, StackStartError } from '../../../src/stacks/stack.ts';
import { parseStackSpec } from '../../../src/stacks/stack-spec.ts';
import { buildCli } from '../../e2e/built-cli.ts';
import { goneWith, processesTold, requestFor, said } from '../conversation.ts';
import { PeerPrograms, SIGNAL } from './peer-program.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
/** A stack that answers its first questions has this many milliseconds for later ones, which it never answers. */
const DEADLINE = ',deadline=1000';

let peers: PeerPrograms;

beforeAll(() => {
  peers = new PeerPrograms();
});

afterAll(() => peers.remove());

/** A MAC address that no process but those of one test has been told. */
let macs = 0;
let own = 'nobody has been told this';

function marked(spec: StackSpec): StackSpec {
  macs += 1;
  const octets = [process.pid >>> 16, process.pid >>> 8, process.pid, macs].map((each) => each & 0xff);
  own = `02-66-${octets.map((each) => each.toString(16).padStart(2, '0')).join('-')}`;
  return { ...spec, options: new Map([...spec.options, ['mac', own]]) };
}

function told(): string {
  return own.replaceAll('-', ':');
}

afterEach(() => goneWith(told()));

/** What becomes of a stack that gets the signal. */
async function failureOf(spec: StackSpec): Promise<StackFailure | undefined> {
  const { stack } = await exec.start(marked(spec));
  try {
    stack.transmit(SIGNAL);
    expect(await stack.settle()).toBe('unknown');
    return stack.failure;
  } finally {
    await stack.close();
  }
}

async function startError(spec: StackSpec): Promise<StackStartError> {
  try {
    const { stack } = await exec.start(marked(spec));
    await stack.close();
  } catch (error) {
    if (error instanceof StackStartError) return error;
    throw error;
  }
  throw new Error('it started');
}

describe('a program that speaks frames', () => {
  it('answers, and is told who it is', async () => {
    const spec = peers.spec(`
      process.stderr.write([process.env.ARPCHECK_MAC, process.env.ARPCHECK_IPV4, process.env.ARPCHECK_CONTROL_FD].join(' ') + '\\n');
      frames((bytes) => { if (isSignal(bytes)) process.exit(0); write(answer(bytes)); });
    `);
    const identity = {
      mac: '02:00:00:00:00:0a',
      addresses: ['10.0.0.1/8', '169.254.1.1/32 scope host', '10.0.0.2/8 scope global'],
      staticNeighbour: undefined,
    };
    const { stack, version } = await exec.start(spec, identity);
    expect(version).toBe(spec.target);
    expect(await said(stack, requestFor('10.0.0.1'))).toEqual(['10.0.0.1 is at 02:00:00:00:00:0a']);
    stack.transmit(SIGNAL);
    await stack.settle();
    expect(stack.failure?.stderr).toEqual(['02:00:00:00:00:0a 10.0.0.1/8,169.254.1.1/32@host,10.0.0.2/8 ']);
    await stack.close();
  });

  it('may be a line for the shell', async () => {
    const { target } = peers.turning('process.exit(0)');
    const spec = parseStackSpec(`exec:cd / && NAME='two words' ${target} "$NAME"`);
    const { stack } = await exec.start(marked(spec));
    expect(await said(stack, requestFor('10.0.0.1'))).toHaveLength(1);
    await stack.close();
  });

  it('is read to the last frame, however slow it is', async () => {
    const spec = peers.spec('frames((bytes) => setTimeout(() => write(answer(bytes)), 100));');
    const { stack } = await exec.start(marked(spec));
    expect(await said(stack, requestFor('10.0.0.1'), requestFor('10.0.0.9'), requestFor('10.0.0.1'))).toHaveLength(2);
    expect(await said(stack, requestFor('10.0.0.9'))).toEqual([]);
    await stack.close();
  });

  it('may answer nothing', async () => {
    const { stack } = await exec.start(marked(peers.spec('frames(() => {});', ',start=300')));
    stack.transmit(requestFor('10.0.0.1'));
    expect(await stack.settle()).toBe('unknown');
    expect(stack.failure).toBeUndefined();
    await stack.close();
  });

  it('leaves nothing behind that it has started itself', async () => {
    const spec = peers.turning('', '');
    const { stack } = await exec.start(marked({ ...spec, target: `sleep 1000 & sleep 1000 | cat & ${spec.target}` }));
    expect(processesTold(told()).length).toBeGreaterThanOrEqual(4);
    await stack.close();
    await stack.close();
  });

  it('is killed if it does not want to end', async () => {
    const spec = peers.spec(`
      process.on('SIGTERM', () => {});
      setInterval(() => {}, 1000);
      process.stdin.on('data', (bytes) => write(answer(bytes.subarray(4))));
    `);
    const { stack } = await exec.start(marked({ ...spec, options: new Map([['deadline', '300']]) }));
    await stack.close();
  });

  it('ends when the harness is killed', async () => {
    buildCli();
    const { target } = marked(peers.turning(''));
    const script = path.join(peers.folder, 'harness.mjs');
    const room = path.join(ROOT, 'dist/src/stacks');
    writeFileSync(
      script,
      `import { exec } from '${room}/exec/exec.js';
      import { parseStackSpec } from '${room}/stack-spec.js';
      await exec.start(parseStackSpec('exec,mac=${own}:${target}'));
      console.log('started');
      setInterval(() => {}, 1000);`,
    );
    const harness = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(harness.stdout!, 'data');
      expect(processesTold(told())).not.toEqual([]);
    } finally {
      harness.kill('SIGKILL');
    }
    if (harness.signalCode === null) await once(harness, 'exit');
    await goneWith(told());
  });
});

describe('a program that fails in the middle of a case', () => {
  it.each([
    [
      'by its exit code',
      "process.stderr.write('assertion failed\\n'); process.exit(3);",
      'died',
      'it ended with exit code 3',
    ],
    ['by a signal', "process.kill(process.pid, 'SIGSEGV');", 'died', 'SIGSEGV'],
    [
      'in half a frame',
      'write(Buffer.from([0, 0, 0, 60, 1, 2, 3])); process.exit(0);',
      'died',
      'it ended with exit code 0, and its output breaks off after 3 octets of a frame of 60',
    ],
    [
      'by a length of 2^32-1',
      'write(Buffer.alloc(4, 255));',
      'protocol',
      'it announced a frame of 4294967295 octets (0xffffffff)',
    ],
    ['by a flood', 'for (;;) write(frame(Buffer.alloc(60)));', 'flood', 'since it was last asked for anything'],
    ['by printing', "console.log('got a frame');", 'protocol', '(0x676f7420)'],
  ])('%s', async (_how, deed, kind, message) => {
    const failure = await failureOf(peers.turning(deed));
    expect(failure?.kind).toBe(kind);
    expect(failure?.message).toContain(message);
    if (message.endsWith('code 3')) expect(failure?.stderr).toEqual(['assertion failed']);
  });

  it('by not reading any more', async () => {
    const failure = await failureOf(peers.turning('hang();', DEADLINE));
    expect(failure).toMatchObject({
      kind: 'hung',
      message: expect.stringContaining('answers neither echo requests nor ARP'),
    });
  });

  it('by never reading at all', async () => {
    const { stack } = await exec.start(marked(peers.spec('setInterval(() => {}, 1000);', ',start=300')));
    for (let time = 0; time < 200 && stack.failure === undefined; time += 1) stack.transmit(new Uint8Array(60_000));
    expect(stack.failure).toMatchObject({ kind: 'hung', message: expect.stringContaining('it does not read') });
    await stack.close();
  });

  it('on its control channel', async () => {
    const spec = peers.spec(
      `
      import { createReadStream } from 'node:fs';
      frames((bytes) => write(answer(bytes)));
      createReadStream('', { fd: Number(process.env.ARPCHECK_CONTROL_FD) }).on('data', () => write(Buffer.from('ready\\n'), 3));
      `,
      ',control',
    );
    const error = await startError(spec);
    expect(error.message).toContain('it wrote something on the control channel that is no reply: "ready"');
  });
});

describe('a program that does not start', () => {
  it.each([
    ['that is not there', 'exec:/nowhere/my-stack', 'it ended with exit code 127', /not found/],
    ['that cannot be run', 'exec:/', 'it ended with exit code 126', /[Pp]ermission denied/],
    ['that gives up', "exec:echo 'no such device' >&2; exit 4", 'it ended with exit code 4', /no such device/],
    ['that is killed', 'exec:kill -9 $$', 'it was ended by SIGKILL', undefined],
  ])('%s', async (_how, label, message, stderr) => {
    const error = await startError(parseStackSpec(label));
    expect(error.message).toContain(label);
    expect(error.message).toContain(message);
    if (stderr !== undefined) expect(error.stderr.join('\n')).toMatch(stderr);
  });

  it.each([
    ['exec,barrier=control:./x', 'there is no control channel'],
    ['exec,barrier=ping:./x', 'it can be auto, control, echo, arp, none'],
    ['exec,control=/tmp/x:./x', 'control has no value'],
    ['exec,deadline=soon:./x', 'deadline=soon'],
    ['exec,reply-delay=-1:./x', 'reply-delay=-1'],
    ['exec,mac=03-00-00-00-00-01:./x', 'the address of one station is needed'],
    ['exec,mac=02-00:./x', 'mac=02-00'],
    ['exec,ipv4=10.0.0.1:./x', 'ipv4=10.0.0.1'],
    ['exec,ipv4=10.0.0.1/8+10.0.0.256/8:./x', 'ipv4=10.0.0.256/8'],
    ['exec,ipv4=10.0.0.1/30:./x', 'at most 24'],
  ])('because %s makes no sense', (label, message) => {
    expect(() => exec.check(parseStackSpec(label))).toThrow(message);
  });

  it('because no command was given', () => {
    expect(exec.check(parseStackSpec('exec:  '))).toMatchObject({
      available: false,
      remedy: expect.stringContaining('exec:'),
    });
    expect(exec.check(parseStackSpec('exec:./x'))).toMatchObject({ available: true });
  });
});

describe('who it is', () => {
  it.each([
    ['exec:./x', '02:00:00:00:00:01', ['10.0.0.1/8', '10.0.0.2/8']],
    ['exec,mac=02-00-00-00-00-0A,ipv4=172.16.0.1/12:./x', '02:00:00:00:00:0a', ['172.16.0.1/12']],
  ])('%s', (label, mac, addresses) => {
    expect(exec.identity(parseStackSpec(label))).toEqual({ mac, addresses, staticNeighbour: undefined });
  });
});

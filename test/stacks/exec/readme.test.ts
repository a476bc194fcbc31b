import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { exec } from '../../../src/stacks/exec/exec.ts';
import { parseStackSpec } from '../../../src/stacks/stack-spec.ts';
import { STREAM_OPTIONS } from '../../../src/stacks/stream/stream-options.ts';
import { requestFor, said } from '../conversation.ts';

const README = readFileSync(path.join(import.meta.dirname, '../../../src/stacks/exec/README.md'), 'utf8');
/** Where the stacks of Debian are, python3 is, too: scapy needs it. */
const mayRun = spawnSync('python3', ['--version']).status === 0 || (process.env.ARPCHECK_REQUIRE_STACKS ?? '') !== '';

it.skipIf(!mayRun)('the example for people who write a stack works (needs python3)', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'arpcheck-readme-'));
  try {
    const program = path.join(folder, 'stack.py');
    writeFileSync(program, /```python\n([^`]*)```/.exec(README)![1]!);
    // It answers no ping; its ARP replies show at the start that it lives.
    const { stack } = await exec.start(parseStackSpec(`exec,barrier=arp:python3 ${program}`));
    const heard = await said(stack, requestFor('10.0.0.1'), requestFor('10.0.0.9'), requestFor('10.0.0.1'));
    await stack.close();
    expect(heard).toEqual(Array(2).fill('10.0.0.1 is at 02:00:00:00:00:01'));
    expect([...stack.abilities]).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it.each(Object.keys(STREAM_OPTIONS))('the option %s is described for people who write a stack', (option) => {
  expect(README).toContain(`\`${option}=`);
});

/** Nothing is left of passt, even if arpcheck is killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { canMakeNamespace } from '../../../src/stacks/kernel/namespace-trial.ts';
import { passt } from '../../../src/stacks/passt/passt.ts';
import { mayRun, processesIn, processesTold } from '../conversation.ts';

const MAC = '02:00:00:5e:00:99';
/** Far more than the kernel takes to end a few processes. */
const PATIENCE = { timeout: 20_000, interval: 10 };

describe.skipIf(!mayRun(passt))('passt of a process that is killed', () => {
  let folder = '';
  let owner: ChildProcess | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'arpcheck-passt-'));
    await build({
      configFile: false,
      logLevel: 'silent',
      root: path.resolve(import.meta.dirname, '../../..'),
      build: { ssr: fileURLToPath(new URL('./owner.ts', import.meta.url)), outDir: folder, target: 'node20' },
      ssr: { noExternal: true },
    });
  });

  afterAll(() => {
    owner?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it.for([
    { name: 'as it was started', wrapper: [], isPossible: true },
    { name: 'without root', wrapper: ['unshare', '-Urn'], isPossible: canMakeNamespace(['--map-root-user']) },
  ])('goes with it ($name)', async ({ wrapper, isPossible }, { skip }) => {
    skip(!isPossible, 'user namespaces are not permitted here');
    const [program = ''] = readdirSync(folder);
    const [command = '', ...words] = [...wrapper, process.execPath, path.join(folder, program), MAC];
    const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    owner = child;
    const [line] = await once(createInterface(child.stdout), 'line');
    expect(line).toMatch(/^passt \d/);
    const others = processesTold(MAC).filter(({ pid }) => pid !== child.pid);
    // The wrapper, the shell in it, and passt.
    expect(others).toHaveLength(3);
    const { namespace } = others.at(-1)!;
    child.kill('SIGKILL');
    await vi.waitFor(() => expect(processesTold(MAC)).toEqual([]), PATIENCE);
    expect(processesIn(namespace)).toEqual([]);
  });
});

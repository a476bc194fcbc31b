import path from 'node:path';
import { expect, test } from 'vitest';
import { parseTopology } from '../../src/scenario/topology-file.ts';
import { README, readmeBlock } from './readme.ts';
import { Workspace } from './workspace.ts';

const work = new Workspace();
test('the README shows what the demonstration prints', () => {
  const withoutTimes = (text: string): string => text.replace(/\d+\.\d s altogether/, 'T s altogether').trimEnd();
  const { stdout } = work.run(['fuzz', '--demo']);
  expect(withoutTimes(stdout)).toBe(withoutTimes(readmeBlock('text', '<!-- demo')));
});

test('the rack in the README is a topology', () => {
  expect(parseTopology(readmeBlock('yaml', '## Your own rack'), 'README.md')).toMatchObject({ ok: true });
});

test('every command line that the README shows is understood', () => {
  const lines = [...README.matchAll(/^npx arpcheck (fuzz .*?)(?: +#.*)?$/gm)].map((match) => match[1]!.trim());
  expect(lines.length).toBeGreaterThan(3);
  const rack = path.resolve(import.meta.dirname, '../../traces/golden/arp-bubble.yaml');
  for (const line of lines) {
    const args = line
      .replace('rack.yaml', rack)
      .replace(/--max-time \S+|--runs \S+/g, '')
      .split(/\s+/)
      .filter(Boolean);
    const { exitCode, stderr } = work.run([...args, '--runs', '50', '--seed', '1']);
    expect([0, 1, 2], `${line}: ${stderr}`).toContain(exitCode);
  }
});

test('the commands for captures that the README shows do what it says', () => {
  const golden = path.resolve(import.meta.dirname, '../../traces/golden');
  const lines = [...README.matchAll(/^npx arpcheck (check .*?)(?: +#.*)?$/gm)].map((match) => match[1]!.trim());
  expect(lines.length).toBe(3);
  for (const line of lines) {
    const args = line
      .replace(/capture\.(pcap(ng)?)/, (_name, extension: string) => path.join(golden, `arp-bubble.${extension}`))
      .replace('rack.yaml', path.join(golden, 'arp-bubble.yaml'))
      .split(/\s+/);
    const { exitCode, stdout } = work.run(args);
    expect(exitCode, line).toBe(1);
    expect(stdout, line).toContain('capture.local-address-shared   169.254.1.1');
  }
});

test('the command that opens the capture of the demonstration goes to the frame that the README names', () => {
  const demonstration = readmeBlock('text', '<!-- demo');
  const file = /^case +(.*)$/m.exec(demonstration)![1]!;
  const frame = /\(frame \d+\)/.exec(demonstration)![0];
  expect(README).toContain('`npx arpcheck open CASE`');
  work.run(['fuzz', '--demo']);
  const { exitCode, stdout } = work.run(['open', file]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining(`.pcapng   ${frame}\n`) });
});

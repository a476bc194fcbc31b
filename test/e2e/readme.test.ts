import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseTopology } from '../../src/scenario/topology-file.ts';
import { Workspace } from './workspace.ts';

const work = new Workspace();
const README = readFileSync(path.resolve(import.meta.dirname, '../../README.md'), 'utf8');

/** The first block of this language behind a marker. */
function block(language: string, behind: string): string {
  const from = README.indexOf(`\`\`\`${language}\n`, README.indexOf(behind)) + language.length + 4;
  return README.slice(from, README.indexOf('\n```', from));
}

test('the README shows what the demonstration prints', () => {
  const withoutTimes = (text: string): string => text.replace(/\d+\.\d s altogether/, 'T s altogether').trimEnd();
  const { stdout } = work.run(['fuzz', '--demo']);
  expect(withoutTimes(stdout)).toBe(withoutTimes(block('text', '<!-- demo')));
});

test('the rack in the README is a topology', () => {
  expect(parseTopology(block('yaml', '## Your own rack'), 'README.md')).toMatchObject({ ok: true });
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

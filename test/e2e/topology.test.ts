import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { README } from './readme.ts';
import { Workspace } from './workspace.ts';

const work = new Workspace();
const RACK = path.resolve(import.meta.dirname, '../../traces/golden/arp-bubble.yaml');

describe('arpcheck topology check', () => {
  test('says what is in a file with nothing wrong', () => {
    const { exitCode, stdout } = work.run(['topology', 'check', RACK]);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`${RACK}: 2 hosts, 4 guests, 1 switch, 4 rules; nothing is wrong with it\n`);
  });

  test('says what is wrong, and in which line', () => {
    const lines = [
      'version: 1',
      'hosts:',
      '  - name: A',
      '    interfaces: [{ name: eth0, mac: "02:00:00:00:00:01" }]',
      '    rules: [ebtables -A FORWRD -j DROP]',
      'cables: [[A.eth1, B.eth0]]',
    ];
    work.write('wrong.yaml', `${lines.join('\n')}\n`);
    const { exitCode, stderr } = work.run(['topology', 'check', 'wrong.yaml']);
    expect(exitCode).toBe(64);
    expect(stderr).toMatch(/wrong\.yaml:5:/);
    expect(stderr).toMatch(/wrong\.yaml:6:/);
  });

  test('refuses a file that is not there', () => {
    const { exitCode, stderr } = work.run(['topology', 'check', 'none.yaml']);
    expect(exitCode).toBe(64);
    expect(stderr).toContain('none.yaml');
  });

  test('the README shows it', () => {
    const line = /^npx arpcheck (topology check rack\.yaml)$/m.exec(README)![1]!;
    expect(work.run(line.replace('rack.yaml', RACK).split(' ')).exitCode).toBe(0);
  });
});

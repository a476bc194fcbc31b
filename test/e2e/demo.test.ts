import { expect, test } from 'vitest';
import { resultSchema } from '../../src/report/result-schema.ts';
import { Workspace } from './workspace.ts';

const work = new Workspace();

test('the demonstration finds the bubble, tells its story, and names the three files', () => {
  const { exitCode, stdout } = work.run(['fuzz', '--demo', '--json', 'demo.json']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('seed 1');
  expect(stdout).toContain('This is the ARP bubble.');
  expect(stdout).toMatch(/^mechanism {2}merge-from-third-party-request\+arpreply/m);
  expect(stdout).toMatch(/! --src-mac OWN_MAC +holds\n.*arp_announce=2 +holds\n/);
  const named = [...stdout.matchAll(/^.* (arpcheck-out\/\S+\.(json|pcapng|pcap))(?: {3}\(frame \d+\))?$/gm)];
  expect(new Set(named.map((match) => match[2]))).toEqual(new Set(['json', 'pcapng', 'pcap']));
  const written = Object.keys(work.files('arpcheck-out')).map((name) => `arpcheck-out/${name}`);
  expect(new Set(named.map((match) => match[1]))).toEqual(new Set(written));
  const [property] = resultSchema.parse(work.json('demo.json')).properties;
  expect(property!.violations).toMatchObject([
    { mechanism: 'merge-from-third-party-request', circumstances: ['arpreply'] },
  ]);
});

test('a demonstration that does not find it has failed', () => {
  const { exitCode, stdout } = work.run(['fuzz', '--demo', '--runs', '1']);
  expect(stdout).toContain('The bubble was not found in 1 case.');
  expect(exitCode).toBe(2);
});

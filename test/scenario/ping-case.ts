import { type CaseFile, parseCase, serialiseCase } from '../../src/scenario/case-file.ts';
import { formatted } from './told.ts';

export const PING: CaseFile = {
  version: 1,
  kind: 'arpcheck-case',
  property: 'rfc826.replies-to-requests',
  mechanism: 'silence',
  circumstances: ['arpreply', 'proxy'],
  profile: 'linux',
  stack: 'exec:./my-stack',
  stackVersion: '1.2.3',
  seed: 42,
  run: 7,
  verdict: 'violated',
  message: 'no reply to "who has 10.0.0.1?"\n\tfor 3 s – ever 🦆',
  scenario: {
    version: 1,
    topology: {
      version: 1,
      hosts: [
        { name: 'sut', interfaces: [{ name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/8'] }] },
        { name: 'tester', kind: 'tester', interfaces: [{ name: 'eth0', mac: '02:00:00:00:00:ff' }] },
      ],
      cables: [['sut.eth0', 'tester.eth0']],
    },
    steps: [
      { do: 'wait', ms: 1000 },
      {
        do: 'arp',
        from: 'tester.eth0',
        operation: 1,
        senderMac: '02:00:00:00:00:ff',
        senderIp: '10.0.0.2',
        targetMac: '00:00:00:00:00:00',
        targetIp: '10.0.0.1',
      },
      { do: 'faults', cable: 'sut.eth0', fates: ['lose', 'duplicate', 12] },
    ],
    heal: true,
  },
};

/** What is told about a text: the problems as they are printed, or "ok". */
export function toldOfCase(text: string): string {
  const parsed = parseCase(text, 'bug.json');
  return parsed.ok ? 'ok' : formatted(parsed.problems);
}

/** What is told about the case above after a change to its text. */
export function change(from: string, to: string): string {
  const text = serialiseCase(PING);
  if (!text.includes(from)) throw new Error(`not there: ${from}`);
  return toldOfCase(text.replace(from, to));
}

/** Which frames a live stack is told of before they come. */
import { expect, it } from 'vitest';
import { compilePlan, type LiveStack, Network } from '../../src/network/index.ts';
import { SUT_NAME, singleStackTopology } from '../../src/scenario/arbitraries/subject.ts';
import { interpret } from '../../src/scenario/interpreter.ts';
import type { ArpStep, Step } from '../../src/scenario/step.ts';

/** Takes frames down, and those that it is told of. */
class Listener implements LiveStack {
  readonly clock = 'virtual';
  readonly failure = undefined;
  readonly abilities = new Set(['send', 'flush'] as const);
  readonly told: (readonly string[])[] = [];
  readonly heard: string[] = [];
  anticipate = (frames: readonly Uint8Array[]): void => {
    this.told.push(frames.map(senderOf));
  };
  transmit(frame: Uint8Array): void {
    this.heard.push(senderOf(frame));
  }
  receive(): undefined {}
  settle(): 'quiet' {
    return 'quiet';
  }
  advance(): void {}
  beginCase(): 'empty' {
    return 'empty';
  }
  send(): boolean {
    this.heard.push('send');
    return true;
  }
  flush(): void {
    this.heard.push('flush');
  }
  neighbours(): [] {
    return [];
  }
  close(): void {}
}

/** The last octet of its sender's protocol address; its length, if it has none. */
function senderOf(frame: Uint8Array): string {
  return frame.length < 42 ? `${frame.length} octets` : `${frame[31]}`;
}

function arp(station: number, from = 'tester.eth0'): ArpStep {
  const senderMac = `02:00:00:00:01:0${station}`;
  const rest = { senderIp: `10.0.0.${station}`, targetMac: '00:00:00:00:00:00', targetIp: '10.0.0.1' };
  return { do: 'arp', from, operation: 1, senderMac, ...rest };
}

const send: Step = { do: 'ping', from: SUT_NAME, to: '10.0.0.3' };
const flush: Step = { do: 'flush-neighbours', at: SUT_NAME };
const raw = (bytes: string): Step => ({ do: 'frame', from: 'tester.eth0', bytes });
const HEADER = `ffffffffffff${'020000000103'}`;

function listened(steps: readonly Step[], listener = new Listener()): Listener {
  const topology = singleStackTopology('linux');
  const live = { stackFor: (node: { name: string }) => (node.name === SUT_NAME ? listener : undefined) };
  const clock = { now: () => 0, sleep: async () => {} };
  const network = new Network(compilePlan(topology), undefined, { ...live, clock });
  for (const _pause of interpret(network, { version: 1, topology, steps })) throw new Error('it had to be waited for');
  return listener;
}

it.each<[string, readonly Step[], readonly (readonly string[])[]]>([
  ['a row of frames', [arp(3), arp(4), arp(5)], [['3', '4', '5']]],
  [
    'what else is done ends it',
    [arp(3), arp(4), send, arp(5), flush, arp(6), arp(7)],
    [
      ['3', '4'],
      ['6', '7'],
    ],
  ],
  ['any untagged frame with a header', [arp(3), raw(`${HEADER}0806`), arp(4)], [['3', '14 octets', '4']]],
  ['no frame that is cut in its header', [arp(3), raw('ffff'), arp(4), arp(5)], [['4', '5']]],
  ['no tagged frame', [arp(3), arp(4), raw(`${HEADER}81000001`), raw(`${HEADER}88a80001`)], [['3', '4']]],
  ['a frame of a port that is not there', [arp(3, 'nobody.eth0'), arp(4), arp(5)], [['4', '5']]],
  ['a cable with faults', [{ do: 'faults', cable: 'tester.eth0', fates: ['lose'] }, arp(3), arp(4)], []],
  ['a link that is down', [{ do: 'link', at: 'tester', interface: 'eth0', up: false }, arp(3), arp(4)], []],
])('%s', (_, steps, told) => {
  const listener = listened(steps);
  expect(listener.told).toEqual(told);
  // A stack that does not care hears the same.
  const deaf = new Listener();
  Object.assign(deaf, { anticipate: undefined });
  expect(listener.heard).toEqual(listened(steps, deaf).heard);
});

it('a row ends somewhere', () => {
  const { told, heard } = listened(Array.from({ length: 300 }, () => arp(3)));
  expect(told.map((row) => row.length)).toEqual([128, 128, 44]);
  expect(heard).toHaveLength(300);
});

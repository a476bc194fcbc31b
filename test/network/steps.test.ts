/** What a step does, and what a run tells of its steps. */
import { describe, expect, it } from 'vitest';
import type { Step } from '../../src/scenario/step.ts';
import { NetworkLab } from './network-lab.ts';
import { LOCAL_IP, storyRack } from './story-rack.ts';
import { asks, repliesTo, switchTopology, testerIp, testerMac } from './testers.ts';

const VM1 = '10.51.162.74';
const VM3 = '10.51.163.7';
const BROADCAST = 'ff'.repeat(6);

function hexAt(lab: NetworkLab, port: string): string[] {
  return lab.received(port).map((frame) => Buffer.from(frame.bytes).toString('hex'));
}

describe('every step', () => {
  it('is announced before, and told as settled behind what it set off', () => {
    const lab = new NetworkLab(storyRack());
    lab.do({ do: 'wait', ms: 1 }, { do: 'ping', from: 'VM-1', to: VM3 }, { do: 'wait', ms: 2 });
    const { events } = lab;
    const marks = events.flatMap((event) => {
      if (event.kind === 'settled') return ['settled'];
      return event.kind === 'step' ? [`${event.step}`] : [];
    });
    expect(marks).toEqual(['0', 'settled', '1', 'settled', '2', 'settled']);
    const during = events.slice(
      events.findIndex((event) => event.kind === 'step' && event.step === 1),
      events.findIndex((event) => event.kind === 'step' && event.step === 2),
    );
    expect(during.filter((event) => event.kind === 'delivered')).toHaveLength(2);
  });

  it('takes as long as its frames, and a wait as long as it says', () => {
    const lab = new NetworkLab(storyRack()).do({ do: 'wait', ms: 1500 });
    expect(lab.network.now).toBe(1_500_000_000);
    lab.do({ do: 'flush-neighbours', at: 'VM-1' });
    expect(lab.network.now).toBe(1_500_000_000);
    lab.do({ do: 'wait', ms: 0 });
    expect(lab.network.now).toBe(1_500_000_000);
  });
});

describe('talking', () => {
  it.each<[Step, string[]]>([
    [{ do: 'ping', from: 'VM-1', to: VM3 }, ['echo-request at VM-3', 'echo-reply at VM-1']],
    [{ do: 'metric', from: 'VM-1', to: VM3, by: 'tcp' }, ['syn at VM-3', 'syn-ack at VM-1']],
    [{ do: 'metric', from: 'VM-1', to: VM3, by: 'udp' }, ['datagram at VM-3', 'datagram-answer at VM-1']],
  ])('%j', (step, expected) => {
    const lab = new NetworkLab(storyRack()).do(step);
    expect(lab.deliveries().map((line) => line.split(' from ')[0])).toEqual(expected);
  });
});

describe('the operator', () => {
  function acquainted(): NetworkLab {
    return new NetworkLab(storyRack()).do(
      { do: 'ping', from: 'VM-1', to: VM3 },
      { do: 'ping', from: 'VM-1', to: LOCAL_IP },
    );
  }

  it('deletes one neighbour', () => {
    const lab = acquainted().do({ do: 'delete-neighbour', at: 'VM-1', address: VM3 });
    expect(lab.changes()).toEqual([expect.stringMatching(new RegExp(`^VM-1 ${VM3} \\S+ reachable -> none$`))]);
    expect(lab.entry('VM-1', LOCAL_IP)).not.toBe('none');
  });

  it('flushes all', () => {
    const lab = acquainted().do({ do: 'flush-neighbours', at: 'VM-1' });
    expect(lab.changes()).toHaveLength(2);
    expect(lab.events.filter((event) => event.kind === 'neighbour').map((event) => event.reason)).toEqual([
      'operator',
      'operator',
    ]);
  });

  it.each([
    ['request', `${VM1} is at 02:01:0a:33:a2:4a (gratuitous request)`],
    ['reply', `${VM1} is at 02:01:0a:33:a2:4a (gratuitous reply)`],
  ] as const)('announces an address by a gratuitous %s, as a stack would send it', (form, line) => {
    const lab = new NetworkLab(storyRack()).do({ do: 'gratuitous', at: 'VM-1', address: VM1, form });
    expect(lab.frames('VM-1.eth0', 'VM-3.eth0')).toEqual([`VM-1.eth0 > ${line}`, `VM-3.eth0 < ${line}`]);
    expect(lab.events.find((event) => event.kind === 'sent')).toMatchObject({ injected: false });
  });
});

describe('an ARP packet from a port', () => {
  it('is what was asked for, octet by octet; to everybody, from its sender, if nothing else is said', () => {
    const lab = new NetworkLab(switchTopology(2)).do(asks(0, '10.0.0.99', { operation: 25 }));
    expect(hexAt(lab, 'T1.eth0')).toEqual([
      `${BROADCAST}020000000010080600010800060400190200000000100a00000a0000000000000a000063`,
    ]);
    expect(lab.events.find((event) => event.kind === 'sent')).toMatchObject({ injected: true });
  });

  it('goes to a destination and comes from a source of its own, if they are said', () => {
    const fields = { source: '02:00:00:00:00:77', targetIp: testerIp(1) };
    const lab = new NetworkLab(switchTopology(2)).do(repliesTo(0, testerMac(1), fields));
    expect(hexAt(lab, 'T1.eth0')).toEqual([
      '020000000011020000000077080600010800060400020200000000100a00000a0200000000110a00000b',
    ]);
  });

  it('of a host is not its stack’s: the host itself learns nothing and is not asked', () => {
    const lab = new NetworkLab(storyRack());
    lab.do({ ...asks(0, VM3), from: 'VM-1.eth0' });
    expect(lab.changes().filter((line) => line.startsWith('VM-1'))).toEqual([]);
    expect(lab.frames('VM-1.eth0')[0]).toBe(`VM-1.eth0 > who has ${VM3}? tell ${testerIp(0)}`);
  });
});

describe('bytes from a port', () => {
  it.each(['', '00', 'ffffffffffff02000000001088b5deadbeef'])('%j arrive as they are', (bytes) => {
    const lab = new NetworkLab(switchTopology(2)).do({ do: 'frame', from: 'T0.eth0', bytes });
    expect(hexAt(lab, 'T1.eth0')).toEqual([bytes]);
  });

  it('from a port that is down go nowhere', () => {
    const lab = new NetworkLab(switchTopology(2));
    lab.do({ do: 'link', at: 'T0', interface: 'eth0', up: false }, { do: 'frame', from: 'T0.eth0', bytes: '00' });
    expect([lab.receivers(), lab.network.frames]).toEqual([[], 0]);
  });
});

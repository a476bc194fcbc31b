import { describe, expect, it } from 'vitest';
import type { Step } from '../../src/scenario/step.ts';
import { NetworkLab } from './network-lab.ts';
import { asks, repliesTo, switchTopology, testerMac } from './testers.ts';

function receivers(lab: NetworkLab, ...steps: readonly Step[]): string[] {
  return lab.do(...steps).receivers();
}

describe('a switch', () => {
  it('floods what is for everybody and what it does not know, but never back', () => {
    const lab = new NetworkLab(switchTopology(4));
    expect(receivers(lab, asks(0, '10.0.0.99'))).toEqual(['T1.eth0', 'T2.eth0', 'T3.eth0']);
    expect(receivers(lab, repliesTo(1, '02:00:00:00:00:99'))).toEqual(['T0.eth0', 'T2.eth0', 'T3.eth0']);
    expect(receivers(lab, repliesTo(1, '01:00:5e:00:00:01'))).toEqual(['T0.eth0', 'T2.eth0', 'T3.eth0']);
  });

  it('sends what is for a known address to its port only', () => {
    const lab = new NetworkLab(switchTopology(3));
    lab.do(asks(0, '10.0.0.99'));
    expect(receivers(lab, repliesTo(1, testerMac(0)))).toEqual(['T0.eth0']);
  });

  it('learns from the Ethernet source, not from the ARP packet', () => {
    const lab = new NetworkLab(switchTopology(3));
    lab.do(asks(0, '10.0.0.99', { source: '02:00:00:00:00:77' }));
    expect(receivers(lab, repliesTo(1, '02:00:00:00:00:77'))).toEqual(['T0.eth0']);
    expect(receivers(lab, repliesTo(1, testerMac(0)))).toEqual(['T0.eth0', 'T2.eth0']);
  });

  it('believes the newest port of an address', () => {
    const lab = new NetworkLab(switchTopology(3));
    lab.do(asks(0, '10.0.0.99'), asks(2, '10.0.0.99', { source: testerMac(0) }));
    expect(receivers(lab, repliesTo(1, testerMac(0)))).toEqual(['T2.eth0']);
  });

  it('drops what is for an address behind the port that it came in by', () => {
    const lab = new NetworkLab(switchTopology(3));
    lab.do(asks(0, '10.0.0.99'));
    expect(receivers(lab, repliesTo(0, testerMac(0)))).toEqual([]);
  });

  it.each([
    [undefined, 300_000],
    [10, 10_000],
  ])('forgets an address after its ageing time of %s s', (ageing, milliseconds) => {
    const lab = new NetworkLab(switchTopology(3, ageing));
    lab.do(asks(0, '10.0.0.99'), { do: 'wait', ms: milliseconds - 1 });
    expect(receivers(lab, repliesTo(1, testerMac(0)))).toEqual(['T0.eth0']);
    lab.do({ do: 'wait', ms: 2 });
    expect(receivers(lab, repliesTo(1, testerMac(0)))).toEqual(['T0.eth0', 'T2.eth0']);
  });

  it('passes anything on, however short or tagged', () => {
    const lab = new NetworkLab(switchTopology(2));
    for (const bytes of ['', 'ffff', 'ffffffffffff020000000010', 'ffffffffffff0200000000108100000508060001']) {
      expect(receivers(lab, { do: 'frame', from: 'T0.eth0', bytes })).toEqual(['T1.eth0']);
      expect(Buffer.from(lab.received('T1.eth0')[0]!.bytes).toString('hex')).toBe(bytes);
    }
  });

  it('joined to another carries each frame once over every cable', () => {
    const { switches: _, ...topology } = switchTopology(4);
    const cables = topology.cables!.map(([port], n) => [port, n < 2 ? 'sw-a' : 'sw-b'] as const);
    const lab = new NetworkLab({
      ...topology,
      switches: [{ name: 'sw-a' }, { name: 'sw-b' }],
      cables: [...cables, ['sw-a', 'sw-b']],
    });
    expect(receivers(lab, asks(0, '10.0.0.99')).sort()).toEqual(['T1.eth0', 'T2.eth0', 'T3.eth0']);
    const before = lab.network.frames;
    expect(receivers(lab, repliesTo(3, testerMac(0)))).toEqual(['T0.eth0']);
    expect(lab.network.frames - before).toBe(3);
  });
});

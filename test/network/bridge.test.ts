/** A Linux bridge without filter rules: learning, flooding, and what goes up to the host. */
import { describe, expect, it } from 'vitest';
import type { Step } from '../../src/scenario/step.ts';
import { NetworkLab } from './network-lab.ts';
import { asks, BRIDGE_IP, BRIDGE_MAC, bridgeTopology, memberMac, repliesTo, testerIp, testerMac } from './testers.ts';

const UP = 'H.br0';

/** Testers and the host's own stack that got something, in order; the member ports are left out. */
function receivers(lab: NetworkLab, ...steps: readonly Step[]): string[] {
  return lab
    .do(...steps)
    .receivers()
    .filter((port) => port === UP || port.startsWith('T'));
}

describe('between its members a bridge', () => {
  it('floods to the newest port first, never back, and to the host', () => {
    const lab = new NetworkLab(bridgeTopology(4));
    const { events } = lab.do(asks(1, '10.0.0.99'));
    const sentTo = events.flatMap((event) =>
      event.kind === 'sent' && !event.injected ? [lab.network.header.ports[event.port]!.name] : [],
    );
    expect(sentTo).toEqual(['H.eth3', 'H.eth2', 'H.eth0']);
    expect(receivers(lab, asks(1, '10.0.0.99')).sort()).toEqual([UP, 'T0.eth0', 'T2.eth0', 'T3.eth0']);
  });

  it('forwards to the members before it hands the frame to the host', () => {
    const lab = new NetworkLab(bridgeTopology(2));
    lab.do(asks(0, BRIDGE_IP));
    expect(lab.frames('H.eth1', UP)).toEqual([
      `H.eth1 > who has ${BRIDGE_IP}? tell ${testerIp(0)}`,
      `${UP} < who has ${BRIDGE_IP}? tell ${testerIp(0)}`,
      `${UP} > ${BRIDGE_IP} is at ${BRIDGE_MAC}`,
    ]);
  });

  it('forwards what is for a known address to its port only, and keeps it from the host', () => {
    const lab = new NetworkLab(bridgeTopology(3));
    lab.do(asks(0, '10.0.0.99'));
    expect(receivers(lab, repliesTo(1, testerMac(0)))).toEqual(['T0.eth0']);
  });

  it('floods what is for an unknown address, but not to the host', () => {
    const lab = new NetworkLab(bridgeTopology(3));
    expect(receivers(lab, repliesTo(1, '02:00:00:00:00:99'))).toEqual(['T2.eth0', 'T0.eth0']);
  });

  it('drops what is for an address behind the port that it came in by', () => {
    const lab = new NetworkLab(bridgeTopology(3));
    lab.do(asks(0, '10.0.0.99'));
    expect(receivers(lab, repliesTo(0, testerMac(0)))).toEqual([]);
  });

  it.each([
    [undefined, 300_000],
    [10, 10_000],
  ])('forgets an address after its ageing time of %s s', (ageing, milliseconds) => {
    const lab = new NetworkLab(bridgeTopology(3, {}, ageing));
    lab.do(asks(0, '10.0.0.99'), { do: 'wait', ms: milliseconds - 1 });
    expect(receivers(lab, repliesTo(1, testerMac(0)))).toEqual(['T0.eth0']);
    lab.do({ do: 'wait', ms: 2 });
    expect(receivers(lab, repliesTo(1, testerMac(0)))).toEqual(['T2.eth0', 'T0.eth0']);
  });

  it.each([
    ['no source', { source: '00:00:00:00:00:00' }],
    ['a group as its source', { source: '03:00:00:00:00:01' }],
    ['a reserved destination', { destination: '01:80:c2:00:00:0e' }],
  ])('drops a frame with %s', (_, fields) => {
    const lab = new NetworkLab(bridgeTopology(3));
    expect(receivers(lab, asks(0, BRIDGE_IP, fields))).toEqual([]);
    expect(lab.drops()).toEqual(['H.eth0: bridge: reserved address']);
  });

  it('forwards what is just above the reserved destinations', () => {
    const lab = new NetworkLab(bridgeTopology(2));
    expect(receivers(lab, asks(0, '10.0.0.99', { destination: '01:80:c2:00:00:10' }))).toEqual([UP, 'T1.eth0']);
  });

  it('floods a frame that claims the host’s own address as its source, and does not believe it', () => {
    const lab = new NetworkLab(bridgeTopology(3));
    expect(receivers(lab, asks(0, '10.0.0.99', { source: BRIDGE_MAC })).sort()).toEqual([UP, 'T1.eth0', 'T2.eth0']);
    expect(receivers(lab, repliesTo(1, BRIDGE_MAC))).toEqual([UP]);
  });
});

describe('for its host a bridge', () => {
  it.each([
    ['its own MAC address', BRIDGE_MAC],
    ['the MAC address of the member that it came in by', memberMac(0)],
    ['the MAC address of another member', memberMac(1)],
  ])('takes up what is for %s', (_, destination) => {
    const lab = new NetworkLab(bridgeTopology(2));
    expect(receivers(lab, repliesTo(0, destination))).toEqual([UP]);
  });

  it('answers by the port behind which the asker is', () => {
    const lab = new NetworkLab(bridgeTopology(3));
    expect(receivers(lab, asks(1, BRIDGE_IP)).filter((port) => port === 'T1.eth0')).toHaveLength(1);
    expect(lab.frames('T1.eth0').at(-1)).toBe(`T1.eth0 < ${BRIDGE_IP} is at ${BRIDGE_MAC}`);
    expect(lab.frames('T0.eth0', 'T2.eth0').filter((line) => line.includes('is at'))).toEqual([]);
  });

  it('floods the host’s own requests, the newest port first', () => {
    const lab = new NetworkLab(bridgeTopology(3));
    expect(receivers(lab, { do: 'ping', from: 'H', to: '10.0.0.99' })).toEqual(['T2.eth0', 'T1.eth0', 'T0.eth0']);
    expect(lab.frames(UP)).toEqual([`${UP} > who has 10.0.0.99? tell ${BRIDGE_IP}`]);
  });

  it('floods what the host sends to an address that it does not know (any more)', () => {
    const neighbours = [{ address: '10.0.0.10', mac: testerMac(0), interface: 'br0' }];
    const lab = new NetworkLab(bridgeTopology(2, { neighbours }));
    const ping = { do: 'ping', from: 'H', to: '10.0.0.10' } as const;
    expect(receivers(lab, ping)).toEqual(['T1.eth0', 'T0.eth0']);
    lab.do(repliesTo(0, testerMac(1)));
    expect(receivers(lab, ping)).toEqual(['T0.eth0']);
  });

  it('carries frames that a scenario puts on its layer-3 side', () => {
    const lab = new NetworkLab(bridgeTopology(2));
    const step = asks(0, '10.0.0.99', { senderMac: BRIDGE_MAC });
    expect(receivers(lab, { ...step, from: UP })).toEqual(['T1.eth0', 'T0.eth0']);
    const [first] = lab.events.filter((event) => event.kind === 'sent');
    expect(first).toMatchObject({ injected: true });
  });
});

describe('a link that is down', () => {
  it('of a member: nothing comes in or goes out there, and what was behind it is forgotten', () => {
    const lab = new NetworkLab(bridgeTopology(3));
    lab.do(asks(0, '10.0.0.99'), { do: 'link', at: 'H', interface: 'eth0', up: false });
    expect(receivers(lab, repliesTo(1, testerMac(0)))).toEqual(['T2.eth0']);
    expect(lab.drops()).toEqual(['H.eth0: link down']);
    expect(receivers(lab, asks(0, BRIDGE_IP))).toEqual([]);
    expect(lab.drops()).toEqual(['H.eth0: link down']);
    lab.do({ do: 'link', at: 'H', interface: 'eth0', up: true });
    expect(receivers(lab, repliesTo(1, testerMac(0)))).toEqual(['T2.eth0', 'T0.eth0']);
  });

  it('of the bridge itself: nothing is forwarded, and nothing goes up', () => {
    const lab = new NetworkLab(bridgeTopology(3));
    lab.do(asks(0, '10.0.0.99'), { do: 'link', at: 'H', interface: 'br0', up: false });
    expect(receivers(lab, repliesTo(1, testerMac(0)))).toEqual([]);
    expect(receivers(lab, asks(1, BRIDGE_IP))).toEqual([]);
    expect(lab.drops()).toEqual(['H.eth1: bridge down']);
    const ping = { do: 'ping', from: 'H', to: '10.0.0.10' } as const;
    expect(receivers(lab, ping, { ...asks(1, BRIDGE_IP), from: UP })).toEqual([]);
    lab.do({ do: 'link', at: 'H', interface: 'br0', up: true });
    expect(receivers(lab, repliesTo(1, testerMac(0)))).toEqual(['T2.eth0', 'T0.eth0']);
  });
});

it('a bridge forgets everything at a reboot', () => {
  const lab = new NetworkLab(bridgeTopology(3));
  lab.do(asks(0, '10.0.0.99'), { do: 'reboot', at: 'H' });
  expect(receivers(lab, repliesTo(1, testerMac(0)))).toEqual(['T2.eth0', 'T0.eth0']);
});

it('two bridges of one host are two networks', () => {
  const topology = bridgeTopology(4);
  const [host, ...others] = topology.hosts;
  const interfaces = host!.interfaces.map((each) =>
    each.bridge === undefined ? each : { ...each, bridge: { members: ['eth0', 'eth1'] } },
  );
  const second = { name: 'br1', mac: '02:00:00:00:00:b1', bridge: { members: ['eth2', 'eth3'] } };
  const lab = new NetworkLab({ ...topology, hosts: [{ ...host!, interfaces: [...interfaces, second] }, ...others] });
  expect(receivers(lab, asks(0, '10.0.0.99'))).toEqual([UP, 'T1.eth0']);
  expect(lab.do(asks(2, '10.0.0.99')).receivers()).toEqual(['H.eth2', 'H.br1', 'T3.eth0']);
});

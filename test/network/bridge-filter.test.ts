/** Where the filter hooks sit on the way of a frame through a bridge, and what a rule there stops. */
import { describe, expect, it } from 'vitest';
import type { Step } from '../../src/scenario/step.ts';
import { addressed, NetworkLab } from './network-lab.ts';
import { asks, BRIDGE_IP, BRIDGE_MAC, bridgeTopology, repliesTo, testerIp, testerMac } from './testers.ts';

const UP = 'H.br0';
const ARPREPLY = `ebtables -t nat -A PREROUTING -p ARP --arp-op Request --arp-ip-dst ${BRIDGE_IP} -j arpreply --arpreply-mac ${BRIDGE_MAC}`;

/** Three testers; the rules are in the order in which they were typed. */
function filtered(...rules: readonly string[]): NetworkLab {
  return new NetworkLab(bridgeTopology(3, { rules }));
}

function receivers(lab: NetworkLab, ...steps: readonly Step[]): string[] {
  return lab
    .do(...steps)
    .receivers()
    .filter((port) => port === UP || port.startsWith('T'))
    .sort();
}

/** Tester 0 asks everybody for an address that nobody has; and for the host's. */
const stranger = asks(0, '10.0.0.99');
const forHost = asks(0, BRIDGE_IP);
const hostAsks: Step = { do: 'ping', from: 'H', to: '10.0.0.99' };
const hostPings: Step = { do: 'ping', from: 'H', to: testerIp(0) };

describe('without rules', () => {
  it('everything passes', () => {
    expect(receivers(filtered(), stranger)).toEqual([UP, 'T1.eth0', 'T2.eth0']);
    expect(receivers(filtered(), hostAsks)).toEqual(['T0.eth0', 'T1.eth0', 'T2.eth0']);
  });
});

describe('a frame from a member', () => {
  it.each([
    ['ebtables -t nat -A PREROUTING -p ARP -j DROP', [], ['H.eth0: ebtables nat PREROUTING rule 1']],
    [
      'ebtables -A FORWARD -p ARP -j DROP',
      [UP],
      ['H.eth2: ebtables filter FORWARD rule 1', 'H.eth1: ebtables filter FORWARD rule 1'],
    ],
    ['ebtables -A FORWARD -o eth1 -j DROP', [UP, 'T2.eth0'], ['H.eth1: ebtables filter FORWARD rule 1']],
    ['ebtables -A FORWARD -i eth1 -j DROP', [UP, 'T1.eth0', 'T2.eth0'], []],
    [
      'arptables -A FORWARD -j DROP',
      [UP],
      ['H.eth2: arptables filter FORWARD rule 1', 'H.eth1: arptables filter FORWARD rule 1'],
    ],
    ['arptables -A FORWARD -o eth1 -j DROP', [UP, 'T2.eth0'], ['H.eth1: arptables filter FORWARD rule 1']],
    ['ebtables -t nat -A POSTROUTING -o eth1 -j DROP', [UP, 'T2.eth0'], ['H.eth1: ebtables nat POSTROUTING rule 1']],
    ['ebtables -A INPUT -i eth0 -j DROP', ['T1.eth0', 'T2.eth0'], ['H.eth0: ebtables filter INPUT rule 1']],
    ['arptables -A INPUT -j DROP', ['T1.eth0', 'T2.eth0'], ['H.br0: arptables filter INPUT rule 1']],
    ['arptables -A INPUT -i eth0 -j DROP', [UP, 'T1.eth0', 'T2.eth0'], []],
    ['arptables -A INPUT -i br0 -j DROP', ['T1.eth0', 'T2.eth0'], ['H.br0: arptables filter INPUT rule 1']],
    ['ebtables -A OUTPUT -j DROP', [UP, 'T1.eth0', 'T2.eth0'], []],
    ['arptables -A OUTPUT -j DROP', [UP, 'T1.eth0', 'T2.eth0'], []],
    ['ebtables -t nat -A OUTPUT -j DROP', [UP, 'T1.eth0', 'T2.eth0'], []],
  ])('%s', (rule, expected, drops) => {
    const lab = filtered(rule);
    expect(receivers(lab, stranger)).toEqual(expected);
    expect(lab.drops()).toEqual(drops);
  });

  it('meets PREROUTING, then ebtables FORWARD, then arptables FORWARD, then POSTROUTING', () => {
    const hooks = [
      ['ebtables -t nat -A PREROUTING -j DROP', 'ebtables nat PREROUTING rule 1'],
      ['ebtables -A FORWARD -j DROP', 'ebtables filter FORWARD rule 1'],
      ['arptables -A FORWARD -j DROP', 'arptables filter FORWARD rule 1'],
      ['ebtables -t nat -A POSTROUTING -j DROP', 'ebtables nat POSTROUTING rule 1'],
    ] as const;
    for (let first = 0; first < hooks.length; first++) {
      const lab = filtered(...hooks.slice(first).map(([rule]) => rule));
      lab.do(stranger);
      expect(lab.drops()[0]).toMatch(new RegExp(`: ${hooks[first]![1]}$`));
    }
  });

  it('on its way up meets ebtables INPUT, then arptables INPUT', () => {
    const lab = filtered('arptables -A INPUT -j DROP', 'ebtables -A INPUT -j DROP');
    lab.do(forHost);
    expect(lab.drops()).toEqual(['H.eth0: ebtables filter INPUT rule 1']);
  });

  it('that is for the host alone does not meet FORWARD, and one for others not INPUT', () => {
    const lab = filtered('ebtables -A FORWARD -j DROP', 'arptables -A FORWARD -j DROP');
    expect(receivers(lab, repliesTo(0, BRIDGE_MAC))).toEqual([UP]);
    const other = filtered('ebtables -A INPUT -j DROP', 'arptables -A INPUT -j DROP');
    other.do(stranger);
    expect(receivers(other, repliesTo(1, testerMac(0)))).toEqual(['T0.eth0']);
  });
});

describe('a frame of the host', () => {
  it.each([
    ['arptables -A OUTPUT -j DROP', [], ['H.br0: arptables filter OUTPUT rule 1']],
    ['arptables -A OUTPUT -o br0 -j DROP', [], ['H.br0: arptables filter OUTPUT rule 1']],
    ['arptables -A OUTPUT -o eth1 -j DROP', ['T0.eth0', 'T1.eth0', 'T2.eth0'], []],
    ['ebtables -t nat -A OUTPUT -o eth1 -j DROP', ['T0.eth0', 'T2.eth0'], ['H.eth1: ebtables nat OUTPUT rule 1']],
    ['ebtables -A OUTPUT -o eth1 -j DROP', ['T0.eth0', 'T2.eth0'], ['H.eth1: ebtables filter OUTPUT rule 1']],
    [
      'ebtables -t nat -A POSTROUTING -o eth1 -j DROP',
      ['T0.eth0', 'T2.eth0'],
      ['H.eth1: ebtables nat POSTROUTING rule 1'],
    ],
    ['ebtables -A FORWARD -j DROP', ['T0.eth0', 'T1.eth0', 'T2.eth0'], []],
    ['arptables -A FORWARD -j DROP', ['T0.eth0', 'T1.eth0', 'T2.eth0'], []],
  ])('%s', (rule, expected, drops) => {
    const lab = filtered(rule);
    expect(receivers(lab, hostAsks)).toEqual(expected);
    expect(lab.drops()).toEqual(drops);
  });

  it('meets arptables OUTPUT, then nat OUTPUT, then filter OUTPUT, then POSTROUTING', () => {
    const hooks = [
      ['arptables -A OUTPUT -j DROP', 'arptables filter OUTPUT rule 1'],
      ['ebtables -t nat -A OUTPUT -j DROP', 'ebtables nat OUTPUT rule 1'],
      ['ebtables -A OUTPUT -j DROP', 'ebtables filter OUTPUT rule 1'],
      ['ebtables -t nat -A POSTROUTING -j DROP', 'ebtables nat POSTROUTING rule 1'],
    ] as const;
    for (let first = 0; first < hooks.length; first++) {
      const lab = filtered(...hooks.slice(first).map(([rule]) => rule));
      lab.do(hostAsks);
      expect(lab.drops()[0]).toMatch(new RegExp(`: ${hooks[first]![1]}$`));
    }
  });

  it('that a rule drops was still sent by the stack, as far as the bridge is concerned', () => {
    expect(filtered('ebtables -A OUTPUT -j DROP').do(hostAsks).frames(UP)).toHaveLength(1);
    expect(filtered('arptables -A OUTPUT -j DROP').do(hostAsks).frames(UP)).toEqual([]);
  });
});

describe('IP frames', () => {
  it('are nothing to arptables', () => {
    const lab = filtered('arptables -A INPUT -j DROP', 'arptables -A OUTPUT -j DROP', 'arptables -A FORWARD -j DROP');
    const neighbours = [{ address: testerIp(0), mac: testerMac(0), interface: 'br0' }];
    const rules = lab.topology.hosts[0]!.rules!;
    const open = new NetworkLab(bridgeTopology(3, { rules, neighbours }));
    expect(receivers(open, hostPings)).toEqual(['T0.eth0', 'T1.eth0', 'T2.eth0']);
    expect(open.drops()).toEqual([]);
  });
});

describe('arpreply in PREROUTING', () => {
  it('answers where the request came in, and nobody else hears of it: not even the host', () => {
    const lab = filtered(ARPREPLY);
    expect(receivers(lab, forHost)).toEqual(['T0.eth0']);
    expect(lab.received('T0.eth0').map(addressed)).toEqual([`${testerMac(0)}: ${BRIDGE_IP} is at ${BRIDGE_MAC}`]);
    expect(lab.drops()).toEqual(['H.eth0: ebtables nat PREROUTING rule 1: arpreply']);
    expect(lab.entry('H', testerIp(0))).toBe('none');
  });

  it('keeps the bridge from learning where the asker is', () => {
    const intercepted = filtered(ARPREPLY);
    intercepted.do(forHost);
    expect(receivers(intercepted, repliesTo(1, testerMac(0)))).toEqual(['T0.eth0', 'T2.eth0']);
    const dropped = filtered('ebtables -A INPUT -j DROP');
    dropped.do(forHost);
    expect(receivers(dropped, repliesTo(1, testerMac(0)))).toEqual(['T0.eth0']);
  });

  it('so does a DROP there', () => {
    const lab = filtered(`ebtables -t nat -A PREROUTING -p ARP --arp-ip-dst ${BRIDGE_IP} -j DROP`);
    lab.do(forHost);
    expect(receivers(lab, repliesTo(1, testerMac(0)))).toEqual(['T0.eth0', 'T2.eth0']);
  });

  it('leaves other requests, replies and other ports alone', () => {
    const lab = filtered(ARPREPLY.replace('-p ARP', '-p ARP -i eth0'));
    expect(receivers(lab, stranger)).toEqual([UP, 'T1.eth0', 'T2.eth0']);
    expect(receivers(lab, { ...forHost, operation: 2 })).toEqual([UP, 'T1.eth0', 'T2.eth0']);
    expect(receivers(lab, asks(1, BRIDGE_IP))).toEqual(['T0.eth0', 'T1.eth0', 'T2.eth0', UP].sort());
    expect(lab.entry('H', testerIp(1))).toBe(`${testerMac(1)} stale`);
  });

  it('with --arpreply-target ACCEPT answers and lets the request pass', () => {
    const lab = filtered(`${ARPREPLY} --arpreply-target ACCEPT`);
    lab.do(forHost);
    expect(lab.entry('H', testerIp(0))).toBe(`${testerMac(0)} stale`);
    // One answer of the rule, one of the host.
    expect(lab.received('T0.eth0').map(addressed)).toEqual([
      `${testerMac(0)}: ${BRIDGE_IP} is at ${BRIDGE_MAC}`,
      `${testerMac(0)}: ${BRIDGE_IP} is at ${BRIDGE_MAC}`,
    ]);
  });

  it('passes no hook of ebtables, but arptables OUTPUT', () => {
    const passing = ['ebtables -A OUTPUT -j DROP', 'ebtables -t nat -A OUTPUT -j DROP', 'ebtables -A FORWARD -j DROP'];
    expect(receivers(filtered(ARPREPLY, ...passing), forHost)).toEqual(['T0.eth0']);
    const lab = filtered(ARPREPLY, 'arptables -A OUTPUT -o eth0 -j DROP');
    expect(receivers(lab, forHost)).toEqual([]);
    expect(lab.drops()).toContain('H.eth0: arptables filter OUTPUT rule 1');
  });
});

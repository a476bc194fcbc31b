/** Hosts with several bridges: which of them a guest hangs off. */
import { describe, expect, it } from 'vitest';
import type { GuestSpec, HostSpec, Topology } from '../../src/network/index.ts';
import { NetworkLab } from './network-lab.ts';

function guest(n: number, bridge?: string): GuestSpec {
  const interfaces = [{ name: 'eth0', mac: `02:00:00:00:01:0${n}`, addresses: [`10.0.1.${n}/16`] }];
  return { name: `VM-${n}`, port: `veth${n}`, interfaces, ...(bridge === undefined ? {} : { bridge }) };
}

function host(n: number, bridges: readonly string[], guests: readonly GuestSpec[]): HostSpec {
  const interfaces = bridges.map((name, index) => ({ name, mac: `02:00:00:00:00:${n}${index}`, bridge: {} }));
  return { name: `BM-${n}`, interfaces, guests };
}

const TOPOLOGY: Topology = {
  version: 1,
  hosts: [
    host(1, ['br0', 'br1'], [guest(1), guest(2, 'br1'), guest(3, 'br1'), guest(4, 'br0')]),
    host(2, ['br1', 'br0'], [guest(5), guest(6, 'br0')]),
    host(3, ['lan'], [guest(7)]),
  ],
};

/** The guests that hear a guest's request. */
function neighboursOf(lab: NetworkLab, name: string): string[] {
  const receivers = lab.do({ do: 'ping', from: name, to: '10.0.9.9' }).receivers();
  return receivers
    .filter((port) => port.startsWith('VM-'))
    .map((port) => port.slice(0, 4))
    .sort();
}

describe('a guest', () => {
  it('hangs off the bridge that it names, or the first one', () => {
    const lab = new NetworkLab(TOPOLOGY);
    const seen = ['VM-1', 'VM-2', 'VM-5', 'VM-6'].map((name) => neighboursOf(lab, name));
    expect(seen).toEqual([['VM-4'], ['VM-3'], [], []]);
  });

  it.each([
    ['VM-2', 'BM-2', 'VM-5'],
    ['VM-4', 'BM-2', 'VM-6'],
    // It named none, and so had the first one, br0.
    ['VM-1', 'BM-2', 'VM-6'],
    ['VM-5', 'BM-1', 'VM-2'],
  ])('%s goes to the bridge of the same name on %s, beside %s', (name, to, beside) => {
    const lab = new NetworkLab(TOPOLOGY).do({ do: 'migrate', guest: name, to, announce: 'none' });
    expect(neighboursOf(lab, name)).toContain(beside);
  });

  it('goes to the first bridge of a host that has none of that name', () => {
    const lab = new NetworkLab(TOPOLOGY).do({ do: 'migrate', guest: 'VM-2', to: 'BM-3', announce: 'none' });
    expect(neighboursOf(lab, 'VM-2')).toEqual(['VM-7']);
  });
});

it('changes tell whether there was anything to change', () => {
  const { network } = new NetworkLab(TOPOLOGY);
  const [vm1, bm1, bm2] = [network.host('VM-1')!, network.host('BM-1')!, network.host('BM-2')!];
  expect([network.detach(vm1), network.detach(vm1), network.detach(bm1)]).toEqual([true, false, false]);
  expect([network.attach(vm1, bm2)?.local, network.attach(vm1, bm1), network.homeOf(vm1)]).toEqual([
    'veth1',
    undefined,
    bm2,
  ]);
  const own = vm1.stack.interfaces[0]!.addresses[0]!;
  const changed = [false, false, true, true].map((present) =>
    vm1.take({ kind: 'address', interface: 0, address: own, present }),
  );
  expect(changed).toEqual([true, false, true, false]);
  expect([network.setFates(vm1.stackPorts[0]!, ['lose']), network.setFates(bm1.stackPorts[0]!, ['lose'])]).toEqual([
    true,
    false,
  ]);
});

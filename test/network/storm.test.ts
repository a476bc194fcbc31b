/** Stacks that answer answers: the network cuts them off and goes on. */
import { describe, expect, it } from 'vitest';
import { ReferenceStack } from '../../src/model/index.ts';
import type { Topology } from '../../src/network/index.ts';
import { NetworkLab } from './network-lab.ts';

/** Takes everything for a request, so two of them answer each other for ever. */
class PingPongStack extends ReferenceStack {
  protected override isRequest(): boolean {
    return true;
  }
}

/** Answers every answer twice: the number of frames doubles with each hop. */
class DoublingStack extends PingPongStack {
  protected override reply(...args: Parameters<ReferenceStack['reply']>): void {
    super.reply(...args);
    super.reply(...args);
  }
}

const TOPOLOGY: Topology = {
  version: 1,
  hosts: [1, 2].map((n) => ({
    name: `H${n}`,
    interfaces: [{ name: 'eth0', mac: `02:00:00:00:00:0${n}`, addresses: [`10.0.0.${n}/24`] }],
  })),
  cables: [['H1.eth0', 'H2.eth0']],
};

const BUDGET = 20_000 + 16 * 2 * 2;

describe.each([
  ['a ping-pong', PingPongStack],
  ['an avalanche', DoublingStack],
])('%s of two stacks', (_, Stack) => {
  function storm(): NetworkLab {
    return new NetworkLab(TOPOLOGY, () => (config, environment) => new Stack(config, environment));
  }

  it('is cut off after a number of frames that grows with the network', () => {
    const lab = storm().do({ do: 'ping', from: 'H1', to: '10.0.0.2' });
    expect(lab.network.frames).toBeGreaterThanOrEqual(BUDGET);
    expect(lab.network.frames).toBeLessThan(BUDGET + 10);
    expect(new Set(lab.drops().map((line) => line.split(': ').slice(1).join(': ')))).toEqual(
      new Set(['storm: more frames than any honest exchange needs']),
    );
    expect(lab.events.at(-1)!.kind).toBe('settled');
  });

  it('does not keep the next step from being performed, with a budget of its own', () => {
    const lab = storm().do({ do: 'ping', from: 'H1', to: '10.0.0.2' }, { do: 'wait', ms: 100 });
    const before = lab.network.frames;
    lab.do({ do: 'flush-neighbours', at: 'H1' }, { do: 'ping', from: 'H1', to: '10.0.0.2' });
    expect(lab.deliveries()[0]).toBe('echo-request at H2 from 10.0.0.1');
    expect(lab.network.frames - before).toBeGreaterThanOrEqual(BUDGET);
  });

  it('is cut off during a wait as well', () => {
    const lab = storm();
    lab.do({ do: 'faults', cable: 'H1.eth0', fates: [500] }, { do: 'ping', from: 'H1', to: '10.0.0.2' });
    const before = lab.network.frames;
    lab.do({ do: 'wait', ms: 600 });
    expect(lab.network.frames - before).toBeGreaterThanOrEqual(BUDGET);
    expect(lab.network.now).toBeGreaterThanOrEqual(600e6);
  });
});

it('honest stacks are never cut off: everybody of a rack asks everybody', () => {
  const count = 60;
  const addresses = Array.from({ length: count }, (_, index) => `10.0.0.${index + 1}`);
  const hosts = addresses.map((own, index) => {
    const mac = `02:00:00:00:00:${(index + 1).toString(16).padStart(2, '0')}`;
    return { name: `H${index + 1}`, interfaces: [{ name: 'eth0', mac, addresses: [`${own}/24`] }] };
  });
  const cables = hosts.map((host) => [`${host.name}.eth0`, 'sw'] as const);
  const lab = new NetworkLab({ version: 1, hosts, switches: [{ name: 'sw' }], cables });
  const flush = hosts.map((host) => ({ do: 'flush-neighbours', at: host.name }) as const);
  const asks = hosts.flatMap((host) => addresses.map((to) => ({ do: 'ping', from: host.name, to }) as const));
  lab.do(...flush, ...asks);
  expect(lab.drops()).toEqual([]);
  expect(lab.deliveries().filter((line) => line.startsWith('echo-reply'))).toHaveLength(count * (count - 1));
});

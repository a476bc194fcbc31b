/** What the events of a host tell: causes, times, and that a frame is one object on all its hops. */
import { describe, expect, it } from 'vitest';
import { LinuxStack, ReferenceStack } from '../../src/model/index.ts';
import { HostNode, referenceStackFactory } from '../../src/network/host-node.ts';
import { HOP_NANOSECONDS } from '../../src/network/scheduler.ts';
import type { FrameEvent, TraceEvent } from '../../src/trace/index.ts';
import { NetworkLab } from './network-lab.ts';
import { LOCAL_IP, storyRack } from './story-rack.ts';

function eventsOf<Kind extends TraceEvent['kind']>(lab: NetworkLab, kind: Kind): Extract<TraceEvent, { kind: Kind }>[] {
  return lab.events.filter((event): event is Extract<TraceEvent, { kind: Kind }> => event.kind === kind);
}

describe('the events of a run', () => {
  const lab = new NetworkLab(storyRack()).do({ do: 'metric', from: 'VM-1', to: LOCAL_IP, by: 'tcp' });
  const byId = new Map(lab.events.map((event) => [event.id, event]));

  it('are numbered from 0 without a gap, and time does not run backwards', () => {
    expect(lab.events.map((event) => event.id)).toEqual(lab.events.map((_, index) => index));
    const times = lab.events.map((event) => event.time);
    expect(times).toEqual(times.toSorted((left, right) => left - right));
  });

  it('name the frame that taught an entry, and the packet whose answer made one', () => {
    const seen = eventsOf(lab, 'neighbour').map((change) => {
      const cause = byId.get(change.cause) as FrameEvent | undefined;
      if (cause !== undefined) expect([cause.kind, cause.port]).toEqual(['received', change.port]);
      if (change.reason === 'frame') expect(cause!.frame.arp!.senderIp).toBe(change.address);
      return `${change.reason} by ${cause === undefined ? 'itself' : (cause.frame.ip?.message ?? 'ARP')}`;
    });
    expect(seen).toEqual(['traffic by itself', 'frame by ARP', 'traffic by syn', 'frame by ARP']);
  });

  it('name no frame once the stack is done with it', () => {
    const later = new NetworkLab(storyRack()).do({ do: 'ping', from: 'VM-1', to: LOCAL_IP });
    later.do(
      { do: 'flush-neighbours', at: 'VM-1' },
      { do: 'ping', from: 'VM-1', to: '10.51.162.77' },
      { do: 'wait', ms: 5000 },
    );
    const changes = eventsOf(later, 'neighbour').filter(
      (event) => later.network.header.nodes[event.node]!.name === 'VM-1',
    );
    expect(changes.map((event) => [event.reason, event.cause])).toEqual([
      ['operator', -1],
      ['traffic', -1],
      ['timer', -1],
    ]);
  });

  it('name the frame that carried what was delivered', () => {
    const deliveries = eventsOf(lab, 'delivered');
    expect(deliveries.map((each) => each.message)).toEqual(['syn', 'syn-ack']);
    for (const each of deliveries) {
      const cause = byId.get(each.cause) as FrameEvent;
      expect([cause.port, cause.frame.ip!.id]).toEqual([each.port, each.packet]);
    }
  });

  it('show a frame as the same object on all its hops, a hop apart', () => {
    const sent = lab.events.flatMap((event) => (event.kind === 'sent' ? [event] : []));
    const asked = sent.find((event) => event.frame.arp?.operation === 1 && event.time > 0)!;
    const hops = lab.events.filter((event) => 'frame' in event && event.frame === asked.frame);
    expect(hops.map((event) => (event.time - asked.time) / HOP_NANOSECONDS)).toEqual([
      0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 3,
    ]);
  });
});

it('a packet of a host to itself is delivered without a frame', () => {
  const lab = new NetworkLab(storyRack()).do({ do: 'metric', from: 'BM-1', to: LOCAL_IP, by: 'udp' });
  expect(eventsOf(lab, 'delivered')).toMatchObject([{ node: 0, port: -1, cause: -1, message: 'datagram' }]);
  expect(eventsOf(lab, 'originated')).toHaveLength(1);
  expect(lab.network.frames).toBe(0);
});

it('every packet has an identification of its own', () => {
  const ping = { do: 'ping', from: 'VM-1', to: '10.51.162.73' } as const;
  const lab = new NetworkLab(storyRack()).do(ping, ping, { ...ping, from: 'VM-3' });
  expect(eventsOf(lab, 'originated').map((event) => event.packet)).toEqual([1, 2, 3]);
});

it('the profile says which stack it is', () => {
  const { hosts, ...rack } = storyRack();
  const lab = new NetworkLab({
    ...rack,
    hosts: hosts.map((host, index) => (index === 0 ? { ...host, profile: 'rfc826-strict' } : host)),
  });
  const stacks = lab.network.nodes.flatMap((node) => (node instanceof HostNode ? [[node.name, node.stack]] : []));
  const linux = stacks.flatMap(([name, stack]) => (stack instanceof LinuxStack ? [name] : []));
  expect(linux).toEqual(['VM-0', 'VM-1', 'BM-2', 'VM-3', 'VM-4']);
  expect(lab.network.host('BM-1')!.stack).toBeInstanceOf(ReferenceStack);
});

it('another stack can be put in for some nodes', () => {
  const made: string[] = [];
  new NetworkLab(storyRack(), (node) => {
    if (node.kind !== 'guest') return undefined;
    return (config, environment, profile) => {
      made.push(`${node.name} ${profile}`);
      return referenceStackFactory(config, environment, profile);
    };
  });
  expect(made).toEqual(['VM-0 linux', 'VM-1 linux', 'VM-3 linux', 'VM-4 linux']);
});

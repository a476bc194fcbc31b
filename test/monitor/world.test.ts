import { describe, expect, it } from 'vitest';
import { World } from '../../src/monitor/index.ts';
import { type Trace, TraceBuilder } from '../../src/trace/index.ts';
import { ip, macOf, request } from '../model/stations.ts';

const LOCAL = ip('169.254.1.1');
const A = ip('10.0.0.10');

function rack(): TraceBuilder {
  return new TraceBuilder()
    .host('BM-1', { mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/16', '169.254.1.1/32 scope host'] })
    .host('BM-2', { mac: '02:00:00:00:00:02', addresses: ['10.0.0.2/16', '169.254.1.1/32 scope host'] })
    .host('VM-1', {
      mac: '02:00:00:00:00:0a',
      addresses: ['10.0.0.10/16'],
      guestOf: 'BM-1',
      staticNeighbours: { '10.0.0.9': '02:00:00:00:00:0b' },
    });
}

function worldAfter(trace: Trace): World {
  const world = new World(trace.header);
  for (const event of trace.events) world.apply(event);
  return world;
}

describe('before the first event', () => {
  const world = worldAfter(rack().build());

  it('knows who has which address', () => {
    expect(world.ownersOf(LOCAL).map((host) => host.name)).toEqual(['BM-1', 'BM-2']);
    expect(world.ownersOf(A).map((host) => host.name)).toEqual(['VM-1']);
    expect(world.ownersOf(ip('10.0.0.99'))).toEqual([]);
    expect([world.isHostScoped(LOCAL), world.isHostScoped(A), world.hasHostScoped]).toEqual([true, false, true]);
  });

  it('knows whose MAC address it is, and who runs where', () => {
    expect(world.nameOf(world.ownerOfMac(macOf('A')))).toBe('VM-1');
    expect(world.nameOf(world.ownerOfMac(macOf('X')))).toBe('nobody');
    expect([0, 2, undefined].map((node) => world.homeOf(node))).toEqual([0, 0, undefined]);
  });

  it('knows static neighbours', () => {
    expect(world.binding(2, ip('10.0.0.9'))).toEqual({ mac: macOf('B'), state: 'permanent' });
    expect([world.binding(2, A), world.binding(0, ip('10.0.0.9')), world.entries]).toEqual([undefined, undefined, 1]);
  });

  it('has no port without a MAC address as an owner', () => {
    const { header } = rack().build();
    const tap = { name: 'BM-1.veth1', node: 0, mac: 0, kind: 'member', uplink: false } as (typeof header.ports)[number];
    const taps = new World({ ...header, nodes: [...header.nodes], ports: [...header.ports, tap] });
    expect([taps.ownerOfMac(tap.mac), taps.stackAt(3)]).toEqual([undefined, undefined]);
  });
});

describe('follows', () => {
  it('addresses', () => {
    const world = worldAfter(rack().at('VM-1').address('10.0.0.11/16', true).address('10.0.0.10/16', false).build());
    expect([world.ownersOf(ip('10.0.0.11')).length, world.ownersOf(A).length]).toEqual([1, 0]);
  });

  it('host-scoped addresses: once is for ever, as somebody may still believe it', () => {
    const world = worldAfter(
      rack().at('VM-1').address('10.9.9.9/32 scope host', true).address('10.9.9.9/32', false).build(),
    );
    expect([world.isHostScoped(ip('10.9.9.9')), world.ownersOf(ip('10.9.9.9'))]).toEqual([true, []]);
  });

  it('neighbours, and counts them', () => {
    const builder = rack().at('VM-1').learned(LOCAL, macOf('D')).pending(ip('10.0.0.2')).learned(LOCAL, macOf('E'));
    const world = worldAfter(builder.build());
    expect([world.binding(2, LOCAL)?.mac, world.binding(2, ip('10.0.0.2'))?.state]).toEqual([macOf('E'), 'incomplete']);
    expect(world.entries).toBe(3);
    expect(worldAfter(builder.forgot(LOCAL, 'timer').build()).entries).toBe(2);
  });

  it('moves', () => {
    const builder = rack().at('VM-1').moved(undefined);
    expect(worldAfter(builder.build()).homeOf(2)).toBeUndefined();
    expect(worldAfter(builder.moved('BM-2').build()).homeOf(2)).toBe(1);
  });

  it('links', () => {
    const builder = rack().at('VM-1').link(false);
    expect([0, 2].map((port) => worldAfter(builder.build()).isUp(port))).toEqual([true, false]);
    expect(worldAfter(builder.link(true).build()).isUp(2)).toBe(true);
  });

  it('the frame that a stack is working on', () => {
    const trace = rack()
      .received(request('A', '10.0.0.10', '10.0.0.1'))
      .build();
    const [event] = trace.events;
    const world = worldAfter(trace);
    if (event?.kind !== 'received') throw new Error('no frame');
    world.noteReceived(event);
    expect([world.causeOf(event.port, event.id), world.causeOf(event.port, -1), world.causeOf(0, event.id)]).toEqual([
      event,
      undefined,
      undefined,
    ]);
  });
});

it('starts anew for another trace as if it were new', () => {
  const busy = rack()
    .at('VM-1')
    .learned(LOCAL, macOf('D'))
    .moved('BM-2')
    .link(false)
    .address('10.9.9.9/32 scope host', true)
    .build();
  const world = worldAfter(busy);
  const other = new TraceBuilder().host('X', { mac: '02:00:00:00:00:ff', addresses: ['192.0.2.1/24'] }).build();
  world.restart(other.header);
  expect([world.hasHostScoped, world.entries, world.hosts.length, world.isUp(2)]).toEqual([false, 0, 1, true]);
  expect([world.ownerOfMac(macOf('A')), world.nameOf(world.ownerOfMac(macOf('X')))]).toEqual([undefined, 'X']);
  world.restart(busy.header);
  expect([world.homeOf(2), world.binding(2, LOCAL), world.isHostScoped(ip('10.9.9.9'))]).toEqual([0, undefined, false]);
});

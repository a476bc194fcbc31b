import { describe, expect, it } from 'vitest';
import {
  Judge,
  type Judgement,
  judgeTrace,
  type Monitor,
  type MonitorContext,
  type Property,
  type Verdict,
} from '../../src/monitor/index.ts';
import { type Trace, TraceBuilder } from '../../src/trace/index.ts';
import { Frame } from '../../src/wire/index.ts';
import { arp, gratuitous, ip, macOf, ping, reply, request } from '../model/stations.ts';
import { findingAt, madeUpProperty } from './made-up-property.ts';

const A = ip('10.0.0.10');

/** The stack under test D with d; it has an entry for 10.0.0.10. */
function builder(more: { readonly cacheVisible?: boolean } = {}): TraceBuilder {
  return new TraceBuilder()
    .host('D', { mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/24'], profile: 'linux', ...more })
    .learned(A, macOf('A'));
}

const SETTLED_TWICE = builder().step().settled().step().settled().build();

function judged(trace: Trace, watch: (context: MonitorContext) => Monitor): Judgement {
  return judgeTrace(trace, [madeUpProperty('x', watch)])[0]!;
}

describe('the verdict', () => {
  type Act = (context: MonitorContext) => void;
  const exercise: Act = (context) => context.exercised();
  const violate: Act = (context) => context.violated(findingAt(1));
  const doubt: Act = (context) => context.inconclusive('who knows');
  const fail: Act = () => {
    throw new Error('oh no');
  };

  it.each<[string, Act[], string | undefined]>([
    ['vacuous', [], undefined],
    ['held', [exercise], undefined],
    ['violated', [violate], undefined],
    ['violated', [violate, exercise], undefined],
    ['inconclusive', [doubt], 'who knows'],
    ['inconclusive', [exercise, doubt], 'who knows'],
    ['inconclusive', [fail], 'the monitor failed: oh no'],
    ['inconclusive', [exercise, fail], 'the monitor failed: oh no'],
    ['inconclusive', [doubt, fail], 'who knows'],
    ['violated', [doubt, violate], 'who knows'],
    ['violated', [violate, doubt], 'who knows'],
    ['violated', [violate, fail], 'the monitor failed: oh no'],
  ])('is %s (case %#)', (verdict, acts, reason) => {
    const result = judged(SETTLED_TWICE, (context) => ({
      settled() {
        for (const act of acts) act(context);
      },
    }));
    expect([result.verdict, result.reason]).toEqual([verdict, reason]);
  });

  it('may be spoken at the end', () => {
    expect(judged(SETTLED_TWICE, (context) => ({ end: () => context.exercised(3) }))).toMatchObject({
      verdict: 'held',
      exercised: 3,
    });
    expect(judged(SETTLED_TWICE, (context) => ({ end: () => violate(context) })).verdict).toBe('violated');
    expect(judged(SETTLED_TWICE, () => ({ end: () => fail({} as MonitorContext) }))).toMatchObject({
      verdict: 'inconclusive',
      reason: 'the monitor failed: oh no',
    });
  });

  it('counts a violation as exercised', () => {
    const result = judged(SETTLED_TWICE, (context) => ({ settled: () => violate(context) }));
    expect([result.exercised, result.violations.length]).toEqual([2, 2]);
  });

  it('keeps 16 violations of a storm of them, the first ones, and counts all', () => {
    const result = judged(SETTLED_TWICE, (context) => ({
      end() {
        for (let time = 0; time < 100; time++) context.violated(findingAt(time));
      },
    }));
    expect(result.exercised).toBe(100);
    expect(result.violations.map((each) => each.time)).toEqual(Array.from({ length: 16 }, (_, time) => time));
  });

  it('has the property’s own data beside what the monitor says', () => {
    const property = madeUpProperty('a.b', (context) => ({ end: () => context.violated(findingAt(7)) }), {
      level: 'SHOULD',
      source: 'RFC 826',
    });
    expect(judgeTrace(SETTLED_TWICE, [property])[0]!.violations).toEqual([
      {
        property: 'a.b',
        level: 'SHOULD',
        source: 'RFC 826',
        time: 7,
        at: 'A',
        expected: 'this',
        received: 'that',
        mechanism: 'unclassified',
        circumstances: [],
        events: [7],
      },
    ]);
  });
});

describe('a monitor that throws', () => {
  const HANDLERS = [
    'settled',
    'step',
    'neighbour',
    'received',
    'arpForHost',
    'ipReceived',
    'sent',
    'arpSent',
    'end',
  ] as const;
  const trace = builder()
    .step()
    .received(request('A', '10.0.0.10', '10.0.0.1'))
    .received(ping('10.0.0.10'));
  trace
    .sent(arp(2, 'D', '10.0.0.1', '10.0.0.10', { to: 'A' }))
    .settled()
    .step()
    .settled();

  it.each(HANDLERS)('in %s is not asked again, and the others do not notice', (handler) => {
    let asked = 0;
    const healthy = (id: string) =>
      madeUpProperty(id, (context) => ({ [handler]: () => context.exercised(), settled: () => context.exercised() }));
    const broken = madeUpProperty('broken', () => ({
      [handler]: () => {
        asked += 1;
        throw new Error('oh no');
      },
      step: () => {
        asked += handler === 'step' ? 1 : 0;
        if (handler === 'step') throw new Error('oh no');
      },
    }));
    const alone = judgeTrace(trace.build(), [healthy('a'), healthy('b')]);
    const [first, middle, last] = judgeTrace(trace.build(), [healthy('a'), broken, healthy('b')]);
    expect([first!.exercised, last!.exercised]).toEqual(alone.map((each) => each.exercised));
    expect([middle!.verdict, middle!.reason, asked]).toEqual(['inconclusive', 'the monitor failed: oh no', 1]);
  });

  it('something that is no error is quoted', () => {
    const result = judged(SETTLED_TWICE, () => ({
      settled() {
        throw 'just a text';
      },
    }));
    expect(result.reason).toBe('the monitor failed: just a text');
  });

  it('when it is made is inconclusive too', () => {
    const broken = madeUpProperty('broken', () => {
      throw new Error('not even made');
    });
    const held = madeUpProperty('held', (context) => ({ settled: () => context.exercised() }));
    const results = judgeTrace(SETTLED_TWICE, [broken, held]);
    expect(results.map((each) => [each.verdict, each.reason])).toEqual([
      ['inconclusive', 'the monitor failed: not even made'],
      ['held', undefined],
    ]);
  });

  /** The verdicts of one judge on the same trace, three times in a row. */
  function threeTimes(property: Property): Verdict[] {
    const judge = new Judge(SETTLED_TWICE.header, [property]);
    return [0, 1, 2].map((run) => {
      if (run > 0) judge.restart(SETTLED_TWICE.header);
      for (const event of SETTLED_TWICE.events) judge.event(event);
      return judge.end()[0]!.verdict;
    });
  }

  it('once works again for the next trace', () => {
    let runs = 0;
    const property = madeUpProperty('x', (context) => {
      runs += 1;
      const isFirst = runs === 1;
      return {
        settled() {
          if (isFirst) throw new Error('the first time');
          context.exercised();
        },
      };
    });
    expect(threeTimes(property)).toEqual(['inconclusive', 'held', 'held']);
  });

  it('when it is made anew, or starts anew, is inconclusive for that trace only', () => {
    for (const hasRestart of [true, false]) {
      let made = 0;
      const begin = (): void => {
        made += 1;
        if (made === 2) throw new Error('the second time');
      };
      const property = madeUpProperty('x', (context) => {
        if (!hasRestart || made === 0) begin();
        const monitor: Monitor = { settled: () => context.exercised() };
        return hasRestart ? { ...monitor, restart: begin } : monitor;
      });
      expect(threeTimes(property)).toEqual(['held', 'inconclusive', 'held']);
    }
  });
});

describe('the first violation', () => {
  it('is known while the trace goes on, of whatever property, and forgotten by the next one', () => {
    const properties = ['a', 'b'].map((id, index) =>
      madeUpProperty(id, (context) => ({
        settled: () => index === 1 && context.violated(findingAt(1)),
        end: () => context.violated(findingAt(2)),
      })),
    );
    const judge = new Judge(SETTLED_TWICE.header, properties);
    expect(judge.firstViolation).toBeUndefined();
    for (const event of SETTLED_TWICE.events) judge.event(event);
    expect(judge.firstViolation).toMatchObject({ property: 'b', time: 1 });
    judge.end();
    expect(judge.firstViolation).toMatchObject({ property: 'b', time: 1 });
    judge.restart(SETTLED_TWICE.header);
    expect(judge.firstViolation).toBeUndefined();
  });
});

describe('what a frame means to the host that it reaches', () => {
  const HOST_HANDLERS = [
    'arpForHost',
    'arpFromKnown',
    'arpFromStranger',
    'arpUnfit',
    'arpSent',
    'ipSent',
    'ipReceived',
  ] as const;

  /** The handlers that are told of the last event. */
  function told(trace: Trace): string[] {
    const calls: string[] = [];
    const watch = (): Monitor =>
      Object.fromEntries(
        HOST_HANDLERS.map((name) => [name, (host: { name: string }) => calls.push(`${name} ${host.name}`)]),
      );
    judgeTrace(trace, [madeUpProperty('x', watch)]);
    return calls;
  }

  const malformed = request('A', '10.0.0.10', '10.0.0.1').bytes.slice();
  malformed[14] = 7;
  const tagged = (vlan: number): Frame => {
    const { bytes } = request('A', '10.0.0.10', '10.0.0.1');
    return new Frame(Uint8Array.of(...bytes.subarray(0, 12), 0x81, 0, 0, vlan, ...bytes.subarray(12)));
  };

  it.each<[string, Frame, string[]]>([
    ['a request for it', request('A', '10.0.0.10', '10.0.0.1'), ['arpForHost D']],
    ['a reply to it', reply('B', '10.0.0.11'), ['arpForHost D']],
    ['any operation for it', arp(25, 'B', '10.0.0.11', '10.0.0.1'), ['arpForHost D']],
    ['a request for another of a neighbour that it knows', request('A', '10.0.0.10', '10.0.0.77'), ['arpFromKnown D']],
    ['a gratuitous one of a neighbour that it knows', gratuitous(1, 'B', '10.0.0.10'), ['arpFromKnown D']],
    ['a request for another of a stranger', request('B', '10.0.0.11', '10.0.0.77'), ['arpFromStranger D']],
    ['a malformed packet', new Frame(malformed), ['arpUnfit D']],
    ['a truncated packet', new Frame(malformed.slice(0, 40)), ['arpUnfit D']],
    ['a packet to another MAC address', request('A', '10.0.0.10', '10.0.0.1', { to: 'X' }), ['arpUnfit D']],
    ['a packet in a VLAN', tagged(5), ['arpUnfit D']],
    ['a packet with a priority tag', tagged(0), ['arpForHost D']],
    ['a packet to a group', request('A', '10.0.0.10', '10.0.0.1', { to: 'group' }), ['arpForHost D']],
    ['an IPv4 packet', ping('10.0.0.10'), ['ipReceived D']],
    ['anything else', new Frame(new Uint8Array(60)), []],
  ])('%s', (_, frame, expected) => {
    expect(told(builder().received(frame).build())).toEqual(expected);
  });

  it('of a black box everybody may be known', () => {
    const frame = request('B', '10.0.0.11', '10.0.0.77');
    expect(told(builder({ cacheVisible: false }).received(frame).build())).toEqual(['arpFromKnown D']);
  });

  it('what a stack sends, but not what a scenario puts in its mouth', () => {
    const own = arp(2, 'D', '10.0.0.1', '10.0.0.10', { to: 'A' });
    expect(told(builder().sent(own).sent(ping('10.0.0.10')).sent(own, { injected: true }).build())).toEqual([
      'arpSent D',
      'ipSent D',
    ]);
  });

  it('ports without a stack mean nothing', () => {
    const trace = builder()
      .received(request('A', '10.0.0.10', '10.0.0.1'))
      .build();
    const ports = trace.header.ports.map((port) => ({ ...port, kind: 'member' as const }));
    expect(told({ ...trace, header: { ...trace.header, ports } })).toEqual([]);
  });

  it('is told with the state before the event', () => {
    const seen: unknown[] = [];
    const trace = builder()
      .address('10.0.0.2/24', true)
      .received(request('A', '10.0.0.10', '10.0.0.2'))
      .forgot(A, 'timer')
      .received(request('A', '10.0.0.10', '10.0.0.77'))
      .build();
    judgeTrace(trace, [
      madeUpProperty('x', ({ world }) => ({
        address: () => seen.push(world.hosts[0]!.owns(ip('10.0.0.2'))),
        arpForHost: (host) => seen.push(host.owns(ip('10.0.0.2'))),
        neighbour: (event) => seen.push(world.binding(event.port, event.address)?.state),
        arpFromStranger: (_, event) => seen.push(world.binding(event.port, A)),
      })),
    ]);
    expect(seen).toEqual([undefined, false, true, 'reachable', undefined]);
  });
});

it('a property is demanded of the profiles that it names, or of all', () => {
  const trace = builder().host('E', { mac: '02:00:00:00:00:02', profile: 'rfc826-strict' }).settled().build();
  const demanded = (profiles?: readonly string[]): boolean[] => {
    const seen: boolean[] = [];
    const watch = (context: MonitorContext): Monitor => ({
      settled: () => context.world.hosts.forEach((host) => void seen.push(context.demandedOf(host!))),
    });
    judgeTrace(trace, [madeUpProperty('x', watch, profiles === undefined ? {} : { profiles })]);
    return seen;
  };
  expect([demanded(), demanded(['linux']), demanded([])]).toEqual([
    [true, true],
    [true, false],
    [false, false],
  ]);
});

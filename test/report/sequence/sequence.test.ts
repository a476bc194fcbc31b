import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../properties/catalogue.ts';
import { judgeTrace, type Violation } from '../../../src/monitor/index.ts';
import { sequenceOf } from '../../../src/report/sequence/sequence.ts';
import { sequenceMermaid } from '../../../src/report/sequence/sequence-mermaid.ts';
import { sequenceText } from '../../../src/report/sequence/sequence-text.ts';
import { TraceBuilder } from '../../../src/trace/index.ts';
import {
  arpFrameBytes,
  Frame,
  MAC_BROADCAST,
  MAC_ZERO,
  type Mac,
  parseIpv4,
  parseMac,
} from '../../../src/wire/index.ts';
import { runBubble } from '../bubble.ts';

const ip = (text: string) => parseIpv4(text)!;
const mac = (text: string) => parseMac(text)!;
const [A, B, STRANGER] = [mac('02:00:00:00:00:0a'), mac('02:00:00:00:00:0b'), mac('02:00:00:00:00:99')];

function request(from: Mac, destination: Mac = MAC_BROADCAST): Frame {
  const packet = { senderMac: from, senderIp: ip('10.0.0.1'), targetMac: MAC_ZERO, targetIp: ip('10.0.0.2') };
  return new Frame(arpFrameBytes(destination, from, { operation: 1, ...packet }));
}

function network(): TraceBuilder {
  return new TraceBuilder()
    .host('A', { mac: '02:00:00:00:00:0a', addresses: ['10.0.0.1/24'] })
    .host('B', { mac: '02:00:00:00:00:0b', addresses: ['10.0.0.2/24'] })
    .host('C', { mac: '02:00:00:00:00:0c', addresses: ['10.0.0.3/24'] });
}

describe('the sequence of a trace', () => {
  it('takes a frame once, from its sender to all who got it', () => {
    const frame = request(A);
    const { participants, items } = sequenceOf(
      network().at('A').sent(frame).at('B').received(frame).at('C').received(frame).build(),
    );
    expect(participants).toEqual(['A', 'B', 'C']);
    expect(items).toMatchObject([{ kind: 'message', from: 'A', to: ['B', 'C'], lost: false }]);
  });

  it('sends to whom a frame is for if nobody is known to have got it', () => {
    const unicast = request(A, B);
    expect(sequenceOf(network().at('A').sent(unicast).build()).items).toMatchObject([{ to: ['B'], lost: false }]);
    expect(sequenceOf(network().at('A').sent(request(A)).build())).toMatchObject({
      participants: ['A', '*'],
      items: [{ to: ['*'] }],
    });
  });

  it('knows what was lost, and strangers', () => {
    const lost = request(STRANGER, B);
    const { participants, items } = sequenceOf(
      network().at('C').received(request(STRANGER, B)).at('A').sent(lost).dropped(lost, 'loss').build(),
    );
    expect(participants).toEqual(['A', 'B', 'C', '02:00:00:00:00:99']);
    expect(items).toMatchObject([
      { from: '02:00:00:00:00:99', to: ['C'], lost: false },
      { from: 'A', to: ['B'], lost: true },
    ]);
  });

  it('marks the violation and its causes, and keeps them when there is little room', () => {
    const { trace, violation } = runBubble();
    const whole = sequenceOf(trace, { violation });
    const short = sequenceOf(trace, { violation, room: 4 });
    expect(short.items).toHaveLength(4);
    expect(short.culprit).toBe('VM-2');
    for (const { items } of [whole, short]) {
      expect(items.filter(({ violates }) => violates)).toMatchObject([{ kind: 'note', over: 'VM-2', decisive: true }]);
      // The frame that was sent and the same frame where it was received are one message.
      expect(items.filter(({ decisive }) => decisive).map(({ kind }) => kind)).toEqual(['message', 'note']);
    }
  });
});

describe('as text', () => {
  it('the bubble is a diagram of a few lines', () => {
    const { trace, violation } = runBubble();
    expect(`\n${sequenceText(sequenceOf(trace, { violation, room: 7 })).join('\n')}\n`).toMatchInlineSnapshot(`
      "
                BM-1    VM-1    BM-2    VM-2
      0.000002    │       │       │       ●  VM-2's entry for 169.254.1.1 is now 02:00:00:00:00:02 (BM-2)
      0.000003    ├───────┼───────┼──────▶│  169.254.1.1 is at 02:00:00:00:00:01
      1.001006    │✕──────┤       │       │  who has 169.254.1.1? tell 10.0.1.1   [ends at BM-1.veth1: ebtables nat PREROUTING rule 1: arpreply]
      1.001007    ├──────▶│       │       │  169.254.1.1 is at 02:00:00:00:00:01
      1.001009    ├──────▶│──────▶│──────▶│  who has 10.0.1.1 (VM-1)? tell 169.254.1.1
      1.001010    │◀──────┤       │       │  10.0.1.1 is at 02:00:00:00:01:01
      1.001012    │       │       │       ●  VM-2's entry for 169.254.1.1 moves from 02:00:00:00:00:02 (BM-2) to 02:00:00:00:00:01 (BM-1)   ◄── violates
      "
    `);
  });

  it('arrows go both ways, end early, and come back', () => {
    const broadcast = request(B);
    const lost = request(A, B);
    const own = request(B, B);
    const trace = network()
      .at('B')
      .sent(broadcast)
      .at('A')
      .received(broadcast)
      .at('C')
      .received(broadcast)
      .at('A')
      .sent(lost)
      .dropped(lost, 'loss')
      .at('B')
      .received(own)
      .build();
    expect(sequenceText(sequenceOf(trace)).map((line) => line.slice(0, 33).trimEnd())).toEqual([
      '           A       B       C',
      '0.000000   │◀──────┼──────▶│  who',
      '0.000003   ├──────✕│       │  who',
      '0.000005   │       ◯       │  who',
    ]);
  });

  it('nothing has no diagram', () => {
    expect(sequenceText(sequenceOf(network().build()))).toEqual([]);
  });
});

describe('as Mermaid', () => {
  /** The part of Mermaid's grammar that is used; a text has no character that means something, except in entities. */
  const TEXT = String.raw`(?:[^#;<>\s]|#\w+;| )+`;
  const LINE = new RegExp(
    String.raw`^ *(?:sequenceDiagram|participant p\d+ as ${TEXT}|p\d+(?:->>|-x)p\d+: ${TEXT}|Note over p\d+(?:,p\d+)?: ${TEXT}|rect rgb\(\d+, \d+, \d+\)|end)$`,
  );

  it.each(catalogue.map((property) => [property.id, property] as const))('the examples of %s are', (_id, property) => {
    for (const trace of [property.examples.holds(), property.examples.violates()]) {
      const violation = judgeTrace(trace, [property])[0]!.violations[0];
      const lines = sequenceMermaid(sequenceOf(trace, { violation }));
      expect(lines.filter((line) => !LINE.test(line))).toEqual([]);
      const count = (start: string): number => lines.filter((line) => line.trim().startsWith(start)).length;
      expect(count('rect')).toBe(count('end'));
      expect(count('rect') > 0).toBe(violation !== undefined);
    }
  });

  it('the bubble is a diagram', () => {
    const { trace, violation } = runBubble();
    expect(`\n${sequenceMermaid(sequenceOf(trace, { violation, room: 7 })).join('\n')}\n`).toMatchInlineSnapshot(`
      "
      sequenceDiagram
        participant p1 as BM-1
        participant p2 as VM-1
        participant p3 as BM-2
        participant p4 as VM-2
        participant p5 as everybody
        Note over p4: VM-2's entry for 169.254.1.1 is now 02:00:00:00:00:02 (BM-2)
        p1->>p4: 169.254.1.1 is at 02:00:00:00:00:01
        Note over p1,p5: 1.001 s later
        p2-xp1: who has 169.254.1.1? tell 10.0.1.1 [ends at BM-1.veth1: ebtables nat PREROUTING rule 1: arpreply]
        p1->>p2: 169.254.1.1 is at 02:00:00:00:00:01
        rect rgb(255, 225, 220)
          p1->>p5: who has 10.0.1.1 (VM-1)? tell 169.254.1.1
        end
        p2->>p1: 10.0.1.1 is at 02:00:00:00:01:01
        rect rgb(255, 225, 220)
          Note over p4: VM-2's entry for 169.254.1.1 moves from 02:00:00:00:00:02 (BM-2) to 02:00:00:00:00:01 (BM-1)
          Note over p4: violates
        end
      "
    `);
  });

  it('names and words cannot end a statement, begin an entity, or be HTML', () => {
    const moment = { event: 0, time: 0, violates: false, decisive: false };
    const diagram = sequenceMermaid({
      participants: ['a;b#c'],
      items: [{ ...moment, kind: 'note', over: 'a;b#c', words: 'x; <b>#1</b>\nend' }],
      culprit: undefined,
    });
    expect(diagram).toEqual([
      'sequenceDiagram',
      '  participant p1 as a#59;b#35;c',
      '  Note over p1: x#59; #lt;b#gt;#35;1#lt;/b#gt; end',
    ]);
  });

  it('the violation stands over who did it, though another sent the frame', () => {
    const violation: Violation = {
      property: 'some.property',
      level: 'MUST',
      source: 'somewhere',
      time: 0,
      at: 'B',
      expected: 'an answer',
      received: 'none',
      mechanism: 'silence',
      circumstances: [],
      events: [0],
    };
    const trace = network().at('B').received(request(A)).build();
    expect(sequenceMermaid(sequenceOf(trace, { violation }))).toEqual([
      'sequenceDiagram',
      '  participant p1 as A',
      '  participant p2 as B',
      '  rect rgb(255, 225, 220)',
      '    p1->>p2: who has 10.0.0.2 (B)? tell 10.0.0.1',
      '    Note over p2: violates',
      '  end',
    ]);
  });
});

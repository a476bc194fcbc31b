import { describe, expect, it } from 'vitest';
import { metamorphic } from '../../properties/metamorphic/index.ts';
import {
  A,
  altered,
  announcement,
  B,
  H,
  host,
  packet,
  probe,
  reply,
  request,
  resized,
  X_MAC,
} from '../../properties/rfc826/cast.ts';
import { judgeTrace } from '../../src/monitor/index.ts';
import type { TraceBuilder } from '../../src/trace/index.ts';
import { type Frame, MAC_BROADCAST, MAC_ZERO, type Mac, parseIpv4 } from '../../src/wire/index.ts';

/** The properties that say anything of a trace, with their verdicts. */
function said(builder: TraceBuilder): readonly string[] {
  return judgeTrace(builder.build(), metamorphic).flatMap(({ property, verdict, violations }) =>
    verdict === 'vacuous' ? [] : [`${property.id.replace('metamorphic.', '')}: ${violations[0]?.mechanism ?? verdict}`],
  );
}

/** A asks, and is answered. */
function asked(question: Frame = request(A, H), answer: Frame = reply(H, A)): TraceBuilder {
  return host().received(question).sent(answer).settled();
}

describe('requests that are alike', () => {
  it.each([
    ['the same', request(A, H), 'same-request-same-reply'],
    ['with trailing octets', resized(request(A, H), 46), 'trailing-bytes-change-nothing'],
    [
      'with another target hardware address',
      request(A, H, { targetMac: X_MAC }),
      'target-hardware-address-changes-nothing',
    ],
    ['by unicast', request(A, H, { destination: H.mac }), 'unicast-or-broadcast-changes-nothing'],
  ] as const)('%s: one property says so, and what it saw', (_name, second, id) => {
    expect(said(asked().received(second).sent(reply(H, A)).settled())).toEqual([`${id}: held`]);
    expect(said(asked().received(second).settled())).toEqual([`${id}: now-silent`]);
    expect(said(host().received(request(A, H)).settled().received(second).sent(reply(H, A)).settled())).toEqual([
      `${id}: now-answered`,
    ]);
    const other = reply(H, A, { senderMac: X_MAC });
    expect(said(asked().received(second).sent(other).settled())).toEqual([`${id}: answered-otherwise`]);
  });

  it('from another asker: the answer names that one instead', () => {
    const ask = (answer: Frame) => said(asked().received(request(B, H)).sent(answer).settled());
    expect(ask(reply(H, B))).toEqual(['another-asker-same-reply: held']);
    for (const wrong of [
      reply(H, A),
      reply(H, B, { destination: A.mac }),
      reply(H, B, { targetMac: A.mac }),
      reply(H, B, { targetIp: A.ip }),
      resized(reply(H, B), 46),
    ]) {
      expect(ask(wrong)).toEqual(['another-asker-same-reply: answered-otherwise']);
    }
  });

  it('probes are alike, too', () => {
    const answer = (to: typeof A) => reply(H, to, { targetIp: parseIpv4('0.0.0.0')! });
    const second = host().received(probe(A, H)).sent(answer(A)).settled().received(probe(B, H));
    expect(said(second.settled())).toEqual(['another-asker-same-reply: now-silent']);
  });

  it('the same answer twice is another answer', () => {
    expect(said(asked().received(request(A, H)).sent(reply(H, A)).sent(reply(H, A)).settled())).toEqual([
      'same-request-same-reply: answered-otherwise',
    ]);
  });
});

describe('frames for others', () => {
  it.each([
    ['a request', request(B, A)],
    ['a reply', reply(B, A, { destination: MAC_BROADCAST })],
    ['a gratuitous request', announcement(B)],
    ['a frame for another station', request(B, H, { destination: X_MAC })],
  ] as const)('%s between two requests', (_name, between) => {
    const trace = () => asked().received(between).settled().received(request(A, H));
    expect(said(trace().sent(reply(H, A)).settled())).toEqual(['frames-for-others-change-no-answer: held']);
    expect(said(trace().settled())).toEqual(['frames-for-others-change-no-answer: now-silent']);
  });

  it('what differs in two things says nothing of either', () => {
    expect(said(asked().received(request(B, A)).settled().received(request(B, H)).settled())).toEqual([]);
    expect(
      said(
        asked()
          .received(request(B, H, { targetMac: X_MAC }))
          .settled(),
      ),
    ).toEqual([]);
  });
});

describe('what is not compared', () => {
  it.each([
    ['a malformed packet came between', altered(request(B, H), 0, 0, 3)],
    ['a truncated packet came between', resized(request(B, H), 8)],
    ['somebody claimed the address of the host', announcement({ ip: H.ip, mac: X_MAC })],
    ['somebody claimed it to somebody else', request({ ip: H.ip, mac: X_MAC }, A)],
  ] as const)('%s', (_name, between) => {
    expect(said(asked().received(between).settled().received(request(A, H)).settled())).toEqual([]);
  });

  it('an address that came or went between', () => {
    expect(said(asked().address('10.0.0.9/24', true).received(request(A, H)).settled())).toEqual([]);
  });

  it('requests that were not answered one by one', () => {
    const trace = host().received(request(A, H)).received(request(A, H)).sent(reply(H, A)).settled();
    expect(said(trace)).toEqual([]);
    expect(said(asked().received(request(A, H)).received(request(B, H)).settled())).toEqual([]);
  });

  it('requests for another address', () => {
    const two = host({ addresses: ['10.0.0.1/24', '10.0.0.7/24'] });
    const other = request(A, { ip: parseIpv4('10.0.0.7')! });
    expect(said(two.received(request(A, H)).sent(reply(H, A)).settled().received(other).settled())).toEqual([]);
  });

  it.each([
    ['a broadcast address', { ip: B.ip, mac: MAC_BROADCAST }],
    ['no hardware address', { ip: B.ip, mac: MAC_ZERO }],
    ['the host’s own hardware address', { ip: B.ip, mac: H.mac }],
    ['a group address', { ip: parseIpv4('224.0.0.1')!, mac: B.mac }],
    ['the address of the network', { ip: parseIpv4('10.0.0.0')!, mac: B.mac }],
    ['an address of another network', { ip: parseIpv4('192.0.2.1')!, mac: B.mac }],
  ])('an asker with %s is no other neighbour', (_name, odd) => {
    expect(said(asked().received(request(odd, H)).settled())).toEqual([]);
  });

  it('an asker whose address the operator wrote down', () => {
    const fixed = host({ staticNeighbours: { '10.0.0.3': '02:00:00:00:00:0b' } });
    expect(said(fixed.received(request(A, H)).sent(reply(H, A)).settled().received(request(B, H)).settled())).toEqual(
      [],
    );
  });

  it('requests that were long ago', () => {
    const trace = asked();
    for (let n = 0; n < 8; n++) {
      const other = { ip: parseIpv4(`10.0.0.${n + 20}`)!, mac: (0x02_00_00_00_02_00 + n) as Mac };
      trace.received(request(other, H)).sent(reply(H, other)).settled();
    }
    expect(said(trace.received(request(A, H)).settled())).toEqual(['another-asker-same-reply: now-silent']);
  });

  it('IP packets between are no reason', () => {
    expect(said(asked().received(packet(A, H)).settled().received(request(A, H)).settled())).toEqual([
      'same-request-same-reply: now-silent',
    ]);
  });
});

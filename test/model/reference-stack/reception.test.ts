/** RFC 826, "Packet Reception", sentence by sentence. The `rfc826-strict` profile takes it to the letter. */
import { describe, expect, it } from 'vitest';
import { Frame } from '../../../src/wire/index.ts';
import { StackLab } from '../stack-lab.ts';
import { a, arp, b, d, gratuitous, n, nobody, ping, reply, request, z } from '../stations.ts';

function freshLab(): StackLab {
  return new StackLab('reference');
}

/** Has learned that a is at A, by a request. */
function labWithEntry(): StackLab {
  const lab = freshLab();
  lab.receive(request('A', a, d));
  lab.changes();
  return lab;
}

/** The frame with some octets of its ARP packet replaced. */
function withOctets(frame: Frame, offset: number, ...octets: readonly number[]): Frame {
  const bytes = frame.bytes.slice();
  bytes.set(octets, 14 + offset);
  return new Frame(bytes);
}

describe('"?Do I have the hardware type in ar$hrd? Yes: (almost definitely)"', () => {
  it.each([0, 3, 6, 256])('%d: no answer, and nothing is learned or updated', (type) => {
    const lab = labWithEntry();
    expect(lab.receive(withOctets(request('B', a, d), 0, type >> 8, type & 255))).toEqual([]);
    expect(lab.receive(withOctets(request('B', b, d), 0, type >> 8, type & 255))).toEqual([]);
    expect(lab.cache()).toEqual([`${a} A reachable`]);
  });
});

describe('"[optionally check the hardware length ar$hln]"', () => {
  it.each([0, 5, 7, 8, 255])('%d is refused', (length) => {
    const lab = labWithEntry();
    expect(lab.receive(withOctets(request('B', a, d), 4, length))).toEqual([]);
    expect(lab.cache()).toEqual([`${a} A reachable`]);
  });
});

describe('"?Do I speak the protocol in ar$pro?"', () => {
  it.each([0, 0x0801, 0x0806, 0x86dd])('%d: no answer, and nothing is learned or updated', (type) => {
    const lab = labWithEntry();
    expect(lab.receive(withOctets(request('B', a, d), 2, type >> 8, type & 255))).toEqual([]);
    expect(lab.receive(withOctets(reply('B', b), 2, type >> 8, type & 255))).toEqual([]);
    expect(lab.cache()).toEqual([`${a} A reachable`]);
  });
});

describe('"[optionally check the protocol length ar$pln]"', () => {
  it.each([0, 3, 5, 16])('%d is refused', (length) => {
    const lab = labWithEntry();
    expect(lab.receive(withOctets(request('B', a, d), 5, length))).toEqual([]);
    expect(lab.cache()).toEqual([`${a} A reachable`]);
  });

  it('and so is a packet that ends early, at every length', () => {
    const lab = labWithEntry();
    for (let length = 14; length < 42; length++) {
      expect(lab.receive(new Frame(request('B', a, d).bytes.slice(0, length)))).toEqual([]);
    }
    expect(lab.cache()).toEqual([`${a} A reachable`]);
  });
});

describe('"If the pair <protocol type, sender protocol address> is already in my translation table, update the sender hardware address field of the entry with the new information in the packet and set Merge_flag to true."', () => {
  it.each([
    ['a request for it', request('B', a, d)],
    ['a request for another', request('B', a, n)],
    ['a reply to it', reply('B', a)],
    ['a reply to another', arp(2, 'B', a, n, { tha: 'X' })],
    ['a gratuitous request', gratuitous(1, 'B', a)],
    ['a gratuitous reply', gratuitous(2, 'B', a)],
    ['an unknown operation, for it', arp(25, 'B', a, d)],
    ['an unknown operation, for another', arp(25, 'B', a, n)],
    ['a unicast request', request('B', a, d, { to: 'D' })],
  ])('%s', (_, frame) => {
    const lab = labWithEntry();
    lab.receive(frame);
    expect(lab.entry(a)).toBe('B reachable');
    expect(lab.changes()).toEqual([`${a} A reachable -> B reachable (frame)`]);
  });

  it('the newest claim wins, however soon it comes', () => {
    const lab = labWithEntry();
    for (const station of ['B', 'A', 'X', 'B'] as const) lab.receive(reply(station, a));
    expect(lab.entry(a)).toBe('B reachable');
  });

  it('completes a resolution that is under way', () => {
    const lab = freshLab();
    lab.send(a);
    expect(lab.receive(request('A', a, n))).toEqual([`to A: echo request ${d} → ${a}`]);
    expect(lab.entry(a)).toBe('A reachable');
  });

  it('but an entry that the operator made is left alone', () => {
    const lab = new StackLab('reference', { permanent: { [a]: 'A' } });
    for (const frame of [request('B', a, d), reply('B', a), gratuitous(1, 'B', a)]) lab.receive(frame);
    expect([lab.entry(a), lab.changes()]).toEqual(['A permanent', []]);
  });
});

describe('"?Am I the target protocol address?" No:', () => {
  it.each([
    ['a request', request('A', a, n)],
    ['a reply', arp(2, 'A', a, b, { tha: 'B' })],
    ['a gratuitous request', gratuitous(1, 'A', a)],
    ['a gratuitous reply', gratuitous(2, 'A', a)],
    ['an unknown operation', arp(25, 'A', a, n)],
    ['a request for the address of the network', request('A', a, '10.0.0.0')],
    ['a request for everybody', request('A', a, '255.255.255.255')],
  ])('%s adds nothing and is not answered', (_, frame) => {
    const lab = freshLab();
    expect(lab.receive(frame)).toEqual([]);
    expect(lab.cache()).toEqual([]);
  });
});

describe('"Yes: If Merge_flag is false, add the triplet <protocol type, sender protocol address, sender hardware address> to the translation table."', () => {
  it.each([
    ['a request', request('A', a, d)],
    ['a unicast request', request('A', a, d, { to: 'D' })],
    ['a reply that nobody asked for', reply('A', a)],
    ['an unknown operation', arp(25, 'A', a, d)],
    ['an Ethernet source that is not the sender', request('A', a, d, { from: 'X' })],
  ])('%s', (_, frame) => {
    const lab = freshLab();
    lab.receive(frame);
    expect(lab.changes()).toEqual([`${a} none -> A reachable (frame)`]);
  });

  it('of another network too', () => {
    const lab = freshLab();
    expect(lab.receive(request('A', z, d))).toEqual([`to A: ${d} is at D`]);
    expect(lab.cache()).toEqual([`${z} A reachable`]);
  });

  it.each([
    ['0.0.0.0, a probe', nobody],
    ['everybody', '255.255.255.255'],
    ['the broadcast address of the network', '10.0.0.255'],
    ['a group', '224.0.0.1'],
    ['loopback', '127.0.0.1'],
    ['its own address', d],
  ])('but not for %s', (_, sender) => {
    const lab = freshLab();
    lab.receive(request('A', sender, d));
    expect(lab.cache()).toEqual([]);
  });

  it('two addresses may have one hardware address', () => {
    const lab = freshLab();
    for (const address of [a, b]) lab.receive(request('A', address, d));
    expect(lab.cache()).toEqual([`${a} A reachable`, `${b} A reachable`]);
  });

  it('for each hardware by itself', () => {
    const lab = new StackLab('reference', { interfaces: [[`${d}/24`], ['192.0.2.1/24']] });
    lab.receive(request('A', a, d), 0);
    lab.receive(request('B', a, '192.0.2.1'), 1);
    expect(lab.cache()).toEqual([`${a} A reachable`, `${a} B reachable`]);
  });
});

describe('"?Is the opcode ares_op$REQUEST? (NOW look at the opcode!!)"', () => {
  it.each([0, 2, 3, 8, 25, 255, 256, 65_535])('%d is not answered', (operation) => {
    expect(freshLab().receive(arp(operation, 'A', a, d))).toEqual([]);
  });
});

describe('"Swap hardware and protocol fields, putting the local hardware and protocol addresses in the sender fields. Set the ar$op field to ares_op$REPLY. Send the packet to the (new) target hardware address on the same hardware on which the request was received."', () => {
  /** The one answer, as a frame. */
  function answerTo(frame: Frame, on = 0, lab = freshLab()): Frame {
    const sent: [number, Frame][] = [];
    lab.transmit = (index, each) => void sent.push([index, each]);
    lab.stack.receive(on, frame);
    expect(sent.map(([index]) => index)).toEqual([on]);
    return sent[0]![1];
  }

  it('octet by octet', () => {
    const hex = Buffer.from(answerTo(request('A', a, d)).bytes).toString('hex');
    const header = '02000000000a 020000000001 0806 0001 0800 06 04 0002';
    expect(hex).toBe(`${header} 020000000001 0a000001 02000000000a 0a00000a`.replaceAll(' ', ''));
  });

  it('goes to the sender of the packet, not to the source of the frame', () => {
    const answer = answerTo(request('A', a, d, { from: 'X' }));
    expect([answer.destination, answer.arp!.targetMac]).toEqual([0x0200_0000_000a, 0x0200_0000_000a]);
  });

  it('does not depend on the target hardware address of the request', () => {
    const answers = (['zero', 'all', 'D', 'A', 'X', 'group'] as const).map((tha) =>
      answerTo(request('A', a, d, { tha })),
    );
    expect(new Set(answers.map((each) => Buffer.from(each.bytes).toString('hex'))).size).toBe(1);
  });

  it('leaves by the interface of the request, with its hardware address, for an address of the other one too', () => {
    const lab = new StackLab('reference', { interfaces: [[`${d}/24`], ['192.0.2.1/24']] });
    expect(lab.receive(request('A', z, d), 1)).toEqual([`eth1 to A: ${d} is at E`]);
  });

  it('names the address that was asked for, of several', () => {
    const lab = new StackLab('reference', { interfaces: [[`${d}/24`, '10.0.0.2/24']] });
    expect(lab.receive(request('A', a, '10.0.0.2'))).toEqual(['to A: 10.0.0.2 is at D']);
  });

  it('to a probe as well, and to a claim of its own address', () => {
    expect(freshLab().receive(request('A', nobody, d))).toEqual([`to A: ${d} is at D`]);
    expect(freshLab().receive(gratuitous(1, 'A', d))).toEqual([`to A: ${d} is at D (gratuitous reply)`]);
  });

  it('as often as it is asked', () => {
    const lab = freshLab();
    for (let count = 0; count < 5; count++) expect(lab.receive(request('A', a, d))).toHaveLength(1);
  });

  it('so that the answer to a packet that follows needs no request', () => {
    const lab = labWithEntry();
    expect(lab.receive(ping(a))).toEqual([`to A: echo reply ${d} → ${a}`]);
  });
});

describe('frames that are for somebody else', () => {
  it.each([
    ['another unicast address', request('B', a, d, { to: 'X' })],
    ['no address', request('B', a, d, { to: 'zero' })],
  ])('%s: not even looked at', (_, frame) => {
    const lab = labWithEntry();
    expect(lab.receive(frame)).toEqual([]);
    expect(lab.entry(a)).toBe('A reachable');
  });

  it('any group is for everybody', () => {
    expect(freshLab().receive(request('A', a, d, { to: 'group' }))).toHaveLength(1);
  });
});

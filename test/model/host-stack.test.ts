/** What is around ARP in both stacks: local delivery and answers, addresses, links, the operator. */
import { describe, expect, it } from 'vitest';
import type { IpMessage } from '../../src/wire/index.ts';
import { Frame } from '../../src/wire/index.ts';
import { StackLab } from './stack-lab.ts';
import { a, b, d, ip, macOf, ping, request } from './stations.ts';

const address = (text: string, prefix = 24) => ({ address: ip(text), prefix, scope: 'global' }) as const;

describe.each(['reference', 'linux'] as const)('%s stack', (kind) => {
  function freshLab(interfaces: readonly (readonly string[])[] = [[`${d}/24`]]): StackLab {
    return new StackLab(kind, { interfaces });
  }

  function known(): StackLab {
    const lab = freshLab();
    lab.receive(request('A', a, d));
    return lab;
  }

  it.each<[IpMessage, string | undefined]>([
    ['echo-request', 'echo reply'],
    ['syn', 'TCP SYN, ACK'],
    ['datagram', 'UDP answer'],
    ['echo-reply', undefined],
    ['syn-ack', undefined],
    ['datagram-answer', undefined],
  ])('%s is delivered and answered by: %s', (message, answer) => {
    const lab = known();
    const packet = { source: ip(a), destination: ip(d), message, id: 9 };
    const sent = lab.receive(Frame.ipPacket(macOf('D'), macOf('A'), packet));
    expect(sent).toEqual(answer === undefined ? [] : [`to A: ${answer} ${d} → ${a}`]);
    expect(lab.deliveries()).toEqual([`${message} from ${a}`]);
  });

  it('an answer has the identification of the question', () => {
    const lab = known();
    const ids: (number | undefined)[] = [];
    lab.transmit = (_, frame) => void ids.push(frame.ip?.id);
    lab.receive(ping(a));
    expect(ids).toEqual([1]);
  });

  it('packets for others, or for another MAC address, are not delivered', () => {
    const lab = known();
    const packet = { source: ip(a), destination: ip('10.0.0.2'), message: 'echo-request', id: 9 } as const;
    expect(lab.receive(Frame.ipPacket(macOf('D'), macOf('A'), packet))).toEqual([]);
    expect(lab.receive(ping(a, { to: 'X' }))).toEqual([]);
    expect(lab.deliveries()).toEqual([]);
  });

  it('a packet in its own name from outside is dropped: nobody resolves an own address', () => {
    const lab = known();
    expect(lab.receive(ping(d))).toEqual([]);
    expect([lab.deliveries(), lab.entry(d)]).toEqual([[], 'none']);
  });

  it('tells whether a packet could be sent at all', () => {
    const originates = (lab: StackLab, to: string): boolean => lab.stack.originate(ip(to), 'syn', 1);
    expect([a, d, '198.51.100.1'].map((to) => originates(freshLab(), to))).toEqual([true, true, false]);
    const routes = [{ to: '10.0.0.0/24' }];
    const speechless = new StackLab(kind, { interfaces: [['169.254.1.1/32 scope host']], routes });
    expect([originates(speechless, a), speechless.cache()]).toEqual([false, []]);
  });

  it('an address of another interface is its own too (weak host)', () => {
    const lab = freshLab([[`${d}/24`], ['192.0.2.1/24']]);
    expect(lab.receive(request('A', a, '192.0.2.1'))).toEqual(['eth0 to A: 192.0.2.1 is at D']);
    expect(lab.receive(request('A', '192.0.2.9', d), 1)).toEqual([`eth1 to A: ${d} is at E`]);
  });

  it('tags: VLAN 0 is only a priority, others are not configured', () => {
    const lab = known();
    const tagged = (vlan: number): Frame => {
      const { bytes } = request('A', a, d);
      return new Frame(Uint8Array.of(...bytes.subarray(0, 12), 0x81, 0, 0, vlan, ...bytes.subarray(12)));
    };
    expect(lab.receive(tagged(0))).toEqual([`to A: ${d} is at D`]);
    expect(lab.receive(tagged(5))).toEqual([]);
  });

  it('announces an own address as a request or as a reply, and no other', () => {
    const lab = freshLab();
    expect(lab.during((stack) => stack.announce(ip(d), 'request'))).toEqual([
      `to *: ${d} is at D (gratuitous request)`,
    ]);
    expect(lab.during((stack) => stack.announce(ip(d), 'reply'))).toEqual([`to *: ${d} is at D (gratuitous reply)`]);
    expect(lab.stack.announce(ip(a), 'request')).toBe(false);
    lab.stack.setLink(0, false);
    expect(lab.during((stack) => stack.announce(ip(d), 'request'))).toEqual([]);
  });

  describe('addresses', () => {
    it('an added one is answered, a removed one is not any more', () => {
      const lab = freshLab();
      expect(lab.receive(request('A', a, '10.0.0.2'))).toEqual([]);
      expect(lab.stack.addAddress(0, address('10.0.0.2'))).toBe(true);
      expect(lab.receive(request('A', a, '10.0.0.2'))).toEqual(['to A: 10.0.0.2 is at D']);
      expect(lab.stack.removeAddress(0, ip('10.0.0.2'))).toBe(true);
      expect(lab.receive(request('A', a, '10.0.0.2'))).toEqual([]);
      expect(lab.receive(request('A', a, d))).toHaveLength(1);
    });

    it('nothing changes if it is there already, or not there, or the interface is not', () => {
      const lab = freshLab();
      expect(lab.stack.addAddress(0, address(d))).toBe(false);
      expect(lab.stack.removeAddress(0, ip('10.0.0.2'))).toBe(false);
      expect(lab.stack.addAddress(1, address('10.0.0.2'))).toBe(false);
      expect(lab.stack.removeAddress(1, ip(d))).toBe(false);
    });

    it('the configuration that it was made of is not changed', () => {
      const addresses = [`${d}/24`];
      const lab = freshLab([addresses]);
      lab.stack.addAddress(0, address('10.0.0.2'));
      expect(new StackLab(kind, { interfaces: [addresses] }).receive(request('A', a, '10.0.0.2'))).toEqual([]);
    });

    it('a removed one is not the sender of later requests of the same resolution', () => {
      const lab = freshLab([[`${d}/24`, '10.0.1.1/24']]);
      lab.send('10.0.0.77');
      lab.stack.removeAddress(0, ip(d));
      expect(lab.wait(1000)).toEqual(['1000 to *: who has 10.0.0.77? tell 10.0.1.1']);
    });

    it('without any it neither asks nor answers', () => {
      const lab = freshLab([[]]);
      expect([lab.send(a), lab.receive(request('A', a, d)), lab.cache()]).toEqual([[], [], []]);
    });
  });

  describe('a link that is down', () => {
    it('takes no frames and sends none', () => {
      const lab = known();
      lab.stack.setLink(0, false);
      expect([lab.receive(request('B', b, d)), lab.send(a), lab.cache()]).toEqual([[], [], []]);
    });

    it('makes it forget what it learned there, and nothing else', () => {
      const lab = new StackLab(kind, {
        interfaces: [[`${d}/24`], ['192.0.2.1/24']],
        permanent: { '10.0.0.9': 'X' },
      });
      lab.receive(request('A', a, d), 0);
      lab.receive(request('B', '192.0.2.9', '192.0.2.1'), 1);
      lab.changes();
      lab.stack.setLink(0, false);
      // Linux takes what the operator wrote down with the interface (neigh_ifdown()).
      const [kept, lost] = kind === 'linux' ? [[], ['10.0.0.9', '10.0.0.10']] : [['10.0.0.9'], ['10.0.0.10']];
      expect(lab.cache().map((line) => line.split(' ')[0])).toEqual([...kept, '192.0.2.9']);
      expect(lab.changes()).toEqual(
        lost.map((address) => expect.stringMatching(new RegExp(`^${address} \\w \\w+ -> none \\(link\\)$`))),
      );
    });

    it('once up again works as before, and its old timers are void', () => {
      const lab = freshLab();
      lab.send(a);
      lab.stack.setLink(0, false);
      lab.stack.setLink(0, true);
      expect(lab.wait(10_000)).toEqual([]);
      expect(lab.send(a)).toEqual([`to *: who has ${a}? tell ${d}`]);
    });

    it('a second time down is no event', () => {
      const lab = known();
      lab.stack.setLink(0, false);
      lab.changes();
      lab.stack.setLink(0, false);
      lab.stack.setLink(7, false);
      expect(lab.changes()).toEqual([]);
    });
  });

  describe('the operator', () => {
    it('removes one entry, or all; static ones stay', () => {
      const lab = new StackLab(kind, { permanent: { '10.0.0.9': 'X' } });
      lab.receive(request('A', a, d));
      lab.receive(request('B', b, d));
      lab.stack.forgetNeighbour(ip(a), 'operator');
      expect(lab.cache().map((line) => line.split(' ')[0])).toEqual(['10.0.0.9', b]);
      lab.stack.forgetNeighbour(undefined, 'operator');
      lab.stack.forgetNeighbour(ip('10.0.0.9'), 'operator');
      expect(lab.cache()).toEqual(['10.0.0.9 X permanent']);
    });

    it('removes what is not there without a word', () => {
      const lab = freshLab();
      lab.stack.forgetNeighbour(ip(a), 'operator');
      expect(lab.changes()).toEqual([]);
    });

    it('reboots: caches and queues are lost, the configuration stays', () => {
      const lab = new StackLab(kind, { permanent: { '10.0.0.9': 'X' } });
      lab.receive(request('A', a, d));
      lab.send(b, 3);
      expect(lab.during((stack) => stack.reboot())).toEqual([]);
      expect(lab.cache()).toEqual(['10.0.0.9 X permanent']);
      expect(lab.wait(10_000)).toEqual([]);
      expect(lab.receive(request('A', a, d))).toEqual([`to A: ${d} is at D`]);
    });
  });
});

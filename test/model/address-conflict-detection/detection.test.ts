/** RFC 5227 in the reference stack, in virtual time: what is sent when, and what the configurer is told. */
import { describe, expect, it } from 'vitest';
import { interfaceAddress } from '../../../src/network/index.ts';
import type { DefencePolicy } from '../../../src/trace/index.ts';
import { StackLab } from '../stack-lab.ts';
import { a, arp, b, gratuitous, n, nobody, request } from '../stations.ts';

/** The candidate. */
const c = '10.0.0.50';
const MILLISECOND = 1_000_000;
/** Up to a second, and then one to two; each one different. */
const DELAYS = [300, 1100, 1700];
const PROBE = `to *: who has ${c}? (probe)`;
const ANNOUNCEMENT = `to *: ${c} is at D (gratuitous request)`;

function lab(policy: DefencePolicy = 'defend-once', profile = 'rfc826-strict'): StackLab {
  const made = new StackLab(profile);
  begin(made, c, policy);
  return made;
}

function begin(made: StackLab, address: string, policy: DefencePolicy = 'defend-once'): string {
  const order = { policy, delays: DELAYS.map((ms) => ms * MILLISECOND) };
  return made.stack.detectAddress(0, interfaceAddress(`${address}/24`), order);
}

/** Once it has the address and both announcements are over. */
function settled(policy: DefencePolicy = 'defend-once', profile = 'rfc826-strict'): StackLab {
  const made = lab(policy, profile);
  made.wait(60_000);
  made.takeDetections();
  return made;
}

const isAnswered = (made: StackLab): boolean => made.receive(request('A', a, c)).length > 0;
const conflict = (): ReturnType<typeof request> => request('X', c, b);

describe('an address that nobody has', () => {
  it('is probed three times, announced twice, and then left in peace', () => {
    const made = lab();
    expect(made.wait(600_000)).toEqual([
      `300 ${PROBE}`,
      `1400 ${PROBE}`,
      `3100 ${PROBE}`,
      `5100 ${ANNOUNCEMENT}`,
      `7100 ${ANNOUNCEMENT}`,
    ]);
    expect(made.takeDetections()).toEqual([`${c} probing`, `${c} announcing`, `${c} is there`, `${c} in-use`]);
  });

  it('is tested in the middle of what is allowed if no delays were drawn', () => {
    const made = new StackLab('rfc826-strict');
    made.stack.detectAddress(0, interfaceAddress(`${c}/24`), { policy: 'cease', delays: [] });
    expect(made.wait(60_000).map((line) => line.split(' ')[0])).toEqual(['500', '2000', '3500', '5500', '7500']);
  });

  it('is answered for from the first announcement on', () => {
    const made = lab();
    made.wait(5099);
    expect(isAnswered(made)).toBe(false);
    made.wait(1);
    expect(isAnswered(made)).toBe(true);
  });

  it('is not tested twice, and not added beside the test', () => {
    const made = lab();
    expect(begin(made, c)).toBe('refused');
    expect(made.stack.addAddress(0, interfaceAddress(`${c}/24`))).toBe(false);
  });

  it('is forgotten when it is removed, at whatever time', () => {
    for (const ms of [0, 400, 3200, 5200]) {
      const made = lab();
      made.wait(ms);
      expect(made.stack.removeAddress(0, interfaceAddress(c).address)).toBe(ms === 5200);
      expect(made.wait(60_000)).toEqual([]);
      expect(isAnswered(made)).toBe(false);
    }
  });

  it('is tested anew when the link comes up, and when the host restarts', () => {
    for (const act of ['link', 'reboot'] as const) {
      const made = settled();
      if (act === 'reboot') made.stack.reboot();
      else {
        made.stack.setLink(0, false);
        made.wait(5000);
        made.stack.setLink(0, true);
      }
      expect(isAnswered(made)).toBe(false);
      expect(made.wait(60_000)).toHaveLength(5);
      expect(isAnswered(made)).toBe(true);
    }
  });

  it('is there at once under linux, which tests nothing', () => {
    const made = new StackLab('linux');
    expect(begin(made, c)).toBe('configured');
    expect(made.wait(60_000)).toEqual([]);
    expect(isAnswered(made)).toBe(true);
  });
});

/** What says that the candidate is taken, and what does not: section 2.1.1. */
describe.each([
  ['before the first probe', 0],
  ['between probes', 1500],
  ['after the last probe', 5000],
] as const)('while probing, %s,', (_when, ms) => {
  it.each([
    ['a request of its owner', request('A', c, b)],
    ['a reply of its owner to the prober', arp(2, 'A', c, nobody, { to: 'D', tha: 'D' })],
    ['a reply of its owner to everyone', arp(2, 'A', c, c)],
    ['its announcement', gratuitous(1, 'A', c)],
    ['the probe of somebody else', request('A', nobody, c)],
    ['a packet of its owner behind another Ethernet source', request('A', c, b, { from: 'D' })],
  ])('%s ends the test', (_what, frame) => {
    const made = lab();
    made.wait(ms);
    made.receive(frame);
    expect(made.wait(60_000)).toEqual([]);
    expect(isAnswered(made)).toBe(false);
    expect(made.takeDetections().at(-1)).toBe(`${c} given-up`);
  });

  it.each([
    ['somebody who looks for it', request('B', b, c)],
    ['a probe for another address', request('A', nobody, n)],
    ['its own probe, echoed', request('D', nobody, c)],
    ['another operation', arp(3, 'A', c, b)],
  ])('%s does not', (_what, frame) => {
    const made = lab();
    made.wait(ms);
    made.receive(frame);
    expect(made.wait(60_000).at(-1)).toContain(ANNOUNCEMENT);
  });
});

describe('a claim to an address in use', () => {
  it('ends its use under policy (a)', () => {
    const made = settled('cease');
    expect(made.receive(conflict())).toEqual([]);
    expect(made.takeDetections()).toEqual([`${c} given-up`, `${c} is gone`]);
    expect(isAnswered(made)).toBe(false);
  });

  it('is met by one announcement under policy (b), and a second one within ten seconds ends the use', () => {
    const made = settled('defend-once');
    expect(made.receive(conflict())).toEqual([ANNOUNCEMENT]);
    expect(isAnswered(made)).toBe(true);
    made.wait(9999);
    expect(made.receive(conflict())).toEqual([]);
    expect(isAnswered(made)).toBe(false);
    expect(made.takeDetections()).toEqual([`${c} defending`, `${c} given-up`, `${c} is gone`]);
  });

  it('is met again under policy (b) after ten seconds', () => {
    const made = settled('defend-once');
    made.receive(conflict());
    made.wait(10_001);
    expect(made.receive(conflict())).toEqual([ANNOUNCEMENT]);
    expect(made.takeDetections()).toEqual([`${c} defending`, `${c} in-use`, `${c} defending`]);
  });

  it('is met once in ten seconds under policy (c), for ever', () => {
    const made = settled('defend-always');
    const met = Array.from({ length: 60 }, () => {
      made.wait(1000);
      return made.receive(conflict()).length;
    });
    expect(met.reduce((sum, each) => sum + each)).toBe(6);
    expect(isAnswered(made)).toBe(true);
  });

  it('between the two announcements is met, and the second one follows all the same', () => {
    const made = lab();
    made.wait(6000);
    expect(made.receive(conflict())).toEqual([ANNOUNCEMENT]);
    expect(made.wait(60_000)).toEqual([`1100 ${ANNOUNCEMENT}`]);
  });

  it('is no matter for the other addresses', () => {
    const made = settled('cease');
    made.receive(conflict());
    expect(made.receive(request('A', a, '10.0.0.1'))).toHaveLength(1);
  });

  it('is no matter on another interface', () => {
    const made = new StackLab('rfc826-strict', { interfaces: [['10.0.0.1/24'], ['10.1.0.1/24']] });
    begin(made, c, 'cease');
    made.wait(60_000);
    made.receive(conflict(), 1);
    expect(isAnswered(made)).toBe(true);
  });

  it('throws away what waits to be sent from the address', () => {
    const made = settled('cease');
    made.answerFrom(c, '10.0.0.60');
    made.receive(conflict());
    expect(made.receive(arp(2, 'A', '10.0.0.60', '10.0.0.1', { to: 'D', tha: 'D' }))).toEqual([]);
  });

  it('to one that was there from the beginning is met where the profile defends', () => {
    const made = new StackLab('host-5227');
    const claim = request('X', '10.0.0.1', b);
    expect(made.receive(claim)).toEqual(['to *: 10.0.0.1 is at D (gratuitous request)']);
    expect(made.receive(claim)).toEqual([]);
    made.wait(10_000);
    expect(made.receive(claim)).toHaveLength(1);
  });
});

describe('candidates that are taken, one after the other,', () => {
  it('are tried at once ten times, and the next one a minute after the last', () => {
    const made = new StackLab('rfc826-strict');
    for (let index = 0; index < 10; index++) {
      begin(made, `10.0.0.${100 + index}`);
      made.receive(request('A', `10.0.0.${100 + index}`, b));
    }
    begin(made, c);
    expect(made.wait(70_000)[0]).toBe(`60300 ${PROBE}`);
  });
});

/** RFC 3927 in the reference stack, in virtual time: which address it comes to, and where its packets go. */
import { describe, expect, it } from 'vitest';
import { linkLocalCandidate } from '../../../src/model/index.ts';
import { interfaceAddress } from '../../../src/network/index.ts';
import { formatIpv4 } from '../../../src/wire/index.ts';
import { type LabOptions, StackLab } from '../stack-lab.ts';
import { a, b, d, ip, macOf, nobody, reply, request } from '../stations.ts';

const MILLISECOND = 1_000_000;
const DELAYS = [300, 1100, 1700];
const [first, second, third] = [0, 1, 2].map((number) => formatIpv4(linkLocalCandidate(macOf('D'), number))) as [
  string,
  string,
  string,
];
const probeOf = (address: string): string => `to *: who has ${address}? (probe)`;
const announcementOf = (address: string): string => `to *: ${address} is at D (gratuitous request)`;

function lab(policy: 'cease' | 'defend-once' = 'defend-once', options: LabOptions = {}, profile = 'rfc826-strict') {
  const made = new StackLab(profile, options);
  made.stack.configureLinkLocal(0, { policy, delays: DELAYS.map((ms) => ms * MILLISECOND) });
  return made;
}

/** It has its first choice, and both announcements are over. */
function settled(...parameters: Parameters<typeof lab>): StackLab {
  const made = lab(...parameters);
  made.wait(60_000);
  made.takeDetections();
  return made;
}

const isAnswered = (made: StackLab, address: string): boolean => made.receive(request('A', a, address)).length > 0;

describe('a host that chooses a link-local address', () => {
  it('loses the addresses that it has, tests its first choice, and announces it', () => {
    const made = lab();
    expect(made.wait(600_000)).toEqual([
      `300 ${probeOf(first)}`,
      `1400 ${probeOf(first)}`,
      `3100 ${probeOf(first)}`,
      `5100 ${announcementOf(first)}`,
      `7100 ${announcementOf(first)}`,
    ]);
    expect(made.takeDetections()).toEqual([
      `${d} is gone`,
      `${first} probing`,
      `${first} announcing`,
      `${first} is there`,
      `${first} in-use`,
    ]);
  });

  it('does so once, and only where its profile tests addresses', () => {
    expect(lab().stack.configureLinkLocal(0, { policy: 'cease', delays: [] })).toBe(false);
    expect(new StackLab('linux').stack.configureLinkLocal(0, { policy: 'cease', delays: [] })).toBe(false);
  });

  it('takes the next one of its sequence if somebody has the first', () => {
    const made = lab();
    made.wait(2000);
    made.receive(request('X', first, b));
    expect(made.takeDetections().slice(-2)).toEqual([`${first} given-up`, `${second} probing`]);
    expect(made.wait(60_000).at(-1)).toContain(announcementOf(second));
  });

  it('takes another one if somebody else probes for the same', () => {
    const made = lab();
    made.wait(5000);
    made.receive(request('X', nobody, first));
    made.wait(300);
    expect(made.takeDetections().at(-1)).toBe(`${second} probing`);
  });

  it('tries one address a minute after ten conflicts', () => {
    const made = lab();
    for (let number = 0; number < 10; number++) {
      made.wait(1000);
      made.receive(request('X', formatIpv4(linkLocalCandidate(macOf('D'), number)), b));
    }
    expect(made.takeDetections().at(-1)).toBe(`${formatIpv4(linkLocalCandidate(macOf('D'), 10))} waiting`);
    expect(Number(made.wait(120_000)[0]!.split(' ')[0])).toBeGreaterThanOrEqual(59_000);
  });

  it('defends its address once, and chooses anew on the second claim within ten seconds', () => {
    const made = settled();
    expect(made.receive(request('X', first, b))).toEqual([announcementOf(first)]);
    made.wait(5000);
    expect(made.receive(request('X', first, b))).toEqual([]);
    expect(made.takeDetections()).toEqual([
      `${first} defending`,
      `${first} given-up`,
      `${first} is gone`,
      `${second} probing`,
    ]);
    expect(isAnswered(made, first)).toBe(false);
  });

  it('chooses anew on the first claim if it is told to', () => {
    const made = settled('cease');
    expect(made.receive(reply('X', first))).toEqual([]);
    expect(made.wait(60_000).at(-1)).toContain(announcementOf(second));
  });

  it('gives the address up for a routable one, and takes it again when that is gone', () => {
    const made = settled();
    made.stack.addAddress(0, interfaceAddress(`${d}/24`));
    expect(isAnswered(made, first)).toBe(false);
    expect(made.wait(120_000)).toEqual([]);
    made.stack.removeAddress(0, ip(d));
    expect(made.wait(60_000).at(-1)).toContain(announcementOf(first));
  });

  it('tries the address that it used last after a restart, even if it was not its first choice', () => {
    const made = lab();
    made.receive(request('X', first, b));
    made.wait(60_000);
    made.takeDetections();
    made.stack.reboot();
    expect(made.wait(60_000)[0]).toContain(probeOf(second));
  });

  it('begins its sequence again after a restart before it had any', () => {
    const made = lab();
    for (const each of [first, second]) made.receive(request('X', each, b));
    made.stack.reboot();
    expect(made.takeDetections().at(-1)).toBe(`${first} probing`);
    expect(made.takeDetections()).not.toContain(`${third} probing`);
  });

  it('ends when its address is removed', () => {
    const made = settled();
    made.stack.removeAddress(0, ip(first));
    expect(made.wait(600_000)).toEqual([]);
  });
});

describe('a link-local sender', () => {
  it.each(['rfc826-strict', 'host-5227', 'hardened'])('answers everyone, under %s', (profile) => {
    const made = settled('cease', {}, profile);
    expect(made.receive(request('A', '169.254.9.9', first))).toEqual([`to *: ${first} is at D`]);
  });

  it('asks for every destination, whatever the routes say', () => {
    const made = settled('cease', { routes: [{ to: '0.0.0.0/0', via: '10.0.0.254' }] });
    expect(made.send('192.0.2.7')).toEqual([`to *: who has 192.0.2.7? tell ${first}`]);
    expect(made.send('169.254.200.1')).toEqual([`to *: who has 169.254.200.1? tell ${first}`]);
    expect(made.send('169.254.255.255').join()).not.toContain('who has');
  });
});

describe('a host with a routable address', () => {
  const routes = [{ to: '0.0.0.0/0', via: '10.0.0.254' }];

  it.each([
    ['host-5227', '169.254.9.9'],
    ['rfc826-strict', '10.0.0.254'],
  ])('asks for a link-local destination by its profile: %s', (profile, asked) => {
    expect(new StackLab(profile, { routes }).send('169.254.9.9')).toEqual([`to *: who has ${asked}? tell ${d}`]);
  });

  it('speaks from it to all but those who have a link-local address', () => {
    const made = new StackLab('host-5227', { interfaces: [['169.254.7.7/16', `${d}/24`]], routes });
    expect(made.send('192.0.2.7')).toEqual([`to *: who has 10.0.0.254? tell ${d}`]);
    expect(made.send('169.254.9.9')).toEqual(['to *: who has 169.254.9.9? tell 169.254.7.7']);
  });
});

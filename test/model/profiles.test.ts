import { describe, expect, it } from 'vitest';
import { CONTRADICTIONS, PROFILES, profilesPage } from '../../src/model/index.ts';
import { Frame } from '../../src/wire/index.ts';
import { type LabOptions, StackLab } from './stack-lab.ts';
import { a, arp, b, d, gratuitous, n, nobody, reply, request, z } from './stations.ts';

/** Asks a stack of a profile the question of a contradiction; the answer in the words of the register. */
type Experiment = (profile: string) => string;

const yesNo = (value: boolean): string => (value ? 'yes' : 'no');

/** Has learned that a is at A, and some time has passed. */
function knowing(profile: string): StackLab {
  const lab = new StackLab(profile);
  lab.receive(request('A', a, d));
  lab.wait(2000);
  return lab;
}

function learns(profile: string, frame: Frame): boolean {
  const lab = new StackLab(profile);
  lab.receive(frame);
  return lab.entry(a) !== 'none';
}

function updates(profile: string, frame: Frame): boolean {
  const lab = knowing(profile);
  lab.receive(frame);
  return lab.entry(a).startsWith('B ');
}

function answers(profile: string, frame: Frame, options: LabOptions = {}): readonly string[] {
  return new StackLab(profile, options).receive(frame);
}

/** The frame with another octet in its ARP packet. */
function altered(frame: Frame, offset: number, octet: number): Frame {
  const bytes = frame.bytes.slice();
  bytes[14 + offset] = octet;
  return new Frame(bytes);
}

const TWO_LINKS: LabOptions = { interfaces: [[`${d}/24`], ['192.0.2.1/24']] };
const PROXY: LabOptions = {
  ...TWO_LINKS,
  sysctl: { forwarding: 1, proxy_arp: 1, proxy_delay: 0 },
  routes: [{ to: '0.0.0.0/0', via: '192.0.2.9', interface: 1 }],
};
const HOUR = 3_600_000;

const EXPERIMENTS: Readonly<Record<string, Experiment>> = {
  C01: (profile) => yesNo(updates(profile, request('B', a, b))),
  C02: (profile) => yesNo(updates(profile, arp(26, 'B', a, d))),
  C03: (profile) => yesNo(learns(profile, reply('A', a))),
  C04: (profile) => {
    const [line] = answers(profile, request('A', '169.254.1.9', '169.254.1.1'), { interfaces: [['169.254.1.1/16']] });
    return line!.startsWith('to A:') ? 'unicast' : 'broadcast';
  },
  C05: (profile) => {
    const lab = new StackLab(profile);
    lab.resolve();
    lab.receive(reply('B', a));
    const atOnce = lab.entry(a)[0];
    lab.wait(2000);
    lab.receive(reply('B', a));
    const later = lab.entry(a)[0];
    if (atOnce === 'B') return 'the newest';
    return later === 'B' ? 'the first within locktime, else the newest' : 'the one that is held';
  },
  C06: (profile) => {
    const lab = new StackLab(profile);
    const [line] = lab.receive(request('B', d, d));
    if (line === undefined) return 'nothing';
    if (line.startsWith('to B:')) return 'a reply';
    lab.wait(9999);
    if (lab.receive(request('B', d, d)).length > 0) return 'an announcement';
    lab.wait(1);
    return lab.receive(request('B', d, d)).length > 0 ? 'an announcement, once in 10 s' : 'an announcement, once';
  },
  C08: (profile) => yesNo(learns(profile, request('group', a, d))),
  C09: (profile) => {
    const lab = new StackLab(profile);
    const forms = (['request', 'reply'] as const).map((form) =>
      lab.during((stack) => stack.announce(stack.interfaces[0]!.addresses[0]!.address, form)),
    );
    return forms.every((lines) => lines.length === 1) ? 'as ordered; takes both' : 'in one form';
  },
  C10: (profile) => {
    const [line] = answers(profile, request('A', a, d, { from: 'X' }));
    return line!.startsWith('to A:') ? 'sender hardware address' : 'Ethernet source';
  },
  C11: (profile) => yesNo(learns(profile, gratuitous(1, 'A', a))),
  C12: (profile) => {
    const lab = new StackLab(profile);
    lab.send(a);
    const [line] = lab.wait(10_000);
    return `after ${Number.parseFloat(line!) / 1000} s`;
  },
  C13: (profile) => yesNo(answers(profile, request('A', a, '10.9.0.9'), PROXY).length > 0),
  C14: (profile) => {
    const lab = knowing(profile);
    lab.during((stack) => stack.setLink(0, false));
    return lab.entry(a) === 'none' ? 'forgotten' : 'kept';
  },
  C15: (profile) => yesNo(answers(profile, altered(request('A', a, d), 1, 6)).length > 0),
  C16: (profile) => yesNo(answers(profile, request('A', a, '192.0.2.1'), TWO_LINKS).length > 0),
  C17: (profile) => {
    const odd = [altered(request('A', a, d), 4, 8), altered(request('A', a, d), 5, 6)];
    return yesNo(odd.every((frame) => answers(profile, frame).length === 0 && !learns(profile, frame)));
  },
  C18: (profile) => yesNo(answers(profile, request('A', z, d)).length > 0),
  C19: (profile) => yesNo(answers(profile, request('A', a, n)).length > 0),
  C20: (profile) => yesNo(new StackLab(profile).wait(HOUR).length > 0),
  C07: (profile) => {
    const lab = new StackLab(profile);
    const own = { ...lab.stack.interfaces[0]!.addresses[0]!, address: 0x0a00_0005 as never };
    const answer = lab.stack.detectAddress(0, own, { policy: 'defend-once', delays: [] });
    if (answer !== 'detecting') return 'has no candidates: C21';
    lab.receive(request('A', nobody, '10.0.0.5'));
    return yesNo(lab.wait(HOUR).length === 0);
  },
  C21: (profile) => {
    const lab = new StackLab(profile);
    const own = { ...lab.stack.interfaces[0]!.addresses[0]!, address: 0x0a00_0005 as never };
    const order = { policy: 'defend-once', delays: [] } as const;
    if (lab.during((stack) => stack.addAddress(0, own)).length > 0) return 'yes';
    const tested = new StackLab(profile);
    return tested.stack.detectAddress(0, own, order) === 'detecting' ? 'if it is added with detection' : 'no';
  },
  C22: (profile) => yesNo(answers(profile, request('A', a, d, { to: 'X' })).length === 0),
  C23: (profile) => {
    const [asked] = new StackLab(profile, { routes: [{ to: '0.0.0.0/0', via: b }] }).send('169.254.9.9');
    return asked?.includes(`who has ${b}?`) === true ? 'where routes lead' : 'directly, over no router';
  },
};

/** What is left to sysctls, with their defaults. */
const BY_DEFAULT: Readonly<Record<string, string>> = {
  C11: 'no',
  C12: 'after 1 s',
  C14: 'forgotten',
  C16: 'yes',
};

describe.each([...PROFILES.values()].map((profile) => [profile.name, profile] as const))('%s', (name, profile) => {
  it.each(CONTRADICTIONS.map((each) => [each.id, each] as const))('%s', (id, { choice }) => {
    const words = choice(profile).replace(' (free)', '');
    expect(EXPERIMENTS[id]!(name)).toBe(words.startsWith('by ') ? BY_DEFAULT[id] : words);
  });
});

it('every contradiction of the register is there', () => {
  const ids = Array.from({ length: 23 }, (_, index) => `C${String(index + 1).padStart(2, '0')}`);
  expect(CONTRADICTIONS.map(({ id }) => id)).toEqual(ids);
});

it('docs/profiles.md is up to date; `npx vitest run test/model -u` renews it', async () => {
  await expect(profilesPage([...PROFILES.values()])).toMatchFileSnapshot('../../docs/profiles.md');
});

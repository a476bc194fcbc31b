/** Steps that change the network: links, guests that come and go, reboots, addresses, healing. */
import { describe, expect, it } from 'vitest';
import { compilePlan } from '../../src/network/index.ts';
import type { Step } from '../../src/scenario/step.ts';
import { NetworkLab } from './network-lab.ts';
import { LOCAL_IP, storyRack } from './story-rack.ts';

const VM1 = '10.51.162.74';
const VM3 = '10.51.163.7';
const VM1_MAC = '02:01:0a:33:a2:4a';

function ping(from: string, to: string): Step {
  return { do: 'ping', from, to };
}

function migrate(guest: string, to: string, announce: 'none' | 'rarp' | 'gratuitous' = 'none'): Step {
  return { do: 'migrate', guest, to, announce };
}

/** Where a guest is plugged in: `BM-2.veth1`. */
function tapOf(lab: NetworkLab, guest: string): string | undefined {
  const peer = lab.network.host(guest)!.stackPorts[0]!.peer;
  return peer === undefined ? undefined : lab.network.header.ports[peer.index]!.name;
}

function moves(lab: NetworkLab): string[] {
  const { nodes } = lab.network.header;
  return lab.events.flatMap((event) => {
    if (event.kind !== 'moved') return [];
    return [`${nodes[event.node]!.name} -> ${event.home === undefined ? 'nowhere' : nodes[event.home]!.name}`];
  });
}

/** VM-1 and VM-3 know each other, and the switch knows both. */
function acquainted(): NetworkLab {
  return new NetworkLab(storyRack()).do(ping('VM-1', VM3));
}

describe('a link', () => {
  it('down: the port neither sends nor receives, and the stack forgets', () => {
    const lab = acquainted();
    lab.do({ do: 'link', at: 'VM-3', interface: 'eth0', up: false });
    expect(lab.events.map((event) => event.kind)).toEqual(['step', 'link', 'neighbour', 'settled']);
    expect(lab.changes()).toEqual([expect.stringMatching(`^VM-3 ${VM1} ${VM1_MAC} \\w+ -> none$`)]);
    lab.do(ping('VM-1', VM3));
    expect(lab.drops()).toEqual(['VM-3.eth0: link down']);
    lab.do(ping('VM-3', VM1));
    expect(lab.frames()).toEqual([]);
  });

  it('up again works as before; what is so already is no event', () => {
    const lab = acquainted();
    for (const up of [false, true]) lab.do({ do: 'link', at: 'VM-3', interface: 'eth0', up });
    expect(lab.do(ping('VM-1', VM3)).deliveries()).toContain(`echo-request at VM-3 from ${VM1}`);
    lab.do({ do: 'link', at: 'VM-3', interface: 'eth0', up: true });
    expect(lab.events.map((event) => event.kind)).toEqual(['step', 'settled']);
  });

  it('of an uplink cuts a host off, but not its guests from each other', () => {
    const lab = new NetworkLab(storyRack());
    lab.do({ do: 'link', at: 'BM-1', interface: 'enp94s0f0', up: false });
    expect(lab.do(ping('VM-1', '10.51.162.73')).deliveries()).toContain(`echo-request at VM-0 from ${VM1}`);
    expect(lab.do(ping('VM-1', VM3)).deliveries()).toEqual([]);
    expect(lab.drops()).toContain('BM-1.enp94s0f0: link down');
  });

  it('that is not there is left alone', () => {
    const lab = new NetworkLab(storyRack());
    lab.do(
      { do: 'link', at: 'BM-1', interface: 'eth7', up: false },
      { do: 'link', at: 'BM-9', interface: 'br0', up: false },
    );
    expect(lab.events.map((event) => event.kind)).toEqual(['step', 'settled', 'step', 'settled']);
  });
});

describe('a guest', () => {
  it('detached keeps its state, and hears and says nothing', () => {
    const lab = acquainted();
    lab.do({ do: 'detach', guest: 'VM-1' });
    expect([moves(lab), tapOf(lab, 'VM-1')]).toEqual([['VM-1 -> nowhere'], undefined]);
    expect(lab.entry('VM-1', VM3)).not.toBe('none');
    expect(lab.do(ping('VM-1', VM3)).drops()).toEqual(['VM-1.eth0: no cable']);
    expect(lab.do(ping('VM-3', VM1)).receivers()).not.toContain('VM-1.eth0');
  });

  it('detached twice, or attached while it is, is nothing', () => {
    const lab = new NetworkLab(storyRack());
    lab.do({ do: 'attach', guest: 'VM-1', to: 'BM-2' });
    expect([moves(lab), tapOf(lab, 'VM-1')]).toEqual([[], 'BM-1.veth1']);
    lab.do({ do: 'detach', guest: 'VM-1' }, { do: 'detach', guest: 'VM-1' });
    expect(moves(lab)).toEqual(['VM-1 -> nowhere']);
  });

  it('attached elsewhere gets the tap port of its name there', () => {
    const lab = new NetworkLab(storyRack());
    lab.do({ do: 'detach', guest: 'VM-1' }, { do: 'attach', guest: 'VM-1', to: 'BM-2' });
    expect([moves(lab), tapOf(lab, 'VM-1')]).toEqual([['VM-1 -> nowhere', 'VM-1 -> BM-2'], 'BM-2.veth1']);
    expect(lab.network.header.ports.at(-1)).toMatchObject({
      name: 'BM-2.veth1',
      kind: 'member',
      uplink: false,
      mac: 0,
    });
    expect(lab.do(ping('VM-1', VM3)).deliveries()).toContain(`echo-request at VM-3 from ${VM1}`);
  });

  it('is answered by the rules of its new host: the name of its port matches there', () => {
    const lab = new NetworkLab(storyRack()).do(migrate('VM-1', 'BM-2'));
    lab.do({ do: 'metric', from: 'VM-1', to: LOCAL_IP, by: 'tcp' });
    expect(lab.drops()).toEqual(['BM-2.veth1: ebtables nat PREROUTING rule 2: arpreply']);
    expect(lab.deliveries()).toContain(`syn at BM-2 from ${VM1}`);
  });

  it('that comes back is plugged in where it was', () => {
    const lab = new NetworkLab(storyRack()).do(migrate('VM-1', 'BM-2'), migrate('VM-1', 'BM-1'));
    expect(tapOf(lab, 'VM-1')).toBe('BM-1.veth1');
    expect(lab.network.header.ports.map((port) => port.name).filter((name) => name.endsWith('.veth1'))).toEqual([
      'BM-1.veth1',
      'BM-2.veth1',
    ]);
    expect(lab.do(ping('VM-1', VM3)).deliveries()).toContain(`echo-request at VM-3 from ${VM1}`);
  });

  it('that comes back finds its port up again, though its link was down when it left', () => {
    const lab = new NetworkLab(storyRack());
    lab.do({ do: 'link', at: 'BM-1', interface: 'veth1', up: false }, migrate('VM-1', 'BM-2'));
    const links = lab.do(migrate('VM-1', 'BM-1')).events.flatMap((event) => (event.kind === 'link' ? [event.up] : []));
    expect(links).toEqual([true]);
    expect(lab.do(ping('VM-1', VM3)).deliveries()).toContain(`echo-request at VM-3 from ${VM1}`);
  });

  it('whose name is taken gets the first number that is free', () => {
    const rack = storyRack();
    const hosts = rack.hosts.map((host) => ({
      ...host,
      guests: host.guests!.map((guest, index) => ({ ...guest, port: `veth${index}` })),
    }));
    const lab = new NetworkLab({ ...rack, hosts }).do(migrate('VM-1', 'BM-2'), migrate('VM-0', 'BM-2'));
    expect([tapOf(lab, 'VM-1'), tapOf(lab, 'VM-0')]).toEqual(['BM-2.veth2', 'BM-2.veth3']);
    lab.do({ do: 'detach', guest: 'VM-3' }, migrate('VM-1', 'BM-1'), migrate('VM-1', 'BM-2'));
    expect(tapOf(lab, 'VM-1')).toBe('BM-2.veth0');
  });

  it('never takes a member port of the host for a tap, even if no cable is in it', () => {
    const rack = storyRack();
    const [first, second] = rack.hosts;
    const spare = { name: 'veth1', mac: '02:00:00:00:00:99' };
    const interfaces = second!.interfaces.map((each) =>
      each.bridge === undefined ? each : { ...each, bridge: { members: ['enp94s0f0', 'veth1'] } },
    );
    const hosts = [first!, { ...second!, interfaces: [...interfaces, spare] }];
    const lab = new NetworkLab({ ...rack, hosts }).do(migrate('VM-1', 'BM-2'));
    expect(tapOf(lab, 'VM-1')).toBe('BM-2.veth0');
  });

  it('cannot be moved to where there is no bridge, to where it is, or if it is none', () => {
    const rack = storyRack();
    const bare = { name: 'BM-3', interfaces: [{ name: 'eth0', mac: '02:00:00:00:00:03' }] };
    const lab = new NetworkLab({
      ...rack,
      hosts: [...rack.hosts, bare],
      cables: [...rack.cables!, ['BM-3.eth0', 'tor']],
    });
    lab.do(migrate('VM-1', 'BM-3'), migrate('VM-1', 'BM-1'), migrate('BM-1', 'BM-2'), migrate('VM-9', 'BM-1'));
    expect([moves(lab), tapOf(lab, 'VM-1')]).toEqual([[], 'BM-1.veth1']);
    lab.do({ do: 'detach', guest: 'VM-1' }, { do: 'attach', guest: 'VM-1', to: 'BM-3' });
    expect(moves(lab)).toEqual(['VM-1 -> nowhere']);
  });
});

describe('a migration', () => {
  it('keeps the guest’s neighbours', () => {
    const lab = new NetworkLab(storyRack()).do({ do: 'metric', from: 'VM-1', to: LOCAL_IP, by: 'tcp' });
    const before = lab.entry('VM-1', LOCAL_IP);
    lab.do(migrate('VM-1', 'BM-2', 'rarp'));
    expect(lab.entry('VM-1', LOCAL_IP)).toBe(before);
    expect(before).toContain('98:03:9b:a0:98:2a');
  });

  it('without an announcement leaves the network behind: frames for the guest go to its old host', () => {
    const lab = acquainted().do(migrate('VM-1', 'BM-2'));
    lab.do(ping('VM-3', VM1));
    expect(lab.receivers()).toContain('BM-1.enp94s0f0');
    expect(lab.receivers()).not.toContain('VM-1.eth0');
  });

  it.each([
    ['rarp', [`reverse ARP announcement of ${VM1_MAC}`]],
    ['gratuitous', [`${VM1} is at ${VM1_MAC} (gratuitous request)`]],
  ] as const)('announced by %s is found at once: bridges and switch know its new port', (announce, frames) => {
    const lab = acquainted().do(migrate('VM-1', 'BM-2', announce));
    expect(lab.frames('BM-2.veth1')).toEqual(frames.map((frame) => `BM-2.veth1 < ${frame}`));
    expect(lab.frames('BM-1.enp94s0f0')).toEqual(frames.map((frame) => `BM-1.enp94s0f0 < ${frame}`));
    lab.do(ping('VM-3', VM1));
    expect(lab.deliveries()).toContain(`echo-request at VM-1 from ${VM3}`);
    expect(lab.receivers()).not.toContain('BM-2.enp94s0f0');
    expect(lab.do(ping('VM-0', VM1)).deliveries()).toContain('echo-request at VM-1 from 10.51.162.73');
  });

  it('a reverse ARP announcement is what QEMU sends, octet by octet', () => {
    const lab = new NetworkLab(storyRack()).do(migrate('VM-1', 'BM-2', 'rarp'));
    const hex = Buffer.from(lab.received('BM-2.veth1')[0]!.bytes).toString('hex');
    const octets = 'ffffffffffff 02010a33a24a 8035 0001 0800 06 04 0003 02010a33a24a 00000000 02010a33a24a 00000000';
    expect(hex).toBe(octets.replaceAll(' ', ''));
  });

  it('gratuitous announces every address of the guest', () => {
    const lab = new NetworkLab(storyRack());
    lab.do({ do: 'add-address', at: 'VM-1', interface: 'eth0', address: '10.51.162.99/20' });
    lab.do(migrate('VM-1', 'BM-2', 'gratuitous'));
    expect(lab.received('VM-3.eth0').map((frame) => frame.arp!.senderIp & 255)).toEqual([74, 99]);
  });

  it('loses the frame that was late on the old cable', () => {
    const lab = acquainted();
    lab.do({ do: 'faults', cable: 'VM-1.eth0', fates: [1200] }, ping('VM-3', VM1), migrate('VM-1', 'BM-2', 'rarp'));
    lab.do({ do: 'wait', ms: 2000 });
    expect([lab.drops(), lab.receivers()]).toEqual([['BM-1.veth1: no cable'], []]);
  });

  it('and the one that waited to be overtaken', () => {
    const lab = acquainted();
    lab.do({ do: 'faults', cable: 'VM-1.eth0', fates: ['swap'] }, ping('VM-3', VM1));
    expect(lab.do(migrate('VM-1', 'BM-2')).drops()).toEqual(['BM-1.veth1: loss']);
  });
});

describe('a reboot', () => {
  it('empties the caches and keeps the configuration', () => {
    const lab = acquainted();
    lab.do({ do: 'reboot', at: 'VM-3' });
    expect(lab.events.map((event) => event.kind)).toEqual(['step', 'rebooted', 'neighbour', 'settled']);
    expect(lab.entry('VM-3', VM1)).toBe('none');
    expect(lab.do(ping('VM-1', VM3)).deliveries()).toContain(`echo-request at VM-3 from ${VM1}`);
  });
});

describe('an address with conflict detection', () => {
  const add: Step = {
    do: 'add-address',
    at: 'VM-1',
    interface: 'eth0',
    address: '10.51.162.99/20',
    detection: { policy: 'defend-once', delays: [100, 1000, 2000] },
  };
  const wait: Step = { do: 'wait', ms: 20_000 };
  const tested = (): NetworkLab => new NetworkLab({ ...storyRack(), profile: 'host-5227' });
  const phases = ({ events }: NetworkLab): string[] =>
    events.flatMap((event) => {
      if (event.kind === 'detection') return [event.phase];
      return event.kind === 'address' ? [event.present ? 'there' : 'gone'] : [];
    });

  it('is there once it has been announced', () => {
    const lab = tested().do(add, wait);
    expect(phases(lab)).toEqual(['probing', 'announcing', 'there', 'in-use']);
    const sent = lab.events.filter(
      (event) => event.kind === 'sent' && lab.trace.header.ports[event.port]!.name === 'VM-1.eth0',
    );
    expect(sent.map(({ time }) => Math.round(time / 1e6))).toEqual([100, 1100, 3100, 5100, 7100]);
  });

  it('is given up by the frame of somebody else', () => {
    const lab = tested().do(
      add,
      { ...add, at: 'VM-3', detection: { policy: 'cease', delays: [500, 1000, 1000] } },
      wait,
    );
    const given = lab.events.find((event) => event.kind === 'detection' && event.phase === 'given-up');
    expect(given).toMatchObject({ kind: 'detection' });
    const cause = lab.events.find((event) => event.id === (given as { cause: number }).cause);
    expect(cause).toMatchObject({ kind: 'received' });
  });

  it('is removed like any other, tested or in use', () => {
    const remove: Step = { do: 'remove-address', at: 'VM-1', interface: 'eth0', address: '10.51.162.99/20' };
    expect(phases(tested().do(add, remove, wait))).toEqual(['probing', 'removed']);
    const lab = tested().do(add, wait);
    expect(phases(lab.do(remove))).toEqual(['removed', 'gone']);
  });

  it('is there at once on a host that tests nothing, and nowhere else', () => {
    expect(phases(new NetworkLab(storyRack()).do(add))).toEqual(['there']);
    expect(phases(tested().do({ ...add, interface: 'eth7' }, { ...add, at: 'VM-99' }))).toEqual([]);
  });
});

describe('addresses', () => {
  it('come and go with an event each, and only if something changes', () => {
    const lab = new NetworkLab(storyRack());
    const add: Step = { do: 'add-address', at: 'VM-1', interface: 'eth0', address: '10.51.162.99/20' };
    const remove: Step = { ...add, do: 'remove-address' };
    const astray: Step = { ...add, interface: 'eth9' };
    lab.do(add, add, remove, remove, astray);
    const seen = lab.events.flatMap((event) =>
      event.kind === 'address' ? [[event.present, event.prefix, event.scope]] : [],
    );
    expect(seen).toEqual([
      [true, 20, 'global'],
      [false, 20, 'global'],
    ]);
  });

  it('are answered for as long as they are there', () => {
    const lab = new NetworkLab(storyRack());
    const add: Step = { do: 'add-address', at: 'VM-1', interface: 'eth0', address: '10.51.162.99/20' };
    expect(lab.do(add, ping('VM-3', '10.51.162.99')).deliveries()).toContain(`echo-request at VM-1 from ${VM3}`);
    lab.do({ ...add, do: 'remove-address' });
    expect(lab.do(ping('VM-3', '10.51.162.99')).deliveries()).toEqual([]);
  });
});

describe('healing', () => {
  it('brings all links up, then everybody talks for 75 seconds to whom he knows, and once more', () => {
    const lab = acquainted();
    lab.do({ do: 'link', at: 'VM-1', interface: 'eth0', up: false });
    lab.heal();
    const rounds = lab.events.flatMap((event) => (event.kind === 'step' ? [`${event.step} ${event.phase}`] : []));
    expect(rounds).toEqual([...Array.from({ length: 15 }, (_, step) => `${step} healing`), '15 healed']);
    expect(lab.events.find((event) => event.kind === 'link')).toMatchObject({ up: true });
    expect(lab.network.now).toBeGreaterThanOrEqual(75e9);
    expect(lab.entry('VM-3', VM1)).toBe(`${VM1_MAC} reachable`);
  });

  it('leaves a detached guest alone', () => {
    const lab = acquainted().do({ do: 'detach', guest: 'VM-1' });
    expect(lab.heal().frames('VM-1.eth0')).toEqual([]);
  });
});

it('a step that names nobody does nothing', () => {
  const lab = new NetworkLab(storyRack());
  const at = 'BM-9';
  const steps: Step[] = [
    ping(at, VM1),
    { do: 'metric', from: at, to: VM1, by: 'udp' },
    { do: 'delete-neighbour', at, address: VM1 },
    { do: 'flush-neighbours', at },
    { do: 'gratuitous', at, address: VM1, form: 'reply' },
    { do: 'add-address', at, interface: 'eth0', address: '10.0.0.1/8' },
    { do: 'reboot', at },
    { do: 'detach', guest: at },
    { do: 'attach', guest: at, to: 'BM-1' },
    { do: 'link-local', at, interface: 'eth0', policy: 'cease' },
    { do: 'contest', from: 'VM-1.eth0', of: `${at}.eth0`, as: 'probe', senderMac: VM1_MAC, peer: VM1 },
    { do: 'frame', from: `${at}.eth0`, bytes: '00' },
    { do: 'faults', cable: `${at}.eth0`, fates: ['lose'] },
  ];
  expect(new Set(lab.do(...steps).events.map((event) => event.kind))).toEqual(new Set(['step', 'settled']));
});

it('networks of one compiled plan do not know of each other', () => {
  const topology = storyRack();
  const plan = compilePlan(topology);
  const steps = [migrate('VM-1', 'BM-2', 'rarp'), ping('VM-3', VM1), migrate('VM-1', 'BM-1', 'gratuitous')];
  const [once, again] = [1, 2].map(() => new NetworkLab(topology, undefined, plan).do(...steps));
  expect(again!.events).toEqual(once!.events);
  expect(again!.network.header.ports).toEqual(once!.network.header.ports);
  expect(plan).toEqual(compilePlan(topology));
});

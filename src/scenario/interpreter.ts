import { address, type FrameFate, HostNode, interfaceAddress, mac, type Network } from '../network/index.ts';
import {
  ARP_REQUEST,
  ETHERTYPE_RARP,
  Frame,
  IPV4_ANY,
  MAC_BROADCAST,
  MAC_ZERO,
  writeArp,
  writeEthernet,
} from '../wire/index.ts';
import type { Scenario } from './scenario.ts';
import type { ArpStep, Fate, MigrateStep, Step } from './step.ts';

const MILLISECOND = 1_000_000;
const SECOND = 1000 * MILLISECOND;

/**
 * While healing everybody talks every five seconds (a Linux entry in use is polled after that long) for 75 seconds:
 * longer than any entry lives unconfirmed, 60 s by RFC 1122's advice and 30 + 5 + 3 s on Linux.
 */
const HEALING_ROUNDS = 15;
const HEALING_PAUSE = 5 * SECOND;

/** Runs a scenario's steps on a simulated network, and heals it afterwards if the scenario says so. */
export function interpret(network: Network, scenario: Scenario): void {
  const steps = scenario.steps;
  for (let index = 0; index < steps.length; index++) {
    begin(network, index, 'scenario');
    perform(network, steps[index]!);
    finish(network);
  }
  if (scenario.heal === true) heal(network, steps.length);
}

function begin(network: Network, step: number, phase: 'scenario' | 'healing' | 'healed'): void {
  network.emit({ kind: 'step', id: network.nextId(), time: network.now, step, phase });
}

function finish(network: Network): void {
  network.settle();
  network.settled();
}

/** Performs one step; what is not there (any more) is left alone. */
function perform(network: Network, step: Step): void {
  switch (step.do) {
    case 'arp':
      sendArp(network, step);
      return;
    case 'frame': {
      const port = network.port(step.from);
      if (port !== undefined) network.inject(port, new Frame(Buffer.from(step.bytes, 'hex')));
      return;
    }
    case 'wait':
      network.advance(step.ms * MILLISECOND);
      return;
    case 'metric':
      network
        .host(step.from)
        ?.stack.originate(address(step.to), step.by === 'tcp' ? 'syn' : 'datagram', network.nextPacketId());
      return;
    case 'ping':
      network.host(step.from)?.stack.originate(address(step.to), 'echo-request', network.nextPacketId());
      return;
    case 'delete-neighbour':
      network.host(step.at)?.stack.forgetNeighbour(address(step.address), 'operator');
      return;
    case 'flush-neighbours':
      network.host(step.at)?.stack.forgetNeighbour(undefined, 'operator');
      return;
    case 'gratuitous':
      network.host(step.at)?.stack.announce(address(step.address), step.form);
      return;
    default:
      change(network, step);
  }
}

type Change = Extract<
  Step,
  { do: 'add-address' | 'remove-address' | 'link' | 'attach' | 'detach' | 'migrate' | 'reboot' | 'faults' }
>;

/** Steps that change the network itself. */
function change(network: Network, step: Change): void {
  switch (step.do) {
    case 'add-address':
    case 'remove-address': {
      const host = network.host(step.at);
      const own = interfaceAddress(step.address);
      if (host !== undefined) network.setAddress(host, step.interface, own, step.do === 'add-address');
      return;
    }
    case 'link': {
      const port = network.port(`${step.at}.${step.interface}`);
      if (port !== undefined) network.setLink(port, step.up);
      return;
    }
    case 'attach': {
      const [guest, to] = [network.host(step.guest), network.host(step.to)];
      if (guest !== undefined && to !== undefined) network.attach(guest, to);
      return;
    }
    case 'detach': {
      const guest = network.host(step.guest);
      if (guest !== undefined) network.detach(guest);
      return;
    }
    case 'migrate':
      migrate(network, step);
      return;
    case 'reboot': {
      const host = network.host(step.at);
      if (host !== undefined) network.reboot(host);
      return;
    }
    case 'faults': {
      const port = network.port(step.cable);
      if (port !== undefined) network.setFates(port, step.fates.map(toFrameFate));
      return;
    }
    default:
      step satisfies never;
  }
}

function toFrameFate(fate: Fate): FrameFate {
  return typeof fate === 'number' ? fate * MILLISECOND : fate;
}

function sendArp(network: Network, step: ArpStep): void {
  const port = network.port(step.from);
  if (port === undefined) return;
  const senderMac = mac(step.senderMac);
  const frame = Frame.arpPacket(
    step.destination === undefined ? MAC_BROADCAST : mac(step.destination),
    step.source === undefined ? senderMac : mac(step.source),
    {
      operation: step.operation,
      senderMac,
      senderIp: address(step.senderIp),
      targetMac: mac(step.targetMac),
      targetIp: address(step.targetIp),
    },
  );
  network.inject(port, frame);
}

/** The guest's memory arrives with its neighbour cache; the network learns of the move only by what is announced. */
function migrate(network: Network, step: MigrateStep): void {
  const [guest, to] = [network.host(step.guest), network.host(step.to)];
  if (guest === undefined || to === undefined || to.bridges.length === 0 || network.homeOf(guest) === to) return;
  network.detach(guest);
  const tap = network.attach(guest, to);
  if (tap === undefined || step.announce === 'none') return;
  const own = guest.stack.interfaces[0]!;
  const bytes = new Uint8Array(42);
  if (step.announce === 'rarp') {
    // What QEMU's announce_self sends: a reverse ARP request for its own address (RFC 903).
    const announcement = {
      operation: 3,
      senderMac: own.mac,
      senderIp: IPV4_ANY,
      targetMac: own.mac,
      targetIp: IPV4_ANY,
    };
    writeEthernet(bytes, MAC_BROADCAST, own.mac, ETHERTYPE_RARP);
    writeArp(bytes, 14, announcement);
    tap.owner.arrive(tap, new Frame(bytes));
    return;
  }
  for (const each of own.addresses) {
    const packet = {
      operation: ARP_REQUEST,
      senderMac: own.mac,
      senderIp: each.address,
      targetMac: MAC_ZERO,
      targetIp: each.address,
    };
    tap.owner.arrive(tap, Frame.arpPacket(MAC_BROADCAST, own.mac, packet));
  }
}

/** Heals the network and lets everybody talk to everybody they know until the timers have run out. */
function heal(network: Network, steps: number): void {
  network.heal();
  for (let round = 0; round < HEALING_ROUNDS; round++) {
    begin(network, steps + round, 'healing');
    talk(network);
    finish(network);
    network.advance(HEALING_PAUSE);
  }
  begin(network, steps + HEALING_ROUNDS, 'healed');
  talk(network);
  finish(network);
}

function talk(network: Network): void {
  for (const node of network.nodes) {
    if (!(node instanceof HostNode) || network.homeOf(node) === undefined) continue;
    for (const known of node.stack.neighbours())
      node.stack.originate(known.address, 'echo-request', network.nextPacketId());
  }
}

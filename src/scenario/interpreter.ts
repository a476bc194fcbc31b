import type { DetectionOrder } from '../model/index.ts';
import { address, type FrameFate, HostNode, interfaceAddress, type Later, type Network } from '../network/index.ts';
import {
  ARP_REQUEST,
  ETHERTYPE_RARP,
  Frame,
  IPV4_ANY,
  type IpMessage,
  type Ipv4,
  MAC_BROADCAST,
  MAC_ZERO,
  writeArp,
  writeEthernet,
} from '../wire/index.ts';
import { Foresight } from './foresight.ts';
import { arpFrame, bytesFrame, contestFrame, echoFrame } from './frame-of-step.ts';
import { configure, type Reconfiguring } from './reconfiguring.ts';
import type { Scenario } from './scenario.ts';
import type {
  AddAddressStep,
  ArpStep,
  ContestStep,
  DetectionSpec,
  EchoStep,
  Fate,
  LinkLocalStep,
  MigrateStep,
  RemoveAddressStep,
  Step,
} from './step.ts';

const MILLISECOND = 1_000_000;
const SECOND = 1000 * MILLISECOND;

/**
 * While healing everybody talks every five seconds (a Linux entry in use is polled after that long) for 75 seconds:
 * longer than any entry lives unconfirmed, 60 s by RFC 1122's advice and 30 + 5 + 3 s on Linux.
 */
const HEALING_ROUNDS = 15;
const HEALING_PAUSE = 5 * SECOND;

/**
 * Runs a scenario's steps on a network, and heals it afterwards if the scenario says so.
 *
 * It pauses where a live stack has to be waited for; a simulated network, or a synchronous stack without waits, never
 * pauses. It ends early if a live stack fails.
 */
export function* interpret(network: Network, scenario: Scenario): Generator<Promise<void>, void, void> {
  const steps = scenario.steps;
  const foresight = Foresight.of(network, steps);
  for (let index = 0; index < steps.length; index++) {
    begin(network, index, 'scenario');
    const done = foresight?.perform(index) === true ? undefined : perform(network, steps[index]!);
    if (done !== undefined) yield done;
    const settled = network.settle();
    if (settled !== undefined) yield settled;
    if (network.failure !== undefined) return;
    finish(network);
    const tick = network.tick();
    if (tick !== undefined) yield tick;
  }
  if (scenario.heal === true) yield* heal(network, steps.length);
}

function begin(network: Network, step: number, phase: 'scenario' | 'healing' | 'healed'): void {
  network.emit({ kind: 'step', id: network.nextId(), time: network.now, step, phase });
}

/** Runs a scenario on a network in which nothing has to be waited for. */
export function interpretNow(network: Network, scenario: Scenario): void {
  for (const _pause of interpret(network, scenario)) throw new Error('a simulated network had to be waited for');
}

/** Silence is only judged where it means something. */
function finish(network: Network): void {
  if (!network.isUncertain) network.settled();
}

/** Performs one step; what is not there (any more) is left alone. */
function perform(network: Network, step: Step): Later<void> {
  switch (step.do) {
    case 'arp':
      sendArp(network, step);
      return;
    case 'frame': {
      const port = network.port(step.from);
      if (port !== undefined) network.inject(port, bytesFrame(step));
      return;
    }
    case 'echo':
      sendEcho(network, step);
      return;
    case 'wait':
      return network.advance(step.ms * MILLISECOND);
    case 'metric':
      return originate(network, step.from, step.to, step.by === 'tcp' ? 'syn' : 'datagram');
    case 'ping':
      return originate(network, step.from, step.to, 'echo-request');
    case 'delete-neighbour':
      return forget(network, step.at, address(step.address));
    case 'flush-neighbours':
      return forget(network, step.at, undefined);
    case 'add-address':
    case 'remove-address':
      return setAddress(network, step);
    case 'link-local':
      return configureLinkLocal(network, step);
    case 'contest':
      contest(network, step);
      return;
    case 'gratuitous':
      network.host(step.at)?.stack.announce(address(step.address), step.form);
      return;
    default:
      return change(network, step);
  }
}

/** A live stack is asked for a datagram, whatever the message: that is what its upper tester can do. */
function originate(network: Network, from: string, to: string, message: IpMessage): Later<void> {
  const live = network.liveNode(from);
  if (live !== undefined) return live.send(address(to));
  network.host(from)?.stack.originate(address(to), message, network.nextPacketId());
}

function forget(network: Network, at: string, neighbour: Ipv4 | undefined): Later<void> {
  const live = network.liveNode(at);
  if (live !== undefined) return live.flush(neighbour);
  network.host(at)?.stack.forgetNeighbour(neighbour, 'operator');
}

/** Adds an address, or removes it; with conflict detection where the step, or what it was added with, says so. */
function setAddress(network: Network, step: AddAddressStep | RemoveAddressStep): Later<void> {
  const own = interfaceAddress(step.address);
  const live = network.liveNode(step.at);
  if (step.do === 'add-address' && step.detection !== undefined) {
    const order = orderOf(step.detection);
    if (live !== undefined) return live.detectAddress(own, order);
    return network.host(step.at)?.detectAddress(step.interface, own, order);
  }
  if (step.do === 'remove-address' && live?.isDetected(own) === true) return live.removeAddress(own);
  return configure(network, step);
}

function configureLinkLocal(network: Network, step: LinkLocalStep): Later<void> {
  const live = network.liveNode(step.at);
  if (live !== undefined) return live.configureLinkLocal(orderOf(step));
  network.host(step.at)?.configureLinkLocal(step.interface, orderOf(step));
}

/** What it is about is known only now. */
function contest(network: Network, step: ContestStep): void {
  const [from, of] = [network.port(step.from), network.port(step.of)];
  if (from === undefined || of === undefined) return;
  const name = step.of.slice(0, step.of.lastIndexOf('.'));
  const chosen = (network.host(name) ?? network.liveNode(name))?.linkLocalAt(of.stackIndex);
  if (chosen !== undefined) network.inject(from, contestFrame(step, chosen, network.nextPacketId()));
}

function orderOf({ policy, delays }: DetectionSpec): DetectionOrder {
  return { policy, delays: delays?.map((ms) => ms * MILLISECOND) ?? [] };
}

type Change = Extract<
  Step,
  | { do: 'link' | 'attach' | 'detach' | 'migrate' | 'reboot' | 'faults' }
  | Exclude<Reconfiguring, AddAddressStep | RemoveAddressStep>
>;

/** Steps that change the network itself. */
function change(network: Network, step: Change): Later<void> {
  switch (step.do) {
    case 'sysctl':
    case 'add-route':
    case 'remove-route':
    case 'add-proxy':
    case 'remove-proxy':
      return configure(network, step);
    case 'link': {
      const port = network.port(`${step.at}.${step.interface}`);
      return port === undefined ? undefined : network.setLink(port, step.up, step.by);
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

function sendEcho(network: Network, step: EchoStep): void {
  const port = network.port(step.from);
  if (port !== undefined) network.inject(port, echoFrame(network, port, step));
}

function sendArp(network: Network, step: ArpStep): void {
  const port = network.port(step.from);
  if (port !== undefined) network.inject(port, arpFrame(step));
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
function* heal(network: Network, steps: number): Generator<Promise<void>, void, void> {
  network.heal();
  for (let round = 0; round <= HEALING_ROUNDS; round++) {
    begin(network, steps + round, round < HEALING_ROUNDS ? 'healing' : 'healed');
    talk(network);
    const settled = network.settle();
    if (settled !== undefined) yield settled;
    if (network.failure !== undefined) return;
    finish(network);
    const passed = round < HEALING_ROUNDS ? network.advance(HEALING_PAUSE) : undefined;
    if (passed !== undefined) yield passed;
  }
}

function talk(network: Network): void {
  for (const node of network.nodes) {
    if (!(node instanceof HostNode) || network.homeOf(node) === undefined) continue;
    for (const known of node.stack.neighbours())
      node.stack.originate(known.address, 'echo-request', network.nextPacketId());
  }
}

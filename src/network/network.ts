import type { LinkCause, Wake } from '../model/index.ts';
import type { EventId, TraceEvent, TraceHeader, TracePort, TraceSink } from '../trace/index.ts';
import { type Frame, MAC_ZERO, type Mac } from '../wire/index.ts';
import { Cable, type FrameFate, type FrameUnderWay } from './cable.ts';
import { HostNode, referenceStackFactory, type StackFactory } from './host-node.ts';
import { RealTime } from './live-clock.ts';
import { LiveNode } from './live-node.ts';
import { type LiveStacks, liveOf, sliceOf, withHiddenCaches } from './live-plan.ts';
import type { Later, LiveStack, StackFailure } from './live-stack.ts';
import type { NodePlan, Plan } from './plan.ts';
import { type Node, Port } from './port.ts';
import { Scheduler, type Sleeper } from './scheduler.ts';
import { SwitchNode } from './switch-node.ts';
import { TesterNode } from './tester-node.ts';

/** Another stack than the reference for some nodes; undefined keeps the reference. */
export type StackChoice = (node: NodePlan) => StackFactory | undefined;

/** Why a run had to stop. */
export interface NodeFailure extends StackFailure {
  readonly node: string;
}

const NO_LIVE_NODES: readonly LiveNode[] = [];
const NO_LISTENER: TraceSink = () => {};

/**
 * Frames that one stimulus may set off before the rest is thrown away. A tree carries each broadcast once over every
 * cable, and every port may answer it, so honest traffic stays below ports squared; beyond this it is a storm.
 */
function frameBudget(ports: number): number {
  return 20_000 + 16 * ports * ports;
}

/** Nodes with ports and cables between ports, in virtual time. It draws nothing and reads no clock. */
export class Network {
  readonly header: TraceHeader;
  readonly nodes: readonly Node[];
  /** Told everything that happens, in order. */
  sink: TraceSink = NO_LISTENER;
  /** Frames put on cables so far. */
  frames = 0;
  readonly #scheduler = new Scheduler();
  readonly #ports: Port[];
  readonly #headerPorts: TracePort[];
  readonly #plan: Plan;
  readonly #homes = new Map<HostNode, HostNode | undefined>();
  readonly #budget: number;
  readonly #live: readonly LiveNode[];
  readonly #realTime: RealTime | undefined;
  readonly #liveStacks: LiveStacks | undefined;
  #spent = 0;
  #ids = 0;
  #packets = 0;

  constructor(plan: Plan, stackFor?: StackChoice, liveStacks?: LiveStacks) {
    this.#plan = plan;
    this.#liveStacks = liveStacks;
    this.#headerPorts = plan.ports.slice();
    const live = liveStacks === undefined ? undefined : liveOf(plan, liveStacks);
    this.header = {
      nodes: live === undefined ? plan.nodes : withHiddenCaches(plan, live),
      ports: this.#headerPorts,
      addresses: plan.addresses,
      staticNeighbours: plan.staticNeighbours,
      ...(plan.routes.length === 0 ? {} : { routes: plan.routes }),
    };
    this.#budget = frameBudget(plan.ports.length);
    this.#ports = plan.ports.map((each) => new Port(each.index, each.local, plan.nodes[each.node]!.kind !== 'switch'));
    this.nodes = plan.nodes.map((node) => this.#build(node, stackFor, live?.get(node)));
    this.#live = live === undefined ? NO_LIVE_NODES : this.nodes.filter((node) => node instanceof LiveNode);
    this.#realTime = this.#live.some((node) => node.stack.clock === 'real')
      ? new RealTime(liveStacks!.clock)
      : undefined;
    for (const each of plan.ports) {
      const node = this.nodes[each.node]!;
      const port = this.#ports[each.index]!;
      port.owner = node;
      if (node instanceof SwitchNode) node.ports.push(port);
    }
    for (const [left, right] of plan.cables) new Cable(this.#ports[left]!, this.#ports[right]!);
  }

  #build(node: NodePlan, stackFor: StackChoice | undefined, live: LiveStack | undefined): Node {
    if (live !== undefined) return new LiveNode(this, node, this.#ports, live, this.#liveStacks?.earlier);
    switch (node.kind) {
      case 'switch':
        return new SwitchNode(this, node.index, node.name, node.ageing);
      case 'tester':
        return new TesterNode(this, node.index, node.name);
      case 'host':
      case 'guest':
        return new HostNode(this, node, this.#ports, stackFor?.(node) ?? referenceStackFactory);
      default:
        return node.kind satisfies never;
    }
  }

  get now(): number {
    return this.#scheduler.now;
  }

  // ---------------------------------------------------------------- Names

  /** The host or guest of this name. */
  host(name: string): HostNode | undefined {
    const node = this.nodes[this.#plan.nodeByName.get(name) ?? -1];
    return node instanceof HostNode ? node : undefined;
  }

  /** The host or guest of this name, if it is a live one. */
  liveNode(name: string): LiveNode | undefined {
    if (this.#live.length === 0) return undefined;
    const node = this.nodes[this.#plan.nodeByName.get(name) ?? -1];
    return node instanceof LiveNode ? node : undefined;
  }

  /** The port of this name, `VM-3.eth0`. */
  port(name: string): Port | undefined {
    const planned = this.#plan.portByName.get(name);
    if (planned !== undefined) return this.#ports[planned];
    // Ports of guests that have moved came later.
    const index = this.#headerPorts.findIndex((each) => each.name === name);
    return index < 0 ? undefined : this.#ports[index];
  }

  macOf(port: Port): Mac {
    return this.#headerPorts[port.index]!.mac;
  }

  // ---------------------------------------------------------------- Frames

  /** Puts a frame on the cable of a port. */
  transmit(port: Port, frame: Frame, injected = false): void {
    if (!port.up) {
      // What a scenario injects into a dead port was never anybody's.
      if (!injected) this.drop(port, frame, 'link down');
      return;
    }
    if (port.visible) this.sent(port, frame, injected);
    const peer = port.peer;
    if (peer === undefined) {
      this.drop(port, frame, 'no cable');
      return;
    }
    this.frames += 1;
    this.#spent += 1;
    if (this.#spent > this.#budget) {
      this.#scheduler.clearFrames();
      this.drop(port, frame, 'storm: more frames than any honest exchange needs');
      return;
    }
    const cable = port.cable!;
    if (cable.fates.length === 0 && cable.held === undefined) this.#scheduler.deliver(peer, frame);
    else this.#meetFate(cable, port, peer, frame);
  }

  #meetFate(cable: Cable, port: Port, peer: Port, frame: Frame): void {
    const fate = cable.fates.shift() ?? 'pass';
    const held = cable.held;
    if (fate === 'swap' && held === undefined) {
      cable.held = { from: port, to: peer, frame };
      return;
    }
    if (fate === 'lose') this.drop(port, frame, 'loss');
    else if (typeof fate === 'number') this.#delay({ from: port, to: peer, frame }, fate);
    else this.#scheduler.deliver(peer, frame);
    if (fate === 'duplicate') this.#scheduler.deliver(peer, frame);
    if (held !== undefined) {
      cable.held = undefined;
      this.#scheduler.deliver(held.to, held.frame);
    }
  }

  #delay(delayed: FrameUnderWay, nanoseconds: number): void {
    this.#scheduler.at(this.now + nanoseconds, this, delayed);
  }

  /** What waits to be overtaken is lost with the cable, and with the fault. */
  #loseHeld(cable: Cable | undefined): void {
    const held = cable?.held;
    if (cable === undefined || held === undefined) return;
    cable.held = undefined;
    this.drop(held.from, held.frame, 'loss');
  }

  /** A scenario's frame leaves a port, below any stack. */
  inject(port: Port, frame: Frame): void {
    if (port.owner instanceof HostNode) port.owner.send(port, frame, true);
    else this.transmit(port, frame, true);
  }

  setFates(port: Port, fates: readonly FrameFate[]): boolean {
    if (port.cable === undefined) return false;
    port.cable.fates = [...fates];
    return true;
  }

  // ---------------------------------------------------------------- Time

  at(time: number, sleeper: Sleeper, token: object): Wake {
    return this.#scheduler.at(time, sleeper, token);
  }

  /** A delayed frame arrives at last, if it is not on a cable that has been unplugged. */
  wake(token: object): void {
    const { from, to, frame } = token as FrameUnderWay;
    if (from.peer === to) to.owner.arrive(to, frame);
    else this.drop(from, frame, 'no cable');
  }

  /** Runs until no frame is under way and no live stack has anything to say. */
  settle(): Later<void> {
    this.#spent = 0;
    this.#scheduler.settle();
    if (this.#live.length === 0) return;
    if (this.#realTime?.hasLeft(this.now, false) === true) this.#scheduler.runUntil(this.#realTime.elapsed);
    return this.#settleLive();
  }

  /** Everybody says what they have to say; then those that were told something by it, until nobody was. */
  #settleLive(): Later<void> {
    for (let isFirst = true; ; isFirst = false) {
      let hasMoved = false;
      for (const node of this.#live) {
        if (!isFirst && !node.isBusy) continue;
        const moved = node.settle();
        if (typeof moved !== 'boolean') return moved.then(() => this.#settleAgain());
        if (moved) hasMoved = true;
      }
      if (!hasMoved) return;
      this.#scheduler.settle();
    }
  }

  #settleAgain(): Later<void> {
    if (this.#realTime?.hasLeft(this.now, true) === true) this.#scheduler.runUntil(this.#realTime.elapsed);
    this.#scheduler.settle();
    return this.#settleLive();
  }

  advance(nanoseconds: number): Later<void> {
    this.#spent = 0;
    const until = this.now + nanoseconds;
    if (this.#live.length === 0) this.#scheduler.runUntil(until);
    else return this.#advanceLive(until, sliceOf(nanoseconds));
  }

  async #advanceLive(until: number, slice: number): Promise<void> {
    while (this.now < until && this.failure === undefined && this.#liveStacks?.isInterrupted?.() !== true) {
      const next = this.#realTime === undefined ? Math.min(this.now + slice, until) : await this.#realTime.look(until);
      this.#scheduler.runUntil(Math.max(next, this.now));
      for (const node of this.#live) await node.advanceTo(this.now);
      await this.#settleLive();
    }
  }

  /** Why a live stack cannot be used any more. */
  get failure(): NodeFailure | undefined {
    for (const { name, stack } of this.#live) if (stack.failure !== undefined) return { node: name, ...stack.failure };
    return undefined;
  }

  /** Nobody can tell whether a live stack has said all that it has to say: that it is silent means nothing. */
  get isUncertain(): boolean {
    for (const node of this.#live) if (node.isUncertain) return true;
    return false;
  }

  /** The longest time, in nanoseconds, for which the harness did not look at a stack in real time; 0 without one. */
  get lateness(): number {
    return this.#realTime?.lateness ?? 0;
  }

  // ---------------------------------------------------------------- Changes of the network

  setLink(port: Port, up: boolean, by: LinkCause = 'operator'): Later<void> {
    if (port.up === up) return;
    port.up = up;
    const event = { kind: 'link', id: this.nextId(), time: this.now, port: port.index, up } as const;
    this.emit(by === 'operator' ? event : { ...event, by });
    if (!up) port.bridge?.linkDown(port);
    const { owner, stackIndex } = port;
    if (stackIndex >= 0 && owner instanceof HostNode) owner.stack.setLink(stackIndex, up, by);
    else if (owner instanceof LiveNode) return owner.setLink(stackIndex, up, by);
  }

  homeOf(guest: HostNode): HostNode | undefined {
    if (this.#homes.has(guest)) return this.#homes.get(guest);
    const home = this.nodes[guest.plan.home];
    return home instanceof HostNode ? home : undefined;
  }

  detach(guest: HostNode): boolean {
    if (guest.plan.tap === undefined || this.homeOf(guest) === undefined) return false;
    const nic = guest.stackPorts[0]!;
    const tap = nic.peer;
    this.#loseHeld(nic.cable);
    nic.cable?.unplug();
    if (tap?.bridge !== undefined) tap.bridge.leave(tap);
    this.#homes.set(guest, undefined);
    this.emit({ kind: 'moved', id: this.nextId(), time: this.now, node: guest.index, home: undefined });
    return true;
  }

  /** Plugs a detached guest into a host's bridge; the new tap port, or undefined if the host has none. */
  attach(guest: HostNode, host: HostNode): Port | undefined {
    if (guest.plan.tap === undefined || this.homeOf(guest) !== undefined) return undefined;
    const bridge = host.bridges.find((each) => each.name === guest.plan.tap!.bridge) ?? host.bridges[0];
    if (bridge === undefined) return undefined;
    const tap = this.#tapPort(guest, host);
    bridge.join(tap);
    new Cable(tap, guest.stackPorts[0]!);
    this.#homes.set(guest, host);
    this.emit({ kind: 'moved', id: this.nextId(), time: this.now, node: guest.index, home: host.index });
    return tap;
  }

  /** The guest's own name for its tap port, or the first free number behind the same stem; as hypervisors do. */
  #tapPort(guest: HostNode, host: HostNode): Port {
    const wanted = guest.plan.tap!.name;
    const stem = wanted.replace(/\d+$/, '');
    const taken = new Map<string, Port>();
    for (const port of this.#ports) if (port.owner === host) taken.set(port.local, port);
    let local = wanted;
    for (let number = 0; ; number++) {
      const existing = taken.get(local);
      if (existing === undefined) break;
      // A port that a guest has left is as good as a new one.
      if (existing.bridge?.has(existing) === false && existing.peer === undefined && existing.stackIndex < 0) {
        this.setLink(existing, true);
        return existing;
      }
      local = `${stem}${number}`;
    }
    const index = this.#ports.length;
    const port = new Port(index, local, true);
    port.owner = host;
    this.#ports.push(port);
    const name = `${host.name}.${local}`;
    this.#headerPorts.push({ name, node: host.index, mac: MAC_ZERO, kind: 'member', uplink: false });
    return port;
  }

  reboot(host: HostNode): void {
    this.emit({ kind: 'rebooted', id: this.nextId(), time: this.now, node: host.index });
    for (const bridge of host.bridges) bridge.clear();
    host.stack.reboot();
  }

  /** Every link up, every fault gone. */
  heal(): void {
    for (const port of this.#ports) {
      if (port.cable !== undefined) {
        port.cable.fates = [];
        this.#loseHeld(port.cable);
      }
      this.setLink(port, true);
    }
  }

  // ---------------------------------------------------------------- Events

  nextId(): EventId {
    return this.#ids++;
  }

  /** IPv4 identification: 16 bits, counted here so that a run is reproducible. */
  nextPacketId(): number {
    this.#packets = (this.#packets + 1) & 0xffff;
    return this.#packets;
  }

  emit(event: TraceEvent): void {
    this.sink(event);
  }

  sent(port: Port, frame: Frame, injected: boolean): void {
    this.sink({ kind: 'sent', id: this.#ids++, time: this.#scheduler.now, port: port.index, frame, injected });
  }

  received(port: Port, frame: Frame): EventId {
    const id = this.#ids++;
    this.sink({ kind: 'received', id, time: this.#scheduler.now, port: port.index, frame, injected: false });
    return id;
  }

  drop(port: Port, frame: Frame, where: string): void {
    this.sink({ kind: 'dropped', id: this.#ids++, time: this.#scheduler.now, port: port.index, frame, where });
  }

  settled(): void {
    this.sink({ kind: 'settled', id: this.#ids++, time: this.#scheduler.now });
  }
}

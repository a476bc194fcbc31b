import type { LinkCause, Wake } from '../model/index.ts';
import type { EventId, TraceEvent, TraceHeader, TracePort, TraceSink } from '../trace/index.ts';
import type { Frame, Mac } from '../wire/index.ts';
import { Cable, type FrameFate } from './cable.ts';
import { CableFaults } from './cable-faults.ts';
import { HostNode, referenceStackFactory, type StackFactory } from './host-node.ts';
import { RealTime } from './live-clock.ts';
import { LiveMachineNode } from './live-machine-node.ts';
import { LiveNode } from './live-node.ts';
import { type LiveStacks, liveOf, sliceOf, withHiddenCaches } from './live-plan.ts';
import type { Later, LiveStack, StackFailure } from './live-stack.ts';
import { Outbox } from './outbox.ts';
import { type Pace, PaceKeeper } from './pace.ts';
import { Places } from './places.ts';
import type { NodePlan, Plan } from './plan.ts';
import { type Node, Port } from './port.ts';
import { HOP_NANOSECONDS, Scheduler, type Sleeper } from './scheduler.ts';
import { SwitchNode } from './switch-node.ts';
import { TesterNode } from './tester-node.ts';

/** Another stack than the reference for some nodes; undefined keeps the reference. */
export type StackChoice = (node: NodePlan) => StackFactory | undefined;

/** Why a run had to stop. */
export interface NodeFailure extends StackFailure {
  readonly node: string;
}

const NO_LIVE_NODES: readonly LiveNode[] = [];
const NO_MACHINES: readonly LiveMachineNode[] = [];
const isMachine = (node: Node): node is LiveMachineNode => node instanceof LiveMachineNode;
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
  readonly #scheduler: Scheduler;
  readonly #ports: Port[];
  readonly #headerPorts: TracePort[];
  readonly #plan: Plan;
  readonly #places: Places;
  readonly #faults: CableFaults;
  readonly #budget: number;
  readonly #live: readonly LiveNode[];
  readonly #realTime: RealTime | undefined;
  readonly #liveStacks: LiveStacks | undefined;
  readonly #machines: readonly LiveMachineNode[];
  /** How time passes, if not as it is. */
  readonly pace: Pace | undefined;
  readonly #outbox: Outbox | undefined;
  readonly #paceKeeper: PaceKeeper | undefined;
  #spent = 0;
  #ids = 0;
  #packets = 0;

  constructor(plan: Plan, stackFor?: StackChoice, liveStacks?: LiveStacks, pace?: Pace) {
    this.#plan = plan;
    this.#liveStacks = liveStacks;
    this.pace = pace;
    this.#scheduler = new Scheduler(pace === undefined ? HOP_NANOSECONDS : 0);
    this.#faults = new CableFaults(this, this.#scheduler, pace?.slice);
    this.#outbox = pace === undefined ? undefined : new Outbox();
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
    this.#machines = liveStacks?.machineFor === undefined ? NO_MACHINES : this.nodes.filter(isMachine);
    const isReal = this.#live.some((node) => node.stack.clock === 'real');
    this.#realTime = isReal && pace === undefined ? new RealTime(liveStacks!.clock) : undefined;
    const isPaced = pace !== undefined && (isReal || this.#machines.length > 0);
    this.#paceKeeper = isPaced ? new PaceKeeper(liveStacks!.clock, pace) : undefined;
    for (const each of plan.ports) {
      const node = this.nodes[each.node]!;
      const port = this.#ports[each.index]!;
      port.owner = node;
      if (node instanceof SwitchNode) node.ports.push(port);
    }
    for (const [left, right] of plan.cables) new Cable(this.#ports[left]!, this.#ports[right]!);
    this.#places = new Places(this, this.#faults, this.#ports, this.#headerPorts);
  }

  #build(node: NodePlan, stackFor: StackChoice | undefined, live: LiveStack | undefined): Node {
    if (live !== undefined) return new LiveNode(this, node, this.#ports, live, this.#liveStacks?.earlier);
    switch (node.kind) {
      case 'switch':
        return new SwitchNode(this, node.index, node.name, node.ageing);
      case 'tester':
        return new TesterNode(this, node.index, node.name);
      case 'host':
      case 'guest': {
        const machine = this.#liveStacks?.machineFor?.(node);
        if (machine !== undefined) return new LiveMachineNode(this, node, this.#ports, machine);
        return new HostNode(this, node, this.#ports, stackFor?.(node) ?? referenceStackFactory);
      }
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
    if (this.#outbox === undefined) this.#leave(port, frame, injected);
    else this.#outbox.add(port, frame, injected);
  }

  #leave(port: Port, frame: Frame, injected: boolean): void {
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
    else this.#faults.meet(cable, port, peer, frame);
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

  /** Runs until no frame is under way and no live stack has anything to say. */
  settle(): Later<void> {
    this.#spent = 0;
    for (const node of this.#machines) node.look('operator');
    this.#deliver();
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
      this.#deliver();
    }
  }

  #settleAgain(): Later<void> {
    if (this.#realTime?.hasLeft(this.now, true) === true) this.#scheduler.runUntil(this.#realTime.elapsed);
    this.#deliver();
    return this.#settleLive();
  }

  /** Delivers frames until none is under way. */
  #deliver(): void {
    const outbox = this.#outbox;
    if (outbox === undefined) {
      this.#scheduler.settle();
      return;
    }
    do {
      for (const { port, frame, injected } of outbox.take()) this.#leave(port, frame, injected);
    } while (this.#scheduler.deliverNext());
  }

  /** Lets a slice of time pass, if that is due after every step. */
  tick(): Later<void> {
    if (this.pace?.everyStep === true) return this.#advancePaced(this.pace, 1);
  }

  /** Without anything real in it a network never waits. */
  #advancePaced({ slice }: Pace, slices: number): Later<void> {
    if (this.#paceKeeper !== undefined || this.#live.length > 0) return this.#advanceInSlices(slice, slices);
    for (let count = 0; count < slices; count++) this.#endSlice(slice);
  }

  async #advanceInSlices(slice: number, slices: number): Promise<void> {
    for (let count = 0; count < slices && this.failure === undefined; count++) {
      if (this.#liveStacks?.isInterrupted?.() === true) return;
      await this.#paceKeeper?.next();
      this.#endSlice(slice);
      for (const node of this.#live) await node.advanceTo(this.now);
      await this.#settleLive();
    }
  }

  #endSlice(slice: number): void {
    this.#spent = 0;
    this.#scheduler.runUntil(this.now + slice);
    for (const node of this.#machines) node.look('timer');
    for (const { port, frame, injected } of this.#outbox!.takeTimed()) this.#leave(port, frame, injected);
    this.#deliver();
  }

  advance(nanoseconds: number): Later<void> {
    this.#spent = 0;
    if (this.pace !== undefined) return this.#advancePaced(this.pace, Math.round(nanoseconds / this.pace.slice));
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
    for (const { name, machine } of this.#machines) if (machine.failure) return { node: name, ...machine.failure };
    return undefined;
  }

  /** Nobody can tell whether a live stack has said all that it has to say: that it is silent means nothing. */
  get isUncertain(): boolean {
    for (const node of this.#live) if (node.isUncertain) return true;
    return false;
  }

  /** Milliseconds by which the harness was so late that what it saw does not count; 0 if it was not. */
  get lateness(): number {
    return this.#paceKeeper?.lateness ?? this.#realTime?.tooLate ?? 0;
  }

  // ---------------------------------------------------------------- Changes of the network

  setLink(port: Port, up: boolean, by: LinkCause = 'operator'): Later<void> {
    if (port.up === up) return;
    port.up = up;
    const event = { kind: 'link', id: this.nextId(), time: this.now, port: port.index, up } as const;
    this.emit(by === 'operator' ? event : { ...event, by });
    const { owner, stackIndex } = port;
    if (owner instanceof HostNode) owner.linkChanged(port, up, by);
    else if (stackIndex >= 0 && owner instanceof LiveNode) return owner.setLink(stackIndex, up, by);
  }

  homeOf(guest: HostNode): HostNode | undefined {
    return this.#places.homeOf(guest);
  }

  detach(guest: HostNode): boolean {
    return this.#places.detach(guest);
  }

  /** Plugs a detached guest into a host's bridge; the new tap port, or undefined if the host has none. */
  attach(guest: HostNode, host: HostNode): Port | undefined {
    return this.#places.attach(guest, host);
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
        this.#faults.loseHeld(port.cable);
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

import type { HostView, Monitor, MonitorContext, World } from '../../src/monitor/index.ts';
import type { DetectionEvent, FrameEvent, PortIndex, SettledEvent } from '../../src/trace/index.ts';
import { ARP_REPLY, ARP_REQUEST, IPV4_ANY, isGroupMac } from '../../src/wire/index.ts';
import { type Fold, SharedFold } from '../rfc826/shared-fold.ts';
import { Choice, Chooser, type Contest } from './choice.ts';
import type { ChoiceListener } from './choice-listener.ts';
import { ANNOUNCE_NUM, DEFEND_INTERVAL, TOLERANCE } from './timing.ts';

const NOBODY: readonly ChoiceListener[] = [];
const books = new SharedFold((world) => new ChoiceBook(world));

/** The monitor of a property about link-local addresses that hosts choose by themselves. */
export function watchChoices(context: MonitorContext, listener: ChoiceListener): Monitor {
  const { fold, monitor } = books.join(context);
  fold.add(listener);
  return monitor;
}

/** Which address every interface tries or uses, and what others say of it: the host names it, and its frames tell the rest. */
class ChoiceBook implements Fold {
  readonly upkeep: Monitor;
  readonly #world: World;
  readonly #listeners = new Map<keyof ChoiceListener, ChoiceListener[]>();
  readonly #choosers = new Map<PortIndex, Chooser>();
  /** When the latest step began: what is announced at that very moment was ordered by it. */
  #stepTime = -1;

  constructor(world: World) {
    this.#world = world;
    this.upkeep = {
      detection: (event) => {
        if (event.chosen === true) this.#detected(event);
      },
      arpForHost: (_host, event) => this.#heard(event),
      arpFromKnown: (_host, event) => this.#heard(event),
      arpFromStranger: (_host, event) => this.#heard(event),
      arpSent: (host, event) => this.#sent(host, event),
      ipSent: (host, event) => {
        if (this.#choosers.size > 0) this.#used(host, event, event.frame.ip!.source);
      },
      link: (event) => this.#disturb((chooser) => chooser.port === event.port),
      rebooted: (event) => this.#rebooted(event.node),
      step: (event) => {
        this.#stepTime = event.time;
      },
      settled: (event) => this.#settled(event),
      restart: () => {
        if (this.#choosers.size > 0) this.#choosers.clear();
        this.#stepTime = -1;
        this.#tell('restart', (listener) => listener.restart!());
      },
      end: () => {
        if (this.#choosers.size === 0) return;
        const choosers = [...this.#choosers.values()];
        this.#tell('end', (listener) => listener.end!(choosers));
      },
    };
  }

  add(listener: ChoiceListener): void {
    for (const name of Object.keys(listener) as (keyof ChoiceListener)[]) {
      const known = this.#listeners.get(name);
      if (known === undefined) this.#listeners.set(name, [listener]);
      else known.push(listener);
    }
  }

  #tell(name: keyof ChoiceListener, tell: (listener: ChoiceListener) => void): void {
    for (const listener of this.#listeners.get(name) ?? NOBODY) tell(listener);
  }

  // ---------------------------------------------------------------- What the host says

  #detected(event: DetectionEvent): void {
    switch (event.phase) {
      case 'waiting':
      case 'probing':
        this.#try(event);
        return;
      case 'given-up':
      case 'removed':
        this.#leave(event);
        return;
      case 'announcing':
      case 'in-use':
      case 'defending':
        // What it says of itself is not believed: its frames tell.
        return;
      default:
        event.phase satisfies never;
    }
  }

  #try(event: DetectionEvent): void {
    const chooser = this.#chooserOf(event);
    if (chooser === undefined) return;
    const { current } = chooser;
    if (current !== undefined && current.address === event.address && !current.isOver) {
      if (event.phase === 'probing') current.begin(event.time);
      else current.stage = 'waiting';
      return;
    }
    const stage = event.phase === 'probing' ? 'testing' : 'waiting';
    const choice = new Choice(chooser, event.address, stage, event.time);
    this.#tell('tried', (listener) => listener.tried!(choice, event));
    if (current !== undefined) {
      conclude(current, 'lost');
      chooser.earlier.push(current);
    }
    chooser.current = choice;
    chooser.tried.push(event.address);
  }

  #chooserOf({ node, port }: DetectionEvent): Chooser | undefined {
    const known = this.#choosers.get(port);
    const host = this.#world.hosts[node];
    if (known !== undefined || host === undefined) return known;
    const chooser = new Chooser(host, port);
    this.#choosers.set(port, chooser);
    return chooser;
  }

  #leave({ port, address, phase }: DetectionEvent): void {
    const choice = this.#choosers.get(port)?.current;
    if (choice === undefined || choice.address !== address || choice.isOver) return;
    if (phase === 'given-up' && choice.stage === 'testing') choice.chooser.conflicts += 1;
    conclude(choice, phase === 'given-up' ? 'lost' : 'withdrawn');
  }

  // ---------------------------------------------------------------- What others say

  #heard(event: FrameEvent): void {
    const choice = this.#choosers.get(event.port)?.current;
    if (choice === undefined || choice.isOver || choice.stage === 'waiting') return;
    const { operation, senderIp, senderMac, targetIp } = event.frame.arp!;
    if (operation !== ARP_REQUEST && operation !== ARP_REPLY) return;
    if (this.#world.ownerOfMac(senderMac) === choice.chooser.host.index || isGroupMac(senderMac)) return;
    const isProbe = operation === ARP_REQUEST && senderIp === IPV4_ANY && targetIp === choice.address;
    if (!isProbe && senderIp !== choice.address) return;
    const kind = isProbe ? 'probe' : 'claim';
    const before = choice.contests.findLast((each) => each.kind === 'claim');
    const gap = before === undefined ? Number.POSITIVE_INFINITY : event.time - before.event.time;
    const contest: Contest = { kind, event, gap, stage: choice.stage, outcome: 'nothing' };
    this.#tell('contested', (listener) => listener.contested!(choice, contest));
    choice.contests.push(contest);
    if (isProbe && choice.stage === 'in-use') return;
    choice.isDisturbed = true;
    // Within that time of an earlier claim it has to leave.
    if (choice.stage === 'testing' || gap < DEFEND_INTERVAL - TOLERANCE) choice.lostBy ??= contest;
  }

  // ---------------------------------------------------------------- What the host sends

  #sent(host: HostView, event: FrameEvent): void {
    if (this.#choosers.size === 0) return;
    const { operation, senderIp, targetIp } = event.frame.arp!;
    const choice = this.#choosers.get(event.port)?.current;
    if (operation === ARP_REQUEST && senderIp === IPV4_ANY) {
      if (choice === undefined || choice.address !== targetIp) return;
      // Behind a restart the same address is tested again, and nothing else says so.
      if (choice.stage === 'waiting' && choice.isDisturbed) choice.begin(event.time);
      this.#tell('probed', (listener) => listener.probed!(choice, event));
      choice.probes.push(event);
      return;
    }
    this.#used(host, event, senderIp);
    if (choice === undefined || choice.address !== senderIp || senderIp !== targetIp || choice.isOver) return;
    this.#tell('announced', (listener) => listener.announced!(choice, event));
    choice.stage = 'in-use';
    const open = choice.contests.findLast((each) => each.kind === 'claim' && each.outcome === 'nothing');
    if (open !== undefined) open.outcome = 'announced';
    else if (event.time === this.#stepTime) choice.isDisturbed = true;
    else if (choice.announcements.length < ANNOUNCE_NUM) choice.announcements.push(event);
  }

  #used(host: HostView, event: FrameEvent, sender: number): void {
    for (const chooser of this.#choosers.values()) {
      if (chooser.host !== host) continue;
      const { current, earlier } = chooser;
      const choice = current?.address === sender ? current : earlier.findLast((each) => each.address === sender);
      if (choice !== undefined) this.#tell('used', (listener) => listener.used!(choice, event));
    }
  }

  // ---------------------------------------------------------------- Time

  #disturb(isConcerned: (chooser: Chooser) => boolean): void {
    for (const chooser of this.#choosers.values()) {
      const { current } = chooser;
      if (current === undefined || current.isOver || !isConcerned(chooser)) continue;
      current.isDisturbed = true;
      // Nothing is in use on another link: whatever comes next has to begin by a test.
      current.stage = 'waiting';
      current.lostBy = undefined;
    }
  }

  #rebooted(node: number): void {
    for (const chooser of this.#choosers.values()) {
      if (chooser.host.index !== node) continue;
      this.#tell('restarted', (listener) => listener.restarted!(chooser));
      chooser.conflicts = 0;
    }
    this.#disturb((chooser) => chooser.host.index === node);
  }

  #settled(event: SettledEvent): void {
    for (const chooser of this.#choosers.values()) {
      this.#tell('settled', (listener) => listener.settled!(chooser, event));
    }
  }
}

/** The host has nothing more to do with the address. */
function conclude(choice: Choice, stage: 'lost' | 'withdrawn'): void {
  if (!choice.isOver) choice.stage = stage;
  for (const contest of choice.contests) if (contest.outcome === 'nothing') contest.outcome = 'left';
}

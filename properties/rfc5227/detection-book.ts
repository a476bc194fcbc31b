import type { HostView, Monitor, MonitorContext, World } from '../../src/monitor/index.ts';
import type { DetectionEvent, FrameEvent, PortIndex, SettledEvent } from '../../src/trace/index.ts';
import { ARP_REPLY, ARP_REQUEST, IPV4_ANY, type Ipv4, MAC_BROADCAST } from '../../src/wire/index.ts';
import { profileOf, wasTakenFromStack } from '../rfc826/settings.ts';
import { type Fold, SharedFold } from '../rfc826/shared-fold.ts';
import { Detection } from './detection.ts';
import type { DetectionListener, Use } from './detection-listener.ts';
import { kindOfPacket } from './packet-kind.ts';
import {
  ANNOUNCE_INTERVAL,
  ANNOUNCE_NUM,
  ANNOUNCE_WAIT,
  DEFEND_INTERVAL,
  PROBE_MAX,
  PROBE_NUM,
  PROBE_WAIT,
  REACTION,
  TOLERANCE,
} from './timing.ts';

const NOBODY: readonly DetectionListener[] = [];
const books = new SharedFold((world) => new DetectionBook(world));

/** The monitor of a property about address conflict detection. */
export function watchDetection(context: MonitorContext, listener: DetectionListener): Monitor {
  const { fold, monitor } = books.join(context);
  fold.add(listener);
  return monitor;
}

/** Which addresses are under detection, and where each stands: told by the trace alone, not by what the stack says. */
class DetectionBook implements Fold {
  readonly upkeep: Monitor;
  readonly #world: World;
  /** By name of what they want to be told. */
  readonly #listeners = new Map<keyof DetectionListener, DetectionListener[]>();
  #detections: Detection[] = [];
  /** When the latest step began: what is sent at that very moment was ordered by it. */
  #stepTime = -1;

  constructor(world: World) {
    this.#world = world;
    this.upkeep = {
      detection: (event) => this.#detected(event),
      address: (event) => {
        if (event.present) this.#configured(event.port, event.address);
      },
      arpForHost: (host, event) => this.#heard(host, event, true),
      arpFromKnown: (host, event) => this.#heard(host, event, true),
      arpFromStranger: (host, event) => this.#heard(host, event, true),
      arpUnfit: (host, event) => this.#heard(host, event, false),
      arpSent: (host, event) => this.#sent(host, event),
      ipSent: (_host, event) => this.#packet(event),
      ipReceived: (_host, event) => this.#disturb(event.port, event.frame.ip!.source),
      originated: (event) => {
        for (const each of this.#detections) if (each.address === event.destination) each.isDisturbed = true;
      },
      dropped: (event) => {
        if (wasTakenFromStack(event)) this.#disturb(event.port, event.frame.arp?.targetIp);
      },
      link: (event) => {
        if (!event.up) this.#unlink((each) => each.port === event.port);
      },
      rebooted: (event) => {
        this.#unlink((each) => each.host.index === event.node);
        const host = world.hosts[event.node];
        if (host !== undefined) this.#tell('restarted', (listener) => listener.restarted!(host));
      },
      step: (event) => {
        this.#stepTime = event.time;
      },
      settled: (event) => this.#settled(event),
      restart: () => {
        if (this.#detections.length > 0) this.#detections = [];
        this.#stepTime = -1;
        this.#tell('restart', (listener) => listener.restart!());
      },
    };
  }

  add(listener: DetectionListener): void {
    for (const name of Object.keys(listener) as (keyof DetectionListener)[]) {
      const known = this.#listeners.get(name);
      if (known === undefined) this.#listeners.set(name, [listener]);
      else known.push(listener);
    }
  }

  #tell(name: keyof DetectionListener, tell: (listener: DetectionListener) => void): void {
    for (const listener of this.#listeners.get(name) ?? NOBODY) tell(listener);
  }

  #find(port: PortIndex, address: Ipv4): Detection | undefined {
    return this.#detections.find((each) => each.port === port && each.address === address);
  }

  // ---------------------------------------------------------------- What the host and its operator say

  #detected(event: DetectionEvent): void {
    const known = this.#find(event.port, event.address);
    switch (event.phase) {
      case 'probing':
      case 'waiting':
        this.#begin(known, event);
        return;
      case 'given-up':
        if (known === undefined) return;
        this.#giveUp(known, event);
        return;
      case 'removed':
        if (known !== undefined) known.stage = 'removed';
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

  #begin(known: Detection | undefined, event: DetectionEvent): void {
    const isGone = known === undefined || known.stage === 'given-up' || known.stage === 'removed';
    const detection = isGone ? this.#add(event) : known;
    if (detection === undefined) return;
    if (event.phase === 'probing') detection.begin(event.time, event.id);
    else if (detection.stage !== 'waiting') detection.stage = 'waiting';
  }

  #add({ node, port, address, policy, time, id }: DetectionEvent): Detection | undefined {
    const host = this.#world.hosts[node];
    if (host === undefined) return undefined;
    this.#detections = this.#detections.filter((each) => each.port !== port || each.address !== address);
    const detection = new Detection(host, port, address, policy, 'waiting', time, id);
    this.#detections.push(detection);
    return detection;
  }

  #giveUp(detection: Detection, event: DetectionEvent): void {
    this.#tell('gaveUp', (listener) => listener.gaveUp!(detection, event));
    const conflict = detection.lastConflict;
    if (conflict?.outcome === 'open') {
      conflict.outcome = 'given-up';
      this.#tell('concluded', (listener) => listener.concluded!(detection, conflict, event.time));
    }
    detection.stage = 'given-up';
  }

  /** Configured by other means now: that is another story. */
  #configured(port: PortIndex, address: Ipv4): void {
    const known = this.#find(port, address);
    if (known?.stage === 'given-up' || known?.stage === 'removed') {
      this.#detections = this.#detections.filter((each) => each !== known);
    }
  }

  /** A real stack does not know of its cable. An address that was never tested is not tested then either. */
  #unlink(isConcerned: (detection: Detection) => boolean): void {
    for (const each of this.#detections) {
      if (!isConcerned(each) || !each.host.cacheVisible || each.policy === undefined) continue;
      if (each.stage !== 'testing' && each.stage !== 'in-use') continue;
      each.stage = 'waiting';
      each.isUnlinked = true;
    }
  }

  #disturb(port: PortIndex, address: Ipv4 | undefined): void {
    if (address === undefined || this.#detections.length === 0) return;
    const known = this.#find(port, address);
    if (known !== undefined) known.isDisturbed = true;
  }

  // ---------------------------------------------------------------- What reaches the host

  #heard(host: HostView, event: FrameEvent, isFit: boolean): void {
    if (isFit) this.#adopt(host, event);
    for (const detection of this.#detections) {
      if (detection.host !== host || detection.stage === 'given-up' || detection.stage === 'removed') continue;
      const kind = kindOfPacket(this.#world, detection, event, isFit);
      if (kind === undefined) continue;
      this.#conclude(detection, event.time, REACTION);
      const heard = { kind, event, probes: detection.probes.length };
      this.#tell('heard', (listener) => listener.heard!(detection, heard));
      detection.heard = heard;
      if (detection.stage === 'testing') detection.challenges.push(heard);
      if (detection.stage === 'in-use' && kind === 'claim') this.#conflict(detection, event);
    }
  }

  /** A host whose profile defends does so for every address that it has. */
  #adopt(host: HostView, { port, frame, time, id }: FrameEvent): void {
    const { senderIp } = frame.arp!;
    if (senderIp === IPV4_ANY || profileOf(host)?.ownClaim !== 'defend') return;
    const own = host.addresses.find((each) => each.address === senderIp);
    if (own === undefined || this.#find(own.port, senderIp) !== undefined || !this.#world.isUp(port)) return;
    this.#detections.push(new Detection(host, own.port, senderIp, undefined, 'in-use', time, id));
  }

  #conflict(detection: Detection, event: FrameEvent): void {
    this.#conclude(detection, event.time, 0);
    const before = detection.lastConflict;
    const gap = before === undefined ? Number.POSITIVE_INFINITY : event.time - before.event.time;
    const announcements = detection.announcements.length;
    const conflict = { event, gap, announcements, outcome: 'open' } as const;
    detection.conflicts.push({ ...conflict });
    const isRecent = gap < DEFEND_INTERVAL - TOLERANCE;
    const { policy } = detection;
    if (policy === 'cease' || (policy === 'defend-once' && isRecent)) detection.lost ??= detection.lastConflict;
  }

  /** Nothing has become of a conflict within `patience` nanoseconds. */
  #conclude(detection: Detection, time: number, patience: number): void {
    const conflict = detection.lastConflict;
    if (conflict?.outcome !== 'open' || time - conflict.event.time < patience) return;
    conflict.outcome = 'nothing';
    this.#tell('concluded', (listener) => listener.concluded!(detection, conflict, time));
  }

  // ---------------------------------------------------------------- What the host sends

  #sent(host: HostView, event: FrameEvent): void {
    if (this.#detections.length === 0 && event.frame.arp!.senderIp !== IPV4_ANY) return;
    const { operation, senderIp, targetIp } = event.frame.arp!;
    const known = this.#detections.filter((each) => each.host === host);
    const own = known.find(
      (each) => each.address === senderIp && (each.port === event.port || each.stage !== 'in-use'),
    );
    if (own !== undefined) {
      if (isAnnouncement(event)) this.#announced(own, event);
      else this.#used(own, event, operation === ARP_REPLY ? 'reply' : 'request');
      return;
    }
    // What looks like a probe in another form is one; a reply to whoever claims the address is none.
    if (operation !== ARP_REQUEST && (operation !== ARP_REPLY || senderIp !== IPV4_ANY)) return;
    const tested = known.find((each) => each.port === event.port && each.address === targetIp);
    if (tested !== undefined && this.#isTesting(tested, event)) this.#probed(tested, event);
    else if (tested?.stage === 'removed' && senderIp === IPV4_ANY) this.#usedAfterRemoval(tested, event);
    else if (operation === ARP_REQUEST && senderIp === IPV4_ANY) {
      const another = known.find((each) => each.port === event.port && each.stage === 'testing');
      this.#tell('strayProbe', (listener) => listener.strayProbe!(host, event, another));
    }
  }

  /** A probe on a link that is up again begins a test, whether the host says so or not. */
  #isTesting(detection: Detection, event: FrameEvent): boolean {
    if (detection.stage === 'testing') return true;
    if (detection.stage !== 'waiting' || !detection.isUnlinked || !this.#world.isUp(event.port)) return false;
    if (event.frame.arp!.senderIp !== IPV4_ANY) return false;
    detection.begin(event.time, event.id);
    return true;
  }

  #probed(detection: Detection, event: FrameEvent): void {
    // Whoever wants to send something to the address asks for it in another's name.
    if (event.frame.arp!.senderIp !== IPV4_ANY && detection.isDisturbed) return;
    this.#tell('probed', (listener) => listener.probed!(detection, event));
    detection.probes.push(event);
  }

  #announced(detection: Detection, event: FrameEvent): void {
    const { stage } = detection;
    if (stage === 'testing') this.#tell('claimed', (listener) => listener.claimed!(detection, event));
    this.#used(detection, event, 'announcement');
    if (stage === 'testing') {
      detection.stage = 'in-use';
      detection.announcements.push(event);
      return;
    }
    if (stage !== 'in-use') return;
    this.#conclude(detection, event.time, REACTION);
    const conflict = detection.lastConflict;
    if (conflict?.outcome === 'open') {
      this.#tell('defended', (listener) => listener.defended!(detection, event, conflict));
      conflict.outcome = 'defended';
      detection.defence = event;
      this.#tell('concluded', (listener) => listener.concluded!(detection, conflict, event.time));
      return;
    }
    if (isRoutine(detection, event)) {
      this.#tell('announcedAgain', (listener) => listener.announcedAgain!(detection, event));
      detection.announcements.push(event);
    } else if (event.time !== this.#stepTime) {
      this.#tell('unexplained', (listener) => listener.unexplained!(detection, event));
    }
  }

  #packet(event: FrameEvent): void {
    if (this.#detections.length === 0) return;
    const { source } = event.frame.ip!;
    const host = this.#world.stackAt(event.port);
    const own = this.#detections.find((each) => each.host === host && each.address === source);
    if (own !== undefined) this.#used(own, event, 'packet');
  }

  #usedAfterRemoval(detection: Detection, event: FrameEvent): void {
    this.#tell('usedAfterRemoval', (listener) => listener.usedAfterRemoval!(detection, event));
  }

  #used(detection: Detection, event: FrameEvent, use: Use): void {
    if (detection.stage === 'removed') this.#usedAfterRemoval(detection, event);
    else this.#tell('used', (listener) => listener.used!(detection, event, use));
  }

  // ---------------------------------------------------------------- Time

  #settled(event: SettledEvent): void {
    for (const detection of this.#detections) {
      this.#conclude(detection, event.time, 0);
      this.#tell('settled', (listener) => listener.settled!(detection, event));
      if (detection.stage === 'testing' && event.time > deadlineOf(detection)) {
        if (!detection.isDisturbed && !detection.isReported) {
          this.#tell('overdue', (listener) => listener.overdue!(detection, event));
        }
        detection.isReported = true;
      }
      detection.heard = undefined;
    }
  }
}

/** The second announcement; unless something was heard just now that should not make it speak. */
function isRoutine(detection: Detection, { time }: FrameEvent): boolean {
  const { policy, announcements } = detection;
  const [first] = announcements;
  if (policy === undefined || first === undefined || announcements.length >= ANNOUNCE_NUM) return false;
  const isDue = Math.abs(time - first.time - ANNOUNCE_INTERVAL) <= TOLERANCE;
  return isDue || detection.justHeard(time) === undefined;
}

/** A request for the own address, or a reply that tells everyone of it (RFC 5944 section 4.6). */
function isAnnouncement({ frame }: FrameEvent): boolean {
  const { operation, senderIp, targetIp } = frame.arp!;
  return senderIp === targetIp && (operation === ARP_REQUEST || frame.destination === MAC_BROADCAST);
}

/** Until when the next probe, or the first announcement, has to be there. */
function deadlineOf({ begun, probes, lastProbe }: Detection): number {
  if (lastProbe === undefined) return begun + PROBE_WAIT + TOLERANCE;
  return lastProbe.time + (probes.length < PROBE_NUM ? PROBE_MAX : ANNOUNCE_WAIT) + TOLERANCE;
}

import type { HostView } from '../../src/monitor/index.ts';
import type { FrameEvent, PortIndex } from '../../src/trace/index.ts';
import type { Ipv4 } from '../../src/wire/index.ts';

/**
 * What somebody else says of the address that a host has chosen. `claim`: a packet in the name of the address. `probe`:
 * a probe for it.
 */
export interface Contest {
  readonly kind: 'claim' | 'probe';
  readonly event: FrameEvent;
  /** Nanoseconds since the claim before; infinite for the first one. */
  readonly gap: number;
  /** What the address was to the host when it was said. */
  readonly stage: Stage;
  /** What was done about it, as far as it has been seen. */
  outcome: 'nothing' | 'announced' | 'left';
}

/** `lost`: somebody else has it. `withdrawn`: a routable address has taken its place, or it was removed. */
export type Stage = 'waiting' | 'testing' | 'in-use' | 'lost' | 'withdrawn';

/** One address that an interface has chosen, from its test on, as far as frames tell. */
export class Choice {
  readonly chooser: Chooser;
  readonly address: Ipv4;
  stage: Stage;
  /** When the test began, in nanoseconds. */
  begun: number;
  probes: FrameEvent[] = [];
  announcements: FrameEvent[] = [];
  /** Somebody else's packets, those during the test and those since. */
  contests: Contest[] = [];
  /** What ends the test, or the use: the host must not go on with the address after it. */
  lostBy: Contest | undefined = undefined;
  /** The link, or the host, was down, or something else was said that changes when it speaks. */
  isDisturbed = false;
  /** What is to be said once has been said. */
  isReported = false;

  constructor(chooser: Chooser, address: Ipv4, stage: Stage, begun: number) {
    this.chooser = chooser;
    this.address = address;
    this.stage = stage;
    this.begun = begun;
  }

  /** The test begins, or begins anew. */
  begin(time: number): void {
    this.stage = 'testing';
    this.begun = time;
    this.probes = [];
    this.announcements = [];
    this.contests = [];
    this.lostBy = undefined;
    this.isDisturbed = false;
    this.isReported = false;
  }

  get isOver(): boolean {
    return this.stage === 'lost' || this.stage === 'withdrawn';
  }
}

/** An interface that chooses link-local addresses by itself. */
export class Chooser {
  readonly host: HostView;
  readonly port: PortIndex;
  /** Every address that it has tried, in order, with repetitions. */
  readonly tried: Ipv4[] = [];
  current: Choice | undefined = undefined;
  /** Choices before that, the last one last. */
  readonly earlier: Choice[] = [];
  /** Tests that failed since it, or its host, began. */
  conflicts = 0;

  constructor(host: HostView, port: PortIndex) {
    this.host = host;
    this.port = port;
  }
}

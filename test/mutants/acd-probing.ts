import {
  ConflictDetection,
  DetectedAddresses,
  type DetectingHost,
  type DetectionFrame,
  type DetectionState,
  ReferenceStack,
  type Transition,
} from '../../src/model/index.ts';
import { ARP_REPLY, IPV4_ANY, MAC_BROADCAST, type Mac } from '../../src/wire/index.ts';
import { SECOND, withMachine, withTiming } from './acd-machines.ts';
import type { Mutant } from './mutant.ts';

/** Nobody has it. */
const NOT_AT_HOME = 0x0200_0000_0077 as Mac;

/** How an address is tested: the probes. */
export const acdProbing: readonly Mutant[] = [
  {
    name: 'sends-unicast-probes',
    killedBy: ['rfc5227.probes-are-broadcast-requests'],
    scene: 'detection',
    stack: withMachine(
      class extends ConflictDetection {
        protected override probe(state: DetectionState): DetectionFrame {
          return { ...super.probe(state), destination: NOT_AT_HOME };
        }
      },
    ),
  },
  {
    name: 'probes-by-replies',
    killedBy: ['rfc5227.probes-are-broadcast-requests'],
    scene: 'detection',
    stack: withMachine(
      class extends ConflictDetection {
        protected override probe(state: DetectionState): DetectionFrame {
          return { ...super.probe(state), operation: ARP_REPLY };
        }
      },
    ),
  },
  {
    // What a stack does that sends probes through the code for ordinary requests.
    name: 'probes-in-the-name-of-another-address',
    killedBy: ['rfc5227.probes-have-no-sender-address'],
    scene: 'detection',
    stack: class extends ReferenceStack {
      protected override transmitDetection(...[on, frame]: Parameters<ReferenceStack['transmitDetection']>): void {
        const senderIp = frame.senderIp === IPV4_ANY ? on.addresses[0]!.address : frame.senderIp;
        super.transmitDetection(on, { ...frame, senderIp });
      }
    },
  },
  {
    // Zephyr, issue 73276: the target hardware address of a probe is the broadcast address.
    name: 'probes-with-broadcast-as-target',
    killedBy: ['rfc5227.probes-have-no-target-hardware-address'],
    scene: 'detection',
    stack: withMachine(
      class extends ConflictDetection {
        protected override probe(state: DetectionState): DetectionFrame {
          return { ...super.probe(state), targetMac: MAC_BROADCAST };
        }
      },
    ),
  },
  {
    name: 'probes-for-the-address-beside',
    killedBy: ['rfc5227.probes-ask-for-the-candidate'],
    scene: 'detection',
    stack: withMachine(
      class extends ConflictDetection {
        protected override probe(state: DetectionState): DetectionFrame {
          return { ...super.probe(state), targetIp: (state.address ^ 1) as typeof state.address };
        }
      },
    ),
  },
  {
    name: 'probes-every-minute',
    killedBy: ['rfc5227.no-probes-outside-a-test'],
    scene: 'detection',
    stack: withMachine(
      class extends ConflictDetection {
        protected override settle(state: DetectionState, now: number): DetectionState {
          return { ...super.settle(state, now), phase: 'defending', wakeAt: now + 60 * SECOND };
        }
        override wake(state: DetectionState, now: number): Transition {
          if (state.phase !== 'defending') return super.wake(state, now);
          return { state: { ...state, wakeAt: now + 60 * SECOND }, frame: this.probe(state) };
        }
      },
    ),
  },
  {
    name: 'goes-on-testing-what-was-removed',
    killedBy: ['rfc5227.removal-ends-the-test'],
    scene: 'detection',
    stack: class extends ReferenceStack {
      override removeAddress(interfaceIndex: number, address: DetectionState['address']): boolean {
        const on = this.interfaces[interfaceIndex];
        if (on === undefined || on.owns(address) || !this.detected.has(address)) {
          return super.removeAddress(interfaceIndex, address);
        }
        const own = { address, prefix: 8, scope: 'global' } as const;
        this.environment.detected(interfaceIndex, own, 'removed', 'cease');
        return false;
      }
    },
  },
  {
    name: 'waits-five-seconds-before-the-first-probe',
    killedBy: ['rfc5227.first-probe-comes-within-a-second'],
    scene: 'detection',
    stack: withMachine(
      class extends ConflictDetection {
        protected override delayOf(state: DetectionState): number {
          return state.probes === 0 ? 5 * SECOND : super.delayOf(state);
        }
      },
    ),
  },
  {
    // NetworkManager's and others' shortened tests.
    name: 'probes-once',
    killedBy: ['rfc5227.probes-three-times'],
    scene: 'detection',
    stack: withTiming({ probes: 1 }),
  },
  {
    name: 'probes-four-times',
    killedBy: ['rfc5227.probes-three-times'],
    scene: 'detection',
    stack: withTiming({ probes: 4 }),
  },
  {
    name: 'probes-every-200-ms',
    killedBy: ['rfc5227.probes-are-one-to-two-seconds-apart'],
    scene: 'detection',
    stack: withMachine(
      class extends ConflictDetection {
        protected override delayOf(state: DetectionState): number {
          return state.probes === 0 ? super.delayOf(state) : SECOND / 5;
        }
      },
    ),
  },
  {
    // U-Boot, net/link_local.c: ANNOUNCE_WAIT is not kept.
    name: 'announces-a-second-after-the-last-probe',
    killedBy: ['rfc5227.waits-before-announcing'],
    scene: 'detection',
    stack: withTiming({ announceWait: SECOND }),
  },
  {
    // Linux' own addresses are like that.
    name: 'configures-at-once',
    killedBy: ['rfc5227.no-use-before-the-test-ends'],
    scene: 'detection',
    stack: withTiming({ probes: 0, announceWait: 0 }),
  },
  {
    name: 'answers-for-what-it-tests',
    killedBy: ['rfc5227.no-answers-while-testing'],
    scene: 'detection',
    stack: class extends ReferenceStack {
      protected override isTarget(...[on, arp]: Parameters<ReferenceStack['isTarget']>): boolean {
        return super.isTarget(on, arp) || this.detected.has(arp.targetIp);
      }
    },
  },
  {
    name: 'keeps-its-addresses-when-the-link-comes-up',
    killedBy: ['rfc5227.link-up-tests-again'],
    scene: 'detection',
    stack: class extends ReferenceStack {
      protected override detectedAddresses(host: DetectingHost): DetectedAddresses {
        return new (class extends DetectedAddresses {
          override linkUp(): void {}
          override linkDown(): void {}
        })(this.conflictDetection(), this.environment, host);
      }
    },
  },
  {
    name: 'resumes-the-test-when-the-link-comes-up',
    killedBy: ['rfc5227.link-loss-restarts-the-test'],
    scene: 'detection',
    stack: withMachine(
      class extends ConflictDetection {
        override suspend(state: DetectionState): DetectionState {
          return state.phase === 'probing' ? state : super.suspend(state);
        }
        override start(state: DetectionState, now: number, notBefore = now): DetectionState {
          return state.phase === 'probing' ? state : super.start(state, now, notBefore);
        }
      },
    ),
  },
  {
    // U-Boot, net/link_local.c, goes on without a limit.
    name: 'tries-new-addresses-without-a-limit',
    killedBy: ['rfc5227.attempts-are-limited'],
    scene: 'detection',
    stack: withTiming({ conflictsMax: Number.POSITIVE_INFINITY }),
  },
];

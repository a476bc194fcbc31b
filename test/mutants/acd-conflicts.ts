import {
  ConflictDetection,
  type DetectionState,
  isUsable,
  ReferenceStack,
  RFC5227_TIMING,
  type Transition,
} from '../../src/model/index.ts';
import { ARP_REPLY, IPV4_ANY } from '../../src/wire/index.ts';
import { DefendingStack, withMachine, withTaken, withTiming } from './acd-machines.ts';
import type { Mutant } from './mutant.ts';

/** What is taken for a conflict while an address is tested, and what not. */
export const acdConflicts: readonly Mutant[] = [
  {
    // gVisor's duplicate address detection ignores requests.
    name: 'takes-an-address-after-requests-in-its-name',
    killedBy: ['rfc5227.claims-end-the-test'],
    scene: 'detection',
    stack: withTaken((machine, _state, arp) => machine && arp.operation === ARP_REPLY),
  },
  {
    name: 'takes-an-address-after-replies-in-its-name',
    killedBy: ['rfc5227.claims-end-the-test'],
    scene: 'detection',
    stack: withTaken((machine, _state, arp) => machine && arp.operation !== ARP_REPLY),
  },
  {
    name: 'listens-from-the-first-probe-on',
    killedBy: ['rfc5227.test-includes-the-first-wait'],
    scene: 'detection',
    stack: withTaken((machine, { probes }) => machine && probes > 0),
  },
  {
    name: 'does-not-listen-after-the-last-probe',
    killedBy: ['rfc5227.test-lasts-until-the-announcement'],
    scene: 'detection',
    stack: withTaken((machine, { probes }) => machine && probes < RFC5227_TIMING.probes),
  },
  {
    // dhcpcd, src/arp.c, wants the Ethernet source to be the sender hardware address.
    name: 'wants-the-ethernet-source-to-be-the-sender',
    killedBy: ['rfc5227.hardware-address-in-the-packet-decides'],
    scene: 'detection',
    stack: class extends ReferenceStack {
      override receive(...[index, frame]: Parameters<ReferenceStack['receive']>): void {
        if (frame.arp !== undefined && frame.source !== frame.arp.senderMac) return;
        super.receive(index, frame);
      }
    },
  },
  {
    // gVisor
    name: 'ignores-the-probes-of-others',
    killedBy: ['rfc5227.simultaneous-probes-conflict'],
    scene: 'detection',
    stack: withTaken((machine, _state, arp) => machine && arp.senderIp !== IPV4_ANY),
  },
  {
    name: 'gives-up-without-a-word',
    killedBy: ['rfc5227.conflict-is-told'],
    scene: 'detection',
    stack: withMachine(
      class extends ConflictDetection {
        protected override giveUp(state: DetectionState): DetectionState {
          const given = super.giveUp(state);
          return isUsable(state) ? given : { ...given, phase: 'probing' };
        }
      },
    ),
  },
  {
    // avahi, issues 6, 12 and 35; Zephyr, issue 80429: whoever looks for the address is taken for its owner.
    name: 'takes-questions-for-conflicts-while-testing',
    killedBy: ['rfc5227.questions-do-not-end-the-test'],
    scene: 'detection',
    stack: withTaken(
      (machine, { address }, arp, isOwn) => machine || (arp.targetIp === address && !isOwn(arp.senderMac)),
    ),
  },
  {
    name: 'takes-any-probe-for-a-conflict',
    killedBy: ['rfc5227.questions-do-not-end-the-test'],
    scene: 'detection',
    stack: withTaken((machine, _state, arp, isOwn) => machine || (arp.senderIp === IPV4_ANY && !isOwn(arp.senderMac))),
  },
  {
    // lwIP, pull request 95: its own probe, sent back by an access point.
    name: 'takes-its-own-probe-for-a-conflict',
    killedBy: ['rfc5227.own-probes-do-not-end-the-test'],
    scene: 'detection',
    stack: withTaken((machine, { address }, arp) => machine || (arp.senderIp === IPV4_ANY && arp.targetIp === address)),
  },
  {
    name: 'takes-the-probe-of-its-other-interface-for-a-conflict',
    killedBy: ['rfc5227.own-probes-do-not-end-the-test'],
    profile: 'host-5227',
    scene: 'rivals',
    stack: class extends DefendingStack {
      protected override conflictDetection(): ConflictDetection {
        const first = this.interfaces[0]!.mac;
        return new (class extends ConflictDetection {
          override hear(...[state, arp, , now]: Parameters<ConflictDetection['hear']>): Transition {
            return super.hear(state, arp, (mac) => mac === first, now);
          }
        })();
      }
    },
  },
  {
    name: 'looks-for-conflicts-before-it-checks-the-header',
    killedBy: ['rfc5227.misfits-do-not-end-the-test', 'rfc5227.misfits-are-no-conflict'],
    scene: 'detection',
    stack: class extends ReferenceStack {
      protected override receiveArp(...[on, frame, arp]: Parameters<ReferenceStack['receiveArp']>): void {
        if (!arp.isEthernetIpv4) this.detected.hear(on, arp);
        super.receiveArp(on, frame, arp);
      }
    },
  },
  {
    name: 'gives-up-by-itself-after-the-last-probe',
    killedBy: ['rfc5227.unchallenged-address-is-announced'],
    scene: 'detection',
    stack: withMachine(
      class extends ConflictDetection {
        protected override sendAnnouncement(state: DetectionState, now: number): Transition {
          return state.phase === 'probing' ? { state: this.giveUp(state) } : super.sendAnnouncement(state, now);
        }
      },
    ),
  },
  {
    name: 'never-ends-its-test',
    killedBy: ['rfc5227.unchallenged-address-is-announced'],
    scene: 'detection',
    stack: withTiming({ announceWait: Number.MAX_SAFE_INTEGER / 4 }),
  },
];

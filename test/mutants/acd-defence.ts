import {
  ConflictDetection,
  type DetectionState,
  type IsOwnMac,
  ReferenceStack,
  type Transition,
} from '../../src/model/index.ts';
import { ARP_REPLY, type ArpView, IPV4_ANY } from '../../src/wire/index.ts';
import {
  DefendingStack,
  SECOND,
  withConflict,
  withMachine,
  withPolicy,
  withTaken,
  withTiming,
} from './acd-machines.ts';
import type { Mutant } from './mutant.ts';

/** What is announced, and what comes of claims to an address in use. */
export const acdDefence: readonly Mutant[] = [
  {
    name: 'announces-once',
    killedBy: ['rfc5227.announces-twice'],
    scene: 'detection',
    stack: withTiming({ announcements: 1 }),
  },
  {
    // U-Boot, net/link_local.c
    name: 'announces-three-times',
    killedBy: ['rfc5227.no-routine-announcements'],
    scene: 'detection',
    stack: withTiming({ announcements: 3 }),
  },
  {
    name: 'announces-twice-in-half-a-second',
    killedBy: ['rfc5227.announcements-are-two-seconds-apart'],
    scene: 'detection',
    stack: withTiming({ announceInterval: SECOND / 2 }),
  },
  {
    name: 'is-silent-until-the-second-announcement',
    killedBy: ['rfc5227.answers-from-the-first-announcement'],
    scene: 'detection',
    stack: class extends ReferenceStack {
      #quietUntil = -1;
      protected override transmitDetection(...[on, frame]: Parameters<ReferenceStack['transmitDetection']>): void {
        if (frame.senderIp !== IPV4_ANY) this.#quietUntil = this.environment.now + 2 * SECOND - 1;
        super.transmitDetection(on, frame);
      }
      protected override reply(...[on, arp]: Parameters<ReferenceStack['reply']>): void {
        const isNew = this.detected.has(arp.targetIp) && this.environment.now < this.#quietUntil;
        if (!isNew) super.reply(on, arp);
      }
    },
  },
  {
    // Linux 6.18, libslirp, lwIP without its detection: nothing comes of a claim.
    name: 'ignores-claims-to-its-addresses',
    killedBy: ['rfc5227.conflicts-are-not-ignored'],
    scene: 'detection',
    stack: withConflict(() => false),
  },
  {
    name: 'ignores-replies-in-its-name',
    killedBy: ['rfc5227.conflicts-are-not-ignored'],
    scene: 'detection',
    stack: withConflict((byTheBook, _state, arp) => byTheBook && arp.operation !== ARP_REPLY),
  },
  {
    name: 'ignores-claims-until-it-has-announced-twice',
    killedBy: ['rfc5227.conflicts-count-while-announcing'],
    scene: 'detection',
    stack: withConflict((byTheBook, { phase }) => byTheBook && phase !== 'announcing'),
  },
  {
    name: 'stops-looking-after-five-minutes',
    killedBy: ['rfc5227.detection-never-ends'],
    scene: 'detection',
    stack: class extends ReferenceStack {
      #since = Number.POSITIVE_INFINITY;
      protected override setUsable(...[on, own, isNow]: Parameters<ReferenceStack['setUsable']>): void {
        this.#since = this.environment.now;
        super.setUsable(on, own, isNow);
      }
      protected override conflictDetection(): ConflictDetection {
        const isOver = (): boolean => this.environment.now > this.#since + 300 * SECOND;
        return new (class extends ConflictDetection {
          protected override isConflict(state: DetectionState, arp: ArpView, isOwn: IsOwnMac): boolean {
            return !isOver() && super.isConflict(state, arp, isOwn);
          }
        })();
      }
    },
  },
  {
    name: 'defends-what-it-is-to-give-up',
    killedBy: ['rfc5227.first-conflict-ends-the-use'],
    scene: 'detection',
    stack: withPolicy(({ policy }) => (policy === 'cease' ? 'defend-once' : policy)),
  },
  {
    name: 'never-gives-up-its-addresses',
    killedBy: ['rfc5227.second-conflict-ends-the-use'],
    scene: 'detection',
    stack: withMachine(
      class extends ConflictDetection {
        protected override meetConflict(state: DetectionState, now: number): Transition {
          return state.policy === 'defend-once' ? this.defend(state, now) : super.meetConflict(state, now);
        }
      },
    ),
  },
  {
    name: 'gives-up-at-the-first-claim',
    killedBy: ['rfc5227.one-conflict-is-defended'],
    scene: 'detection',
    stack: withPolicy(({ policy }) => (policy === 'defend-once' ? 'cease' : policy)),
  },
  {
    name: 'remembers-a-claim-for-an-hour',
    killedBy: ['rfc5227.later-conflict-is-defended-again'],
    scene: 'detection',
    stack: withTiming({ defendInterval: 3600 * SECOND }),
  },
  {
    name: 'gives-up-what-it-is-to-keep',
    killedBy: ['rfc5227.defended-address-is-kept'],
    scene: 'detection',
    stack: withPolicy(({ policy }) => (policy === 'defend-always' ? 'defend-once' : policy)),
  },
  {
    // FreeBSD, sys/netinet/if_ether.c: every claim is answered at once.
    name: 'defends-itself-every-time',
    killedBy: ['rfc5227.defences-are-ten-seconds-apart'],
    scene: 'detection',
    stack: withMachine(
      class extends ConflictDetection {
        protected override isRecent(state: DetectionState, now: number): boolean {
          return state.policy !== 'defend-always' && super.isRecent(state, now);
        }
      },
    ),
  },
  {
    name: 'takes-questions-for-conflicts',
    killedBy: ['rfc5227.questions-are-no-conflict'],
    scene: 'detection',
    stack: withConflict(
      (byTheBook, { address }, arp, isOwn) => byTheBook || (arp.targetIp === address && !isOwn(arp.senderMac)),
    ),
  },
  {
    // dhcpcd, issue 480: the probe of another host cost it its address.
    name: 'takes-probes-for-conflicts',
    killedBy: ['rfc5227.questions-are-no-conflict'],
    scene: 'detection',
    stack: withConflict(
      (byTheBook, { address }, arp, isOwn) =>
        byTheBook || (arp.senderIp === IPV4_ANY && arp.targetIp === address && !isOwn(arp.senderMac)),
    ),
  },
  {
    name: 'defends-itself-against-itself',
    killedBy: ['rfc5227.own-packets-are-no-conflict'],
    scene: 'detection',
    stack: withConflict((byTheBook, { address }, arp) => byTheBook || arp.senderIp === address),
  },
  {
    name: 'takes-any-claim-for-one-to-all-its-addresses',
    killedBy: ['rfc5227.other-addresses-are-untouched'],
    scene: 'detection',
    stack: class extends ReferenceStack {
      protected override conflictDetection(): ConflictDetection {
        const owns = (address: DetectionState['address']): boolean => this.owns(address);
        return new (class extends ConflictDetection {
          protected override isConflict(_state: DetectionState, arp: ArpView, isOwn: IsOwnMac): boolean {
            return owns(arp.senderIp) && !isOwn(arp.senderMac) && this.isKnownOperation(arp);
          }
        })();
      }
    },
  },
  {
    name: 'takes-claims-on-one-link-for-claims-on-another',
    killedBy: ['rfc5227.other-addresses-are-untouched'],
    profile: 'host-5227',
    scene: 'rivals',
    stack: class extends DefendingStack {
      protected override receiveArp(...[on, frame, arp]: Parameters<ReferenceStack['receiveArp']>): void {
        for (const other of this.interfaces) if (other !== on) this.detected.hear(other, arp);
        super.receiveArp(on, frame, arp);
      }
    },
  },
  {
    name: 'hears-nothing-while-testing',
    killedBy: ['network.two-never-both-win'],
    profile: 'host-5227',
    scene: 'rivals',
    stack: withTaken(() => false, DefendingStack),
  },
  {
    name: 'defends-itself-in-a-loop',
    killedBy: ['network.defenders-do-not-loop'],
    profile: 'host-5227',
    scene: 'rivals',
    // A few rounds are enough to tell, and end by themselves.
    stack: withMachine(
      class extends ConflictDetection {
        #left = 6;
        protected override isRecent(state: DetectionState, now: number): boolean {
          this.#left -= 1;
          return this.#left < 0 && super.isRecent(state, now);
        }
      },
      DefendingStack,
    ),
  },
];

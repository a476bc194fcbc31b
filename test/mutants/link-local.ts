import {
  ConflictDetection,
  type DetectionOrder,
  type DetectionState,
  LINK_LOCAL_FIRST,
  LinkLocalAddresses,
  LinkLocalChoice,
  type LinkLocalState,
  type NeighbourEntry,
  type NextHop,
  ReferenceStack,
  RFC5227_TIMING,
  type StackConfig,
  type StackEnvironment,
  type StackInterface,
} from '../../src/model/index.ts';
import {
  ARP_REQUEST,
  type ArpView,
  type Frame,
  type IpPacket,
  type Ipv4,
  isLinkLocalIpv4,
  MAC_ZERO,
  type Mac,
} from '../../src/wire/index.ts';
import { DefendingStack, SECOND, withConflict, withMachine, withTaken, withTiming } from './acd-machines.ts';
import type { Mutant } from './mutant.ts';

type Base = new (config: StackConfig, environment: StackEnvironment) => ReferenceStack;

/** The reference stack with another way to choose. */
function withChoice(Choice: new () => LinkLocalChoice): Base {
  return class extends ReferenceStack {
    protected override linkLocalChoice(): LinkLocalChoice {
      return new Choice();
    }
  };
}

function withCandidate(candidate: (byTheBook: Ipv4, mac: Mac, number: number) => number): Base {
  return withChoice(
    class extends LinkLocalChoice {
      protected override candidate(mac: Mac, number: number): Ipv4 {
        return candidate(super.candidate(mac, number), mac, number) as Ipv4;
      }
    },
  );
}

const scene = 'link-local';

/** What a host does that chooses addresses by itself. */
const choosing: readonly Mutant[] = [
  {
    // What a host does that draws from the whole prefix.
    name: 'chooses-reserved-addresses',
    killedBy: ['rfc3927.choices-are-in-range'],
    scene,
    stack: withCandidate((candidate) => candidate & 0xffff_00ff),
  },
  {
    name: 'chooses-one-after-the-other',
    killedBy: ['rfc3927.choices-are-spread'],
    scene,
    stack: withCandidate((_candidate, mac, number) => LINK_LOCAL_FIRST + (mac % 64) + number),
  },
  {
    // Its generator is seeded with a constant.
    name: 'chooses-what-all-hosts-choose',
    killedBy: ['network.link-local-hosts-choose-differently'],
    scene: 'neighbourhood',
    stack: withCandidate((_candidate, _mac, number) => LINK_LOCAL_FIRST + ((number * 40_503 + 77) % 65_024)),
  },
  {
    name: 'draws-on-after-a-restart',
    killedBy: ['rfc3927.restarts-try-the-same-address'],
    scene,
    stack: withChoice(
      class extends LinkLocalChoice {
        override restarted(state: LinkLocalState): LinkLocalState {
          return this.next(state);
        }
      },
    ),
  },
  {
    name: 'tries-the-same-address-again',
    killedBy: ['rfc3927.new-choice-is-another'],
    scene,
    stack: withChoice(
      class extends LinkLocalChoice {
        override afterConflict(state: LinkLocalState): LinkLocalState {
          return { ...state };
        }
      },
    ),
  },
  {
    name: 'chooses-after-one-probe',
    killedBy: ['rfc3927.choices-are-tested-first'],
    scene,
    stack: withTiming({ probes: 1 }),
  },
  {
    name: 'claims-right-after-the-last-probe',
    killedBy: ['rfc3927.choices-are-tested-first'],
    scene,
    stack: withTiming({ announceWait: SECOND }),
  },
  {
    name: 'probes-on-its-first-interface',
    killedBy: ['network.link-local-interfaces-test-their-own'],
    scene: 'neighbourhood',
    stack: class extends ReferenceStack {
      protected override transmitDetection(...[on, frame]: Parameters<ReferenceStack['transmitDetection']>): void {
        super.transmitDetection(frame.senderIp === 0 ? this.interfaces[0]! : on, frame);
      }
    },
  },
  {
    name: 'chooses-in-spite-of-claims',
    killedBy: ['rfc3927.claims-make-it-choose-anew'],
    scene,
    stack: withTaken((byTheBook, { address }, arp) => byTheBook && arp.senderIp !== address),
  },
  {
    name: 'chooses-in-spite-of-probes',
    killedBy: ['rfc3927.probes-make-it-choose-anew'],
    scene,
    stack: withTaken((byTheBook, { address }, arp) => byTheBook && arp.senderIp === address),
  },
  {
    // It never tries another address once one was taken.
    name: 'chooses-only-once',
    killedBy: ['rfc3927.claims-make-it-choose-anew', 'rfc3927.probes-make-it-choose-anew'],
    scene,
    stack: withChoice(
      class extends LinkLocalChoice {
        override afterConflict(state: LinkLocalState): LinkLocalState {
          return { ...state, address: undefined };
        }
      },
    ),
  },
  {
    name: 'chooses-as-fast-as-it-can',
    killedBy: ['rfc3927.choices-are-limited'],
    scene,
    stack: withTiming({ conflictsMax: 1000 }),
  },
  {
    name: 'tests-its-choice-every-minute',
    killedBy: ['rfc3927.no-routine-tests'],
    scene,
    stack: withMachine(
      class extends ConflictDetection {
        protected override settle(state: DetectionState, now: number): DetectionState {
          const settled = super.settle(state, now);
          return settled.phase === 'in-use' ? { ...settled, wakeAt: now + 60 * SECOND } : settled;
        }

        override wake(state: DetectionState, now: number): ReturnType<ConflictDetection['wake']> {
          if (state.phase !== 'in-use') return super.wake(state, now);
          return { state: { ...state, wakeAt: now + 60 * SECOND }, frame: this.probe(state) };
        }
      },
    ),
  },
];

/** What a host does that has chosen one. */
const having: readonly Mutant[] = [
  {
    name: 'announces-its-choice-once',
    killedBy: ['rfc3927.choices-are-announced-twice'],
    scene,
    stack: withTiming({ announcements: 1 }),
  },
  {
    name: 'announces-its-choice-in-quick-succession',
    killedBy: ['rfc3927.choices-are-announced-twice'],
    scene,
    stack: withTiming({ announceInterval: RFC5227_TIMING.announceInterval / 2 }),
  },
  {
    // U-Boot, and lwIP without AUTOIP: link-local addresses are like any others.
    name: 'answers-for-its-choice-by-unicast',
    killedBy: ['rfc3927.replies-are-broadcast'],
    scene,
    stack: class extends ReferenceStack {
      protected override repliesToAll(): boolean {
        return false;
      }
    },
  },
  {
    name: 'polls-from-its-choice-by-unicast',
    killedBy: ['rfc3927.requests-are-broadcast'],
    scene,
    stack: class extends ReferenceStack {
      protected override timer(entry: NeighbourEntry): void {
        const sender = this.sourceTo(entry.on, entry.address);
        if (entry.mac !== undefined && sender !== undefined) {
          this.transmitArp(entry.on, entry.mac, ARP_REQUEST, sender, MAC_ZERO, entry.address);
        }
        super.timer(entry);
      }
    },
  },
  {
    name: 'takes-no-notice-of-claims-to-its-choice',
    killedBy: ['rfc3927.conflicts-are-not-ignored'],
    scene,
    stack: withConflict(() => false),
  },
  {
    // avahi-autoipd and others defend for ever.
    name: 'never-gives-up-its-choice',
    killedBy: ['rfc3927.second-conflict-makes-it-choose-anew'],
    scene,
    stack: class extends ReferenceStack {
      override configureLinkLocal(interfaceIndex: number, order: DetectionOrder): boolean {
        return super.configureLinkLocal(interfaceIndex, { ...order, policy: 'defend-always' });
      }
    },
  },
  {
    name: 'keeps-its-choice-beside-a-routable-address',
    killedBy: ['rfc3927.routable-address-ends-its-use'],
    scene,
    stack: class extends ReferenceStack {
      protected override linkLocalAddresses(
        ...parameters: ConstructorParameters<typeof LinkLocalAddresses>
      ): LinkLocalAddresses {
        return new (class extends LinkLocalAddresses {
          override refresh(): void {}
        })(...parameters);
      }
    },
  },
];

/** What a host does that has a link-local address, or meets one. */
const meeting: readonly Mutant[] = [
  {
    name: 'speaks-from-its-link-local-address',
    killedBy: ['rfc3927.routable-source-is-preferred'],
    scene,
    stack: class extends ReferenceStack {
      protected override sourceTo(on: StackInterface, nextHop: Ipv4): Ipv4 | undefined {
        const own = on.addresses.find(({ address }) => isLinkLocalIpv4(address));
        return own?.address ?? super.sourceTo(on, nextHop);
      }
    },
  },
  {
    name: 'speaks-from-its-first-address',
    killedBy: ['rfc3927.link-local-peers-hear-the-link-local-address'],
    scene,
    stack: class extends ReferenceStack {
      protected override sourceTo(on: StackInterface, nextHop: Ipv4): Ipv4 | undefined {
        return on.addresses[0]?.address ?? super.sourceTo(on, nextHop);
      }
    },
  },
  {
    // Most stacks: a link-local destination takes the default route.
    name: 'follows-its-routes-to-link-local-addresses',
    killedBy: ['rfc3927.link-local-destinations-are-asked-for', 'rfc3927.routers-get-no-link-local-packets'],
    scene,
    profile: 'host-5227',
    stack: class extends DefendingStack {
      protected override keepsLinkLocal(): boolean {
        return false;
      }
    },
  },
  {
    name: 'follows-its-routes-from-link-local-addresses',
    killedBy: ['rfc3927.link-local-senders-ask-for-everything', 'rfc3927.routers-get-no-link-local-packets'],
    scene,
    stack: class extends ReferenceStack {
      protected override hopOf(_packet: IpPacket, route: NextHop | undefined): NextHop | undefined {
        return route;
      }
    },
  },
  {
    // passt, and proxies that answer whatever they are asked.
    name: 'answers-for-all-link-local-addresses',
    killedBy: ['rfc3927.answers-for-itself-alone'],
    scene,
    stack: class extends ReferenceStack {
      protected override isTarget(on: StackInterface, arp: ArpView): boolean {
        return isLinkLocalIpv4(arp.targetIp) || super.isTarget(on, arp);
      }
    },
  },
  {
    name: 'forwards-link-local-packets',
    killedBy: ['network.link-local-packets-are-not-forwarded'],
    scene: 'neighbourhood',
    profile: 'host-5227',
    stack: class extends DefendingStack {
      protected override forward(on: StackInterface, frame: Frame, packet: IpPacket): void {
        if (frame.destination === on.mac) this.sendIp({ ...packet, timeToLive: 63 });
      }
    },
  },
];

export const linkLocal: readonly Mutant[] = [...choosing, ...having, ...meeting];

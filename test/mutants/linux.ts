import { LinuxStack, type NeighbourEntry, type StackInterface } from '../../src/model/index.ts';
import { type ArpView, type Frame, IPV4_ANY, type Mac } from '../../src/wire/index.ts';
import type { Mutant } from './mutant.ts';

/** The same kinds of bugs in the other stack, judged by its own profile. */
export const linux: readonly Mutant[] = [
  {
    // Kernels before 4.11 (metallb issues 123 and 172): a gratuitous packet was locked out like any other.
    name: 'linux-locks-gratuitous-packets-out',
    killedBy: ['rfc5227.announcements-update-entries'],
    origin: {
      project: 'Linux before 4.11',
      version: 'metallb #172',
      link: 'https://github.com/metallb/metallb/issues/172',
      bug: 'A gratuitous packet within a second of the last update was ignored, so that a moved address stayed where it was.',
    },
    profile: 'linux',
    stack: class extends LinuxStack {
      protected override isGratuitous(): boolean {
        return false;
      }
    },
  },
  {
    name: 'linux-never-polls',
    killedBy: ['rfc1122.silent-neighbours-are-forgotten'],
    profile: 'linux',
    stack: class extends LinuxStack {
      protected override timer(entry: NeighbourEntry): void {
        if (entry.state !== 'delay') super.timer(entry);
      }
    },
  },
  {
    name: 'linux-learns-like-arp-accept',
    killedBy: ['rfc826.no-entry-from-third-parties'],
    profile: 'linux',
    stack: class extends LinuxStack {
      protected override acceptsUnsolicited(): boolean {
        return true;
      }
    },
  },
  {
    name: 'linux-keeps-what-requests-would-change',
    killedBy: ['rfc826.updates-from-requests'],
    profile: 'linux',
    stack: class extends LinuxStack {
      protected override learnFromRequest(on: StackInterface, arp: ArpView): void {
        if (on.entry(arp.senderIp) === undefined) super.learnFromRequest(on, arp);
      }
    },
  },
  {
    name: 'linux-is-locked-for-ever',
    killedBy: ['rfc826.merges-third-party-claims'],
    profile: 'linux',
    stack: class extends LinuxStack {
      protected override update(on: StackInterface, frame: Frame, arp: ArpView): void {
        const entry = on.entry(arp.senderIp);
        if (entry?.valid !== true || entry.mac === arp.senderMac || arp.isGratuitous) super.update(on, frame, arp);
      }
    },
  },
  {
    name: 'linux-ignores-probes',
    killedBy: ['rfc5227.answers-probes'],
    profile: 'linux',
    stack: class extends LinuxStack {
      protected override receiveArp(on: StackInterface, frame: Frame, arp: ArpView): void {
        if (arp.senderIp !== IPV4_ANY) super.receiveArp(on, frame, arp);
      }
    },
  },
  {
    name: 'linux-asks-by-unicast-first',
    killedBy: ['rfc826.first-request-is-broadcast'],
    profile: 'linux',
    stack: class extends LinuxStack {
      #heard: Mac | undefined;
      protected override receiveArp(on: StackInterface, frame: Frame, arp: ArpView): void {
        this.#heard = arp.senderMac;
        super.receiveArp(on, frame, arp);
      }
      protected override transmitArp(...[on, to, ...rest]: Parameters<LinuxStack['transmitArp']>): void {
        super.transmitArp(on, rest[0] === 1 ? (this.#heard ?? to) : to, ...rest);
      }
    },
  },
];

import type { FindingKind } from './finding-kind.ts';

/** Everything that is looked for, the most telling first; docs/findings.md is made of this. */
export const FINDING_KINDS = {
  localAddressShared: {
    id: 'capture.local-address-shared',
    level: 'MUST',
    source: 'RFC 826, Packet Reception (merge); RFC 3927, section 2.5; rtnetlink(7), RT_SCOPE_HOST',
    statement: 'A link-local address (169.254.0.0/16) is claimed by several MAC addresses.',
    meaning:
      'This is the ARP bubble: every host carries the same address for its own guests, and its claims cross the network. Whoever has an entry for the address believes the claim that came last, and talks to the wrong host from then on. Both hosts have the address, so nothing fails.',
    otherwise:
      'A machine that was given a new network card; two machines that chose the same address by themselves (RFC 3927), which is an address conflict. Three MAC addresses and more, or two that take turns, are hosts that share it.',
    next: 'Capture at a guest and at the uplink of its host; `arpcheck fuzz --topology` says which mitigation stops it.',
  },
  addressConflict: {
    id: 'capture.address-conflict',
    level: 'MUST',
    source: 'RFC 5227, section 2.4; RFC 826, Packet Reception',
    statement: 'Two MAC addresses claim the same address at the same time.',
    meaning:
      'Each neighbour believes the claim that came last, so connections go to one machine now and to the other a moment later, and break.',
    otherwise:
      'A proxy that answers for others beside the owner, redundant gateways (VRRP, HSRP), bonded interfaces that answer with several MAC addresses, a poisoner.',
    next: 'Find both MAC addresses in the forwarding tables of the switches; ask the DHCP server who has the address.',
  },
  bindingMovesBack: {
    id: 'capture.binding-moves-back',
    level: 'PRACTICE',
    source: 'RFC 826, Packet Reception (merge); RFC 5227, section 2.4',
    statement: 'An address moves to another MAC address, and back.',
    meaning:
      'Two machines take turns with one address: a conflict that shows only now and then, or a poisoner at work.',
    otherwise: 'Fail-over of a redundant pair and the return from it; live migration there and back.',
    next: 'Compare the times of the moves with the log of the cluster, the hypervisor, or the gateway pair.',
  },
  bindingMoved: {
    id: 'capture.binding-moved',
    level: 'NOTE',
    source: 'RFC 826, Packet Reception (merge)',
    statement: 'An address moves to another MAC address, once.',
    meaning: 'From there on the network sends what is for the address to another machine.',
    otherwise:
      'Fail-over, live migration, a new network card, a new owner of a DHCP lease: all of it is as it should be.',
    next: 'If none of these happened at that time, treat it as an address conflict.',
  },
  unsolicitedReply: {
    id: 'capture.unsolicited-reply',
    level: 'PRACTICE',
    source: 'RFC 826, Packet Reception (a reply answers a request)',
    statement: 'A reply that nobody asked for changes who has an address.',
    meaning: 'This is how ARP poisoning works, and it is believed by nearly every stack that has an entry already.',
    otherwise:
      'Fail-over and migration announce themselves by replies too; the request may have been sent before the capture began, or to a place that it does not see.',
    next: 'Look at who else claims the address, and whether both directions of a conversation change at once.',
  },
  takenDespiteConflict: {
    id: 'capture.taken-despite-conflict',
    level: 'MUST',
    source: 'RFC 5227, section 2.1.1',
    statement: 'An address is announced although somebody else claimed it after the probe.',
    meaning: 'The machine checked, was told that the address is in use, and took it all the same.',
    otherwise: 'The answer did not reach the machine that probed.',
    next: 'Capture at the machine that probed, to see whether the answer arrives there.',
  },
  storm: {
    id: 'capture.arp-storm',
    level: 'PRACTICE',
    source: 'RFC 1122, section 2.3.2.1 (prevent ARP floods)',
    statement: 'So many ARP packets come in one second that something multiplies or scans.',
    meaning:
      'Every broadcast interrupts every machine of the segment. The same packet again and again is a loop in the network; many requests of one sender are a scan, or a router that is sent packets for many addresses that nobody has.',
    otherwise: 'A large segment that comes up after a power failure; a monitoring system that looks for machines.',
    next: 'For a loop look at spanning tree; for a scan look at what its sender runs, or routes to an empty prefix.',
  },
  probeTiming: {
    id: 'capture.probe-timing',
    level: 'SHOULD',
    source: 'RFC 5227, sections 1.1 and 2.1.1',
    statement: 'Probes for an address are sent closer than a second, or more than three of them.',
    meaning: 'An owner that is slow, or asleep, is not noticed; many machines that start together load the network.',
    otherwise: 'Several programs of one machine probe for the same address (a DHCP client and a network manager).',
    next: 'See which program configures the address, and its settings for duplicate address detection.',
  },
  announcementTiming: {
    id: 'capture.announcement-timing',
    level: 'SHOULD',
    source: 'RFC 5227, sections 1.1 and 2.3',
    statement: 'An address is announced sooner than two seconds after the last probe or the last announcement.',
    meaning:
      'The wait after the last probe is there for the answer of an owner; announcements that follow at once are lost together.',
    otherwise:
      'Fail-over software announces several times at once on purpose, and many systems announce without a probe.',
    next: 'Only matters together with an address conflict.',
  },
  malformed: {
    id: 'capture.malformed',
    level: 'MUST',
    source: 'RFC 826, Packet format; RFC 1812, section 3.3.2',
    statement: 'An ARP packet has fields that no station can have sent in earnest.',
    meaning:
      'Lengths that do not fit, a sender that is a group address, an operation that nobody defined: stacks differ in what they make of it, and some have been brought down by it.',
    otherwise: 'A fuzzer, a scanner, a device with broken firmware; other networks than Ethernet have other lengths.',
    next: 'Find the machine behind the source address of the frame.',
  },
  senderMismatch: {
    id: 'capture.sender-mismatch',
    level: 'MUST',
    source: 'RFC 826, Packet Generation (ar$sha is the address of the sender itself)',
    statement: 'The sender hardware address in the packet is not the source address of its frame.',
    meaning: 'The packet makes its hearers send to another station than the one that spoke: a forgery, or a proxy.',
    otherwise:
      'Wireless repeaters and bridges that translate addresses, redundant gateways (VRRP), bonded interfaces, load balancers.',
    next: 'Find out what the machine behind the source address of the frame is.',
  },
  paddingLeak: {
    id: 'capture.padding-leak',
    level: 'MUST',
    source: 'RFC 894; RFC 1042; CVE-2003-0001 (etherleak)',
    statement: 'Octets behind an ARP packet, which pad its frame, are not zero.',
    meaning:
      'A driver pads short frames with whatever was in its buffer, earlier packets for instance, and shows it to everyone who hears a broadcast.',
    otherwise:
      'A trailer that a switch or an access point adds, a capture with frame check sequences (those are recognised), a driver that pads with a constant.',
    next: 'Look at the padding in the bytes pane of Wireshark: text, addresses and IP headers are leaks.',
  },
  vlanTagged: {
    id: 'capture.vlan-tagged',
    level: 'NOTE',
    source: 'IEEE 802.1Q; IEEE 802.1ad',
    statement: 'ARP packets carry a VLAN tag.',
    meaning:
      'The capture is from a trunk; each VLAN is judged by itself. Two tags where no provider network is are how a frame hops from one VLAN to another.',
    otherwise: 'A mirror port or a virtual machine host, where tags belong.',
    next: 'Check that the VLANs are the ones that this place should carry.',
  },
} as const satisfies Readonly<Record<string, FindingKind>>;

export const ALL_FINDING_KINDS: readonly FindingKind[] = Object.values(FINDING_KINDS);

import type { SysctlName } from '../model/sysctl.ts';

/**
 * What can be done to a network, one JSON object a step. Names are those of the topology; a step that names what is not
 * there (any more) does nothing, so that shrinking may drop hosts and guests freely.
 */
export type Step =
  | MetricStep
  | PingStep
  | WaitStep
  | DeleteNeighbourStep
  | FlushNeighboursStep
  | AddAddressStep
  | RemoveAddressStep
  | LinkLocalStep
  | ContestStep
  | SysctlStep
  | RouteStep
  | ProxyStep
  | GratuitousStep
  | LinkStep
  | AttachStep
  | DetachStep
  | MigrateStep
  | RebootStep
  | ArpStep
  | EchoStep
  | FrameStep
  | FaultsStep;

/** A guest or host sends a metric that the collector at `to` answers: a TCP SYN, or a datagram. */
export interface MetricStep {
  readonly do: 'metric';
  readonly from: string;
  readonly to: string;
  readonly by: 'tcp' | 'udp';
}

/** An ICMP echo request (RFC 792). */
export interface PingStep {
  readonly do: 'ping';
  readonly from: string;
  readonly to: string;
}

/** Lets virtual time pass. */
export interface WaitStep {
  readonly do: 'wait';
  readonly ms: number;
}

/** `ip neighbour del` */
export interface DeleteNeighbourStep {
  readonly do: 'delete-neighbour';
  readonly at: string;
  readonly address: string;
}

/** `ip neighbour flush all`: all but static entries. */
export interface FlushNeighboursStep {
  readonly do: 'flush-neighbours';
  readonly at: string;
}

/** `ip address add`; `address` as in the topology: `10.0.0.9/24`, `169.254.1.1/32 scope host`. */
export interface AddAddressStep {
  readonly do: 'add-address';
  readonly at: string;
  readonly interface: string;
  readonly address: string;
  /**
   * With address conflict detection (RFC 5227): it is tested, announced and defended. At once if absent, and on a host
   * of the `linux` profile, whose kernel tests no IPv4 address.
   */
  readonly detection?: DetectionSpec;
}

export interface DetectionSpec {
  /** What is done when somebody claims the address that is in use: section 2.4 (a), (b), (c), in this order. */
  readonly policy: 'cease' | 'defend-once' | 'defend-always';
  /**
   * Milliseconds in front of each probe: up to a second, then one to two; the middle of that if absent. All randomness
   * of a run is in its scenario. A real stack may draw its own.
   */
  readonly delays?: readonly [number, number, number];
}

/** `ip address del`; an address that is still being tested is removed, too. */
export interface RemoveAddressStep {
  readonly do: 'remove-address';
  readonly at: string;
  readonly interface: string;
  readonly address: string;
}

/**
 * An interface chooses a link-local address by itself (RFC 3927), as where nobody gives it one: its addresses are
 * removed, and one that it has chosen is given up for a routable one that it is given later. A host of the `linux`
 * profile, whose kernel chooses none, does nothing.
 */
export interface LinkLocalStep {
  readonly do: 'link-local';
  readonly at: string;
  readonly interface: string;
  /** What is done when somebody claims the address that is in use: section 2.5 (a) and (b). */
  readonly policy: 'cease' | 'defend-once';
  /** As in {@link DetectionSpec}; the same for every address that is tried. */
  readonly delays?: readonly [number, number, number];
}

/**
 * A packet about the link-local address that an interface tries or uses at this moment, which the scenario cannot know;
 * nothing if there is none.
 */
export interface ContestStep {
  readonly do: 'contest';
  /** The port that it leaves: `tester.eth0`. */
  readonly from: string;
  /** The port that the address belongs to: `sut.eth0`. */
  readonly of: string;
  /**
   * `request`, `reply`: in the name of the address, to `peer`. `announcement`: of it, by somebody else. `probe`: for it,
   * by somebody else. `question`: an ordinary request for it by `peer`. `echo`: an echo request to it by `peer`.
   */
  readonly as: 'request' | 'reply' | 'announcement' | 'probe' | 'question' | 'echo';
  readonly senderMac: string;
  readonly peer: string;
  /** Ethernet destination; broadcast if absent. */
  readonly destination?: string;
}

/**
 * `sysctl -w net.ipv4.conf.INTERFACE.NAME=VALUE`, or `net.ipv4.neigh…` for what belongs there. `all` for an interface is
 * `net.ipv4.conf.all`, which has a say in some settings only.
 */
export interface SysctlStep {
  readonly do: 'sysctl';
  readonly at: string;
  readonly interface: string;
  readonly name: SysctlName;
  /** In the kernel's unit. */
  readonly value: number;
}

/** `ip route add` and `ip route del`; `to` as in the topology: `10.9.0.0/16`, `default`. */
export interface RouteStep {
  readonly do: 'add-route' | 'remove-route';
  readonly at: string;
  readonly interface: string;
  readonly to: string;
  readonly via?: string;
}

/** `ip neighbour add proxy` and `ip neighbour del proxy`: the host answers for an address on an interface. */
export interface ProxyStep {
  readonly do: 'add-proxy' | 'remove-proxy';
  readonly at: string;
  readonly interface: string;
  readonly address: string;
}

/** The host announces one of its addresses, as `arping -U` (request) or `arping -A` (reply) does. */
export interface GratuitousStep {
  readonly do: 'gratuitous';
  readonly at: string;
  readonly address: string;
  readonly form: 'request' | 'reply';
}

/** `ip link set INTERFACE up|down` */
export interface LinkStep {
  readonly do: 'link';
  readonly at: string;
  readonly interface: string;
  readonly up: boolean;
  /** The cable is plugged in or out; the operator does it if absent. */
  readonly by?: 'carrier';
}

/** Attaches a detached guest to a host's bridge. */
export interface AttachStep {
  readonly do: 'attach';
  readonly guest: string;
  readonly to: string;
}

/** Takes a guest off the network; it keeps its state. */
export interface DetachStep {
  readonly do: 'detach';
  readonly guest: string;
}

/** Moves a running guest to another host; the new host announces it there, or does not. */
export interface MigrateStep {
  readonly do: 'migrate';
  readonly guest: string;
  readonly to: string;
  /** `rarp` is what QEMU sends, `gratuitous` a gratuitous ARP request in the guest's name. */
  readonly announce: 'none' | 'rarp' | 'gratuitous';
}

/** Restarts a host or guest: caches and pending packets are lost, configuration stays. */
export interface RebootStep {
  readonly do: 'reboot';
  readonly at: string;
}

/** A well-formed Ethernet/IPv4 ARP packet from a port, whatever it claims. */
export interface ArpStep {
  readonly do: 'arp';
  /** The port that it leaves: `VM-3.eth0`. */
  readonly from: string;
  readonly operation: number;
  readonly senderMac: string;
  readonly senderIp: string;
  readonly targetMac: string;
  readonly targetIp: string;
  /** Ethernet destination; broadcast if absent. */
  readonly destination?: string;
  /** Ethernet source; `senderMac` if absent. */
  readonly source?: string;
}

/**
 * An ICMP echo request (RFC 792) from a port, in the name of `senderIp`. Where the answer goes tells what the stack has
 * cached for that address: to a MAC address, or after an ARP request, or nowhere.
 */
export interface EchoStep {
  readonly do: 'echo';
  readonly from: string;
  readonly senderIp: string;
  readonly targetIp: string;
  /** Ethernet destination. */
  readonly destination: string;
  /** Ethernet source; the port's own MAC address, which no ARP packet claims, if absent. */
  readonly senderMac?: string;
  /** ICMP identifier, 16 bits. */
  readonly id: number;
}

/** Any bytes from a port, in hexadecimal: an Ethernet frame without frame check sequence. */
export interface FrameStep {
  readonly do: 'frame';
  readonly from: string;
  readonly bytes: string;
}

/** What happens to the next frames on a cable, one fate each; frames beyond the list pass. */
export interface FaultsStep {
  readonly do: 'faults';
  /** The port at either end of the cable. */
  readonly cable: string;
  readonly fates: readonly Fate[];
}

/** `swap`: this frame is overtaken by the next one. A number: delayed by so many milliseconds. */
export type Fate = 'pass' | 'lose' | 'duplicate' | 'swap' | number;

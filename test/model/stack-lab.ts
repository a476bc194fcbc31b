import {
  type ArpStack,
  type InterfaceAddress,
  LinuxStack,
  PROFILES,
  ReferenceStack,
  type StackEnvironment,
  type Wake,
} from '../../src/model/index.ts';
import { DEFAULT_SYSCTLS, type SysctlName } from '../../src/model/sysctl.ts';
import { interfaceAddress } from '../../src/network/index.ts';
import type { DetectionEvent, NeighbourBinding, NeighbourReason } from '../../src/trace/index.ts';
import {
  describeDestination,
  describeFrame,
  Frame,
  formatIpv4,
  formatMac,
  type IpMessage,
  type IpPacket,
  type Ipv4,
} from '../../src/wire/index.ts';
import { a, d, ip, macOf, reply, type Station, withNames } from './stations.ts';

const MILLISECOND = 1_000_000;

export interface LabOptions {
  /** Addresses of each interface; the first one has the MAC address D, the second one E. */
  readonly interfaces?: readonly (readonly string[])[];
  readonly sysctl?: Partial<Record<SysctlName, number>>;
  readonly routes?: readonly { readonly to: string; readonly via?: string; readonly interface?: number }[];
  /** A static neighbour on the first interface. */
  readonly permanent?: Readonly<Record<string, Station>>;
}

interface Timer {
  readonly at: number;
  readonly token: object;
  cancelled: boolean;
}

/** A stack, an environment that writes down what it does, and a clock that is moved by hand. */
export class StackLab implements StackEnvironment {
  now = 0;
  readonly stack: ArpStack;
  #sent: string[] = [];
  #changes: string[] = [];
  #delivered: string[] = [];
  readonly #detections: string[] = [];
  #timers: Timer[] = [];
  #packets = 0;

  /** `reference`: RFC 826 to the letter; otherwise a profile by its name. */
  constructor(kind: string, options: LabOptions = {}) {
    const interfaces = (options.interfaces ?? [[`${d}/24`]]).map((addresses, index) => ({
      name: `eth${index}`,
      mac: macOf(index === 0 ? 'D' : 'E'),
      addresses: addresses.map(interfaceAddress),
      sysctls: { ...DEFAULT_SYSCTLS, ...options.sysctl },
    }));
    const routes = (options.routes ?? []).map(({ to, via, interface: index = 0 }) => {
      const { address: network, prefix } = interfaceAddress(to);
      return { network, prefix, gateway: via === undefined ? undefined : ip(via), interface: index };
    });
    const staticNeighbours = Object.entries(options.permanent ?? {}).map(([address, station]) => ({
      interface: 0,
      address: ip(address),
      mac: macOf(station),
    }));
    const config = { interfaces, routes, staticNeighbours };
    const profile = PROFILES.get(kind);
    this.stack = profile?.sysctls === true ? new LinuxStack(config, this) : new ReferenceStack(config, this, profile);
  }

  // ---------------------------------------------------------------- What is done to the stack

  /** A frame arrives on an interface; what the stack sends at once is returned. */
  receive(frame: Frame, on = 0): string[] {
    this.#sent = [];
    this.stack.receive(on, frame);
    return this.#sent;
  }

  /** An application sends packets. */
  send(to: string, count = 1, message: IpMessage = 'echo-request'): string[] {
    this.#sent = [];
    for (let index = 0; index < count; index++) this.stack.originate(ip(to), message, ++this.#packets);
    return this.#sent;
  }

  /** A packet that is answered comes from `to`; the answer has the source address `own`. */
  answerFrom(own: string, to: string): string[] {
    this.#sent = [];
    const packet = { source: ip(to), destination: ip(own), message: 'syn', id: ++this.#packets } as const;
    this.stack.receive(0, Frame.ipPacket(macOf('D'), macOf('X'), packet));
    return this.#sent;
  }

  /** Lets time pass; what is sent meanwhile is returned with the time since the beginning of the wait, in milliseconds. */
  wait(milliseconds: number): string[] {
    const [began, end] = [this.now, this.now + milliseconds * MILLISECOND];
    const lines: string[] = [];
    for (;;) {
      const due = this.#timers.filter((timer) => !timer.cancelled && timer.at <= end);
      const next = due.sort((left, right) => left.at - right.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next && !timer.cancelled);
      this.now = Math.max(this.now, next.at);
      this.#sent = [];
      this.stack.wake(next.token);
      lines.push(...this.#sent.map((line) => `${(this.now - began) / MILLISECOND} ${line}`));
    }
    this.now = end;
    return lines;
  }

  /** What the stack sends while something is done to it. */
  during(action: (stack: ArpStack) => void): string[] {
    this.#sent = [];
    action(this.stack);
    return this.#sent;
  }

  /** The stack resolves an address and its neighbour replies. */
  resolve(address: string = a, station: Station = 'A'): void {
    this.send(address);
    this.receive(reply(station, address));
  }

  // ---------------------------------------------------------------- What is seen of it

  /** `10.0.0.10 probing` */
  takeDetections(): string[] {
    return this.#detections.splice(0);
  }

  /** `10.0.0.10 A stale` */
  cache(): string[] {
    return this.stack.neighbours().map((each) => `${formatIpv4(each.address)} ${bindingText(each)}`);
  }

  /** The binding of one address: `A stale`, or `none`. */
  entry(address: string): string {
    return bindingText(this.stack.neighbours().find((each) => each.address === ip(address)));
  }

  /** Changes of the cache since the last call. */
  changes(): string[] {
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }

  /** Packets that applications got since the last call. */
  deliveries(): string[] {
    const delivered = this.#delivered;
    this.#delivered = [];
    return delivered;
  }

  // ---------------------------------------------------------------- The environment

  transmit(interfaceIndex: number, frame: Frame): void {
    const port = this.stack.interfaces.length > 1 ? `eth${interfaceIndex} ` : '';
    this.#sent.push(withNames(`${port}to ${describeDestination(frame)}: ${describeFrame(frame)}`));
  }

  wakeAt(time: number, token: object): Wake {
    const timer: Timer = { at: time, token, cancelled: false };
    this.#timers.push(timer);
    return {
      cancel: () => {
        timer.cancelled = true;
      },
    };
  }

  neighbourChanged(
    _interfaceIndex: number,
    address: Ipv4,
    before: NeighbourBinding | undefined,
    after: NeighbourBinding | undefined,
    reason: NeighbourReason,
  ): void {
    this.#changes.push(`${formatIpv4(address)} ${bindingText(before)} -> ${bindingText(after)} (${reason})`);
  }

  detected(_interfaceIndex: number, { address }: InterfaceAddress, phase: DetectionEvent['phase']): void {
    this.#detections.push(`${formatIpv4(address)} ${phase}`);
  }

  addressChanged(_interfaceIndex: number, { address }: InterfaceAddress, present: boolean): void {
    this.#detections.push(`${formatIpv4(address)} ${present ? 'is there' : 'is gone'}`);
  }

  delivered(_interfaceIndex: number, packet: IpPacket): void {
    this.#delivered.push(`${packet.message} from ${formatIpv4(packet.source)}`);
  }

  originated(): void {}
}

function bindingText(binding: NeighbourBinding | undefined): string {
  if (binding === undefined) return 'none';
  return binding.mac === undefined ? binding.state : withNames(`${formatMac(binding.mac)} ${binding.state}`);
}

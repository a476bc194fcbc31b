import type { InterfaceAddress, StackRoute } from '../model/index.ts';
import type { IpMessage, Ipv4, Mac } from '../wire/index.ts';
import type { StackFailure } from './live-stack.ts';

/**
 * A whole machine that is real: its stack, its bridges and its filter rules, behind the Ethernet ports that cables go
 * into. It is a synchronous function: when a call returns, everything that it sets off at once has been done.
 *
 * Ports and interfaces are called by their own names, `eth0`, as the topology does. Errors are data: a machine that has
 * failed does nothing any more and says so in {@link LiveMachine.failure}.
 */
export interface LiveMachine {
  readonly failure: StackFailure | undefined;
  /** Hands a frame (without frame check sequence) to a port. */
  transmit(port: string, frame: Uint8Array): void;
  /** Tells every frame that it has sent since the last call; those of one port in order. */
  collect(tell: (port: string, bytes: Uint8Array) => void): void;
  /** An application sends a packet; its source address, or undefined if there is no way there. */
  originate(destination: Ipv4, message: IpMessage, id: number): Ipv4 | undefined;
  /** A program with a packet socket sends a frame on an interface, below the stack. */
  inject(on: string, frame: Uint8Array): void;
  /** False if the kernel refuses. */
  addAddress(on: string, address: InterfaceAddress): boolean;
  removeAddress(on: string, address: InterfaceAddress): boolean;
  setLink(port: string, up: boolean): void;
  /** False if the kernel has no such setting, or does not take the value. */
  setSysctl(on: string, name: string, value: number): boolean;
  /** Adds a route or removes it; false if it is there already, or is not there. */
  setRoute(on: string, route: StackRoute, present: boolean): boolean;
  /** Answers for an address that is not its own, or no longer. */
  setProxied(on: string, address: Ipv4, present: boolean): boolean;
  /** Removes the entry of one neighbour, or all; those of the operator stay. */
  forget(address: Ipv4 | undefined): void;
  reboot(): void;
  /** Makes a port a member of a bridge; a port that is not there is made. */
  join(bridge: string, port: string): void;
  leave(port: string): void;
  neighbours(): readonly MachineNeighbour[];
}

/** An entry of a neighbour table. */
export interface MachineNeighbour {
  readonly on: string;
  readonly address: Ipv4;
  /** Undefined while none is known, or none is in use. */
  readonly mac: Mac | undefined;
  /** By the names of `ip neighbour`. */
  readonly state: string;
}

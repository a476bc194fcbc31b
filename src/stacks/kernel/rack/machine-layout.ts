import type { InterfaceAddress, StackRoute, StaticNeighbour } from '../../../model/index.ts';
import type { Sysctls } from '../../../model/sysctl.ts';
import type { NodePlan, Plan } from '../../../network/index.ts';
import type { Mac } from '../../../wire/index.ts';

/** What a machine is to consist of. */
export interface MachineLayout {
  /** Its name in the topology, for messages. */
  readonly name: string;
  readonly ports: readonly PortLayout[];
  readonly bridges: readonly BridgeLayout[];
  /** Interfaces with a stack on them: ports that are in no bridge, and bridges. */
  readonly interfaces: readonly InterfaceLayout[];
  readonly rules: readonly string[];
}

/** A port for a cable: a TAP device. */
export interface PortLayout {
  readonly name: string;
  /** Undefined for the host's end of a guest's cable, whose own address means nothing. */
  readonly mac: Mac | undefined;
  readonly bridge: string | undefined;
}

export interface BridgeLayout {
  readonly name: string;
  /** Nanoseconds until what it has learned is forgotten. */
  readonly ageing: number;
}

export interface InterfaceLayout {
  readonly name: string;
  readonly mac: Mac;
  readonly addresses: readonly InterfaceAddress[];
  readonly sysctls: Sysctls;
  readonly routes: readonly StackRoute[];
  readonly neighbours: readonly StaticNeighbour[];
}

/** What a node of a plan consists of; `rules` are the lines of the topology. */
export function layoutOf(plan: Plan, node: NodePlan, rules: readonly string[]): MachineLayout {
  const own = plan.ports.filter((port) => port.node === node.index);
  const bridgeOf = new Map(node.bridges.flatMap(({ name, members }) => members.map((port) => [port, name] as const)));
  return {
    name: node.name,
    ports: own
      .filter((port) => port.kind !== 'bridge')
      .map(({ index, local, mac }) => ({ name: local, mac: mac === 0 ? undefined : mac, bridge: bridgeOf.get(index) })),
    bridges: node.bridges.map(({ name, ageing }) => ({ name, ageing })),
    interfaces: node.interfaces.map(({ name, mac, addresses, sysctls }, index) => ({
      name,
      mac,
      addresses,
      sysctls: sysctls as Sysctls,
      routes: node.routes.filter((each) => each.interface === index),
      neighbours: node.staticNeighbours.filter((each) => each.interface === index),
    })),
    rules,
  };
}

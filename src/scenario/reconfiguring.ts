import { ALL_INTERFACES, type Reconfiguration } from '../model/index.ts';
import { address, interfaceAddress, type Later, type Network, reconfigure, routeOf } from '../network/index.ts';
import type { Step } from './step.ts';

/** Steps of an operator who changes the configuration of a running host. */
export type Reconfiguring = Extract<
  Step,
  {
    do: 'add-address' | 'remove-address' | 'sysctl' | 'add-route' | 'remove-route' | 'add-proxy' | 'remove-proxy';
  }
>;

/** Does what the step says to a host, simulated or real; what is not there is left alone. */
export function configure(network: Network, step: Reconfiguring): Later<void> {
  const node = network.host(step.at) ?? network.liveNode(step.at);
  if (node === undefined) return;
  if (step.do === 'sysctl' && step.interface === 'all')
    return reconfigure(network, node, changeOf(step, ALL_INTERFACES));
  const at = node.stackPorts.findIndex((port) => port.local === step.interface);
  return at < 0 ? undefined : reconfigure(network, node, changeOf(step, at));
}

function changeOf(step: Reconfiguring, at: number): Reconfiguration {
  switch (step.do) {
    case 'sysctl':
      return { kind: 'sysctl', interface: at, name: step.name, value: step.value };
    case 'add-route':
    case 'remove-route':
      return { kind: 'route', route: routeOf(step, at), present: step.do === 'add-route' };
    case 'add-proxy':
    case 'remove-proxy':
      return { kind: 'proxied', interface: at, address: address(step.address), present: step.do === 'add-proxy' };
    case 'add-address':
    case 'remove-address':
      return {
        kind: 'address',
        interface: at,
        address: interfaceAddress(step.address),
        present: step.do === 'add-address',
      };
    default:
      return step satisfies never;
  }
}

import type { Reconfiguration } from '../model/index.ts';
import type { HostNode } from './host-node.ts';
import type { Effective } from './host-settings.ts';
import type { LiveNode } from './live-node.ts';
import type { Later } from './live-stack.ts';
import type { Network } from './network.ts';
import type { Port } from './port.ts';

/**
 * Changes the configuration of a host, and tells of it what changed. What the stack does not take, or what is so
 * already, changes nothing.
 */
export function reconfigure(network: Network, node: HostNode | LiveNode, change: Reconfiguration): Later<void> {
  if (change.kind === 'link') {
    const port = node.stackPorts[change.interface];
    return port === undefined ? undefined : network.setLink(port, change.up, change.by);
  }
  if (change.kind === 'sysctl') return changeSetting(network, node, change);
  const taken = node.take(change);
  if (typeof taken !== 'boolean') return taken.then((isTaken) => told(isTaken));
  told(taken);

  function told(isTaken: boolean): void {
    if (isTaken) tell(network, node, change as Told);
  }
}

type SettingChange = Extract<Reconfiguration, { kind: 'sysctl' }>;
type Told = Exclude<Reconfiguration, { kind: 'link' | 'sysctl' }>;

/** A stack takes the values in force one by one; a real one makes them out itself. */
function changeSetting(network: Network, node: HostNode | LiveNode, change: SettingChange): Later<void> {
  const effective = node.settings.set(change.interface, change.name, change.value);
  const taken = node.takeSetting(change, effective);
  if (typeof taken !== 'boolean') return taken.then((isTaken) => told(isTaken));
  told(taken);

  function told(isTaken: boolean): void {
    if (isTaken) for (const each of effective) tellSetting(network, node, change.name, each);
  }
}

function tellSetting(network: Network, node: HostNode | LiveNode, name: string, { interface: at, value }: Effective) {
  const port = node.stackPorts[at]!.index;
  network.emit({ kind: 'setting', ...stamp(network), node: node.index, port, name, value });
}

function tell(network: Network, node: HostNode | LiveNode, change: Told): void {
  const portAt = (at: number): Port['index'] => node.stackPorts[at]!.index;
  const common = { ...stamp(network), node: node.index, present: change.present };
  switch (change.kind) {
    case 'address':
      network.emit({ kind: 'address', ...common, port: portAt(change.interface), ...change.address });
      return;
    case 'route': {
      const { interface: at, network: prefixed, prefix, gateway } = change.route;
      network.emit({ kind: 'route', ...common, port: portAt(at), network: prefixed, prefix, gateway });
      return;
    }
    case 'proxied':
      network.emit({ kind: 'proxied', ...common, port: portAt(change.interface), address: change.address });
      return;
    default:
      change satisfies never;
  }
}

function stamp(network: Network): { readonly id: number; readonly time: number } {
  return { id: network.nextId(), time: network.now };
}

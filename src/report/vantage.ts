import type { NodeIndex, TraceHeader, TracePort } from '../trace/index.ts';

/** What a vantage point is, for the description of an interface: `nic of VM-3 (guest on BM-2)`. */
export function describeVantage(port: TracePort, header: TraceHeader): string {
  const node = header.nodes[port.node]!;
  const local = port.name.slice(node.name.length + 1);
  switch (port.kind) {
    case 'nic':
      return `${node.kind === 'tester' ? 'port' : 'nic'} of ${describeNode(port.node, header)}`;
    case 'bridge':
      return `bridge ${local} of ${node.name}, as its own stack sees it`;
    case 'member':
      return port.uplink ? `uplink of ${node.name}` : `bridge port of ${node.name}, towards a guest`;
    default:
      return port.kind satisfies never;
  }
}

/** `VM-3 (guest on BM-2)`: where it was at the start. */
function describeNode(index: NodeIndex, header: TraceHeader): string {
  const node = header.nodes[index]!;
  const home = header.nodes[node.home];
  return node.kind === 'guest' && home !== undefined ? `${node.name} (guest on ${home.name})` : node.name;
}

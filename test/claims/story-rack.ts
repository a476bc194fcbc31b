import { fileURLToPath } from 'node:url';
import type { HostSpec, Topology } from '../../src/network/index.ts';
import { readTopologyFile } from '../../src/scenario/topology-file.ts';

export const LOCAL_IP = '169.254.1.1';

/** The rack of the story, from the golden file. */
export function storyRack(): Topology {
  const path = fileURLToPath(new URL('../../traces/golden/arp-bubble.yaml', import.meta.url));
  const read = readTopologyFile(path);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.topology;
}

/** The rack with something changed on each of its hosts. */
export function onEveryHost(topology: Topology, change: (host: HostSpec, index: number) => HostSpec): Topology {
  return { ...topology, hosts: topology.hosts.map(change) };
}

export function withSysctl(sysctl: Readonly<Record<string, number>>): (host: HostSpec) => HostSpec {
  return (host) => ({ ...host, sysctl: { ...host.sysctl, ...sysctl } });
}

/** The fix of the story: what comes from other hosts in the name of LOCAL_IP is not forwarded to the guests. */
export function withArptablesFix(host: HostSpec): HostSpec {
  const own = host.interfaces.find((each) => each.bridge !== undefined)!.mac;
  return { ...host, rules: [...(host.rules ?? []), `arptables -A FORWARD -j DROP -s ${LOCAL_IP} ! --src-mac ${own}`] };
}

import { readFileSync } from 'node:fs';
import type { HostSpec, Topology } from '../../src/network/index.ts';
import { parseTopology } from '../../src/scenario/topology-file.ts';

const FILE = new URL('../../traces/golden/arp-bubble.yaml', import.meta.url);

export const LOCAL_IP = '169.254.1.1';
export const BM1_MAC = '98:03:9b:a0:98:2a';
export const BM2_MAC = '98:03:9b:a9:78:ca';

/** The rack of the story: BM-1 with VM-0 and VM-1, BM-2 with VM-3 and VM-4. */
export function storyRack(): Topology {
  const parsed = parseTopology(readFileSync(FILE, 'utf8'), 'arp-bubble.yaml');
  if (!parsed.ok) throw new Error(parsed.problems.map((each) => each.message).join('\n'));
  return parsed.topology;
}

/** The rack with more said about one of its hosts; rules are added behind those that are there. */
export function storyRackWith(host: string, more: Pick<HostSpec, 'sysctl' | 'rules'>): Topology {
  const rack = storyRack();
  const hosts = rack.hosts.map((each) => {
    if (each.name !== host) return each;
    return { ...each, ...more, rules: [...(each.rules ?? []), ...(more.rules ?? [])] };
  });
  return { ...rack, hosts };
}

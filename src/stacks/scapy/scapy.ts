import path from 'node:path';
import { shimKind } from '../shim/shim-kind.ts';
import { expectations } from './expectations.ts';

/** scapy's ARP answering machine, `scapy/layers/l2.py`: it answers and remembers nothing. */
export const scapy = shimKind({
  name: 'scapy',
  title: 'scapy',
  summary: "scapy's ARP answering machine, which people run as a decoy",
  packages: ['python3-scapy'],
  identity: { mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/8'], staticNeighbour: undefined },
  expectations,
  // Debian's own, as that is where its packages are found.
  command: { program: '/usr/bin/python3', args: [path.join(import.meta.dirname, 'shim.py')] },
});

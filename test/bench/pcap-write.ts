import type { Bench } from './bench-row.ts';
import { benchPcap } from './pcap.ts';

/** Octets per second through the capture writer, against plain `write` of the same octets. */
export const pcapWrite: Bench = {
  name: 'pcap-write',
  target: { atLeast: 0.5 },
  async measure() {
    const [row] = await benchPcap();
    if (row === undefined) throw new Error('pcap.ts measured nothing');
    return row;
  },
};

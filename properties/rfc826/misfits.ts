import type { World } from '../../src/monitor/index.ts';
import type { FrameEvent } from '../../src/trace/index.ts';
import { type ArpDefect, arpDefect, isGroupMac } from '../../src/wire/index.ts';

/** Why a frame of type ARP is not for ARP on the interface that it reached. */
export type Misfit = 'tagged' | 'for another station' | ArpDefect;

/** Of a frame that is a misfit: the first reason, in the order in which a receiver looks. */
export function misfitOf(world: World, { frame, port }: FrameEvent): Misfit {
  if (frame.vlan > 0) return 'tagged';
  if (frame.destination !== world.portOf(port).mac && !isGroupMac(frame.destination)) return 'for another station';
  return arpDefect(frame.arp!)!;
}

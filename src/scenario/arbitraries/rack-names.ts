/**
 * Names and addresses in generated racks are numbered by role, so that a case reads like the story and can be
 * renumbered from 1 when hosts and guests have been shrunk away.
 */
export const LOCAL_IP = '169.254.1.1';

/** Bare-metal host number `n` from 1: BM-1, 10.0.0.1, 02:00:00:00:00:01. */
export function hostIdentity(n: number): { readonly name: string; readonly address: string; readonly mac: string } {
  return { name: `BM-${n}`, address: `10.0.0.${n}`, mac: `02:00:00:00:00:${hex(n)}` };
}

/** Guest number `n` from 1, counted over the whole rack: VM-1, 10.0.1.1, 02:00:00:00:01:01, tap port veth1. */
export function guestIdentity(n: number): {
  readonly name: string;
  readonly address: string;
  readonly mac: string;
  readonly port: string;
} {
  return { name: `VM-${n}`, address: `10.0.1.${n}`, mac: `02:00:00:00:01:${hex(n)}`, port: `veth${n}` };
}

function hex(n: number): string {
  return n.toString(16).padStart(2, '0');
}

import { exec } from './exec/exec.ts';
import { gvisor } from './gvisor/gvisor.ts';
import { kernel } from './kernel/kernel.ts';
import { lwip } from './lwip/lwip.ts';
import { module } from './module/module.ts';
import { passt } from './passt/passt.ts';
import { scapy } from './scapy/scapy.ts';
import { slirp } from './slirp/slirp.ts';
import type { StackKind } from './stack.ts';
import { tcp } from './tcp/tcp.ts';
import { unix } from './unix/unix.ts';

/** Every kind of real stack, those of this machine first, then those that the user brings. */
export const STACK_KINDS: readonly StackKind[] = [kernel, lwip, gvisor, slirp, passt, scapy, exec, unix, tcp, module];

import { racksAvailable } from '../../../../src/stacks/kernel/rack/availability.ts';

const availability = racksAvailable(['ebtables -A FORWARD -j ACCEPT', 'arptables -A FORWARD -j ACCEPT']);

/** With ARPCHECK_REQUIRE_KERNEL set, a machine without namespaces or the tools fails instead of passing with less. */
export const canRun = availability.available || (process.env.ARPCHECK_REQUIRE_KERNEL ?? '') !== '';

/** Milliseconds for hooks that remove namespaces: the kernel takes its time, and more so if others are at it. */
export const CLOSING = 120_000;

import { spawnSync } from 'node:child_process';

/** It takes some milliseconds. */
const TRIAL_MILLISECONDS = 5000;

/** Whether a network namespace can be made, tried out by unshare(1), which is on every Linux machine. */
export function canMakeNamespace(options: readonly string[] = []): boolean {
  const { status } = spawnSync('unshare', [...options, '--net', 'true'], { timeout: TRIAL_MILLISECONDS });
  return status === 0;
}

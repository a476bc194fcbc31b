/**
 * The reference stack as a program that speaks frames: a peer for whatever speaks to `exec:` stacks, and the stack with
 * which the harness is tried on itself. `node dist/src/stacks/stream/reference-program.js [PROFILE]`
 */
import process from 'node:process';
import { PROFILES } from '../../model/profile.ts';
import { referenceStackFactory } from '../../network/index.ts';
import { serveStack } from './serve-stack.ts';

const profile = process.argv[2] ?? 'rfc826-strict';
if (!PROFILES.has(profile)) {
  process.stderr.write(`profiles are ${[...PROFILES.keys()].join(', ')}\n`);
  process.exit(64);
}
serveStack((config, environment) => referenceStackFactory(config, environment, profile));

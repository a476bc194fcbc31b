import { shardOf } from '../runner/shard.ts';
import { userArgument } from './user-argument.ts';

/** Understands the value of `--shard`: `2/8`. */
export const parseShard = userArgument(shardOf);

import type { Vantage } from '../report/pcap.ts';
import type { Shard } from '../runner/shard.ts';
import type { SweepsWanted } from '../runner/sweep-plan.ts';
import type { StackOption } from './stack-option.ts';

/** The options of `arpcheck conform`, as commander hands them over. */
export interface ConformOptions {
  readonly stack: readonly StackOption[];
  readonly profile?: string;
  readonly property?: readonly string[];
  readonly seed: number;
  readonly shard?: Shard;
  readonly runs: number;
  readonly maxTime: number;
  readonly strict?: boolean;
  readonly long?: boolean;
  readonly facts?: boolean;
  readonly sweeps?: SweepsWanted;
  readonly out: string;
  readonly json?: string;
  readonly junit?: string;
  readonly html?: string;
  readonly github?: boolean;
  readonly vantage: Vantage;
}

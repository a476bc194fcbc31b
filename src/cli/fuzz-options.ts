import type { Vantage } from '../report/pcap.ts';
import type { Wanted } from '../runner/finding.ts';
import type { Shard } from '../runner/shard.ts';
import type { StackOption } from './stack-option.ts';

/** The options of `arpcheck fuzz`, as commander hands them over. */
export interface FuzzOptions {
  readonly seed?: number;
  readonly runs?: number;
  readonly maxTime?: number;
  readonly property?: readonly string[];
  readonly mechanism?: Wanted;
  readonly continue?: boolean;
  readonly strict?: boolean;
  readonly long?: boolean;
  readonly stack?: StackOption;
  readonly topology?: string;
  readonly nodes?: 'simulated' | 'kernel';
  readonly traffic?: 'honest' | 'all';
  readonly hosts?: number;
  readonly profile?: string;
  readonly shard?: Shard;
  readonly out: string;
  readonly json?: string;
  readonly junit?: string;
  readonly html?: string;
  readonly github?: boolean;
  readonly vantage: Vantage;
  readonly demo?: boolean;
}

/** The options of `arpcheck mitigate`, as commander hands them over. */
export interface MitigateOptions {
  readonly topology: string;
  readonly property: readonly string[];
  readonly mitigation?: readonly string[];
  readonly traffic: 'honest' | 'all';
  readonly nodes?: 'simulated' | 'kernel';
  readonly seed?: number;
  readonly runs: number;
  readonly kernelRuns: number;
  readonly maxTime?: number;
  readonly out: string;
  readonly json?: string;
}

/** One line of the result: what was measured, and the same of a peer in the same run. */
export interface BenchRow {
  readonly name: string;
  readonly ours: number;
  /** Null where there is no peer, or none is installed. */
  readonly peer: number | null;
  readonly ratio: number | null;
  readonly unit: string;
  readonly note: string;
}

/** A benchmark, and what it is meant to reach. */
export interface Bench {
  readonly name: string;
  /** What the ratio has to be; absent where only a number is reported. */
  readonly target?: { readonly atLeast?: number; readonly atMost?: number };
  readonly measure: () => Promise<BenchRow>;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Measures several things in turns and gives the median of each.
 *
 * In turns, so that a busy neighbour on the machine slows all of them down and drops out of their ratio; the rounds in
 * which the compiler is still at work are thrown away. A measure that draws cases takes the round for its seed.
 */
export async function interleaved(
  measures: readonly ((round: number) => number | Promise<number>)[],
  rounds: number,
  warmUpRounds = 2,
): Promise<number[]> {
  const results = measures.map((): number[] => []);
  for (let round = 0; round < warmUpRounds + rounds; round++) {
    for (const [index, measure] of measures.entries()) {
      const result = await measure(round);
      if (round >= warmUpRounds) results[index]!.push(result);
    }
  }
  return results.map(median);
}

/** `1.23 M`, `45.6 k`, `789`, `12.3` */
export function formatAmount(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toPrecision(3)} M`;
  if (value >= 1e4) return `${(value / 1e3).toPrecision(3)} k`;
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

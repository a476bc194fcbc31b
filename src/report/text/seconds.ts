/** Virtual time as seconds with microseconds, which tell the hops of a frame apart: `1.001009`. */
export function seconds(nanoseconds: number): string {
  return (nanoseconds / 1e9).toFixed(6);
}

/** A duration in the unit that reads best: `500 ms`, `1.001 s`, `61 s`. */
export function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${milliseconds / 1000} s`;
}

import { InvalidArgumentError } from 'commander';

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** `500ms`, `30s`, `2m`, `1.5h` in milliseconds, for an option of commander. */
export function parseDuration(text: string): number {
  const found = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  const milliseconds = found === null ? 0 : Number(found[1]) * UNITS[found[2] as keyof typeof UNITS];
  if (milliseconds > 0) return milliseconds;
  throw new InvalidArgumentError('Give a time with its unit: 500ms, 30s, 2m, 1h.');
}

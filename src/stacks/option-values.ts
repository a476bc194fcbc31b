import type { StackSpec } from './stack.ts';

/** A whole number of an option, or undefined if it is not given. Throws an Error that names the option. */
export function numberOption(
  { options, label }: StackSpec,
  name: string,
  min: number,
  max: number,
): number | undefined {
  const text = options.get(name);
  if (text === undefined) return undefined;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new Error(`${name}=${text} in ${label}: a whole number from ${min} to ${max} is needed.`);
}

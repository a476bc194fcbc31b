import type { Defect, Path } from './defect.ts';
import { valueBelow } from './schema-walk.ts';

/** A file of a later version: whatever else there is to say about it would mislead. */
export function laterVersion(value: unknown, path: Path, noun: string, known: number): Defect | undefined {
  const version = valueBelow(value, 'version');
  if (typeof version !== 'number' || !Number.isInteger(version) || version <= known) return undefined;
  return {
    path: [...path, 'version'],
    message: `this ${noun} is of version ${version}, and this arpcheck knows versions up to ${known}`,
    hint: 'use the arpcheck that wrote it, or a later one',
  };
}

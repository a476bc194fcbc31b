import { wrapped } from './wrapped.ts';

/** One kind of stack, as `arpcheck stacks` lists it. */
export interface StackRow {
  readonly name: string;
  readonly summary: string;
  /** What `--stack` takes: `kernel[,SYSCTL=VALUE…]` */
  readonly usage: string;
  readonly available: boolean;
  /** Its version, or what is missing. */
  readonly detail: string;
  /** The command, or the deed, that helps; undefined if nothing is missing. */
  readonly remedy: string | undefined;
  readonly profile: string;
}

/**
 * Which stacks can be tested here. `install` is the one command that gets the Debian packages of all that are missing;
 * it is shown if something is missing, and left out if it is empty.
 */
export function stacksText(rows: readonly StackRow[], install: string): string {
  const width = Math.max('stack'.length, ...rows.map((row) => row.name.length));
  const profileWidth = Math.max('profile'.length, ...rows.map((row) => row.profile.length));
  const indent = ' '.repeat(width + 4);
  const missing = rows.filter((row) => !row.available).length;
  return [
    `  ${'stack'.padEnd(width)}  ${'profile'.padEnd(profileWidth)}  here`,
    ...rows.flatMap((row) => {
      const { name, summary, usage, available, detail, remedy, profile } = row;
      return [
        `${available ? '✓' : '–'} ${name.padEnd(width)}  ${profile.padEnd(profileWidth)}  ${available ? detail : `missing: ${detail}`}`,
        ...wrapped(summary, indent),
        `${indent}--stack ${usage}`,
        // Whole, so that a command can be copied.
        ...(available || remedy === undefined ? [] : [`${indent}To get it: ${remedy}`]),
      ];
    }),
    '',
    `${rows.length - missing} of ${rows.length} can be tested here.`,
    ...(missing === 0 || install === '' ? [] : ['', 'All that Debian has of what is missing:', `  ${install}`]),
  ].join('\n');
}

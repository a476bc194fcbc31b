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
  /** What its timers follow; absent if that is known only once it runs. */
  readonly clock?: 'virtual' | 'real' | undefined;
}

/**
 * Which stacks can be tested here. `install` is the one command that gets the Debian packages of all that are missing;
 * it is shown if something is missing, and left out if it is empty. Clocks are a column if any is known.
 */
export function stacksText(rows: readonly StackRow[], install: string): string {
  const width = Math.max('stack'.length, ...rows.map((row) => row.name.length));
  const profileWidth = Math.max('profile'.length, ...rows.map((row) => row.profile.length));
  const hasClocks = rows.some((row) => row.clock !== undefined);
  const clockCell = (text: string): string => (hasClocks ? `${text.padEnd('virtual'.length)}  ` : '');
  const indent = ' '.repeat(width + 4);
  const missing = rows.filter((row) => !row.available).length;
  return [
    `  ${'stack'.padEnd(width)}  ${'profile'.padEnd(profileWidth)}  ${clockCell('clock')}here`,
    ...rows.flatMap((row) => {
      const { name, summary, usage, available, detail, remedy, profile, clock = 'its own' } = row;
      const mark = available ? '✓' : '–';
      const here = available ? detail : `missing: ${detail}`;
      return [
        `${mark} ${name.padEnd(width)}  ${profile.padEnd(profileWidth)}  ${clockCell(clock)}${here}`,
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

/** Exit codes; scripts depend on them. */
export const ExitCode = {
  /** Every selected MUST held and was exercised. */
  ok: 0,
  /** A violation. */
  violated: 1,
  /** Nothing was violated, and yet not everything was shown to hold. */
  inconclusive: 2,
  /** The stack did not start, died, or does not speak the protocol. */
  stackFailed: 3,
  /** A command, an option or a file that makes no sense (sysexits.h, EX_USAGE). */
  usage: 64,
  /** A bug of arpcheck (sysexits.h, EX_SOFTWARE). */
  bug: 70,
  /** Ctrl-C; reports were written. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

import type { Frame } from '../../wire/index.ts';

/**
 * A frame at a hook. Ports are those of the bridge: `in` where it came in, `out` where it is about to leave; at
 * the arptables hooks INPUT and OUTPUT, the interface that the host itself has. One object may be used for many frames.
 */
export interface FilterContext {
  readonly frame: Frame;
  readonly in?: string | undefined;
  readonly out?: string | undefined;
  /** The bridge that `in` is a port of. */
  readonly logicalIn?: string | undefined;
  /** The bridge that `out` is a port of. */
  readonly logicalOut?: string | undefined;
}

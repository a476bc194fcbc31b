import type { Frame } from '../wire/index.ts';
import type { Port } from './port.ts';

/** A bridge of a host: a simulated one, or one of a real kernel, which does all forwarding by itself. */
export interface HostBridge {
  readonly name: string;
  /** Its layer-3 side: `br0`. */
  readonly port: Port;
  join(member: Port): void;
  leave(member: Port): void;
  /** True for its members and its layer-3 side. */
  has(port: Port): boolean;
  /** A member, or its layer-3 side, has been taken up or down. */
  linkChanged(port: Port, up: boolean): void;
  /** A frame came in on a member. */
  input(from: Port, frame: Frame): void;
  /** The host itself sends through the bridge. */
  output(frame: Frame): void;
  /** Forgets what it has learned. */
  clear(): void;
}

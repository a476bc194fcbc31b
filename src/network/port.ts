import type { Frame } from '../wire/index.ts';
import type { Cable } from './cable.ts';
import type { HostBridge } from './host-bridge.ts';

/** Whatever frames arrive at: a host, a switch, a tester, a live stack. */
export interface Node {
  readonly index: number;
  readonly name: string;
  /** A frame reached one of its ports over a cable. */
  arrive(port: Port, frame: Frame): void;
}

/** The owner of a port until its node has been built. */
const NOBODY: Node = { index: -1, name: '', arrive: () => {} };

/** A place where a cable can be plugged in, or the layer-3 side of a bridge. */
export class Port {
  /** Index in the trace header. */
  readonly index: number;
  owner: Node = NOBODY;
  /** Its name within the node, as filter rules see it: `veth1`. */
  readonly local: string;
  /** Switches have nothing to tell: what passes them is seen at the hosts. */
  readonly visible: boolean;
  cable: Cable | undefined = undefined;
  /** The port at the other end; kept here as it is looked up for every frame. */
  peer: Port | undefined = undefined;
  up = true;
  /** The stack's number for it, -1 if it has no stack on it. */
  stackIndex = -1;
  /** The bridge that it belongs to, or whose layer-3 side it is. */
  bridge: HostBridge | undefined = undefined;

  constructor(index: number, local: string, visible: boolean) {
    this.index = index;
    this.local = local;
    this.visible = visible;
  }
}

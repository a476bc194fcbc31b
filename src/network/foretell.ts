import type { Frame } from '../wire/index.ts';
import { LiveNode } from './live-node.ts';
import type { Network } from './network.ts';
import type { Port } from './port.ts';

/** The only live stack of a network, if it wants to know what comes. With others, what comes depends on them too. */
export function listenerOf(network: Network): LiveNode | undefined {
  let only: LiveNode | undefined;
  for (const node of network.nodes) {
    if (!(node instanceof LiveNode)) continue;
    if (only !== undefined) return undefined;
    only = node;
  }
  return only?.stack.anticipate === undefined ? undefined : only;
}

/** Tells it which frames are going to be injected into this port, right behind one another, if they are bound for it. */
export function foretell(listener: LiveNode, port: Port, frames: readonly Frame[]): void {
  const { peer, cable } = port;
  if (peer?.owner !== listener || !port.up || !peer.up) return;
  if (cable!.fates.length > 0 || cable!.held !== undefined) return;
  const bytes = frames.map((frame) => frame.bytes);
  listener.stack.anticipate?.(bytes, peer.stackIndex);
}

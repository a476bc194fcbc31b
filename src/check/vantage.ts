import type { CaptureInterface } from '../pcap-writer/index.ts';
import type { PortIndex } from '../trace/index.ts';
import type { Scene } from './scene.ts';

/** Where in the topology an interface of a capture is. */
export interface Place {
  readonly port: PortIndex;
  /** A stack sends and receives there, so all that it does is seen. */
  readonly isStack: boolean;
}

/**
 * The place of an interface: the port that `at` names; or the port that the interface is called after, which may be
 * `VM-3.eth0`, or `eth0` where `at` names a machine.
 */
export function placeOf(
  description: Pick<CaptureInterface, 'name'>,
  scene: Scene,
  at: string | undefined,
): Place | undefined {
  const { name } = description;
  const named = at === undefined || name === undefined ? undefined : scene.portNamed(`${at}.${name}`);
  const port =
    (at === undefined ? undefined : scene.portNamed(at)) ??
    named ??
    (name === undefined ? undefined : scene.portNamed(name));
  if (port === undefined) return undefined;
  const { kind, node } = scene.port(port);
  return { port, isStack: kind !== 'member' && scene.header.nodes[node]!.profile !== undefined };
}

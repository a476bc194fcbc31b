import type { NodeIndex, PortIndex, TraceHeader } from '../trace/index.ts';
import { describeDestination, type Frame, formatMac, type Ipv4, MAC_ZERO, type Mac } from '../wire/index.ts';

/** Who is who in a trace, so that reports can write names next to addresses. */
export class NameBook {
  readonly header: TraceHeader;
  readonly #byMac = new Map<Mac, string>();
  /** Undefined for an address that several have: a name would be a guess. */
  readonly #byAddress = new Map<Ipv4, string | undefined>();

  constructor(header: TraceHeader) {
    this.header = header;
    for (const port of header.ports) if (port.mac !== MAC_ZERO) this.#byMac.set(port.mac, this.node(port.node));
    for (const { address, port } of header.addresses) {
      const name = this.nodeAt(port);
      const known = this.#byAddress.has(address);
      this.#byAddress.set(address, known && this.#byAddress.get(address) !== name ? undefined : name);
    }
  }

  node(index: NodeIndex | undefined): string {
    return (index === undefined ? undefined : this.header.nodes[index]?.name) ?? 'nobody';
  }

  nodeAt(port: PortIndex): string {
    return this.node(this.header.ports[port]?.node);
  }

  port(index: PortIndex): string {
    return this.header.ports[index]?.name ?? `port ${index}`;
  }

  ownerOfMac(mac: Mac): string | undefined {
    return this.#byMac.get(mac);
  }

  /** The only one who has this address. */
  ownerOfAddress(address: Ipv4): string | undefined {
    return this.#byAddress.get(address);
  }

  /** `98:03:9b:a0:98:2a (BM-1)`, or the bare address if nobody has it. */
  mac(mac: Mac): string {
    const owner = this.#byMac.get(mac);
    return owner === undefined ? formatMac(mac) : `${formatMac(mac)} (${owner})`;
  }

  /** Whom a frame is for: a name, `*` for everybody, or an address that nobody has. */
  receiver(frame: Frame): string {
    return this.#byMac.get(frame.destination) ?? describeDestination(frame);
  }
}

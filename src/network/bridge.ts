import { ETHERNET_HEADER_LENGTH, Frame, isGroupMac, MAC_ZERO, type Mac } from '../wire/index.ts';
import { ForwardingTable } from './forwarding-table.ts';
import type { HostBridge } from './host-bridge.ts';
import type { HostNode } from './host-node.ts';
import type { Network } from './network.ts';
import type { Port } from './port.ts';
import { arpReplyFor, type FilterContext, type RuleSet } from './rules/index.ts';

/**
 * A Linux bridge with the filter hooks of ebtables and arptables, in the order in which the kernel runs them
 * (`net/bridge/br_input.c`, `br_forward.c`, `br_device.c`; br_netfilter with `bridge-nf-call-arptables=1`).
 */
export class Bridge implements HostBridge {
  readonly name: string;
  /** Its layer-3 side: `br0`. */
  readonly port: Port;
  /** In the order of joining; the kernel floods the newest first. */
  readonly members: Port[];
  readonly #host: HostNode;
  readonly #network: Network;
  readonly #table: ForwardingTable;
  readonly #rules: RuleSet | undefined;
  /** Frames to these go up: the bridge's own address and its members'. */
  readonly #local: Set<Mac>;

  constructor(network: Network, host: HostNode, name: string, port: Port, members: readonly Port[], ageing: number) {
    this.#network = network;
    this.#host = host;
    this.name = name;
    this.port = port;
    this.members = [...members];
    for (const each of [port, ...members]) each.bridge = this;
    this.#table = new ForwardingTable(ageing);
    this.#rules = host.rules;
    this.#local = new Set([port, ...members].map((each) => network.macOf(each)).filter((each) => each !== MAC_ZERO));
  }

  join(member: Port): void {
    member.bridge = this;
    this.members.push(member);
    this.#followCarrier();
  }

  leave(member: Port): void {
    this.members.splice(this.members.indexOf(member), 1);
    this.#table.forgetPort(member);
    this.#followCarrier();
  }

  /** True for its members and its layer-3 side. */
  has(port: Port): boolean {
    return port === this.port || this.members.includes(port);
  }

  /** A port without a link forgets what was behind it (`br_stp_disable_port()`); with the bridge all of them go down. */
  linkChanged(port: Port, up: boolean): void {
    if (port !== this.port) {
      if (!up) this.#table.forgetPort(port);
      this.#followCarrier();
    } else if (!up) this.#table.clear();
  }

  /** A bridge has a carrier while one of its ports can send (`br_port_state_selection()`). */
  #followCarrier(): void {
    this.#host.stack.setCarrier(
      this.port.stackIndex,
      this.members.some((each) => each.up),
    );
  }

  /** A frame came in on a member: `br_handle_frame()`. */
  input(from: Port, frame: Frame): void {
    if (!this.port.up) {
      this.#network.drop(from, frame, 'bridge down');
      return;
    }
    if (frame.bytes.length < ETHERNET_HEADER_LENGTH) {
      this.#network.drop(from, frame, 'too short');
      return;
    }
    if (frame.source === MAC_ZERO || isGroupMac(frame.source) || isReserved(frame.destination)) {
      this.#network.drop(from, frame, 'bridge: reserved address');
      return;
    }
    if (this.#rules !== undefined && !this.#passesPreRouting(this.#rules, from, frame)) return;
    this.#finish(from, frame);
  }

  /** `br_handle_frame_finish()`: learn, then forward, flood or pass up. */
  #finish(from: Port, frame: Frame): void {
    const now = this.#network.now;
    if (!this.#local.has(frame.source)) this.#table.learn(frame.source, from, now);
    if (isGroupMac(frame.destination)) {
      this.#flood(from, frame);
      this.#passUp(from, frame);
      return;
    }
    if (this.#local.has(frame.destination)) {
      this.#passUp(from, frame);
      return;
    }
    const known = this.#table.lookup(frame.destination, now);
    if (known === undefined) this.#flood(from, frame);
    else if (known !== from) this.#forward(from, known, frame);
  }

  #flood(from: Port, frame: Frame): void {
    for (let index = this.members.length - 1; index >= 0; index--) {
      const to = this.members[index]!;
      if (to !== from) this.#forward(from, to, frame);
    }
  }

  /** ebtables before arptables: their hooks have the priorities -200 and 0. */
  #forward(from: Port, to: Port, frame: Frame): void {
    const rules = this.#rules;
    if (rules !== undefined) {
      const context = this.#context(frame, from, to);
      if (!this.#accepts(rules, 'ebtables filter', 'FORWARD', context, to)) return;
      if (frame.arp !== undefined && !this.#accepts(rules, 'arptables filter', 'FORWARD', context, to)) return;
      if (!this.#accepts(rules, 'ebtables nat', 'POSTROUTING', context, to)) return;
    }
    this.#network.transmit(to, frame);
  }

  #passUp(from: Port, frame: Frame): void {
    const rules = this.#rules;
    if (rules !== undefined) {
      const context = { frame, in: from.local, out: undefined, logicalIn: this.name, logicalOut: undefined };
      if (!this.#accepts(rules, 'ebtables filter', 'INPUT', context, from)) return;
    }
    this.#host.receiveOnStack(this.port, frame);
  }

  /** The host itself sends through the bridge: `br_dev_xmit()`. */
  output(frame: Frame): void {
    if (this.#local.has(frame.destination)) {
      // Addresses of its own ports are known to be there, and its own is nowhere if no port has the same.
      const own = this.members.find((each) => this.#network.macOf(each) === frame.destination);
      if (own !== undefined) this.#deliver(own, frame);
      return;
    }
    const known = isGroupMac(frame.destination) ? undefined : this.#table.lookup(frame.destination, this.#network.now);
    if (known !== undefined) {
      this.#deliver(known, frame);
      return;
    }
    for (let index = this.members.length - 1; index >= 0; index--) this.#deliver(this.members[index]!, frame);
  }

  #deliver(to: Port, frame: Frame): void {
    const rules = this.#rules;
    if (rules !== undefined) {
      const context = this.#context(frame, undefined, to);
      if (!this.#accepts(rules, 'ebtables nat', 'OUTPUT', context, to)) return;
      if (!this.#accepts(rules, 'ebtables filter', 'OUTPUT', context, to)) return;
      if (!this.#accepts(rules, 'ebtables nat', 'POSTROUTING', context, to)) return;
    }
    this.#network.transmit(to, frame);
  }

  /** The nat table's PREROUTING runs before the bridge learns anything: what `arpreply` takes leaves no trace in it. */
  #passesPreRouting(rules: RuleSet, from: Port, frame: Frame): boolean {
    if (rules.isEmpty('ebtables nat', 'PREROUTING')) return true;
    const context = { frame, in: from.local, out: undefined, logicalIn: this.name, logicalOut: undefined };
    const verdict = rules.evaluate('ebtables nat', 'PREROUTING', context);
    if (verdict.kind === 'accept') return true;
    if (verdict.kind === 'drop') {
      this.#network.drop(from, frame, verdict.where);
      return false;
    }
    this.#answer(rules, from, frame, verdict.mac);
    for (const mac of verdict.further) this.#answer(rules, from, frame, mac);
    if (verdict.then === 'accept') return true;
    this.#network.drop(from, frame, `${verdict.where}: arpreply`);
    return false;
  }

  /** The answer leaves by the port of the request, past ebtables but not past arptables (`arp_xmit()`). */
  #answer(rules: RuleSet, from: Port, request: Frame, mac: Mac): void {
    const frame = new Frame(arpReplyFor(request, mac));
    const context = { frame, in: undefined, out: from.local, logicalIn: undefined, logicalOut: undefined };
    if (this.#accepts(rules, 'arptables filter', 'OUTPUT', context, from)) this.#network.transmit(from, frame);
  }

  #context(frame: Frame, from: Port | undefined, to: Port): FilterContext {
    const logicalIn = from === undefined ? undefined : this.name;
    return { frame, in: from?.local, out: to.local, logicalIn, logicalOut: this.name };
  }

  #accepts(
    rules: RuleSet,
    table: Parameters<RuleSet['evaluate']>[0],
    chain: Parameters<RuleSet['evaluate']>[1],
    context: FilterContext,
    at: Port,
  ): boolean {
    if (rules.isEmpty(table, chain)) return true;
    const verdict = rules.evaluate(table, chain, context);
    if (verdict.kind !== 'drop') return true;
    this.#network.drop(at, context.frame, verdict.where);
    return false;
  }

  clear(): void {
    this.#table.clear();
  }
}

/** 01:80:c2:00:00:00 to 0f are for the bridge itself and never forwarded (IEEE 802.1Q-2018 table 8-1). */
function isReserved(destination: Mac): boolean {
  return destination >= 0x0180_c200_0000 && destination <= 0x0180_c200_000f;
}

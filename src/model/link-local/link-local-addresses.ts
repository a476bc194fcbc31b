import { type Ipv4, isLinkLocalIpv4 } from '../../wire/index.ts';
import type { DetectedAddresses } from '../address-conflict-detection/index.ts';
import type { StackInterface } from '../interface.ts';
import type { InterfaceAddress } from '../interface-config.ts';
import type { DetectionOrder } from '../stack.ts';
import type { LinkLocalChoice, LinkLocalState } from './link-local-state.ts';

/** RFC 3927 section 2.8: 169.254/16 "MUST NOT be subnetted". */
const PREFIX = 16;

interface Configured {
  readonly order: DetectionOrder;
  state: LinkLocalState;
  own: InterfaceAddress | undefined;
}

/** The interfaces of a stack that choose link-local addresses by themselves: feeds the machine, and does what it says. */
export class LinkLocalAddresses {
  readonly #choice: LinkLocalChoice;
  readonly #detected: DetectedAddresses;
  /** Takes an address away that is tested or in use, and tells of it. */
  readonly #withdraw: (on: StackInterface, own: InterfaceAddress) => void;
  readonly #configured = new Map<StackInterface, Configured>();

  constructor(
    choice: LinkLocalChoice,
    detected: DetectedAddresses,
    withdraw: (on: StackInterface, own: InterfaceAddress) => void,
  ) {
    this.#choice = choice;
    this.#detected = detected;
    this.#withdraw = withdraw;
  }

  /** The interface chooses its address by itself. */
  isOn(on: StackInterface): boolean {
    return this.#configured.has(on);
  }

  /** It chose this address, whether it is tested still or in use. */
  has(on: StackInterface, address: Ipv4): boolean {
    return this.#configured.get(on)?.own?.address === address;
  }

  /** Begins; the addresses of the interface have been removed. */
  begin(on: StackInterface, order: DetectionOrder): void {
    const configured = { order, state: this.#choice.idle(on.mac), own: undefined };
    this.#configured.set(on, configured);
    this.#enter(on, configured, this.#choice.choose(configured.state));
  }

  /** Detection has given an address up: somebody else has it. */
  lost(on: StackInterface, own: InterfaceAddress): void {
    const configured = this.#configured.get(on);
    if (configured === undefined) return;
    if (configured.own === own) this.#enter(on, configured, this.#choice.afterConflict(configured.state));
    else this.refresh(on);
  }

  /** Detection has found the address free. */
  claimed(on: StackInterface, own: InterfaceAddress): void {
    const configured = this.#configured.get(on);
    if (configured?.own === own) configured.state = this.#choice.inUse(configured.state);
  }

  /** The operator has removed it. */
  removed(on: StackInterface, address: Ipv4): void {
    if (this.has(on, address)) this.#configured.delete(on);
  }

  /** Section 1.9: not beside a routable address, and again once that is gone. */
  refresh(on: StackInterface): void {
    const configured = this.#configured.get(on);
    if (configured === undefined) return;
    const isNeedless = on.addresses.some((each) => each.scope !== 'host' && !isLinkLocalIpv4(each.address));
    const { own } = configured;
    if (isNeedless && own !== undefined) {
      configured.state = this.#choice.needless(configured.state);
      configured.own = undefined;
      this.#withdraw(on, own);
    } else if (!isNeedless && own === undefined) {
      this.#enter(on, configured, this.#choice.choose(configured.state));
    }
  }

  /** The host starts anew: an address that was only being tested is forgotten. */
  restart(): void {
    for (const [on, configured] of this.#configured) {
      const { own, state } = configured;
      if (own === undefined) continue;
      const next = this.#choice.restarted(state);
      if (next.address === own.address) {
        configured.state = next;
        continue;
      }
      configured.own = undefined;
      this.#withdraw(on, own);
      this.#enter(on, configured, next);
    }
  }

  #enter(on: StackInterface, configured: Configured, state: LinkLocalState): void {
    configured.state = state;
    const { address } = state;
    if (address === undefined) return;
    const own = { address, prefix: PREFIX, scope: 'link' } as const;
    configured.own = own;
    this.#detected.begin(on, own, configured.order.policy, configured.order.delays);
  }
}

import type { Ipv4 } from '../wire/index.ts';
import type { InterfaceAddress } from './interface-config.ts';
import type { StackRoute } from './stack-route.ts';

/** Stands for `net.ipv4.conf.all` where a setting is changed: every interface of the host. */
export const ALL_INTERFACES = -1;

/**
 * What an operator changes on a running host, in the words of ip(8) and sysctl(8). Interfaces are numbered in the order
 * of the configuration.
 */
export type Reconfiguration =
  /** `sysctl`; `interface` may be {@link ALL_INTERFACES}, and the value is in the kernel's unit. */
  | { readonly kind: 'sysctl'; readonly interface: number; readonly name: string; readonly value: number }
  /** `ip route` */
  | { readonly kind: 'route'; readonly route: StackRoute; readonly present: boolean }
  /** `ip neighbour … proxy`: the host answers for an address on an interface. */
  | { readonly kind: 'proxied'; readonly interface: number; readonly address: Ipv4; readonly present: boolean }
  /** `ip address` */
  | {
      readonly kind: 'address';
      readonly interface: number;
      readonly address: InterfaceAddress;
      readonly present: boolean;
    }
  | LinkChange;

/** `operator`: `ip link set`. `carrier`: the cable is plugged in or out. */
export type LinkCause = 'operator' | 'carrier';

export interface LinkChange {
  readonly kind: 'link';
  readonly interface: number;
  readonly up: boolean;
  readonly by: LinkCause;
}

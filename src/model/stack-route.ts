import type { Ipv4 } from '../wire/index.ts';

export interface StackRoute {
  readonly network: Ipv4;
  readonly prefix: number;
  readonly gateway: Ipv4 | undefined;
  readonly interface: number;
}

import type { Ipv4, Mac } from '../wire/index.ts';

/** An address of an interface. `prefix` is a length in bits. */
export interface InterfaceAddress {
  readonly address: Ipv4;
  readonly prefix: number;
  readonly scope: 'global' | 'link' | 'host';
}

export interface InterfaceConfig {
  readonly name: string;
  readonly mac: Mac;
  readonly addresses: readonly InterfaceAddress[];
  /** Effective values for this interface, `conf/all` already merged. */
  readonly sysctls: Readonly<Record<string, number>>;
}

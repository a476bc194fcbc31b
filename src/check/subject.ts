import { formatIpv4, type Ipv4 } from '../wire/index.ts';

/** `10.0.0.1`, `10.0.0.1 in VLAN 5`: the same address in two VLANs is two addresses. */
export function addressSubject(address: Ipv4, vlan: number): string {
  return vlan < 0 ? formatIpv4(address) : `${formatIpv4(address)} in VLAN ${vlan}`;
}

import { describe, expect, it } from 'vitest';
import { StackInterface } from '../../src/model/interface.ts';
import { RoutingTable } from '../../src/model/routing-table.ts';
import { interfaceAddress } from '../../src/network/index.ts';
import { formatIpv4 } from '../../src/wire/index.ts';
import { ip, macOf } from './stations.ts';

const INTERFACES = [['10.0.0.1/16', '10.0.9.1/24'], ['192.0.2.1/24'], ['203.0.113.1/32'], ['198.51.100.0/31']];
const ROUTES = [
  { to: '169.254.1.1/32', interface: 0 },
  { to: '192.0.2.128/25', via: '10.0.0.254', interface: 0 },
  { to: '10.0.0.0/16', via: '192.0.2.254', interface: 1 },
  { to: '0.0.0.0/0', via: '192.0.2.254', interface: 1 },
  { to: '10.7.0.0/16', via: '10.0.0.255', interface: 0 },
];

function table(): { readonly routes: RoutingTable; readonly interfaces: readonly StackInterface[] } {
  const interfaces = INTERFACES.map((texts, index) => {
    const addresses = texts.map(interfaceAddress);
    return new StackInterface(index, { name: `eth${index}`, mac: macOf('D'), addresses, sysctls: {} });
  });
  const configured = ROUTES.map(({ to, via, interface: index }) => {
    const { address, prefix } = interfaceAddress(to);
    return { network: address, prefix, gateway: via === undefined ? undefined : ip(via), interface: index };
  });
  return { routes: new RoutingTable(interfaces, configured), interfaces };
}

function hop(destination: string, { routes } = table()): string | undefined {
  const found = routes.lookup(ip(destination));
  return found === undefined ? undefined : `${found.on.name} ${formatIpv4(found.address)}`;
}

describe('the next hop', () => {
  it.each([
    ['of a neighbour is itself', '10.0.5.5', 'eth0 10.0.5.5'],
    ['is on the interface of the longest prefix', '10.0.9.5', 'eth0 10.0.9.5'],
    ['of a link route is the destination', '169.254.1.1', 'eth0 169.254.1.1'],
    ['by a longer route beats a connected network', '192.0.2.200', 'eth0 10.0.0.254'],
    ['by a route of the same length does not', '10.0.5.6', 'eth0 10.0.5.6'],
    ['of all others is the default gateway', '8.8.8.8', 'eth1 192.0.2.254'],
    ['beside a /32 address is the default gateway: it has no neighbours', '203.0.113.2', 'eth1 192.0.2.254'],
    ['on a /31 is the other end (RFC 3021)', '198.51.100.1', 'eth3 198.51.100.1'],
    ['at the address of a network is a host like others', '192.0.2.0', 'eth1 192.0.2.0'],
  ])('%s', (_, destination, expected) => {
    expect(hop(destination)).toBe(expected);
  });

  it.each(['255.255.255.255', '10.0.255.255', '192.0.2.255', '224.0.0.1', '239.1.2.3', '127.0.0.1', '0.0.0.0'])(
    '%s has none',
    (destination) => {
      expect(hop(destination)).toBeUndefined();
    },
  );

  it('is not resolved if the gateway is a broadcast address', () => {
    expect(hop('10.7.0.1')).toBe('eth0 10.0.0.255');
    const narrow = table();
    narrow.interfaces[0]!.addresses = [interfaceAddress('10.0.0.1/24')];
    expect(hop('10.7.0.1', narrow)).toBeUndefined();
  });

  it('is not on an interface that is down', () => {
    const tables = table();
    tables.interfaces[0]!.up = false;
    expect(hop('10.0.5.5', tables)).toBe('eth1 192.0.2.254');
    tables.interfaces[1]!.up = false;
    expect(hop('10.0.5.5', tables)).toBeUndefined();
  });

  it('follows the addresses of the interfaces', () => {
    const tables = table();
    tables.interfaces[0]!.addresses = [];
    expect(hop('10.0.9.5', tables)).toBe('eth1 192.0.2.254');
  });
});

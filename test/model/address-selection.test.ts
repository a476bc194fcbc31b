import { describe, expect, it } from 'vitest';
import { inKernelOrder, onSameLink, selectAddress } from '../../src/model/address-selection.ts';
import { StackInterface } from '../../src/model/interface.ts';
import { interfaceAddress } from '../../src/network/index.ts';
import { formatIpv4 } from '../../src/wire/index.ts';
import { ip, macOf } from './stations.ts';

function interfacesOf(...all: readonly (readonly string[])[]): StackInterface[] {
  return all.map((texts, index) => {
    const addresses = texts.map(interfaceAddress);
    return new StackInterface(index, { name: `eth${index}`, mac: macOf('D'), addresses, sysctls: {} });
  });
}

function selected(target: string, ...all: readonly (readonly string[])[]): string {
  const interfaces = interfacesOf(...all);
  const address = selectAddress(interfaces, interfaces[0]!, ip(target));
  return address === undefined ? 'none' : formatIpv4(address);
}

describe('the address that speaks for the host', () => {
  it('is the first one of the target’s network', () => {
    expect(selected('10.0.1.9', ['10.0.0.1/24', '10.0.1.1/24', '10.0.1.2/24'])).toBe('10.0.1.1');
  });

  it('else the first one of the interface', () => {
    expect(selected('192.0.2.9', ['10.0.0.1/24', '10.0.1.1/24'])).toBe('10.0.0.1');
    expect(selected('192.0.2.9', ['10.0.0.1/24'], ['192.0.2.1/24'])).toBe('10.0.0.1');
  });

  it('never one of scope host, even for its own network', () => {
    expect(selected('169.254.1.9', ['169.254.1.1/16 scope host', '10.0.0.1/24'])).toBe('10.0.0.1');
    expect(selected('10.0.0.9', ['169.254.1.1/32 scope host'])).toBe('none');
  });

  it('of scope link is good for the link', () => {
    expect(selected('169.254.9.9', ['10.0.0.1/24', '169.254.1.1/16 scope link'])).toBe('169.254.1.1');
  });

  it('without any on the interface is a global one of another', () => {
    expect(selected('192.0.2.9', [], ['169.254.1.1/16 scope link'], ['10.0.0.1/24'])).toBe('10.0.0.1');
    expect(selected('192.0.2.9', ['169.254.1.1/32 scope host'], ['10.0.0.1/24'])).toBe('10.0.0.1');
    expect(selected('192.0.2.9', [], ['169.254.1.1/16 scope link'])).toBe('none');
    expect(selected('192.0.2.9', [])).toBe('none');
  });
});

it('two addresses are on the same link if one prefix holds both', () => {
  const [on] = interfacesOf(['10.0.0.1/24', '10.0.1.1/24', '10.0.0.2/32']);
  expect(onSameLink(on!, ip('10.0.0.9'), ip('10.0.0.2'))).toBe(true);
  expect(onSameLink(on!, ip('10.0.0.9'), ip('10.0.1.1'))).toBe(false);
  expect(onSameLink(on!, ip('192.0.2.1'), ip('192.0.2.2'))).toBe(false);
});

describe('the kernel keeps addresses', () => {
  it('by scope, and secondary ones at the end: as `ip address show` of Linux 6.18 listed these', () => {
    const added = [
      '10.0.0.1/24',
      '10.0.0.2/32',
      '169.254.9.1/16 scope link',
      '172.16.0.1/24',
      '169.254.1.1/32 scope host',
      '10.0.0.3/24',
    ];
    const kept = inKernelOrder(added.map(interfaceAddress)).map((each) => formatIpv4(each.address));
    expect(kept).toEqual(['169.254.1.1', '169.254.9.1', '10.0.0.1', '10.0.0.2', '172.16.0.1', '10.0.0.3']);
  });

  it('in the same order if they are added one by one', () => {
    const texts = ['10.0.0.1/24', '10.0.0.3/24', '172.16.0.1/24', '169.254.9.1/16 scope link', '10.0.0.4/24'];
    const added = texts.map(interfaceAddress);
    let oneByOne = added.slice(0, 1);
    for (const each of added.slice(1)) oneByOne = inKernelOrder([...oneByOne, each]);
    expect(oneByOne).toEqual(inKernelOrder(added));
  });
});

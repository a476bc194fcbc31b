import { expect, it } from 'vitest';
import { ForwardingTable } from '../../src/network/forwarding-table.ts';
import { Port } from '../../src/network/port.ts';
import { MAC_BROADCAST, MAC_ZERO, type Mac } from '../../src/wire/index.ts';

const [left, right] = [0, 1].map((index) => new Port(index, `p${index}`, false)) as [Port, Port];
const A = 0x0200_0000_000a as Mac;
const B = 0x0200_0000_000b as Mac;
const AGEING = 300;

it('knows where an address was seen last', () => {
  const table = new ForwardingTable(AGEING);
  expect(table.lookup(A, 0)).toBeUndefined();
  table.learn(A, left, 0);
  expect(table.lookup(A, 0)).toBe(left);
  table.learn(A, right, 1);
  expect(table.lookup(A, 1)).toBe(right);
});

it('forgets an address that has not been seen for longer than the ageing time', () => {
  const table = new ForwardingTable(AGEING);
  table.learn(A, left, 10);
  expect(table.lookup(A, 10 + AGEING)).toBe(left);
  expect(table.lookup(A, 10 + AGEING + 1)).toBeUndefined();
  table.learn(A, left, 200);
  expect(table.lookup(A, 10 + AGEING + 1)).toBe(left);
});

it('is not refreshed by being asked', () => {
  const table = new ForwardingTable(AGEING);
  table.learn(A, left, 0);
  table.lookup(A, AGEING);
  expect(table.lookup(A, AGEING + 1)).toBeUndefined();
});

it('never learns a group address, nor the address of nobody, which frames without a header seem to have', () => {
  const table = new ForwardingTable(AGEING);
  table.learn(MAC_BROADCAST, left, 0);
  table.learn(0x0100_5e00_0001 as Mac, left, 0);
  table.learn(MAC_ZERO, left, 0);
  const seen = [MAC_BROADCAST, 0x0100_5e00_0001 as Mac, MAC_ZERO].map((each) => table.lookup(each, 0));
  expect(seen).toEqual([undefined, undefined, undefined]);
});

it('forgets what was behind a port, or everything', () => {
  const table = new ForwardingTable(AGEING);
  table.learn(A, left, 0);
  table.learn(B, right, 0);
  table.forgetPort(left);
  expect([table.lookup(A, 0), table.lookup(B, 0)]).toEqual([undefined, right]);
  table.clear();
  expect(table.lookup(B, 0)).toBeUndefined();
});

it('holds 65,536 addresses; the one that came first makes room', () => {
  const table = new ForwardingTable(AGEING);
  for (let index = 0; index <= 65_536; index++) table.learn((A + index) as Mac, left, 0);
  expect(table.lookup(A, 0)).toBeUndefined();
  expect(table.lookup((A + 1) as Mac, 0)).toBe(left);
  expect(table.lookup((A + 65_536) as Mac, 0)).toBe(left);
});

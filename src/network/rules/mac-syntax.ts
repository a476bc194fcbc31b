import { formatMac, MAC_BROADCAST, MAC_ZERO, type Mac, parseMac } from '../../wire/index.ts';
import type { MacPattern } from './rule.ts';
import type { ValueSyntax } from './value-syntax.ts';

const HALF = 0x100_0000;
const GROUP_BIT = 0x0100_0000_0000 as Mac;
const BRIDGE_GROUP = 0x0180_c200_0000 as Mac;

/** ebtables(8), `-s`; arptables has them too, but not BGA. */
const NAMES = new Map<string, MacPattern>([
  ['unicast', { kind: 'mac', mac: MAC_ZERO, mask: GROUP_BIT }],
  ['multicast', { kind: 'mac', mac: GROUP_BIT, mask: GROUP_BIT }],
  ['broadcast', { kind: 'mac', mac: MAC_BROADCAST, mask: MAC_BROADCAST }],
]);

/** Address, mask, or a name: of arptables, and the start of what ebtables takes. */
export const MAC_SYNTAX: ValueSyntax<MacPattern> = {
  read: (text) => NAMES.get(text.toLowerCase()) ?? readMacAndMask(text),
  write: writeMacAndMask,
  expects:
    'a MAC address, optionally with a mask (02:00:00:00:00:01/ff:ff:ff:00:00:00), Unicast, Multicast or Broadcast',
};

/** As {@link MAC_SYNTAX}, and BGA, the bridge group address 01:80:c2:00:00:00. */
export const MAC_OR_BGA_SYNTAX: ValueSyntax<MacPattern> = {
  read: (text) =>
    text.toLowerCase() === 'bga' ? { kind: 'mac', mac: BRIDGE_GROUP, mask: MAC_BROADCAST } : MAC_SYNTAX.read(text),
  write: writeMacAndMask,
  expects:
    'a MAC address, optionally with a mask (02:00:00:00:00:01/ff:ff:ff:00:00:00), Unicast, Multicast, Broadcast or BGA',
};

/** One address, without mask or name. The tools read it with ether_aton(3): colons only, leading zeros optional. */
export function readRuleMac(text: string): Mac | undefined {
  return text.includes('-') ? undefined : parseMac(text);
}

/** Bitwise and of two addresses; 48 bits are too many for `&` at once. */
export function maskMac(mac: Mac, mask: Mac): Mac {
  const high = (Math.floor(mac / HALF) & Math.floor(mask / HALF)) * HALF;
  return (high + ((mac % HALF) & (mask % HALF))) as Mac;
}

function readMacAndMask(text: string): MacPattern | undefined {
  const slash = text.lastIndexOf('/');
  const mac = readRuleMac(slash < 0 ? text : text.slice(0, slash));
  const mask = slash < 0 ? MAC_BROADCAST : readRuleMac(text.slice(slash + 1));
  if (mac === undefined || mask === undefined) return undefined;
  return { kind: 'mac', mac: maskMac(mac, mask), mask };
}

function writeMacAndMask(pattern: MacPattern): string {
  const mac = formatMac(pattern.mac);
  return pattern.mask === MAC_BROADCAST ? mac : `${mac}/${formatMac(pattern.mask)}`;
}

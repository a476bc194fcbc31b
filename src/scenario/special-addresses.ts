/** Addresses and hardware addresses that are no ordinary station's, as they appear in generated and counted cases. */

/** 255.255.255.255 and the rest of what a stack on 10.0.0.0/8 may take for a neighbour's, or for its own. */
export const SPECIAL_ADDRESSES: readonly string[] = [
  '255.255.255.255',
  '10.255.255.255',
  '10.0.0.0',
  '224.0.0.1',
  '127.0.0.1',
  '0.0.0.0',
  '169.254.9.9',
  '192.0.2.1',
  '240.0.0.1',
  '10.0.0.1',
  '10.0.0.9',
];

/** Addresses that no stack may make an entry for, and those of the stack itself; stations have new ones in every case. */
export const UNLEARNABLE_ADDRESSES: readonly string[] = [
  '255.255.255.255',
  '10.255.255.255',
  '224.0.0.1',
  '127.0.0.1',
  '0.0.0.0',
  '10.0.0.1',
  '10.0.0.9',
];

export const BROADCAST = 'ff:ff:ff:ff:ff:ff';
export const ZERO = '00:00:00:00:00:00';
/** All hosts (RFC 1112), which every stack listens to. */
export const GROUP = '01:00:5e:00:00:01';
/** A station that the stack is not. */
export const FOREIGN = '02:00:00:00:01:77';

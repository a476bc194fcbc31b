/**
 * The values that a seed stands for, as hashes: whoever changes a generator changes what every seed means, and does it
 * knowingly. A change that is meant is written down here.
 */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { GENERATORS, sampled } from './generators.ts';

const SEED = 826;
const VALUES = 200;

const HASHES: Readonly<Record<string, string>> = {
  'racks, everything happens': '6e8e3ce7f5cda206',
  'racks, honest users': 'e48b401aad2866c5',
  'the rack of the story, everything happens': '2e69cf10b5ff055b',
  'the rack of the story, honest users': 'ccc8e4fac55d7250',
  'a single stack, rfc826-strict': 'e3d286208d78edeb',
  'a single stack, linux': '8797e130c7a0c439',
  'a real stack that forgets': 'a1abb714473c724b',
  'a stack that chooses link-local addresses': '2f11c31ec9ceab70',
  'hosts that choose link-local addresses': 'e3353a83351b0152',
};

it.each(Object.entries(GENERATORS))(`%s: the first ${VALUES} values of seed ${SEED}`, (name, arbitrary) => {
  const hash = createHash('sha256');
  for (const value of sampled(arbitrary, VALUES, SEED)) hash.update(`${JSON.stringify(value)}\n`);
  expect({ [name]: hash.digest('hex').slice(0, 16) }).toEqual({ [name]: HASHES[name] });
});

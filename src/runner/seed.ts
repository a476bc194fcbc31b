/**
 * The seed of slice `index` of a campaign: 32 bits, well mixed, so that neighbouring seeds share no cases.
 * The finaliser of MurmurHash3 (Appleby, public domain) on both numbers.
 */
export function sliceSeed(seed: number, index: number): number {
  let mixed = (seed | 0) ^ Math.imul(index + 1, 0x9e37_79b9);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 16)) | 0;
}

/** A seed for a run that was not given one: 31 bits, so that it is easy to type again. */
export function freshSeed(): number {
  return Math.floor(Math.random() * 0x7fff_ffff);
}

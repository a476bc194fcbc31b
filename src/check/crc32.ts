/** The check sequence of Ethernet (IEEE 802.3, section 3.2.9), of octets `start` to `end`. */
export function crc32(bytes: Uint8Array, start: number, end: number): number {
  let remainder = 0xffff_ffff;
  for (let at = start; at < end; at++) remainder = TABLE[(remainder ^ bytes[at]!) & 0xff]! ^ (remainder >>> 8);
  return ~remainder >>> 0;
}

/** The polynomial of IEEE 802.3, least significant bit first. */
const POLYNOMIAL = 0xedb8_8320;
const TABLE = Uint32Array.from({ length: 256 }, (_, octet) => {
  let remainder = octet;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ ((remainder & 1) * POLYNOMIAL);
  return remainder;
});

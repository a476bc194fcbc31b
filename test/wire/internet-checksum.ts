/**
 * The Internet checksum the slow way, for comparison: 16-bit words added one by one with the carry put back each time,
 * as RFC 1071 section 1 defines it. An odd last octet is padded with zero.
 */
export function internetChecksum(...parts: readonly Uint8Array[]): number {
  const bytes = parts.flatMap((part) => [...part]);
  if (bytes.length % 2 === 1) bytes.push(0);
  let sum = 0;
  for (let index = 0; index < bytes.length; index += 2) {
    sum += bytes[index]! * 256 + bytes[index + 1]!;
    if (sum > 0xffff) sum -= 0xffff;
  }
  return 0xffff - sum;
}

/** The pseudo header of RFC 9293 section 3.1 and RFC 768 for the IPv4 packet in an untagged frame. */
export function pseudoHeader(frame: Uint8Array): Uint8Array {
  const addresses = frame.subarray(14 + 12, 14 + 20);
  const length = frame.length - 14 - 20;
  return Uint8Array.of(...addresses, 0, frame[14 + 9]!, length >> 8, length & 255);
}

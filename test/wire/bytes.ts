/** Bytes from hexadecimal text; blanks are for the reader. */
export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'));
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}

/** What a writer must not leave behind, and must not write beyond: every octet is 0xa5. */
export function dirtyBytes(length: number): Uint8Array {
  return new Uint8Array(length).fill(0xa5);
}

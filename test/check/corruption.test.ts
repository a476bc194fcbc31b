import { describe, expect, it } from 'vitest';
import { CaptureCheck } from '../../src/check/capture-check.ts';
import { CaptureAnnotator, CaptureScanner, pcapBytes, pcapngBytes } from '../../src/pcap-writer/index.ts';
import { CARRIERS, REPLY, REQUEST } from './link-frames.ts';

/** Small valid captures: every link type in pcap, and one pcapng of several interfaces with all that it can have. */
const PCAPS = CARRIERS.map(({ name, linkType, wrap }): readonly [string, Uint8Array] => [
  `pcap of ${name}`,
  pcapBytes(
    [
      { timestampNs: 1, data: wrap(REQUEST) },
      { timestampNs: 2, data: wrap(REPLY) },
    ],
    { linkType },
  ),
]);
const PCAPNG = pcapngBytes(
  [{ name: 'a' }, { name: 'b', linkType: 276, comments: ['c'] }],
  [CARRIERS[1]!, CARRIERS[9]!].map(({ wrap }, interfaceId) => ({
    interfaceId,
    timestampNs: interfaceId,
    data: wrap(REQUEST),
    comments: ['a comment'],
    direction: 'inbound' as const,
  })),
  { comments: ['{"kind":"arpcheck-case"}'] },
);

/** Judges and annotates; whatever the bytes are, both end, and neither writes more than it was given and a little. */
function survive(bytes: Uint8Array): void {
  const check = new CaptureCheck({ profile: 'rfc826-strict' });
  const scanner = new CaptureScanner();
  scanner.push(bytes);
  scanner.end();
  while (scanner.advance()) check.packet(scanner.packet, scanner);
  const result = check.end();
  expect(result.arp).toBeLessThanOrEqual(result.packets);
  let written = 0;
  const annotator = new CaptureAnnotator(
    (chunk) => {
      written += chunk.length;
    },
    () => ['VIOLATION x'],
  );
  annotator.push(bytes);
  expect(annotator.end()).toEqual(scanner.outcome);
  expect(written).toBeLessThanOrEqual(2 * bytes.length + 200);
}

describe.each([...PCAPS, ['pcapng', PCAPNG] as const])('%s', (_name, whole) => {
  it('may be cut anywhere', () => {
    for (let length = 0; length < whole.length; length++) survive(whole.slice(0, length));
  });

  it('may have any octet turned', () => {
    for (let at = 0; at < whole.length; at++) {
      const bytes = whole.slice();
      bytes[at]! ^= 0xff;
      survive(bytes);
    }
  });
});

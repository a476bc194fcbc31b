import { describeFrame, parseIpv4, parseMac } from '../../wire/index.ts';
import type { NameBook } from '../name-book.ts';
import type { Sighting } from '../sighting.ts';

/** One line on a frame, in two columns: who speaks to whom, and what. */
export interface FrameText {
  /** `BM-1 → *` */
  readonly way: string;
  /** `who has 10.0.1.1 (VM-1)? tell 169.254.1.1` */
  readonly words: string;
}

export function frameText(sighting: Sighting, names: NameBook): FrameText {
  const { frame, first, lost } = sighting;
  const sender = first.kind === 'received' ? names.ownerOfMac(frame.source) : names.nodeAt(first.port);
  const from = sender ?? names.mac(frame.source);
  const words = withNames(describeFrame(frame), from, names);
  const fate = lost === undefined ? '' : `   [ends at ${names.port(lost.port)}: ${lost.where}]`;
  return { way: `${from} → ${names.receiver(frame)}`, words: `${words}${fate}` };
}

const ADDRESS = /\b\d{1,3}(?:\.\d{1,3}){3}\b|\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b/g;

/** Names behind addresses, except the speaker's own: so that what it says of itself is short, and a lie stands out. */
function withNames(text: string, speaker: string, names: NameBook): string {
  return text.replace(ADDRESS, (address) => {
    const [ip, mac] = [parseIpv4(address), parseMac(address)];
    const owner = ip === undefined ? (mac === undefined ? undefined : names.ownerOfMac(mac)) : names.ownerOfAddress(ip);
    return owner === undefined || owner === speaker ? address : `${address} (${owner})`;
  });
}

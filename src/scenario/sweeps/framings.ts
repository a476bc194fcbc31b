import { ARP_REPLY, ETHERNET_HEADER_LENGTH } from '../../wire/index.ts';
import type { Subject } from '../arbitraries/subject.ts';
import { FOREIGN } from '../special-addresses.ts';
import { frameOf, rawFrame, resized, type Station, Stimuli, stationAt, withOctets } from './stimuli.ts';
import { ALL_IN_SAMPLE, type Sweep } from './sweep.ts';

/** Another frame around the packet of a good one. */
type Framing = (frame: Uint8Array) => Uint8Array;

/** An address each that is asked for, and the smallest tables hold eight. */
const BATCH = 5;
const HEADER = 12;
/** DSAP, SSAP, control, organisation and type of ARP on IEEE 802 networks (RFC 1042). */
const SNAP = [0xaa, 0xaa, 0x03, 0x00, 0x00, 0x00, 0x08, 0x06];
/** Values for each octet of that header in turn. */
const OTHER_OCTETS = [0x00, 0x01, 0x06, 0x42, 0x98, 0xab, 0xff];
/** Lengths of IEEE 802.3: none, that of the headers, an octet less and more than there is, the shortest, the longest. */
const LENGTHS = [0, 8, 28, 35, 36, 37, 46, 1500];
/** Customer and service tags (IEEE 802.1Q, 802.1ad), and what stood for the latter before there was a standard. */
const TAGS = [0x8100, 0x88a8, 0x9100];
const DEPTH_MAX = 4;
/** A priority in place of a VLAN (0) is no reason to ignore a frame. */
const VLAN = 5;
/** Longer than any frame: by an octet, by a tag, what is called jumbo. */
const GIANTS = [1515, 1519, 2000, 9014];
const FILLER = 0xa5;

/**
 * Packets that are good but for the frame around them: IEEE 802.3 lengths and 802.2 headers, tags within tags that may
 * end early, frames that are too long, and UNARP (RFC 1868), which is padded as if it were ordinary.
 */
export function framings(subject: Subject): Sweep {
  const stimuli = new Stimuli(subject);
  const all = [...snaps(), ...tags(), ...(subject.takesMisfits === true ? [] : giants())];
  return {
    name: 'framings',
    size: all.length + UNARPS.length,
    batch: BATCH,
    inSample: ALL_IN_SAMPLE,
    before: [],
    stimulus: (index) => {
      const station = stationAt(index);
      if (index >= all.length) {
        const { lie, length } = UNARPS[index - all.length]!;
        const leaving = unarp(stimuli, station, lie, length);
        return [stimuli.request(station), rawFrame(leaving), ...stimuli.ask(station.ip)];
      }
      return [rawFrame(all[index]!(frameOf(stimuli.request(station)))), ...stimuli.ask(station.ip)];
    },
    after: [stimuli.request(stationAt(BATCH))],
  };
}

/** The frame with these octets in place of its type. */
function headed(frame: Uint8Array, header: readonly number[]): Uint8Array {
  const packet = frame.subarray(ETHERNET_HEADER_LENGTH);
  const bytes = new Uint8Array(HEADER + header.length + packet.length);
  bytes.set(frame.subarray(0, HEADER));
  bytes.set(header, HEADER);
  bytes.set(packet, HEADER + header.length);
  return bytes;
}

function snaps(): readonly Framing[] {
  const snap = (length: number, header: readonly number[]): Framing => {
    return (frame) => headed(frame, [length >>> 8, length & 0xff, ...header]);
  };
  const whole = SNAP.length + 28;
  const altered = SNAP.flatMap((octet, at) =>
    OTHER_OCTETS.filter((other) => other !== octet).map((other) => snap(whole, SNAP.with(at, other))),
  );
  const short = LENGTHS.filter((length) => length < whole).map((length) => snap(length, SNAP));
  // With all of it right a host may answer (RFC 1122 section 2.3.3), and nothing is to be learned from that.
  return [...short, ...LENGTHS.map((length) => snap(length, [])), ...altered];
}

function tags(): readonly Framing[] {
  const nested = (type: number, depth: number, vlan: number): Framing => {
    const tag = [type >>> 8, type & 0xff, 0, vlan];
    return (frame) => headed(frame, [...Array.from({ length: depth }, () => tag).flat(), 0x08, 0x06]);
  };
  const whole = TAGS.flatMap((type) => Array.from({ length: DEPTH_MAX }, (_, n) => nested(type, n + 1, VLAN)));
  const cut = Array.from({ length: 10 }, (_, octets): Framing => {
    return (frame) => nested(TAGS[0]!, 2, VLAN)(frame).subarray(0, HEADER + octets);
  });
  return [...whole, ...cut];
}

function giants(): readonly Framing[] {
  return GIANTS.map((length) => (frame) => resized(frame, length, FILLER));
}

/** The hardware address that the padding names where Ethernet has one, and octets of the frame. */
const UNARPS = [FOREIGN, undefined].flatMap((lie) => [60, 42, 30].map((length) => ({ lie, length })));

/** "I leave": sender and target protocol address follow the header at once (RFC 1868 section 3). */
function unarp(stimuli: Stimuli, leaver: Station, lie: string | undefined, length: number): Uint8Array {
  const other = lie === undefined ? leaver : { ip: leaver.ip, mac: lie };
  const frame = frameOf(stimuli.request(other));
  const address = leaver.ip.split('.').map(Number);
  const fields = withOctets(frame, 4, 0, 4, 0, ARP_REPLY, ...address, 255, 255, 255, 255);
  return resized(lie === undefined ? resized(fields, 30, 0) : fields, length, 0);
}

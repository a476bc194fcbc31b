import { address, mac } from '../../network/index.ts';
import {
  ARP_LENGTH,
  ARP_REQUEST,
  arpFrameBytes,
  ETHERNET_HEADER_LENGTH,
  type Ipv4,
  ipFrameBytes,
  MAC_BROADCAST,
  MAC_ZERO,
  type Mac,
  writeIpv4,
  writeMac,
} from '../../wire/index.ts';
import type { Step } from '../step.ts';
import type { Draw } from './drawn.ts';
import { STATION_MACS, type Stations } from './identities.ts';

const SIXTEEN_BITS = [0, 1, 2, 3, 6, 7, 15, 24, 36, 256, 0x0800, 0x0801, 0x0806, 0x86dd, 65_535];
/** Reverse ARP (RFC 903), IPv6, and lengths of IEEE 802.3. */
const ETHERTYPES = [0x8035, 0x86dd, 0, 28, 36, 1500, 0x0805, 0x0807, 0x0608];
const LENGTHS = [0, 1, 3, 4, 5, 6, 7, 8, 16, 20, 255];

/** Frames that no honest stack sends to a stack: cut, padded, tagged, with a wrong header field or type,
 * one of its own; or an echo request. */
export class OddFrames {
  readonly #mac: Mac;
  readonly #address: Ipv4;
  readonly #stations: Stations;

  constructor(stackMac: string, stackAddress: string, stations: Stations) {
    this.#stations = stations;
    this.#mac = mac(stackMac);
    this.#address = address(stackAddress);
  }

  /** A request as an Ethernet delivers it: with octets behind its end (IEEE 802.3: 46 of payload at least). */
  request(draw: Draw, from: string): Step {
    return frame(from, padded(draw, this.#arp(ARP_REQUEST, this.#stations.draw(draw))));
  }

  draw(draw: Draw, from: string): Step {
    const station = this.#stations.draw(draw);
    if (draw.oneIn(3)) {
      const packet = {
        source: address(this.#stations.address(station)),
        destination: this.#address,
        message: 'echo-request',
        id: draw.int(0, 99),
      } as const;
      return frame(from, ipFrameBytes(this.#mac, mac(STATION_MACS[station]!), packet));
    }
    const bytes = this.#arp(draw.oneIn(4) ? 2 : ARP_REQUEST, station);
    switch (draw.int(0, 9)) {
      case 0:
        return frame(from, bytes.subarray(0, ETHERNET_HEADER_LENGTH + draw.int(0, ARP_LENGTH - 1)));
      case 1:
        return frame(from, padded(draw, bytes));
      case 2:
        return frame(from, tagged(bytes, draw.pick([0, 1, 5, 4095])));
      case 3:
        return frame(from, withField(bytes, 0, draw.pick(SIXTEEN_BITS)));
      case 4:
        return frame(from, withField(bytes, 2, draw.pick(SIXTEEN_BITS)));
      case 5:
        return frame(from, withOctet(bytes, 4, draw.pick(LENGTHS)));
      case 6:
        return frame(from, withOctet(bytes, 5, draw.pick(LENGTHS)));
      case 7:
        return frame(from, withField(bytes, -2, draw.pick(ETHERTYPES)));
      case 8:
        return frame(from, leaving(bytes));
      default:
        return frame(from, withSource(bytes, this.#mac, this.#address));
    }
  }

  #arp(operation: number, station: number): Uint8Array {
    const senderMac = mac(STATION_MACS[station]!);
    const senderIp = address(this.#stations.address(station));
    const packet = { operation, senderMac, senderIp, targetMac: MAC_ZERO, targetIp: this.#address };
    return arpFrameBytes(MAC_BROADCAST, senderMac, packet);
  }
}

function frame(from: string, bytes: Uint8Array): Step {
  return { do: 'frame', from, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex') };
}

/** Trailing octets are not zero: what an answer must not repeat has to be recognisable. */
function padded(draw: Draw, bytes: Uint8Array): Uint8Array {
  const longer = new Uint8Array(bytes.length + draw.pick([1, 18, 32, 100])).fill(0xa5);
  longer.set(bytes);
  return longer;
}

function tagged(bytes: Uint8Array, vlan: number): Uint8Array {
  const longer = new Uint8Array(bytes.length + 4);
  longer.set(bytes.subarray(0, 12));
  longer.set([0x81, 0x00, vlan >> 8, vlan & 255], 12);
  longer.set(bytes.subarray(12), 16);
  return longer;
}

function withField(bytes: Uint8Array, offset: number, value: number): Uint8Array {
  bytes[ETHERNET_HEADER_LENGTH + offset] = value >> 8;
  bytes[ETHERNET_HEADER_LENGTH + offset + 1] = value;
  return bytes;
}

function withOctet(bytes: Uint8Array, offset: number, value: number): Uint8Array {
  bytes[ETHERNET_HEADER_LENGTH + offset] = value;
  return bytes;
}

/** UNARP (RFC 1868): a reply without hardware addresses, and what it was before for padding. */
function leaving(bytes: Uint8Array): Uint8Array {
  const sender = bytes.slice(ETHERNET_HEADER_LENGTH + 14, ETHERNET_HEADER_LENGTH + 18);
  bytes.set([0, 4, 0, 2, ...sender, 255, 255, 255, 255], ETHERNET_HEADER_LENGTH + 4);
  return bytes;
}

/** As if the stack had sent it, and a loop brought it back. */
function withSource(bytes: Uint8Array, mac: Mac, address: Ipv4): Uint8Array {
  writeMac(bytes, 6, mac);
  writeMac(bytes, ETHERNET_HEADER_LENGTH + 8, mac);
  writeIpv4(bytes, ETHERNET_HEADER_LENGTH + 14, address);
  return bytes;
}

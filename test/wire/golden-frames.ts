import type { ArpPacket, IpPacket, Ipv4, Mac } from '../../src/wire/index.ts';
import { bytesOf } from './bytes.ts';

/*
 * Octets written by hand from the documents, each beside the value that it stands for. The addresses differ in every
 * octet, so that no two fields can be taken for each other.
 */
export const STATION = 0x0211_2233_4455 as Mac;
export const PEER = 0x0266_7788_99aa as Mac;
const STATION_IP = 0xc0a8_1e01 as Ipv4;
const PEER_IP = 0x0a0b_0c0d as Ipv4;

/** RFC 826, "Packet format", on Ethernet II. */
export const ARP_REQUEST_PACKET: ArpPacket = {
  operation: 1,
  senderMac: STATION,
  senderIp: STATION_IP,
  targetMac: 0 as Mac,
  targetIp: PEER_IP,
};
export const ARP_REQUEST_OCTETS = bytesOf('0001 0800 06 04 0001 021122334455 c0a81e01 000000000000 0a0b0c0d');
export const ARP_REQUEST_FRAME = bytesOf(
  `ffffffffffff 021122334455 0806
   0001 0800 06 04 0001 021122334455 c0a81e01 000000000000 0a0b0c0d`,
);

export const ARP_REPLY_PACKET: ArpPacket = {
  operation: 2,
  senderMac: PEER,
  senderIp: PEER_IP,
  targetMac: STATION,
  targetIp: STATION_IP,
};
export const ARP_REPLY_FRAME = bytesOf(
  `021122334455 0266778899aa 0806
   0001 0800 06 04 0002 0266778899aa 0a0b0c0d 021122334455 c0a81e01`,
);

interface GoldenIp {
  readonly packet: IpPacket;
  readonly protocol: number;
  readonly frame: Uint8Array;
}

const there = { source: STATION_IP, destination: PEER_IP };
const back = { source: PEER_IP, destination: STATION_IP };
const ETHERNET = '0266778899aa 021122334455 0800';
const THERE = 'c0a81e01 0a0b0c0d';
const BACK = '0a0b0c0d c0a81e01';

/** From {@link STATION} to {@link PEER}; checksums computed by hand and confirmed by tshark (`tshark.test.ts`). */
export const GOLDEN_IP: readonly GoldenIp[] = [
  {
    packet: { ...there, message: 'echo-request', id: 0x1234 },
    protocol: 1,
    frame: bytesOf(`${ETHERNET} 45 00 001c 1234 0000 40 01 73ec ${THERE} 08 00 e5ca 1234 0001`),
  },
  {
    packet: { ...back, message: 'echo-reply', id: 0x1234 },
    protocol: 1,
    frame: bytesOf(`${ETHERNET} 45 00 001c 1234 0000 40 01 73ec ${BACK} 00 00 edca 1234 0001`),
  },
  {
    packet: { ...there, message: 'syn', id: 7 },
    protocol: 6,
    frame: bytesOf(
      `${ETHERNET} 45 00 0028 0007 0000 40 06 8608 ${THERE} 9c40 1fbd 00000007 00000000 50 02 faf0 042c 0000`,
    ),
  },
  {
    packet: { ...back, message: 'syn-ack', id: 7 },
    protocol: 6,
    frame: bytesOf(
      `${ETHERNET} 45 00 0028 0007 0000 40 06 8608 ${BACK} 1fbd 9c40 00000007 00000008 50 12 faf0 0414 0000`,
    ),
  },
  {
    packet: { ...there, message: 'datagram', id: 7 },
    protocol: 17,
    frame: bytesOf(`${ETHERNET} 45 00 001c 0007 0000 40 11 8609 ${THERE} 9c40 1fbd 0008 4f1f`),
  },
  {
    packet: { ...back, message: 'datagram-answer', id: 7 },
    protocol: 17,
    frame: bytesOf(`${ETHERNET} 45 00 001c 0007 0000 40 11 8609 ${BACK} 1fbd 9c40 0008 4f1f`),
  },
];

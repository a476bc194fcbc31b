import { type Trace, TraceBuilder } from '../../src/trace/index.ts';
import {
  arpFrameBytes,
  Frame,
  type Ipv4,
  ipFrameBytes,
  MAC_BROADCAST,
  MAC_ZERO,
  type Mac,
} from '../../src/wire/index.ts';

/*
 * The story with two hosts and two guests: BM-1 (…:01) with VM-1, BM-2 (…:02) with VM-2; 169.254.1.1 is on both hosts.
 */
const LOCAL_IP = 0xa9fe_0101 as Ipv4;
const VM1_IP = 0x0a00_0101 as Ipv4;
const VM2_IP = 0x0a00_0102 as Ipv4;
const BM1 = 0x0200_0000_0001 as Mac;
const BM2 = 0x0200_0000_0002 as Mac;
const VM2 = 0x0200_0000_0102 as Mac;

function rack(): TraceBuilder {
  const hostScoped = '169.254.1.1/32 scope host';
  return new TraceBuilder()
    .host('BM-1', { mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/16', hostScoped], profile: 'linux' })
    .host('BM-2', { mac: '02:00:00:00:00:02', addresses: ['10.0.0.2/16', hostScoped], profile: 'linux' })
    .host('VM-1', { mac: '02:00:00:00:01:01', addresses: ['10.0.1.1/16'], guestOf: 'BM-1', profile: 'linux' })
    .host('VM-2', { mac: '02:00:00:00:01:02', addresses: ['10.0.1.2/16'], guestOf: 'BM-2', profile: 'linux' });
}

/** A host asks for a guest, and names LOCAL_IP as the sender: step 7 of the story. */
const askedByBm1 = new Frame(
  arpFrameBytes(MAC_BROADCAST, BM1, {
    operation: 1,
    senderMac: BM1,
    senderIp: LOCAL_IP,
    targetMac: MAC_ZERO,
    targetIp: VM1_IP,
  }),
);

const answeredByBm2 = new Frame(
  arpFrameBytes(VM2, BM2, { operation: 2, senderMac: BM2, senderIp: LOCAL_IP, targetMac: VM2, targetIp: VM2_IP }),
);

/** VM-2 resolves LOCAL_IP and gets its own host. */
export function learnedOnHost(): Trace {
  return rack().at('VM-2').pending(LOCAL_IP).received(answeredByBm2).learned(LOCAL_IP, BM2).build();
}

/** VM-2 has BM-2; the request of BM-1 is flooded to it, and the merge step of RFC 826 does the rest. */
export function learnedOffHost(): Trace {
  return rack()
    .at('VM-2')
    .learned(LOCAL_IP, BM2)
    .at('BM-1')
    .sent(askedByBm1)
    .at('VM-2')
    .received(askedByBm1)
    .learned(LOCAL_IP, BM1, 'frame', 'stale')
    .build();
}

/** With `arp_announce=2` the host asks in the name of its global address. */
export function spokenOnHost(): Trace {
  const honest = new Frame(
    arpFrameBytes(MAC_BROADCAST, BM1, {
      operation: 1,
      senderMac: BM1,
      senderIp: 0x0a00_0001 as Ipv4,
      targetMac: MAC_ZERO,
      targetIp: VM1_IP,
    }),
  );
  return rack().at('BM-1').sent(honest).build();
}

export function spokenOffHost(): Trace {
  return rack().at('BM-1').sent(askedByBm1).build();
}

function metricReaches(host: 'BM-1' | 'BM-2', mac: Mac): Trace {
  const packet = { source: VM2_IP, destination: LOCAL_IP, message: 'syn', id: 1 } as const;
  const frame = new Frame(ipFrameBytes(mac, VM2, packet));
  return rack()
    .at('VM-2')
    .originated(VM2_IP, LOCAL_IP, 'syn', 1)
    .sent(frame)
    .at(host)
    .received(frame)
    .delivered(VM2_IP, LOCAL_IP, 'syn', 1)
    .build();
}

export function deliveredHome(): Trace {
  return metricReaches('BM-2', BM2);
}

export function deliveredElsewhere(): Trace {
  return metricReaches('BM-1', BM1);
}

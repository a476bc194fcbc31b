import { type Trace, TraceBuilder } from '../../src/trace/index.ts';
import { arpFrameBytes, Frame, type Ipv4, ipFrameBytes, type Mac } from '../../src/wire/index.ts';

const A = 0x0a00_0001 as Ipv4;
const B = 0x0a00_0002 as Ipv4;
const MAC_A = 0x0200_0000_0001 as Mac;
const MAC_B = 0x0200_0000_0002 as Mac;

function pair(): TraceBuilder {
  return new TraceBuilder()
    .host('A', { mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/24'] })
    .host('B', { mac: '02:00:00:00:00:02', addresses: ['10.0.0.2/24'] })
    .at('A');
}

/** A reply of A to B. */
function reply(): Frame {
  return new Frame(
    arpFrameBytes(MAC_B, MAC_A, { operation: 2, senderMac: MAC_A, senderIp: A, targetMac: MAC_B, targetIp: B }),
  );
}

export function answeredOnce(): Trace {
  return pair().step().sent(reply()).settled().build();
}

/** Two stacks may send a few packets for one stimulus, not thirty. */
export function answeredForEver(): Trace {
  const builder = pair().step();
  for (let count = 0; count < 30; count++) builder.sent(reply());
  return builder.settled().build();
}

/** After healing A still talks to `mac` when it means B. */
function healedTalk(mac: Mac): Trace {
  const frame = new Frame(ipFrameBytes(mac, MAC_A, { source: A, destination: B, message: 'echo-request', id: 1 }));
  return pair().learned(B, mac).step(0, 'healed').sent(frame).settled().build();
}

export function convergedToOwner(): Trace {
  return healedTalk(MAC_B);
}

/** 02:00:00:00:00:03 answered for B once; nobody has it any more. */
export function convergedToImpostor(): Trace {
  return healedTalk(0x0200_0000_0003 as Mac);
}

export function predicted(): Trace {
  return pair().step().sent(reply()).settled().compared(undefined).build();
}

/** The prediction was that A keeps silent. */
export function differing(): Trace {
  const difference = {
    node: 0,
    what: 'frame-unexpected',
    expected: 'nothing more',
    received: '10.0.0.1 is at 02:00:00:00:00:01',
    event: 1,
  } as const;
  return pair().step().sent(reply()).settled().compared(difference).build();
}

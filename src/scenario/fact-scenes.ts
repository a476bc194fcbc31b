import { ARP_REPLY, ARP_REQUEST, HARDWARE_IEEE802 } from '../wire/index.ts';
import { SUT_NAME, type Subject } from './arbitraries/subject.ts';
import { BROADCAST, FOREIGN, GROUP, ZERO } from './special-addresses.ts';
import type { Step } from './step.ts';
import { frameOf, rawFrame, resized, type Station, Stimuli, stationAt, withOctets } from './sweeps/stimuli.ts';

/** Steps that show what no drawn case shows for sure, and how long they take where time is real. */
export interface FactScene {
  readonly steps: readonly Step[];
  /** Seconds that it waits. */
  readonly seconds: number;
}

const [KNOWN, STRANGER, OTHER] = [stationAt(0), stationAt(1), stationAt(2)];
const MOVED: Station = { ip: KNOWN.ip, mac: OTHER.mac };
/** Longer than the locktime of Linux, in milliseconds. */
const LOCKTIME_OVER = 1100;
/** More packets for one neighbour than stacks of small devices keep, and more strangers than they know. */
const BURST = 110;
const CROWD = 210;
/** Ages of entries in seconds: a little more than what is told apart. */
const AGES = [16, 31, 61, 121, 301, 601, 1201, 1801];
const HEADER = 12;
const SNAP = [0, 36, 0xaa, 0xaa, 0x03, 0x00, 0x00, 0x00, 0x08, 0x06];

const wait = (ms: number): Step => ({ do: 'wait', ms });

/** What is done to a stack so that facts are seen of it. */
export function factScenes(subject: Subject): readonly FactScene[] {
  const stimuli = new Stimuli(subject);
  return [
    ...answeringScenes(subject, stimuli),
    ...learningScenes(stimuli),
    ...keepingScenes(stimuli),
    ...(subject.abilities === undefined ? operatorScenes(stimuli) : []),
    // Last, as it is more than some drivers have room for.
    { steps: [rawFrame(resized(frameOf(stimuli.request(KNOWN)), 2000, 0)), stimuli.request(OTHER)], seconds: 0 },
  ];
}

function answeringScenes({ mac }: Subject, stimuli: Stimuli): readonly FactScene[] {
  const { own, addresses } = stimuli;
  const frame = (): Uint8Array => frameOf(stimuli.request(KNOWN));
  const steps: readonly Step[] = [
    ...addresses.map((targetIp) => stimuli.request(KNOWN, { targetIp })),
    stimuli.request({ ip: '192.0.2.1', mac: KNOWN.mac }),
    stimuli.request({ ip: own, mac: KNOWN.mac }),
    stimuli.request(KNOWN, { destination: GROUP }),
    stimuli.request(KNOWN, { destination: mac }),
    rawFrame(withOctets(frame(), 0, 0, HARDWARE_IEEE802)),
    rawFrame(withHeader(frame(), [0x81, 0x00, 0x00, 0x00, 0x08, 0x06])),
    rawFrame(withHeader(frame(), SNAP)),
    rawFrame(withHeader(withOctets(frame(), 0, 0, HARDWARE_IEEE802), SNAP)),
  ];
  return steps.map((step) => ({ steps: [step], seconds: 0 }));
}

/** The frame with these octets in place of its type. */
function withHeader(frame: Uint8Array, header: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(frame.length - 2 + header.length);
  bytes.set(frame.subarray(0, HEADER));
  bytes.set(header, HEADER);
  bytes.set(frame.subarray(HEADER + 2), HEADER + header.length);
  return bytes;
}

function learningScenes(stimuli: Stimuli): readonly FactScene[] {
  const gratuitous = { targetIp: KNOWN.ip };
  /** Of a station that the stack knows, then and there and when nothing holds the entry any more. */
  const updates: readonly Step[] = [
    stimuli.request(MOVED, gratuitous),
    stimuli.request(MOVED),
    stimuli.request(MOVED, { operation: 26 }),
    stimuli.request(MOVED, { targetIp: '224.0.0.1' }),
    stimuli.request(MOVED, { targetIp: '127.0.0.1' }),
    stimuli.reply(MOVED),
  ];
  const strangers: readonly Step[] = [
    stimuli.reply(KNOWN),
    stimuli.request(KNOWN, gratuitous),
    stimuli.request({ ip: KNOWN.ip, mac: GROUP }),
    stimuli.request({ ip: KNOWN.ip, mac: BROADCAST }),
    stimuli.request({ ip: KNOWN.ip, mac: ZERO }),
  ];
  const answers: readonly (readonly Step[])[] = [
    [stimuli.reply(KNOWN), stimuli.reply(MOVED)],
    [stimuli.reply(KNOWN, { targetMac: FOREIGN })],
    [stimuli.reply(KNOWN, { targetIp: OTHER.ip })],
  ];
  const ask = stimuli.ask(KNOWN.ip);
  const later = updates.map((update) => [stimuli.request(KNOWN), wait(LOCKTIME_OVER), update, ...ask]);
  const quick = [
    ...updates.map((update) => [stimuli.request(KNOWN), update, ...ask]),
    ...strangers.map((claim) => [claim, ...ask]),
    ...answers.map((claims) => [...ask, ...claims, ...ask]),
    [stimuli.request(KNOWN), rawFrame(unarp(stimuli, KNOWN)), ...ask],
  ];
  return [
    ...quick.map((steps) => ({ steps, seconds: 0 })),
    ...later.map((steps) => ({ steps, seconds: LOCKTIME_OVER / 1000 })),
  ];
}

/** "I leave" (RFC 1868 section 3). */
function unarp(stimuli: Stimuli, leaver: Station): Uint8Array {
  const address = leaver.ip.split('.').map(Number);
  return withOctets(frameOf(stimuli.request(leaver)), 4, 0, 4, 0, ARP_REPLY, ...address, 255, 255, 255, 255);
}

function keepingScenes(stimuli: Stimuli): readonly FactScene[] {
  const burst = Array.from({ length: BURST }, () => stimuli.ask(STRANGER.ip)).flat();
  const crowd = Array.from({ length: CROWD }, (_, n) => stimuli.request(stationAt(n + 1)));
  const ages = AGES.map((age, index): FactScene => {
    const old = stationAt(index);
    return { steps: [stimuli.request(old), wait(age * 1000), ...stimuli.ask(old.ip)], seconds: age };
  });
  const silence = [stimuli.request(KNOWN), ...stimuli.ask(KNOWN.ip), ...stimuli.ask(STRANGER.ip), wait(40_000)];
  const polled = [
    ...[stimuli.request(KNOWN), ...stimuli.ask(KNOWN.ip), wait(5500)],
    ...[stimuli.reply(KNOWN), ...stimuli.ask(KNOWN.ip)],
  ];
  // An entry that is in use when it expires may be asked for by unicast.
  const used = Array.from({ length: 31 }, () => [...stimuli.ask(KNOWN.ip), wait(10_000)]).flat();
  return [
    { steps: [...burst, stimuli.reply(STRANGER)], seconds: 0 },
    { steps: [stimuli.request(KNOWN), ...crowd, ...stimuli.ask(KNOWN.ip)], seconds: 0 },
    { steps: polled, seconds: 6 },
    { steps: silence, seconds: 40 },
    { steps: [stimuli.request(KNOWN), ...used, wait(40_000)], seconds: 350 },
    ...ages,
  ];
}

/** What only the operator of a simulated stack does. */
function operatorScenes(stimuli: Stimuli): readonly FactScene[] {
  const link = (up: boolean, by?: 'carrier'): Step => ({
    do: 'link',
    at: SUT_NAME,
    interface: 'eth0',
    up,
    ...(by === undefined ? {} : { by }),
  });
  return [
    { steps: [{ do: 'gratuitous', at: SUT_NAME, address: stimuli.own, form: 'request' }], seconds: 0 },
    {
      steps: [stimuli.request(KNOWN), link(false, 'carrier'), link(true, 'carrier'), ...stimuli.ask(KNOWN.ip)],
      seconds: 0,
    },
    { steps: [link(false), link(true), wait(2000), stimuli.request(KNOWN, { operation: ARP_REQUEST })], seconds: 2 },
  ];
}

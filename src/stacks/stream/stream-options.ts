import { formatMac, isGroupMac, parseIpv4, parseMac } from '../../wire/index.ts';
import { numberOption } from '../option-values.ts';
import type { StackIdentity, StackSpec } from '../stack.ts';
import { type Barrier, DEADLINE, START_DEADLINE } from './stream-stack.ts';

/** A minute: longer than any stack takes that can be tested at all. */
const MILLISECONDS_MAX = 60_000;

/** The options that every stack behind a stream takes. */
export const STREAM_OPTIONS: Readonly<Record<string, string>> = {
  barrier: 'how to find out that it has dealt with everything: auto, control, echo, arp or none; auto if absent',
  'reply-delay': 'milliseconds that it may take to answer out of order',
  deadline: `milliseconds of silence after which it is hung; ${DEADLINE} if absent`,
  start: `milliseconds that it may take to start; ${START_DEADLINE} if absent`,
  mac: 'its MAC address, with dashes: 02-00-00-00-00-01',
  ipv4: 'its addresses, joined by +: 10.0.0.1/8+10.0.0.2/8',
};

const BARRIERS: readonly string[] = ['auto', 'control', 'echo', 'arp', 'none'];
const MAC = /^[0-9a-f]{2}(-[0-9a-f]{2}){5}$/i;
const IPV4 = /^(?<address>[\d.]+)\/(?<prefix>\d{1,2})$/;
/** Room for the stations of a case, and for the harness's own. */
const PREFIX_MIN = 1;
const PREFIX_MAX = 24;

export interface StreamSettings {
  /** Found out if undefined. */
  readonly barrier: Barrier | undefined;
  readonly replyDelay: number | undefined;
  readonly deadline: number | undefined;
  readonly startDeadline?: number | undefined;
}

/** Understands them. Throws an Error that names the option. */
export function streamSettings(spec: StackSpec): StreamSettings {
  const { options, label } = spec;
  const barrier = options.get('barrier') ?? 'auto';
  if (!BARRIERS.includes(barrier)) {
    throw new Error(`barrier=${barrier} in ${label}: it can be ${BARRIERS.join(', ')}.`);
  }
  if (barrier === 'control' && !options.has('control')) {
    throw new Error(`barrier=control in ${label}: there is no control channel without the option control.`);
  }
  return {
    barrier: barrier === 'auto' ? undefined : (barrier as Barrier),
    replyDelay: numberOption(spec, 'reply-delay', 0, MILLISECONDS_MAX),
    deadline: numberOption(spec, 'deadline', 1, MILLISECONDS_MAX),
    startDeadline: numberOption(spec, 'start', 1, MILLISECONDS_MAX),
  };
}

/** Path of the control socket of a stack behind a socket. Throws an Error if the option has none. */
export function controlPath({ options, label }: StackSpec): string | undefined {
  const path = options.get('control');
  if (path === '') throw new Error(`control in ${label}: the path of a UNIX socket is needed, control=PATH.`);
  return path;
}

/** Who it is, or is told to be. Throws an Error that names the option. */
export function streamIdentity({ options, label }: StackSpec): StackIdentity {
  const text = options.get('mac') ?? '02-00-00-00-00-01';
  const mac = MAC.test(text) ? parseMac(text.replaceAll('-', ':').toLowerCase()) : undefined;
  if (mac === undefined || isGroupMac(mac)) {
    throw new Error(`mac=${text} in ${label}: the address of one station is needed, six octets with dashes.`);
  }
  const addresses = (options.get('ipv4') ?? '10.0.0.1/8+10.0.0.2/8').split('+');
  for (const each of addresses) {
    const { address = '', prefix } = IPV4.exec(each)?.groups ?? {};
    const isRoomy = Number(prefix) >= PREFIX_MIN && Number(prefix) <= PREFIX_MAX;
    if (parseIpv4(address) === undefined || !isRoomy) {
      throw new Error(`ipv4=${each} in ${label}: an address is needed with a prefix length of at most ${PREFIX_MAX}.`);
    }
  }
  return { mac: formatMac(mac), addresses, staticNeighbour: undefined };
}

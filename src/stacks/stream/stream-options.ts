import { numberOption } from '../option-values.ts';
import type { StackIdentity, StackSpec } from '../stack.ts';
import { type Barrier, DEADLINE } from './stream-stack.ts';

/** A minute: longer than any stack takes that can be tested at all. */
const MILLISECONDS_MAX = 60_000;

/** The options that every stack behind a stream takes. */
export const STREAM_OPTIONS: Readonly<Record<string, string>> = {
  barrier: 'how to find out that it has dealt with everything: control, echo, arp or none; found out if absent',
  'reply-delay': 'milliseconds that it may take to answer out of order',
  deadline: `milliseconds of silence after which it is hung; ${DEADLINE} if absent`,
  mac: 'its MAC address, with dashes: 02-00-00-00-00-01',
  ipv4: 'its addresses, joined by +: 10.0.0.1/8+10.0.0.2/8',
};

const BARRIERS: readonly string[] = ['control', 'echo', 'arp', 'none'];
const MAC = /^[0-9a-f]{2}(-[0-9a-f]{2}){5}$/i;
const IPV4 = /^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/;

export interface StreamSettings {
  readonly barrier: Barrier | undefined;
  readonly replyDelay: number | undefined;
  readonly deadline: number | undefined;
}

/** Understands them. Throws an Error that names the option. */
export function streamSettings(spec: StackSpec): StreamSettings {
  const barrier = spec.options.get('barrier');
  if (barrier !== undefined && !BARRIERS.includes(barrier)) {
    throw new Error(`barrier=${barrier} in ${spec.label}: it can be ${BARRIERS.join(', ')}.`);
  }
  return {
    barrier: barrier as Barrier | undefined,
    replyDelay: numberOption(spec, 'reply-delay', 0, MILLISECONDS_MAX),
    deadline: numberOption(spec, 'deadline', 1, MILLISECONDS_MAX),
  };
}

/** Who it is, or is told to be. Throws an Error that names the option. */
export function streamIdentity({ options, label }: StackSpec): StackIdentity {
  const mac = options.get('mac') ?? '02-00-00-00-00-01';
  const addresses = (options.get('ipv4') ?? '10.0.0.1/8+10.0.0.2/8').split('+');
  if (!MAC.test(mac)) throw new Error(`mac=${mac} in ${label}: six octets with dashes are needed.`);
  const wrong = addresses.find((each) => !IPV4.test(each));
  if (wrong !== undefined) throw new Error(`ipv4=${wrong} in ${label}: an address with its prefix length is needed.`);
  return { mac: mac.replaceAll('-', ':').toLowerCase(), addresses, staticNeighbour: undefined };
}

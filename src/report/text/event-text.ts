import { match } from 'ts-pattern';
import type { DetectionEvent, NeighbourBinding, NeighbourEvent, TraceEvent } from '../../trace/index.ts';
import { formatIpv4, type IpMessage } from '../../wire/index.ts';
import type { NameBook } from '../name-book.ts';

type WithoutFrame = Exclude<TraceEvent, { kind: 'sent' | 'received' | 'dropped' | 'step' | 'settled' }>;

/** What happened at a host, as a sentence that begins with the host. */
export function eventText(event: WithoutFrame, names: NameBook): string {
  return match(event)
    .with({ kind: 'neighbour' }, (each) => neighbourText(each, names))
    .with(
      { kind: 'delivered' },
      ({ node, message, source }) => `${names.node(node)} gets ${MESSAGES[message]} from ${formatIpv4(source)}`,
    )
    .with(
      { kind: 'originated' },
      ({ node, message, destination }) =>
        `${names.node(node)} sends ${MESSAGES[message]} to ${formatIpv4(destination)}`,
    )
    .with({ kind: 'address' }, ({ node, address, prefix, scope, present }) => {
      const suffix = scope === 'global' ? '' : ` scope ${scope}`;
      return `${names.node(node)} ${present ? 'gets' : 'loses'} ${formatIpv4(address)}/${prefix}${suffix}`;
    })
    .with(
      { kind: 'detection' },
      ({ node, address, phase }) => `${names.node(node)} ${DETECTION[phase](formatIpv4(address))}`,
    )
    .with({ kind: 'link-local' }, ({ port }) => `${names.port(port)} is to choose a link-local address`)
    .with({ kind: 'setting' }, ({ port, name, value }) => `${names.port(port)}: ${name} is ${value}`)
    .with({ kind: 'route' }, ({ node, port, network, prefix, gateway, present }) => {
      const by = gateway === undefined ? '' : ` by ${formatIpv4(gateway)}`;
      const route = `${formatIpv4(network)}/${prefix}${by} on ${names.port(port)}`;
      return `${names.node(node)} ${present ? 'gets' : 'loses'} the route to ${route}`;
    })
    .with({ kind: 'proxied' }, ({ node, port, address, present }) => {
      const where = `${formatIpv4(address)} on ${names.port(port)}`;
      return `${names.node(node)} ${present ? 'answers for' : 'no longer answers for'} ${where}`;
    })
    .with({ kind: 'link' }, ({ port, up }) => `${names.port(port)} goes ${up ? 'up' : 'down'}`)
    .with({ kind: 'moved' }, ({ node, home }) =>
      home === undefined ? `${names.node(node)} is detached` : `${names.node(node)} is on ${names.node(home)} now`,
    )
    .with({ kind: 'rebooted' }, ({ node }) => `${names.node(node)} restarts`)
    .with({ kind: 'compared' }, ({ difference }) =>
      difference === undefined
        ? 'all as predicted'
        : `${names.node(difference.node)}: ${difference.received}; predicted: ${difference.expected}`,
    )
    .exhaustive();
}

/** What the host does with the address. */
const DETECTION: Readonly<Record<DetectionEvent['phase'], (address: string) => string>> = {
  waiting: (address) => `will test ${address} later`,
  probing: (address) => `tests whether ${address} is free`,
  announcing: (address) => `found ${address} free and uses it`,
  'in-use': (address) => `has ${address} undisputed`,
  defending: (address) => `defends ${address}`,
  'given-up': (address) => `gives up ${address}, which somebody else has`,
  removed: (address) => `is told to have nothing more to do with ${address}`,
};

const MESSAGES: Readonly<Record<IpMessage, string>> = {
  'echo-request': 'an echo request',
  'echo-reply': 'an echo reply',
  syn: 'a metric (TCP SYN)',
  'syn-ack': 'the answer (TCP SYN, ACK)',
  datagram: 'a metric (UDP)',
  'datagram-answer': 'the answer (UDP)',
};

/** What became of a neighbour entry: `VM-3's entry for 169.254.1.1 moves from … (BM-2) to … (BM-1)`. */
export function neighbourText(event: NeighbourEvent, names: NameBook): string {
  const entry = `${names.node(event.node)}'s entry for ${formatIpv4(event.address)}`;
  const [before, after] = [macOf(event.before), macOf(event.after)];
  if (event.after === undefined)
    return `${entry} is gone${before === undefined ? '' : `, it was ${names.mac(before)}`}`;
  if (after === undefined)
    return event.after.state === 'failed' ? `${entry} has failed` : `${entry} waits for an answer`;
  if (before === undefined) return `${entry} is now ${names.mac(after)}`;
  if (before !== after) return `${entry} moves from ${names.mac(before)} to ${names.mac(after)}`;
  return `${entry} turns ${event.after.state}`;
}

function macOf(binding: NeighbourBinding | undefined): NeighbourBinding['mac'] {
  return binding?.mac;
}

import { match, P } from 'ts-pattern';
import type { ArpStep, ContestStep, DetectionSpec, Fate, RouteStep, Step } from '../../scenario/step.ts';
import { ARP_REPLY, ARP_REQUEST, describeFrame, Frame } from '../../wire/index.ts';
import { duration } from './seconds.ts';

/** What a step does, in the words of somebody who works with networks. */
export function stepText(step: Step): string {
  return match(step)
    .with(
      { do: 'metric' },
      ({ from, to, by }) => `${from} sends a metric to ${to} (${by === 'tcp' ? 'TCP SYN' : 'UDP'})`,
    )
    .with({ do: 'ping' }, ({ from, to }) => `${from} pings ${to}`)
    .with({ do: 'wait' }, ({ ms }) => `${duration(ms)} pass`)
    .with({ do: 'delete-neighbour' }, ({ at, address }) => `${at} deletes its entry for ${address} (ip neighbour del)`)
    .with({ do: 'flush-neighbours' }, ({ at }) => `${at} flushes its neighbour cache (ip neighbour flush)`)
    .with({ do: 'add-address', detection: P.nonNullable }, (each) => {
      const { policy, delays } = each.detection;
      const detection = `with conflict detection, ${POLICIES[policy]}${delaysText(delays)}`;
      return `${each.at} is given ${each.address} on ${each.interface}, ${detection}`;
    })
    .with({ do: 'add-address' }, (each) => `${each.at} gets ${each.address} on ${each.interface}`)
    .with({ do: 'remove-address' }, (each) => `${each.at} loses ${each.address} on ${each.interface}`)
    .with({ do: 'link-local' }, (each) => {
      const chosen = `${each.at} chooses a link-local address on ${each.interface}`;
      return `${chosen}, ${POLICIES[each.policy]}${delaysText(each.delays)}`;
    })
    .with({ do: 'contest' }, contestText)
    .with({ do: 'sysctl' }, (each) => `${each.at} sets ${each.name} of ${each.interface} to ${each.value}`)
    .with({ do: 'add-route' }, (each) => `${each.at} gets a route to ${routeText(each)}`)
    .with({ do: 'remove-route' }, (each) => `${each.at} loses its route to ${routeText(each)}`)
    .with({ do: 'add-proxy' }, (each) => `${each.at} answers for ${each.address} on ${each.interface}, too`)
    .with({ do: 'remove-proxy' }, (each) => `${each.at} answers for ${each.address} on ${each.interface} no longer`)
    .with({ do: 'gratuitous' }, ({ at, address, form }) => `${at} announces ${address} (gratuitous ${form})`)
    .with(
      { do: 'link', by: 'carrier' },
      (each) => `the cable of ${each.at}.${each.interface} is ${each.up ? 'plugged in' : 'pulled'}`,
    )
    .with({ do: 'link' }, (each) => `${each.at}.${each.interface} goes ${each.up ? 'up' : 'down'}`)
    .with({ do: 'attach' }, ({ guest, to }) => `${guest} is attached to ${to}`)
    .with({ do: 'detach' }, ({ guest }) => `${guest} is detached`)
    .with({ do: 'migrate' }, ({ guest, to, announce }) => `${guest} moves to ${to}, ${ANNOUNCED[announce]}`)
    .with({ do: 'reboot' }, ({ at }) => `${at} restarts`)
    .with({ do: 'arp' }, arpText)
    .with({ do: 'echo' }, (each) => `${each.from} sends an echo request to ${each.targetIp} as ${each.senderIp}`)
    .with({ do: 'frame' }, ({ from, bytes }) => `${from} injects a frame: ${describeBytes(bytes)}`)
    .with({ do: 'faults' }, ({ cable, fates }) => `the next frames on the cable of ${cable}: ${fatesText(fates)}`)
    .exhaustive();
}

const POLICIES: Readonly<Record<DetectionSpec['policy'], string>> = {
  cease: 'given up on a conflict',
  'defend-once': 'defended once in 10 s',
  'defend-always': 'defended and never given up',
};

function delaysText(delays: DetectionSpec['delays']): string {
  return delays === undefined ? '' : `, probes after ${delays.join(', ')} ms`;
}

function contestText(step: ContestStep): string {
  const { as, from, of, senderMac, destination } = step;
  const subject = `the link-local address of ${of}`;
  return `${from} ${CONTESTS[as](subject, step.peer)} at ${senderMac}${destination === undefined ? '' : ` to ${destination}`}`;
}

const CONTESTS: Readonly<Record<ContestStep['as'], (subject: string, peer: string) => string>> = {
  request: (subject, peer) => `asks for ${peer} as ${subject}`,
  reply: (subject, peer) => `replies to ${peer} as ${subject}`,
  announcement: (subject) => `announces ${subject}`,
  probe: (subject) => `probes for ${subject}`,
  question: (subject, peer) => `asks for ${subject} as ${peer}`,
  echo: (subject, peer) => `sends an echo request to ${subject} as ${peer}`,
};

function routeText({ to, via, interface: out }: RouteStep): string {
  return `${to}${via === undefined ? '' : ` by ${via}`} on ${out}`;
}

const ANNOUNCED = {
  none: 'unannounced',
  rarp: 'announced by reverse ARP',
  gratuitous: 'announced by gratuitous ARP',
} as const;

function arpText(step: ArpStep): string {
  const kind =
    step.operation === ARP_REQUEST
      ? 'request'
      : step.operation === ARP_REPLY
        ? 'reply'
        : `packet, operation ${step.operation},`;
  const ethernet = [
    step.destination === undefined ? '' : ` to ${step.destination}`,
    step.source === undefined || step.source === step.senderMac ? '' : ` from ${step.source}`,
  ].join('');
  const sender = `${step.senderIp} at ${step.senderMac}`;
  return `${step.from} injects an ARP ${kind} of ${sender} for ${step.targetIp} at ${step.targetMac}${ethernet}`;
}

function describeBytes(hex: string): string {
  return describeFrame(new Frame(Uint8Array.from(Buffer.from(hex, 'hex'))));
}

function fatesText(fates: readonly Fate[]): string {
  if (fates.length === 0) return 'all pass';
  return fates.map((fate) => (typeof fate === 'number' ? `${duration(fate)} late` : FATES[fate])).join(', ');
}

const FATES = { pass: 'passes', lose: 'lost', duplicate: 'doubled', swap: 'overtaken' } as const;

import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { deliveredToOwnHost } from '../../../properties/host-scope/delivered-to-own-host.ts';
import type { GuestSpec, HostSpec, Topology } from '../../../src/network/index.ts';
import { record } from '../../../src/report/finding-writer.ts';
import { captureOf, pcapngOf, pcapOf } from '../../../src/report/pcap.ts';
import { APPLICATION } from '../../../src/report/version.ts';
import { writeFile } from '../../../src/report/write-file.ts';
import { KernelPart } from '../../../src/runner/kernel-part.ts';
import { liveHostsOf } from '../../../src/runner/live-hosts.ts';
import { Rig } from '../../../src/runner/rig.ts';
import type { RunResult } from '../../../src/runner/run.ts';
import { type CaseFile, serialiseCase } from '../../../src/scenario/case-file.ts';
import type { Scenario } from '../../../src/scenario/scenario.ts';
import type { Step } from '../../../src/scenario/step.ts';
import { formatMac, parseIpv4 } from '../../../src/wire/index.ts';
import { storyRack } from '../../claims/story-rack.ts';

export const FOLDER = path.resolve(import.meta.dirname, '../../../traces/susceptible');

/** In the prefix of the guests, as a stack of its own cannot be given a route to 169.254.1.1. */
const LOCAL_IP = '10.51.175.1';
const STORY_IP = '169.254.1.1';
/** libslirp has a MAC address of its own: 52:55 and its IPv4 address. */
const SLIRP_MAC = '52:55:0a:33:a3:07';
const STORY_MAC = '02:01:0a:33:a3:07';
const STORY_GUEST = '10.51.163.7';
/** BM-2, on which VM-3 is. */
const OWN_HOST = '98:03:9b:a9:78:ca';
/** Milliseconds: `locktime` and a bit more. */
const WAIT = 1500;

/** Stacks that have a neighbour cache. */
export const STACKS = ['kernel', 'lwip', 'gvisor', 'slirp'] as const;

/** By what the foreign host is heard. */
export const WAYS = {
  request: 'its request for a guest of its own (the bubble)',
  announcement: 'its announcement of the address (arp_notify)',
} as const;

export type Way = keyof typeof WAYS;

/** The rack of the outage with this stack as VM-3, and LOCAL_IP where every stack finds it. */
function rackWith(stack: string): Topology {
  const text = JSON.stringify(storyRack()).replaceAll(STORY_IP, LOCAL_IP);
  const own = JSON.parse(text.replaceAll(STORY_MAC, macOf(stack))) as Topology;
  const guest = ({ routes: _routes, ...spec }: GuestSpec): GuestSpec =>
    spec.name === 'VM-3' ? { ...spec, stack } : spec;
  const host = (spec: HostSpec): HostSpec => ({ ...spec, guests: (spec.guests ?? []).map(guest) });
  return { ...own, hosts: own.hosts.map(host) };
}

/** Stacks that send nothing by themselves, and answer pings. */
const ANSWERING: readonly string[] = ['slirp'];

/** VM-3 has an entry, the foreign host is heard, VM-3 sends again. */
export function scenarioFor(stack: string, way: Way): Scenario {
  const heard: Step =
    way === 'request'
      ? { do: 'ping', from: 'VM-1', to: LOCAL_IP }
      : { do: 'gratuitous', at: 'BM-1', address: LOCAL_IP, form: 'request' };
  const [first, last] = ANSWERING.includes(stack) ? askedAndPinged(macOf(stack)) : [METRIC, METRIC];
  return { version: 1, topology: rackWith(stack), steps: [first, { do: 'wait', ms: WAIT }, heard, last] };
}

const METRIC: Step = { do: 'metric', from: 'VM-3', to: LOCAL_IP, by: 'udp' };

/** Its own host asks for it, which makes an entry; and pings it: the answer goes where the entry says. */
function askedAndPinged(mac: string): readonly [Step, Step] {
  const own = { from: 'BM-2.br0', senderMac: OWN_HOST, senderIp: LOCAL_IP };
  return [
    { do: 'arp', ...own, operation: 1, targetMac: '00:00:00:00:00:00', targetIp: STORY_GUEST },
    { do: 'echo', ...own, targetIp: STORY_GUEST, destination: mac, id: 1 },
  ];
}

function macOf(stack: string): string {
  return stack === 'slirp' ? SLIRP_MAC : STORY_MAC;
}

/** The outcome, as cases say it. */
export const WORDS = { own: 'its own host', foreign: 'a foreign host', nobody: 'nobody' } as const;

/** To which host VM-3 sent last what was meant for LOCAL_IP; undefined if it sent nothing. */
export function hostOf(stack: string, { result }: Outcome): 'own' | 'foreign' | undefined {
  const address = parseIpv4(LOCAL_IP);
  const last = result.trace.events.findLast(
    (event) =>
      event.kind === 'sent' &&
      formatMac(event.frame.source) === macOf(stack) &&
      event.frame.ip?.destination === address,
  );
  if (last?.kind !== 'sent') return undefined;
  return formatMac(last.frame.destination) === OWN_HOST ? 'own' : 'foreign';
}

export interface Outcome {
  readonly result: RunResult;
  readonly version: string;
}

/** Runs it on the real stack. */
export async function tryOn(scenario: Scenario, isKernel: boolean): Promise<Outcome> {
  const kernels = isKernel ? new KernelPart(`Linux ${release()}`, false) : undefined;
  const rig = await Rig.start(liveHostsOf(scenario.topology), kernels);
  try {
    return { result: await record(scenario, deliveredToOwnHost, rig), version: rig.version };
  } finally {
    await rig.close();
  }
}

function release(): string {
  return spawnSync('uname', ['-r'], { encoding: 'utf8' }).stdout.trim();
}

/** Writes the case and its captures; a capture in which nothing is violated says nothing but what it is a case of. */
export function keep(name: string, stack: string, scenario: Scenario, outcome: Outcome): void {
  const { result, version } = outcome;
  const { verdict, violations } = result.judgements[0]!;
  const [violation] = violations;
  const each: CaseFile = {
    version: 1,
    kind: 'arpcheck-case',
    property: deliveredToOwnHost.id,
    ...(violation === undefined ? {} : { mechanism: violation.mechanism }),
    stack: `nodes:topology`,
    stackVersion: version,
    seed: 0,
    verdict,
    message: `${stack} as VM-3 sends to ${WORDS[hostOf(stack, outcome) ?? 'nobody']}`,
    scenario,
  };
  const text = serialiseCase(each);
  const none = {
    property: deliveredToOwnHost.id,
    level: 'MUST',
    source: '',
    time: 0,
    at: '',
    expected: '',
    received: '',
    mechanism: '',
    circumstances: [],
    events: [],
  } as const;
  const caseJson = JSON.stringify(JSON.parse(text));
  const told = captureOf({
    trace: result.trace,
    property: deliveredToOwnHost,
    violation: violation ?? none,
    caseJson,
    caseName: name,
    application: APPLICATION,
  });
  const capture = violation === undefined ? { ...told, comments: [caseJson] } : told;
  const file = path.join(FOLDER, name);
  writeFile(`${file}.json`, text);
  writeFile(`${file}.pcapng`, pcapngOf(capture));
  writeFile(`${file}.pcap`, pcapOf(capture));
}

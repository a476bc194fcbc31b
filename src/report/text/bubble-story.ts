import type { Violation } from '../../monitor/index.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { NeighbourEvent, Trace, TraceEvent } from '../../trace/index.ts';
import { ARP_REQUEST, formatIpv4, formatMac } from '../../wire/index.ts';
import { NameBook } from '../name-book.ts';
import { type Sighting, sightings } from '../sighting.ts';
import { stepText } from './step-text.ts';
import { wrapped } from './wrapped.ts';

/** Linux believes no other claim for so long after an entry has changed (`locktime`, arp(7)). */
const LOCKTIME_MILLISECONDS = 1000;

/** What happened in each step of the scenario, and what it comes to. */
export interface Story {
  /** What one has to know before. */
  readonly setting: string;
  /** Sentences; the first says what the step is. */
  readonly steps: readonly (readonly string[])[];
  readonly moral: string;
}

/**
 * The story of an ARP bubble, step by step, for somebody who has never heard of it: a host-scoped address that is
 * learned off its host by the merge step of RFC 826.
 */
export function bubbleStory(scenario: Scenario, trace: Trace, violation: Violation): Story {
  return new BubbleStory(scenario, trace, violation).story();
}

/** A story in lines for a terminal. */
export function storyLines({ steps, moral }: Story): readonly string[] {
  const numbered = steps.flatMap((sentences, index) => {
    const [first = '', ...rest] = wrapped(sentences.join(' '), '     ');
    return [`  ${index + 1}. ${first.trimStart()}`, ...rest];
  });
  return [...numbered, ...wrapped(moral, '     ')];
}

class BubbleStory {
  readonly #scenario: Scenario;
  readonly #trace: Trace;
  readonly #violation: Violation;
  readonly #names: NameBook;
  readonly #sightings: ReadonlyMap<number, Sighting>;
  readonly #capture: NeighbourEvent | undefined;
  /** Addresses for which an answer has been told of. */
  readonly #answered = new Set<string>();

  constructor(scenario: Scenario, trace: Trace, violation: Violation) {
    this.#scenario = scenario;
    this.#trace = trace;
    this.#violation = violation;
    this.#names = new NameBook(trace.header);
    this.#sightings = new Map(sightings(trace, violation).map((each) => [each.first.id, each]));
    const decisive = trace.events.find((event) => event.id === violation.events[0]);
    this.#capture = decisive?.kind === 'neighbour' ? decisive : undefined;
  }

  story(): Story {
    const sentences = this.#sentencesByStep();
    const steps = this.#scenario.steps.map((step, index) => [
      `${stepText(step)}.`,
      ...(sentences[index] ?? []),
      ...this.#remarkOn(index),
    ]);
    return { setting: this.#setting(), steps, moral: this.#moral() };
  }

  #setting(): string {
    const { hosts } = this.#scenario.topology;
    const guests = hosts.flatMap((host) => (host.guests ?? []).map((guest) => `${guest.name} on ${host.name}`));
    const address = this.#capture === undefined ? '' : ` (${formatIpv4(this.#capture.address)})`;
    return `Bare-metal hosts (${hosts.map(({ name }) => name).join(', ')}) carry virtual machines (${guests.join(', ')}) in one rack. Every host has the same address${address} with scope host: it means "the host that I run on", and should never be heard beyond it.`;
  }

  #sentencesByStep(): readonly (readonly string[])[] {
    const sentences: string[][] = [];
    for (const event of this.#trace.events) {
      if (event.kind === 'step') {
        if (event.phase === 'scenario') sentences.push([]);
        continue;
      }
      const sentence = this.#sentence(event);
      if (sentence !== undefined) sentences.at(-1)?.push(sentence);
      if (event === this.#capture) break;
    }
    return sentences;
  }

  #sentence(event: TraceEvent): string | undefined {
    if (event.kind === 'neighbour') return this.#neighbourSentence(event);
    const sighting = this.#sightings.get(event.id);
    const arp = sighting?.frame.arp;
    if (sighting === undefined || arp === undefined) return undefined;
    const speaker = this.#names.nodeAt(sighting.first.port);
    const [asked, sender] = [formatIpv4(arp.targetIp), formatIpv4(arp.senderIp)];
    if (arp.operation !== ARP_REQUEST) {
      // A rule that answers has been told of with the request that it took.
      const byRule = this.#trace.header.ports[sighting.first.port]?.kind === 'member';
      if (byRule) return undefined;
      const also = this.#answered.has(sender) ? ' too' : '';
      this.#answered.add(sender);
      return `${speaker} answers${also}: ${sender} is at ${formatMac(arp.senderMac)}.`;
    }
    if (sighting.decisive !== undefined) {
      const about = this.#names.ownerOfAddress(arp.targetIp) ?? asked;
      return `${speaker} has to answer, does not know the MAC address of ${about}, and asks the whole rack: who has ${asked}? tell ${sender}. So it names itself by ${sender}, the address that every host has for itself.`;
    }
    if (arp.isGratuitous) return `${speaker} tells the whole rack: ${sender} is at ${formatMac(arp.senderMac)}.`;
    const { lost } = sighting;
    if (lost?.where.endsWith('arpreply') !== true) return `${speaker} asks the whole rack who has ${asked}.`;
    const host = this.#names.nodeAt(lost.port);
    return `${speaker} asks who has ${asked}. On ${host} a rule (ebtables … -j arpreply) takes the request and answers it. ${host}'s own ARP stack never sees it, and does not learn who asked.`;
  }

  #neighbourSentence(event: NeighbourEvent): string | undefined {
    const address = formatIpv4(event.address);
    const [before, after] = [event.before?.mac, event.after?.mac];
    if (event.address !== this.#capture?.address || after === undefined || before === after) return undefined;
    const node = this.#names.node(event.node);
    if (event !== this.#capture || before === undefined)
      return `${node} notes: ${address} is at ${this.#names.mac(after)}.`;
    return `${node} is not asked, but hears the broadcast. It has an entry for ${address}, so it believes the sender, as RFC 826 says (the merge step): its entry moves from ${this.#names.mac(before)} to ${this.#names.mac(after)}.`;
  }

  #remarkOn(index: number): readonly string[] {
    const step = this.#scenario.steps[index];
    const profile = this.#scenario.topology.profile ?? 'linux';
    if (step?.do !== 'wait' || step.ms <= LOCKTIME_MILLISECONDS || profile !== 'linux') return [];
    return [`That is more than the second (locktime) in which Linux believes no other claim.`];
  }

  #moral(): string {
    const owner = this.#capture?.after?.mac === undefined ? undefined : this.#names.ownerOfMac(this.#capture.after.mac);
    const { at } = this.#violation;
    return `From now on ${at} sends to ${owner ?? 'another host'} what it means for its own host. Both hosts have the address, so nothing fails and nobody is told. This is the ARP bubble.`;
  }
}

import { LINK_LOCAL_COUNT, LINK_LOCAL_FIRST, LINK_LOCAL_LAST } from '../../src/model/index.ts';
import type { Property } from '../../src/monitor/index.ts';
import { TraceBuilder } from '../../src/trace/index.ts';
import { formatIpv4, type Ipv4, parseIpv4, parseMac } from '../../src/wire/index.ts';
import { example, H, probe, type Station } from '../rfc826/cast.ts';
import { choosing, contested, dropped, established, L, L2, trying } from './cast.ts';
import type { Choice, Chooser } from './choice.ts';
import { watchChoices } from './choice-book.ts';
import { complain, named } from './complaint.ts';

/** What needs an operator who has the stack choose an address by itself. */
export const CHOOSES = [['link-local']] as const;

/** Section 2.1: "from the range from 169.254.1.0 to 169.254.254.255 inclusive"; the 512 others are reserved. */
export const choicesAreInRange: Property = {
  id: 'rfc3927.choices-are-in-range',
  level: 'MUST',
  source: 'RFC 3927, section 2.1',
  rows: ['R3927-01', 'R3927-02'],
  statement: 'An address that a host chooses by itself is from 169.254.1.0 to 169.254.254.255.',
  rationale: 'Others are routable, or reserved for what is still to come: nobody expects a host to have them.',
  exercisedBy: 'a host probes for an address that it has chosen',
  needs: CHOOSES,
  examples: {
    holds: example(() => trying(choosing())),
    violates: example(() => trying(choosing(), { ip: parseIpv4('169.254.0.9')!, mac: H.mac })),
  },
  watch: (context) =>
    watchChoices(context, {
      probed: (choice, event) => {
        context.exercised();
        if (choice.address >= LINK_LOCAL_FIRST && choice.address <= LINK_LOCAL_LAST) return;
        complain(context, choice, event, {
          expected: 'an address from 169.254.1.0 to 169.254.254.255',
          received: `${named(choice)} is tried`,
          mechanism: 'out-of-range',
        });
      },
    }),
};

/** With fewer choices nothing can be said of their distribution. */
const SAMPLE = 32;
const BUCKETS = 8;
/** More than half of them in one part of the range: less than once in ten million times by chance. */
const CHI_SQUARE_MAX = 70;

/** Section 2.1: "using a pseudo-random number generator with a uniform distribution in the range". */
export const choicesAreSpread: Property = {
  id: 'rfc3927.choices-are-spread',
  level: 'MUST',
  source: 'RFC 3927, section 2.1',
  rows: ['R3927-03'],
  statement: 'The addresses that a host chooses one after the other are spread evenly over the range.',
  rationale: 'Hosts that all begin at one end meet there, and each has to go through what the others have taken.',
  exercisedBy: `a host loses ${SAMPLE} candidates one after the other`,
  needs: CHOOSES,
  seconds: SAMPLE * 60,
  examples: {
    holds: example(() => many((number) => LINK_LOCAL_FIRST + ((number * 40_503) % LINK_LOCAL_COUNT))),
    violates: example(() => many((number) => LINK_LOCAL_FIRST + number)),
  },
  watch: (context) =>
    watchChoices(context, {
      end: (choosers) => {
        for (const { tried, host: at, current } of choosers) {
          if (tried.length < SAMPLE) continue;
          context.exercised();
          const square = chiSquare(tried);
          if (square <= CHI_SQUARE_MAX) continue;
          context.violated({
            time: current!.begun,
            at: at.name,
            expected: `${tried.length} addresses spread over ${BUCKETS} parts of the range, with chi-square below ${CHI_SQUARE_MAX}`,
            received: `chi-square ${Math.round(square)}`,
            mechanism: 'uneven-choices',
            events: current!.probes.slice(0, 1).map(({ id }) => id),
          });
        }
      },
    }),
};

function chiSquare(addresses: readonly Ipv4[]): number {
  const counts = Array.from({ length: BUCKETS }, () => 0);
  for (const each of addresses) {
    const bucket = Math.floor(((each - LINK_LOCAL_FIRST) * BUCKETS) / LINK_LOCAL_COUNT);
    const inside = Math.min(BUCKETS - 1, Math.max(0, bucket));
    counts[inside] = counts[inside]! + 1;
  }
  const expected = addresses.length / BUCKETS;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

function many(address: (number: number) => number): TraceBuilder {
  const builder = choosing();
  for (let number = 0; number < SAMPLE; number++) {
    const candidate: Station = { ip: address(number) as Ipv4, mac: H.mac };
    dropped(builder.detection(candidate.ip, 'probing'), candidate).wait(60_000);
  }
  return trying(builder, L);
}

/** Section 2.1: "different hosts do not generate the same sequence of numbers". */
export const hostsChooseDifferently: Property = {
  id: 'network.link-local-hosts-choose-differently',
  level: 'MUST',
  source: 'RFC 3927, section 2.1',
  rows: ['R3927-04'],
  statement: 'Two hosts do not try the same addresses in the same order.',
  rationale: 'Hosts that are switched on together would collide at every attempt until they are slowed down.',
  exercisedBy: 'two hosts have tried two addresses each',
  examples: {
    holds: example(() => two([L, L2], [L2, L])),
    violates: example(() => two([L, L2], [L, L2])),
  },
  watch: (context) =>
    watchChoices(context, {
      end: (choosers) => {
        for (const [index, chooser] of choosers.entries()) {
          for (const other of choosers.slice(0, index)) {
            const length = Math.min(chooser.tried.length, other.tried.length);
            if (length < 2 || chooser.host === other.host) continue;
            context.exercised();
            if (chooser.tried.slice(0, length).some((each, at) => each !== other.tried[at])) continue;
            context.violated({
              time: chooser.current!.begun,
              at: chooser.host.name,
              expected: `other addresses than those of ${other.host.name}`,
              received: chooser.tried.slice(0, length).map(formatIpv4).join(', '),
              mechanism: 'same-sequence',
              events: chooser.current!.probes.slice(0, 1).map(({ id }) => id),
            });
          }
        }
      },
    }),
};

function two(first: readonly Station[], second: readonly Station[]): TraceBuilder {
  const builder = new TraceBuilder()
    .host('H', { mac: '02:00:00:00:00:01' })
    .host('G', { mac: '02:00:00:00:00:02' })
    .station('A', '02:00:00:00:00:0a');
  const macs = { H: H.mac, G: parseMac('02:00:00:00:00:02')! };
  for (const [name, addresses] of [['H', first] as const, ['G', second] as const]) {
    builder.at(name).linkLocal();
    for (const { ip } of addresses) {
      const candidate = { ip, mac: macs[name] };
      dropped(contested(builder.detection(ip, 'probing').sent(probe(candidate, candidate)), candidate), candidate);
    }
  }
  return builder;
}

/**
 * Section 2.1: a host without persistent storage seeds its generator so that "it will usually select the same IPv4
 * Link-Local address each time it is booted"; with it, what was recorded "SHOULD" be the first candidate.
 */
export const restartsTryTheSameAddress: Property = {
  id: 'rfc3927.restarts-try-the-same-address',
  level: 'SHOULD',
  source: 'RFC 3927, section 2.1',
  rows: ['R3927-05', 'R3927-06'],
  statement: 'After a restart a host first tries the address that it used last, or the one that it tried first before.',
  rationale: 'Everybody who knows its address would lose it whenever it restarts.',
  exercisedBy: 'a host that has chosen an address restarts',
  needs: [['link-local'], ['restart']],
  examples: {
    holds: example(() => trying(established().rebooted())),
    violates: example(() => trying(established().rebooted(), L2)),
  },
  watch: (context) => {
    let restarted = new Map<Chooser, readonly Ipv4[]>();
    const used = new Map<Chooser, Ipv4>();
    return watchChoices(context, {
      restart: () => {
        if (restarted.size > 0) restarted = new Map();
        used.clear();
      },
      announced: ({ chooser, address }) => used.set(chooser, address),
      restarted: (chooser) => {
        const last = used.get(chooser);
        restarted.set(chooser, [chooser.tried[0]!, ...(last === undefined ? [] : [last])]);
      },
      tried: ({ chooser }) => {
        // Somebody has claimed its first candidate before it was probed for.
        if (chooser.current?.stage === 'lost') restarted.delete(chooser);
      },
      probed: (choice, event) => {
        const allowed = restarted.get(choice.chooser);
        if (allowed === undefined) return;
        restarted.delete(choice.chooser);
        context.exercised();
        if (allowed.includes(choice.address)) return;
        complain(context, choice, event, {
          expected: `${[...new Set(allowed)].map(formatIpv4).join(' or ')} is tried first`,
          received: `${named(choice)} is`,
          mechanism: 'forgot-its-address',
        });
      },
    });
  },
};

/** Section 2.2.1: the host "MUST select a new pseudo-random address and repeat the process". */
export const newChoiceIsAnother: Property = {
  id: 'rfc3927.new-choice-is-another',
  level: 'MUST',
  source: 'RFC 3927, sections 2.2.1 and 2.5',
  rows: ['R3927-37'],
  statement: 'The address that is tried after a conflict is not the one that somebody else has.',
  rationale: 'Testing it again only finds the same again, and delays the host that has it.',
  exercisedBy: 'a host loses an address to somebody else, and tries another one',
  needs: CHOOSES,
  examples: {
    holds: example(() => trying(dropped(contested(trying(choosing()))), L2)),
    violates: example(() => trying(dropped(contested(trying(choosing()))))),
  },
  watch: (context) =>
    watchChoices(context, {
      tried: (choice, event) => {
        const before = choice.chooser.current;
        if (before?.stage !== 'lost' || before.isDisturbed === false) return;
        context.exercised();
        if (before.address !== choice.address) return;
        context.violated({
          time: event.time,
          at: choice.chooser.host.name,
          expected: `another address than ${formatIpv4(before.address)}`,
          received: 'the same again',
          mechanism: 'same-address-again',
          events: [event.id, ...contestIds(before)],
        });
      },
    }),
};

function contestIds({ lostBy }: Choice): readonly number[] {
  return lostBy === undefined ? [] : [lostBy.event.id];
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import { unsupportedReason } from '../../src/monitor/unsupported.ts';
import { runCampaign, SLICE_OF_SINGLE_STACKS } from '../../src/runner/campaign.ts';
import { casesOf } from '../../src/runner/counted.ts';
import { Rig } from '../../src/runner/rig.ts';
import { singleStackScenario } from '../../src/scenario/arbitraries/single-stack.ts';
import { SUT_NAME } from '../../src/scenario/arbitraries/subject.ts';
import { sweepsOf } from '../../src/scenario/sweeps/sweeps.ts';
import { exec } from '../../src/stacks/exec/exec.ts';
import { parseStackSpec } from '../../src/stacks/stack-spec.ts';
import { LONE_MUTANTS } from './index.ts';
import type { Mutant } from './mutant.ts';

const SEED = 826;
const CASES = 250;
const PROPERTIES = catalogue.filter(({ id }) => !id.startsWith('host-scope.') && !id.startsWith('network.'));
const MUTANTS = LONE_MUTANTS.filter(({ scene = 'stack' }) => scene === 'stack');

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'arpcheck-mutants-'));
  await build({
    logLevel: 'error',
    build: { ssr: path.join(import.meta.dirname, 'mutant-program.ts'), outDir: folder, target: 'node20' },
    ssr: { noExternal: true },
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What becomes of a mutant as a black box without a control channel, in real time and without waiting. */
async function fateOf({ name, killedBy, sweep, profile = 'rfc826-strict' }: Mutant): Promise<string> {
  const spec = parseStackSpec(`exec:${process.execPath} ${path.join(folder, 'mutant-program.js')} ${name}`);
  const rig = await Rig.start(new Map([[SUT_NAME, { kind: exec, spec }]]));
  try {
    const { abilities, clock } = rig.stack(SUT_NAME)!;
    const { mac, addresses } = exec.identity(spec);
    const subject = { mac, addresses, abilities, clock, remembers: true };
    const arbitrary = singleStackScenario({ profile, subject });
    const counted = sweepsOf(subject).find((each) => each.name === sweep);
    const result = await runCampaign({
      arbitrary,
      ...(counted === undefined ? {} : { counted: casesOf(counted, 'sample', { profile, subject }) }),
      properties: PROPERTIES,
      seed: SEED,
      slice: SLICE_OF_SINGLE_STACKS,
      runs: CASES,
      keepGoing: true,
      isKnown: () => true,
      rig,
    });
    const killers = new Set(result.seen.map((each) => each.property));
    if (killedBy.some((id) => killers.has(id))) return 'killed';
    const offers = { abilities, hasStaticNeighbour: false, seconds: 0 };
    const reasons = PROPERTIES.filter(({ id }) => killedBy.includes(id)).map((each) => unsupportedReason(each, offers));
    if (reasons.every((reason) => reason !== undefined)) return `unsupported: ${reasons[0]}`;
    return killers.size > 0 ? 'killed by others' : 'survives what needs no waiting';
  } finally {
    await rig.close();
  }
}

/** What these take, and a black box without control does not offer: an operator, an application, or time. */
const OUT_OF_REACH: Readonly<Record<string, RegExp>> = {
  'goes-on-answering-for-a-removed-address': /survives/,
  'announces-to-the-last-neighbour': /unsupported: needs an operator/,
  'learns-its-own-address': /unsupported|killed/,
  'learns-from-probes': /unsupported|killed/,
  'overwrites-static-entries': /unsupported: needs a static neighbour/,
  'never-expires': /unsupported: needs 61 s/,
  'asks-once-in-a-life': /survives/,
  'announces-itself-every-20-seconds': /unsupported: needs .* s/,
  'never-gives-up': /unsupported: needs .* s/,
  'asks-for-every-packet': /unsupported|killed/,
  // Nobody can tell it to announce anything.
  'announces-itself-to-nobody-by-reply': /survives/,
  'announces-itself-to-the-broadcast-address-by-reply': /survives/,
  'asks-again-after-125-ms': /unsupported: needs .* s/,
  'resolves-groups-and-broadcast': /unsupported: needs an upper tester/,
  'resolves-loopback': /unsupported: needs an upper tester/,
  'linux-never-polls': /unsupported: needs 61 s/,
  'linux-is-locked-for-ever': /survives|killed/,
  // Broadcast replies to what is being asked for are rare, and a question is over after a second of real time.
  'waits-for-broadcast-replies': /survives|killed/,
  'ignores-broadcast-replies': /survives|killed/,
  // These take odd frames that are rare among drawn ones; the sweeps of `conform` meet each of them.
  'merges-before-it-checks-the-hardware-type': /survives|killed/,
  'learns-the-broadcast-address': /survives|killed/,
  'takes-whoever-it-knows-for-a-neighbour': /survives|killed/,
  'takes-reverse-arp-for-arp': /survives|killed/,
  'takes-the-missing-address-of-a-leaver-for-zero': /survives|killed/,
  // One case in eight has another target hardware address, and few of them ask back.
  'learns-only-if-the-target-hardware-address-is-zero': /survives|killed/,
};

describe(`mutants behind a pipe, without control (seed ${SEED}, ${CASES} cases)`, () => {
  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))('%s', async (name, mutant) => {
    expect(await fateOf(mutant)).toMatch(OUT_OF_REACH[name] ?? /^killed/);
  });

  it('most are within reach', () => {
    const names = new Set(MUTANTS.map((mutant) => mutant.name));
    expect(Object.keys(OUT_OF_REACH).filter((name) => !names.has(name))).toEqual([]);
    expect(MUTANTS.length - Object.keys(OUT_OF_REACH).length).toBeGreaterThan(55);
  });
});

import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { address, mac } from '../../network/index.ts';
import type { Ipv4, Mac } from '../../wire/index.ts';
import { SUT_NAME, type Subject } from '../arbitraries/subject.ts';
import { type CaseFile, readCaseFile } from '../case-file.ts';
import { formatProblem } from '../problem.ts';
import { Renaming } from '../renaming.ts';
import type { Step } from '../step.ts';
import { ALL_IN_SAMPLE, type Sweep } from './sweep.ts';

/** The smallest case of every bug that a real stack was shipped with. */
const FOLDER = path.join('traces', 'regressions');
/** Milliseconds that a case may wait in real time: longer than three requests. */
const PATIENCE = 4000;

/** A stored case for one stack and a tester. */
export interface Regression {
  /** Of its file, without ending. */
  readonly name: string;
  readonly case: CaseFile;
}

let known: readonly Regression[] | undefined;

/** Those that are stored with this package, by name. They are read once. Throws if one cannot be read. */
export function regressionsOfOneStack(): readonly Regression[] {
  known ??= readRegressions();
  return known;
}

function readRegressions(): readonly Regression[] {
  const folder = path.resolve(path.dirname(createRequire(import.meta.url).resolve('arpcheck/package.json')), FOLDER);
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort();
  return files.flatMap((file) => {
    const read = readCaseFile(path.join(folder, file));
    if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'));
    const [sut, tester, ...others] = read.case.scenario.topology.hosts;
    const isOfOne = sut?.name === SUT_NAME && tester?.kind === 'tester' && others.length === 0;
    return isOfOne ? [{ name: path.basename(file, '.json'), case: read.case }] : [];
  });
}

/**
 * What once made a stack that somebody shipped fail, done to this one: a case for each of those bugs, with this stack in
 * the place of that one. A stack that cannot be asked for what a case takes does not get it.
 */
export function regressions(subject: Subject): Sweep {
  const all = regressionsOfOneStack().map((each) => casting(each.case, subject));
  return {
    name: 'regressions',
    size: all.length,
    batch: 1,
    inSample: ALL_IN_SAMPLE,
    suits: (index) => all[index] !== undefined,
    before: [],
    stimulus: (index) => all[index] ?? [],
    after: [],
  };
}

/** The steps with the stack in its part; undefined if it cannot play it. */
function casting({ scenario }: CaseFile, subject: Subject): readonly Step[] | undefined {
  const { interfaces, neighbours = [] } = scenario.topology.hosts[0]!;
  const [from] = interfaces;
  if (from === undefined || !scenario.steps.every((step) => isOffered(step, subject))) return undefined;
  if (waitsTooLong(scenario.steps, subject)) return undefined;
  const addresses = new Map<Ipv4, Ipv4 | undefined>();
  const take = (old: string, taken: string | undefined): void => {
    addresses.set(address(bare(old)), taken === undefined ? undefined : address(bare(taken)));
  };
  for (const [index, old] of (from.addresses ?? []).entries()) take(old, subject.addresses[index]);
  for (const old of neighbours) take(old.address, subject.staticNeighbour?.address);
  const macs = new Map<Mac, Mac>([[mac(from.mac), mac(subject.mac)]]);
  let isCast = true;
  const renaming = new Renaming({
    address: (old) => {
      if (addresses.has(old) && addresses.get(old) === undefined) isCast = false;
      return addresses.get(old);
    },
    mac: (old) => macs.get(old),
  });
  const steps = scenario.steps.map((step) => renaming.step(step));
  return isCast ? steps : undefined;
}

function bare(text: string): string {
  return text.split('/')[0]!;
}

/** A simulated stack can be asked for anything. */
function isOffered(step: Step, { abilities }: Subject): boolean {
  if (abilities === undefined) return true;
  switch (step.do) {
    case 'arp':
    case 'frame':
    case 'wait':
      return true;
    case 'echo':
      return abilities.has('ping');
    case 'ping':
      return abilities.has('send');
    case 'delete-neighbour':
    case 'flush-neighbours':
      return abilities.has('flush');
    default:
      return false;
  }
}

/** Whether the case would have to wait for longer than this is worth. */
function waitsTooLong(steps: readonly Step[], { clock }: Subject): boolean {
  const waits = steps.reduce((sum, step) => sum + (step.do === 'wait' ? step.ms : 0), 0);
  return clock === 'real' && waits > PATIENCE;
}

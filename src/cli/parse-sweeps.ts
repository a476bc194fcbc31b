import { InvalidArgumentError } from 'commander';
import { didYouMean } from '../network/rules/did-you-mean.ts';
import type { SweepsWanted } from '../runner/sweep-plan.ts';
import { SIMULATED } from '../scenario/arbitraries/subject.ts';
import { sweepsOf } from '../scenario/sweeps/sweeps.ts';

/** Understands `all`, `sample`, `none`, `operations`, `operations:26` and `operations:0-255`. */
export function parseSweeps(text: string): SweepsWanted {
  if (text === 'all' || text === 'sample' || text === 'none') return text;
  const form = /^([a-z-]+)(?::(\d+)(?:-(\d+))?)?$/.exec(text);
  const names = sweepsOf(SIMULATED).map((each) => each.name);
  const [, name = '', from, to = from] = form ?? [];
  if (!names.includes(name)) {
    const meant = didYouMean(name, [...names, 'all', 'sample', 'none']);
    const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
    throw new InvalidArgumentError(
      `"all", "sample" and "none" are about all sweeps; these are ${names.join(', ')}.${hint}`,
    );
  }
  if (from === undefined) return { name, extent: 'all' };
  const { size } = sweepsOf(SIMULATED).find((each) => each.name === name)!;
  if (Number(from) > Number(to)) throw new InvalidArgumentError(`${from} is behind ${to}.`);
  if (Number(from) >= size) throw new InvalidArgumentError(`${name} has the stimuli 0 to ${size - 1}.`);
  return { name, extent: { from: Number(from), to: Number(to) } };
}

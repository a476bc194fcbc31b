import { PROFILES } from '../model/profile.ts';
import { didYouMean } from '../network/rules/did-you-mean.ts';
import { STACK_KINDS } from '../stacks/registry.ts';
import type { StackSpec } from '../stacks/stack.ts';
import { parseStackSpec } from '../stacks/stack-spec.ts';
import type { RigStack } from './rig.ts';
import { UsageError } from './usage-error.ts';

/** A stack under test, as `--stack` names it. */
export interface StackUnderTest {
  /** `reference:linux`, `kernel,arp_accept=1` */
  readonly label: string;
  /** The profile that it is judged by; undefined if the name leaves it open. */
  readonly profile: string | undefined;
  /** A real stack; undefined for the reference stacks, which are simulated. */
  readonly live: RigStack | undefined;
  /** Racks on the kernel: every machine of them, or those of which the topology says so. */
  readonly nodes?: 'kernel' | 'topology';
}

/** How cases name racks on the kernel. */
export const RACKS_ON_KERNELS = { kernel: 'nodes:kernel', topology: 'nodes:topology' } as const;

const REFERENCE = 'reference';

/**
 * Understands `reference`, `reference:PROFILE`, and every kind of real stack. Throws a {@link UsageError} if that names
 * none.
 */
export function stackUnderTest(text: string): StackUnderTest {
  const spec = specOf(text);
  for (const nodes of ['kernel', 'topology'] as const) {
    if (text === RACKS_ON_KERNELS[nodes]) return { label: text, profile: undefined, live: undefined, nodes };
  }
  if (spec.kind === REFERENCE) return reference(spec);
  const kind = STACK_KINDS.find((each) => each.name === spec.kind);
  if (kind === undefined) throw unknownKind(spec.kind);
  for (const name of spec.options.keys()) if (!(name in kind.options)) throw unknownOption(kind, name);
  return { label: spec.label, profile: undefined, live: { kind, spec } };
}

function specOf(text: string): StackSpec {
  try {
    return parseStackSpec(text);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function reference({ label, target, options }: StackSpec): StackUnderTest {
  const named = target === '' && !label.includes(':') ? undefined : target;
  if (options.size === 0 && (named === undefined || PROFILES.has(named))) {
    return { label, profile: named, live: undefined };
  }
  throw new UsageError(`The reference stack follows a profile: ${[...PROFILES.keys()].join(', ')}.`);
}

function unknownKind(name: string): UsageError {
  const names = [REFERENCE, ...STACK_KINDS.map((each) => each.name)];
  const meant = didYouMean(name, names);
  const hint = meant === undefined ? `There are ${names.join(', ')}.` : `Did you mean ${meant}?`;
  return new UsageError(`No stack is called ${JSON.stringify(name)}. ${hint}`);
}

function unknownOption({ name, options, usage }: RigStack['kind'], wrong: string): UsageError {
  const meant = didYouMean(wrong, Object.keys(options));
  const hint = meant === undefined ? `It is used as ${usage}.` : `Did you mean ${meant}?`;
  return new UsageError(`${name} has no option ${JSON.stringify(wrong)}. ${hint}`);
}

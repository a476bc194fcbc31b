import { PROFILES } from '../model/profile.ts';
import { stacksText } from '../report/text/stacks-text.ts';
import { VERSION } from '../report/version.ts';
import { STACK_KINDS } from '../stacks/registry.ts';
import { INSTALL_SCRIPT } from '../stacks/shim/debian-package.ts';
import type { StackKind } from '../stacks/stack.ts';
import { parseStackSpec } from '../stacks/stack-spec.ts';
import { ExitCode } from './exit-code.ts';
import type { CommandContext } from './run-command.ts';

export interface StacksOptions {
  readonly json?: boolean;
}

/** Stacks that the user brings are there as soon as they are named. */
const BROUGHT = new Set(['exec', 'unix', 'tcp', 'module']);

/** `arpcheck stacks` */
export function runStacks({ json }: StacksOptions, { terminal }: CommandContext): ExitCode {
  const reference = {
    name: 'reference',
    summary: "arpcheck's own stacks, simulated",
    usage: 'reference[:PROFILE]',
    available: true,
    detail: `arpcheck ${VERSION}: ${[...PROFILES.keys()].join(', ')}`,
    remedy: undefined,
    profile: 'rfc826-strict',
  };
  const rows = [reference, ...STACK_KINDS.map(rowOf)];
  terminal.print(json === true ? JSON.stringify(rows, undefined, 2) : stacksText(rows, `sh ${INSTALL_SCRIPT}`));
  return ExitCode.ok;
}

function rowOf(kind: StackKind): Parameters<typeof stacksText>[0][number] {
  const { name, summary, usage, profile, clock } = kind;
  const common = { name, summary, usage, profile, clock };
  if (BROUGHT.has(name)) return { ...common, available: true, detail: 'yours', remedy: undefined };
  const availability = kind.check(parseStackSpec(name));
  return availability.available
    ? { ...common, available: true, detail: availability.version, remedy: undefined }
    : { ...common, available: false, detail: availability.missing, remedy: availability.remedy };
}

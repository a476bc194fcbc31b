import type { StackIdentity, StackKind } from '../stack.ts';
import { startProcessStack } from '../stream/process-stack.ts';
import { buildShim, type ShimBuild } from './build-shim.ts';
import { debianVersion, INSTALL_SCRIPT, missingPackages } from './debian-package.ts';

/** A real stack in a library, and the shim around it. */
export interface ShimKind extends Pick<StackKind, 'name' | 'summary' | 'expectations'> {
  /** As it calls itself: `lwIP`. */
  readonly title: string;
  /** The Debian package that it is in, first, and what else it takes to build the shim. */
  readonly packages: readonly [string, ...string[]];
  readonly identity: StackIdentity;
  /** The program, and what to start it with. Absent for what needs no building. */
  readonly build?: (version: string) => ShimBuild;
  readonly command?: { readonly program: string; readonly args: readonly string[] };
}

/** Makes a kind of stack of a shim: built on first use, driven by its control channel. */
export function shimKind(shim: ShimKind): StackKind {
  const { name, summary, expectations, title, packages, identity } = shim;
  return {
    name,
    summary,
    usage: name,
    options: {},
    profile: 'rfc826-strict',
    expectations,
    clock: 'virtual',
    check: () => {
      const missing = missingPackages(packages);
      if (missing !== undefined) return { available: false, missing, remedy: `sh ${INSTALL_SCRIPT}` };
      return { available: true, version: `${title} ${debianVersion(packages[0])}` };
    },
    identity: () => identity,
    start: async (_spec, who = identity) => {
      const version = debianVersion(packages[0]) ?? '';
      const { program, args } = shim.command ?? { program: buildShim(shim.build!(version)), args: [] };
      const stack = await startProcessStack({ command: program, args, identity: who, control: true });
      return { stack, version: `${title} ${version}` };
    },
  };
}

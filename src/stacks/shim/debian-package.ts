import { spawnSync } from 'node:child_process';

/** The version of an installed Debian package, without epoch and revision: `2.1.3+dfsg1`; undefined without it. */
export function debianVersion(name: string): string | undefined {
  const format = ['db:Status-Status', 'Version'].map((field) => `\${${field}}`).join(' ');
  const { status, stdout } = spawnSync('dpkg-query', ['-W', '-f', format, name], { encoding: 'utf8' });
  const [state, version] = status === 0 ? stdout.split(' ') : [];
  return state === 'installed' ? version?.replace(/^\d+:/, '').replace(/-[^-]*$/, '') : undefined;
}

/** Where the command that installs all of them lies, beside the stacks. */
export const INSTALL_SCRIPT = new URL('../install-debian.sh', import.meta.url).pathname;

/** What is missing of some packages; undefined if nothing is. */
export function missingPackages(names: readonly string[]): string | undefined {
  const missing = names.filter((name) => debianVersion(name) === undefined);
  if (missing.length === 0) return undefined;
  return `the Debian ${missing.length === 1 ? 'package' : 'packages'} ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`;
}

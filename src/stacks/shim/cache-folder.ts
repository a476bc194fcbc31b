import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { StackStartError } from '../stack.ts';

const WRITABLE_BY_OTHERS = 0o022;

/**
 * For programs that were built: the user's cache (XDG Base Directory Specification), or else the temporary folder.
 * Throws a {@link StackStartError} if there is no such place.
 *
 * What lies in it is executed, so it has to belong to this user, and nobody else may write there.
 */
export function cacheFolder(): string {
  // The specification wants an empty or a relative path to be ignored.
  const told = process.env.XDG_CACHE_HOME ?? '';
  const home = path.isAbsolute(told) ? told : path.join(homedir(), '.cache');
  const user = process.getuid?.() ?? 0;
  const folders = [path.join(home, 'arpcheck'), path.join(tmpdir(), `arpcheck-cache-${user}`)];
  for (const folder of folders) {
    if (isSafe(folder, user)) return folder;
  }
  throw new StackStartError(
    `a shim needs a folder of your own to be built in, and neither ${folders.join(' nor ')} is one: set XDG_CACHE_HOME`,
  );
}

function isSafe(folder: string, user: number): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK | constants.X_OK);
    const { uid, mode } = statSync(folder);
    return uid === user && (mode & WRITABLE_BY_OTHERS) === 0;
  } catch {
    return false;
  }
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { writeFile } from '../report/write-file.ts';

/** What `wireshark -C` calls it. */
export const PROFILE_NAME = 'arpcheck';

const SHIPPED = path.join('traces', 'wireshark-profile');
/** The size of the window, which Wireshark keeps for all profiles together. */
const WINDOW = 'recent_common';

/**
 * Copies the profile into `wireshark` in a folder, and returns that, absolute: for WIRESHARK_CONFIG_DIR.
 *
 * Wireshark writes into its configuration (sizes of windows, what was opened), so it gets neither the package, which
 * may belong to somebody else, nor the user's own settings. The profile is written anew each time; the size of the
 * window stays as the user left it.
 */
export function copyProfile(out: string): string {
  const shipped = path.join(path.dirname(createRequire(import.meta.url).resolve('arpcheck/package.json')), SHIPPED);
  const configuration = path.resolve(out, 'wireshark');
  const copy = (file: string): void => {
    writeFile(path.join(configuration, file), readFileSync(path.join(shipped, file), 'utf8'));
  };
  const profile = path.join('profiles', PROFILE_NAME);
  for (const name of readdirSync(path.join(shipped, profile))) copy(path.join(profile, name));
  if (!existsSync(path.join(configuration, WINDOW))) copy(WINDOW);
  return configuration;
}

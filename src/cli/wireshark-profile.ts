import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { writeFile } from '../report/write-file.ts';

/** What `wireshark -C` calls it. */
export const PROFILE_NAME = 'arpcheck';

const PROFILES = path.join('traces', 'wireshark-profile', 'profiles');

/**
 * Copies the profile into `wireshark` in a folder, and returns that, absolute: for WIRESHARK_CONFIG_DIR.
 *
 * Wireshark writes into its configuration (sizes of windows, what was opened), so it gets neither the package, which
 * may belong to somebody else, nor the user's own settings. What came with the package is written anew each time.
 */
export function copyProfile(out: string): string {
  const shipped = path.join(path.dirname(createRequire(import.meta.url).resolve('arpcheck/package.json')), PROFILES);
  const configuration = path.resolve(out, 'wireshark');
  for (const name of readdirSync(path.join(shipped, PROFILE_NAME))) {
    const text = readFileSync(path.join(shipped, PROFILE_NAME, name), 'utf8');
    writeFile(path.join(configuration, 'profiles', PROFILE_NAME, name), text);
  }
  return configuration;
}

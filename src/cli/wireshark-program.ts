import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** How to get it, for users. */
export const WIRESHARK_REMEDY =
  'apt-get install wireshark (Debian, Ubuntu), brew install --cask wireshark (macOS), or https://www.wireshark.org';

/** Where installers put it without putting it on the PATH (Wireshark User's Guide, section 2). */
const PLACES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['/Applications/Wireshark.app/Contents/MacOS/Wireshark'],
  win32: ['C:\\Program Files\\Wireshark\\Wireshark.exe'],
};

/** The command that starts Wireshark here: its name if it is on the PATH, or else its path; undefined without it. */
export function findWireshark(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
  isProgram: (file: string) => boolean = isExecutable,
): string | undefined {
  const name = 'wireshark';
  const folders = (environment.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  if (folders.some((folder) => isProgram(path.join(folder, name)))) return name;
  return PLACES[platform]?.find(isProgram);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { writeCaptureFile } from '../pcap-writer/index.ts';
import { UsageError } from '../runner/usage-error.ts';

/** Writes a file whole or not at all, with the folders above it. What the file system refuses is the user's to mend. */
export function writeFile(file: string, contents: string | Uint8Array): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeCaptureFile(file, typeof contents === 'string' ? new TextEncoder().encode(contents) : contents);
  } catch (error) {
    throw new UsageError(`${file}: cannot be written (${reasonOf(error)})`);
  }
}

/** Refuses a folder that cannot be written to before hours of work are spent on what would go there. */
export function checkWritable(folder: string): void {
  let at = path.resolve(folder);
  try {
    while (isMissing(at) && at !== path.dirname(at)) at = path.dirname(at);
    if (!statSync(at).isDirectory()) throw new Error('not a directory');
    accessSync(at, constants.W_OK);
  } catch (error) {
    throw new UsageError(`${folder}: cannot be written to (${at}: ${reasonOf(error)})`);
  }
}

function isMissing(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false }) === undefined;
  } catch (error) {
    // It would have to be below a file.
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return true;
    throw error;
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'EACCES' || code === 'EPERM' ? 'no permission' : message;
}

import { createRequire } from 'node:module';

const manifest = createRequire(import.meta.url)('arpcheck/package.json') as { readonly version: string };

/** The version of this package: `0.1.0`. */
export const VERSION: string = manifest.version;

/** How the reference stacks and captures are signed: `arpcheck 0.1.0`. */
export const APPLICATION = `arpcheck ${VERSION}`;

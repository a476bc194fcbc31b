/**
 * Part of the build: puts what the compiler leaves behind (shims in other languages, the install script) beside the
 * compiled adapters. `node dist/src/stacks/copy-sources.js src/stacks`
 */
import { copyFileSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const ENDINGS = ['.c', '.h', '.go', '.py', '.sh'];

const from = process.argv[2];
if (from === undefined) throw new Error('usage: copy-sources.js FOLDER');
for (const name of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
  if (!ENDINGS.includes(path.extname(name)) || !statSync(path.join(from, name)).isFile()) continue;
  const to = path.join(import.meta.dirname, name);
  mkdirSync(path.dirname(to), { recursive: true });
  copyFileSync(path.join(from, name), to);
}

import { readFileSync } from 'node:fs';
import path from 'node:path';

export const README = readFileSync(path.resolve(import.meta.dirname, '../../README.md'), 'utf8');

/** The first block of this language behind a marker. */
export function readmeBlock(language: string, behind: string): string {
  const from = README.indexOf(`\`\`\`${language}\n`, README.indexOf(behind)) + language.length + 4;
  return README.slice(from, README.indexOf('\n```', from));
}

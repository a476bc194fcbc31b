import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { arpcheck, BUILD_MILLISECONDS_MAX, buildCli, type CommandResult } from './built-cli.ts';

/** A folder of its own for the tests of a file, with the built command line in reach; gone afterwards. */
export class Workspace {
  folder = '';

  constructor() {
    beforeAll(() => {
      buildCli();
      this.folder = mkdtempSync(path.join(tmpdir(), 'arpcheck-e2e-'));
    }, BUILD_MILLISECONDS_MAX);
    afterAll(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  /** Runs a command in the folder. */
  run(args: readonly string[], environment: Readonly<Record<string, string>> = {}): CommandResult {
    return arpcheck(args, { cwd: this.folder, environment });
  }

  path(name: string): string {
    return path.join(this.folder, name);
  }

  write(name: string, text: string): string {
    writeFileSync(this.path(name), text);
    return name;
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  json(name: string): unknown {
    return JSON.parse(this.read(name));
  }

  /** Files below a folder, by path, in hexadecimal. */
  files(name: string): Readonly<Record<string, string>> {
    const below = this.path(name);
    const names = readdirSync(below, { recursive: true, encoding: 'utf8' }).toSorted();
    const files = names.filter((each) => statSync(path.join(below, each)).isFile());
    return Object.fromEntries(files.map((each) => [each, readFileSync(path.join(below, each)).toString('hex')]));
  }
}

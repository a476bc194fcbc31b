import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type StackIdentity, type StackKind, type StackSpec, StackStartError } from '../stack.ts';
import { type CreateStack, ModuleStack } from './module-stack.ts';

const IDENTITY: StackIdentity = {
  mac: '02:00:00:00:00:01',
  addresses: ['10.0.0.1/8', '10.0.0.2/8'],
  staticNeighbour: undefined,
};

/** An ES module of the user's that makes a stack in this process. */
export const module: StackKind = {
  name: 'module',
  summary: 'a JavaScript module that exports createStack, in this process',
  usage: 'module:./FILE.js',
  options: {},
  profile: 'rfc826-strict',
  expectations: [],
  clock: 'virtual',
  check: ({ target }) => {
    if (target === '') {
      return { available: false, missing: 'no file was given', remedy: 'name it behind the colon: module:./stack.js' };
    }
    if (existsSync(target)) return { available: true, version: target };
    return { available: false, missing: `there is no file ${target}`, remedy: 'paths start at the current folder' };
  },
  identity: () => IDENTITY,
  start: async (spec, identity = IDENTITY) => {
    const stack = new ModuleStack(await createStackOf(spec), identity);
    if (stack.failure !== undefined) throw new StackStartError(`${spec.target}: ${stack.failure.message}`);
    return { stack, version: spec.target };
  },
};

async function createStackOf({ target }: StackSpec): Promise<CreateStack> {
  const loaded = await import(pathToFileURL(path.resolve(target)).href).catch((error: unknown) => {
    throw new StackStartError(`${target} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`);
  });
  const { createStack } = loaded as { readonly createStack?: unknown };
  if (typeof createStack === 'function') return createStack as CreateStack;
  throw new StackStartError(`${target} exports no function createStack({ mac, addresses, send })`);
}

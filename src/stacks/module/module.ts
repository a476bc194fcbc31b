import { statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type StackIdentity, type StackKind, StackStartError, type StartedStack } from '../stack.ts';
import { describeError, stackLines, syntaxLines } from './describe-error.ts';
import type { CreateStack } from './module-interface.ts';
import { ModuleStack } from './module-stack.ts';

export type {
  CreateStack,
  ModuleStackImplementation,
  ModuleStackNeighbor,
  ModuleStackOptions,
} from './module-interface.ts';

const IDENTITY: StackIdentity = {
  mac: '02:00:00:00:00:01',
  addresses: ['10.0.0.1/8', '10.0.0.2/8'],
  staticNeighbour: undefined,
};
const EXPORT = 'export function createStack({ mac, addresses, send }) { return { receive(frame) {} }; }';

const HELP = 'it has to be an ES module: .mjs, or .js below a package.json with "type": "module"';

/** An ES module of the user's that makes a stack in this process. */
export const module: StackKind = {
  name: 'module',
  summary: 'a JavaScript module that exports createStack, in this process',
  usage: 'module:FILE.js',
  options: {},
  profile: 'rfc826-strict',
  expectations: [],
  clock: 'virtual',
  check: ({ target }) => {
    if (target === '') {
      return { available: false, missing: 'no file was given', remedy: 'name it behind the colon: module:./stack.js' };
    }
    if (isFile(target)) return { available: true, version: target };
    return { available: false, missing: `there is no file ${target}`, remedy: `paths start at ${process.cwd()}` };
  },
  identity: () => IDENTITY,
  start: async ({ target }, identity = IDENTITY) => startModule(await load(target), target, identity),
};

/** The same for a function that is already here; `name` is what reports call it. */
export function inProcess(createStack: CreateStack, name: string): StackKind {
  return {
    ...module,
    check: () => ({ available: true, version: name }),
    start: async (_spec, identity = IDENTITY) => startModule(createStack, name, identity),
  };
}

function startModule(createStack: CreateStack, name: string, identity: StackIdentity): StartedStack {
  const stack = new ModuleStack(createStack, identity);
  const { failure } = stack;
  if (failure === undefined) return { stack, version: name };
  throw new StackStartError(`${name}: ${failure.message}`, failure.stderr);
}

function isFile(target: string): boolean {
  return statSync(target, { throwIfNoEntry: false })?.isFile() === true;
}

async function load(target: string): Promise<CreateStack> {
  if (!isFile(target)) throw new StackStartError(`there is no file ${target}; paths start at ${process.cwd()}`);
  const file = path.resolve(target);
  let loaded: Readonly<Record<string, unknown>>;
  try {
    loaded = await import(pathToFileURL(file).href);
  } catch (error) {
    const lines = error instanceof SyntaxError ? syntaxLines(file) : [];
    const what = lines.length === 0 ? describeError(error) : `${error} (${lines[0]})`;
    const details = lines.length === 0 ? stackLines(error) : lines;
    throw new StackStartError(`${target} cannot be loaded: ${what}; ${HELP}`, details);
  }
  const { createStack } = loaded;
  if (typeof createStack === 'function') return createStack as CreateStack;
  throw new StackStartError(`${target} exports no function createStack; it has to: ${EXPORT}`);
}

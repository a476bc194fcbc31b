import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { shimKind } from '../shim/shim-kind.ts';
import { expectations } from './expectations.ts';

const HERE = import.meta.dirname;

/** lwIP as Debian has it: its ARP is `src/core/ipv4/etharp.c`. */
export const lwip = shimKind({
  name: 'lwip',
  title: 'lwIP',
  summary: 'lwIP, the stack of small devices, as a library with virtual time',
  packages: ['liblwip-dev', 'gcc', 'libc6-dev', 'pkg-config'],
  identity: { mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/8'], staticNeighbour: undefined },
  expectations,
  build: (version) => ({
    name: 'lwip',
    sources: [path.join(HERE, 'shim.c'), path.join(HERE, '../shim/shim.h')],
    version,
    command: (output) => ({
      program: 'gcc',
      args: ['-O2', '-Wall', '-o', output, path.join(HERE, 'shim.c'), ...flags()],
    }),
  }),
});

function flags(): readonly string[] {
  const { stdout } = spawnSync('pkg-config', ['--cflags', '--libs', 'lwip'], { encoding: 'utf8' });
  return stdout.trim().split(/\s+/);
}

import path from 'node:path';
import { shimKind } from '../shim/shim-kind.ts';
import { expectations } from './expectations.ts';

const HERE = import.meta.dirname;

/** libslirp, the user-mode network of QEMU and of rootless containers: its ARP is in `src/slirp.c`. */
export const slirp = shimKind({
  name: 'slirp',
  title: 'libslirp',
  summary: 'libslirp, the user-mode network of QEMU, with virtual time',
  packages: ['libslirp-dev', 'gcc', 'libc6-dev'],
  // It makes its MAC address of a prefix of its own and its address; it cannot be told another one.
  identity: { mac: '52:55:0a:00:00:01', addresses: ['10.0.0.1/8'], staticNeighbour: undefined },
  expectations,
  build: (version) => ({
    name: 'slirp',
    sources: [path.join(HERE, 'shim.c'), path.join(HERE, '../shim/shim.h')],
    version,
    command: (output) => ({
      program: 'gcc',
      args: ['-O2', '-Wall', '-o', output, path.join(HERE, 'shim.c'), '-lslirp'],
    }),
  }),
});

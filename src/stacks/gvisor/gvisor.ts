import path from 'node:path';
import { shimKind } from '../shim/shim-kind.ts';
import { expectations } from './expectations.ts';

const HERE = import.meta.dirname;

/** gVisor's netstack: its ARP is `pkg/tcpip/network/arp/arp.go` and `pkg/tcpip/stack/neighbor_entry.go`. */
export const gvisor = shimKind({
  name: 'gvisor',
  title: 'gVisor',
  summary: "gVisor's netstack, the network of sandboxed containers, with virtual time",
  packages: ['golang-gvisor-gvisor-dev', 'golang-go'],
  identity: { mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/8', '10.0.0.2/8'], staticNeighbour: undefined },
  expectations,
  build: (version) => ({
    name: 'gvisor',
    sources: [path.join(HERE, 'shim.go')],
    version,
    command: (output) => ({
      program: 'go',
      args: ['build', '-ldflags', `-X main.version=${version}`, '-o', output, path.join(HERE, 'shim.go')],
    }),
    environment: (folder) => ({
      GO111MODULE: 'off',
      GOFLAGS: '',
      GOPATH: '/usr/share/gocode',
      GOCACHE: path.join(folder, 'go-build'),
    }),
  }),
});

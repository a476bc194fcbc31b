import type { GuestSpec, Topology } from '../network/index.ts';
import type { Defect, Path } from './defect.ts';
import type { Machine } from './machine.ts';
import { quoted } from './quoted.ts';

/** Names are unique: of nodes in the topology, of interfaces and ports in a machine. */
export function checkNames(topology: Topology, machines: readonly Machine[]): Defect[] {
  const switches = (topology.switches ?? []).map(({ name }, index) => ({
    name,
    path: ['switches', index, 'name'],
    bearer: 'a switch',
  }));
  const nodes = machines.map(({ spec, path, host }) => ({
    name: spec.name,
    path: [...path, 'name'],
    bearer: host === undefined ? 'a host' : `a guest of ${host.name}`,
  }));
  return [...repeated([...nodes, ...switches]), ...machines.flatMap((each) => repeated(portsOf(each)))];
}

interface Named {
  readonly name: string;
  readonly path: Path;
  readonly bearer: string;
}

function portsOf({ spec, path }: Machine): Named[] {
  const interfaces = spec.interfaces.map(({ name }, index) => ({
    name,
    path: [...path, 'interfaces', index, 'name'],
    bearer: `an interface of ${spec.name}`,
  }));
  const guests: readonly GuestSpec[] = ('guests' in spec && spec.guests) || [];
  const taps = guests.map(({ name, port }, index) => ({
    name: port,
    path: [...path, 'guests', index, 'port'],
    bearer: `the port of ${name} on ${spec.name}`,
  }));
  return [...interfaces, ...taps];
}

function repeated(all: readonly Named[]): Defect[] {
  const bearers = new Map<string, string>();
  const defects: Defect[] = [];
  for (const { name, path, bearer } of all) {
    const other = bearers.get(name);
    if (other === undefined) bearers.set(name, bearer);
    else defects.push({ path, message: `the name ${quoted(name)} is taken by ${other}`, hint: 'choose another one' });
  }
  return defects;
}

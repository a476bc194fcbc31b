import { DEFAULT_SYSCTLS, effectiveSysctl, type SysctlName } from '../../model/sysctl.ts';
import type { HostSpec, InterfaceSpec, NeighbourSpec } from '../../network/index.ts';
import type { Change, Command } from './mitigation.ts';

/** `169.254.1.1` of `169.254.1.1/32 scope host` */
export function bare(address: string): string {
  return address.split('/')[0]!;
}

/** The interface that has one of these addresses. */
export function carrierOf(host: HostSpec, addresses: readonly string[]): InterfaceSpec | undefined {
  return host.interfaces.find((each) => each.addresses?.some((own) => addresses.includes(bare(own))) === true);
}

export function bridgesOf(host: HostSpec): readonly InterfaceSpec[] {
  return host.interfaces.filter((each) => each.bridge !== undefined);
}

/** Rules at the end of what the host has. */
export function withRules(host: HostSpec, lines: readonly string[]): Change | undefined {
  const missing = lines.filter((line) => host.rules?.includes(line) !== true);
  if (missing.length === 0) return undefined;
  return {
    host: { ...host, rules: [...(host.rules ?? []), ...missing] },
    commands: missing.map((line) => ({ machine: host.name, line })),
  };
}

/**
 * Settings of `net.ipv4.conf.all`. Those that are meant are combined with the interface's own by taking the larger one
 * (ip-sysctl.rst), so one that is as large already changes nothing.
 */
export function withSysctls(host: HostSpec, wanted: Readonly<Partial<Record<SysctlName, number>>>): Change | undefined {
  const missing = Object.entries(wanted).filter(([name, value]) =>
    host.interfaces.some((each) => valueOn(host, each, name as SysctlName) < value),
  );
  if (missing.length === 0) return undefined;
  return {
    host: { ...host, sysctl: { ...host.sysctl, ...Object.fromEntries(missing) } },
    commands: missing.map(([name, value]) => sysctl(host.name, 'all', name, value)),
  };
}

/** A setting that is off everywhere on the host. */
export function withoutSysctl(host: HostSpec, name: SysctlName): Change | undefined {
  if (host.interfaces.every((each) => valueOn(host, each, name) === 0)) return undefined;
  const own = host.interfaces.filter((each) => (each.sysctl?.[name] ?? 0) !== 0);
  return {
    host: {
      ...host,
      sysctl: { ...host.sysctl, [name]: 0 },
      interfaces: host.interfaces.map((each) =>
        own.includes(each) ? { ...each, sysctl: { ...each.sysctl, [name]: 0 } } : each,
      ),
    },
    commands: ['all', ...own.map((each) => each.name)].map((at) => sysctl(host.name, at, name, 0)),
  };
}

function sysctl(machine: string, at: string, name: string, value: number): Command {
  return { machine, line: `sysctl -w net.ipv4.conf.${at}.${name}=${value}` };
}

function valueOn(host: HostSpec, { sysctl: own }: InterfaceSpec, name: SysctlName): number {
  const shared = host.sysctl?.[name] ?? DEFAULT_SYSCTLS[name];
  const value = own?.[name];
  return value === undefined ? shared : effectiveSysctl(name, shared, value);
}

/** Static entries beside those that a machine has. */
export function withNeighbours<Spec extends Pick<HostSpec, 'name' | 'neighbours'>>(
  machine: Spec,
  entries: readonly NeighbourSpec[],
): { readonly machine: Spec; readonly commands: readonly Command[] } {
  const had = machine.neighbours ?? [];
  const missing = entries.filter(
    (each) => !had.some((one) => one.address === each.address && one.interface === each.interface),
  );
  return {
    machine: missing.length === 0 ? machine : { ...machine, neighbours: [...had, ...missing] },
    commands: missing.map(({ address, mac, interface: at }) => ({
      machine: machine.name,
      line: `ip neighbour replace ${address} lladdr ${mac} dev ${at} nud permanent`,
    })),
  };
}

import { accessSync, constants } from 'node:fs';
import { release } from 'node:os';
import { SYSCTLS } from '../../model/sysctl.ts';
import { type Availability, type StackIdentity, type StackKind, type StackSpec, StackStartError } from '../stack.ts';
import { expectations } from './expectations.ts';
import { KernelStack } from './kernel-stack.ts';
import { libc } from './libc.ts';
import { NetworkNamespace } from './namespace.ts';
import { canMakeNamespace } from './namespace-trial.ts';
import { sysctlsOf } from './sysctls.ts';
import { TapDevice } from './tap-device.ts';

const TUN = '/dev/net/tun';
const VERSION = `Linux ${release()}`;

/** The machine's own kernel. */
export const kernel: StackKind = {
  name: 'kernel',
  summary: "this machine's Linux, behind a TAP device in a network namespace of its own",
  usage: 'kernel[,SYSCTL=VALUE…]',
  options: Object.fromEntries(Object.entries(SYSCTLS).map(([name, { description }]) => [name, description])),
  profile: 'linux',
  expectations,
  clock: 'real',
  check,
  identity,
  start: async (spec, who = identity(spec)) => ({ stack: start(spec, who), version: VERSION }),
};

function identity(spec: StackSpec): StackIdentity {
  return {
    mac: '02:00:00:00:00:01',
    addresses: ['10.0.0.1/8', '10.0.0.2/8'],
    staticNeighbour: { address: '10.0.0.9', mac: '02:00:00:00:09:09' },
    sysctl: sysctlsOf(spec),
  };
}

function start(spec: StackSpec, who: StackIdentity): KernelStack {
  try {
    return new KernelStack(who, { ...sysctlsOf(spec), ...who.sysctl });
  } catch (error) {
    throw error instanceof StackStartError ? error : new StackStartError((error as Error).message);
  }
}

function check(spec: StackSpec): Availability {
  sysctlsOf(spec);
  if (process.platform !== 'linux') {
    return { available: false, missing: 'this machine does not run Linux', remedy: 'run it on a Linux machine' };
  }
  try {
    libc();
  } catch {
    return { available: false, missing: 'the npm package koffi is missing', remedy: 'npm install koffi' };
  }
  const device = tunProblem();
  if (device !== undefined) return { available: false, ...device };
  const missing = trialProblem();
  if (missing === undefined) return { available: true, version: VERSION };
  const remedy = canMakeNamespace(['--map-root-user'])
    ? 'run it as root, or in namespaces of its own: unshare -Urn npx arpcheck …'
    : 'run it as root';
  return { available: false, missing, remedy };
}

/** Why the driver of TAP devices cannot be used, if so. */
function tunProblem(): { readonly missing: string; readonly remedy: string } | undefined {
  try {
    accessSync(TUN, constants.R_OK | constants.W_OK);
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      return { missing: `${TUN} may not be opened`, remedy: 'run it as root' };
    }
    return { missing: `there is no ${TUN}`, remedy: `modprobe tun; for a container: docker run --device ${TUN} …` };
  }
}

/** Makes what a stack needs and lets it go again; what went wrong, or undefined. */
function trialProblem(): string | undefined {
  let namespace: NetworkNamespace | undefined;
  try {
    namespace = new NetworkNamespace();
    namespace.inside(() => new TapDevice('trial').close());
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    namespace?.close();
  }
}

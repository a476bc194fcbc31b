import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex, Readable } from 'node:stream';
import { LineTail } from '../stream/line-tail.ts';

/** The file descriptor that passt finds its end of the connection on: the first one behind the standard ones. */
const FD = 3;

/**
 * Gives a fresh network namespace the uplink that passt wants to exist: it leads nowhere. What follows are the arguments
 * of passt. The shell stays, as process 1 of its namespace: when it goes, the kernel ends everything in there.
 */
const SCRIPT = `set -e
ip link set lo up
ip link add up0 type veth peer name up1
ip link set up1 up
ip address add 192.0.2.1/24 dev up0
ip link set up0 up
ip route add default via 192.0.2.254 dev up0
passt "$@"`;

/** Only ARP matters; `--fd` also makes it end with its connection (passt(1)). */
const SETTINGS = [
  '--stderr',
  '--foreground',
  '--ipv4-only',
  '--no-tcp',
  '--no-udp',
  '--no-icmp',
  '--no-dhcp',
  '--fd',
  String(FD),
];

/** What it says of every line of its own on a machine without a system logger. */
const NOISE = /^Failed to send \d+ bytes to syslog$/;

/**
 * Process and namespaces go with arpcheck, however that ends: the kernel ends unshare then (prctl(2),
 * PR_SET_PDEATHSIG), and with it the shell and all that the shell has started. passt itself could not be told so, as
 * the setting is lost when it changes its user.
 */
const WRAPPER = ['--pdeathsig', 'KILL', 'unshare', '--net', '--pid', '--fork', '--kill-child=KILL'];

/** passt in namespaces of its own, which vanish with it, at the other end of a connection that has no name. */
export class PasstProcess {
  /** Frames, each with its length in front. */
  readonly socket: Duplex;
  /** How it ended, in words for the user; once all of its processes are gone. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;
  readonly #stderr: LineTail;

  /** `settings` are of passt, `options` of unshare(1). */
  constructor(settings: readonly string[], options: readonly string[]) {
    const args = [...WRAPPER, ...options, 'sh', '-c', SCRIPT, 'sh', ...SETTINGS, ...settings];
    // A group of its own: a Ctrl-C is for arpcheck, which then ends its stacks.
    this.#child = spawn('setpriv', args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'], detached: true });
    this.#stderr = new LineTail(this.#child.stderr as Readable);
    this.socket = this.#child.stdio[FD] as Duplex;
    this.ended = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(`setpriv could not be started: ${error.message}`));
      this.#child.once('close', (code, signal) => {
        resolve(signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`);
      });
    });
  }

  /** The last lines that it wrote to its standard error. */
  get stderr(): readonly string[] {
    return this.#stderr.lines.filter((line) => !NOISE.test(line));
  }

  /** Once this is over, nothing of it is left. */
  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    this.socket.destroy();
    await this.ended;
  }
}

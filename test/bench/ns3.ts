import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Tests and benchmarks run from the package's folder; the C++ source is not among the compiled files. */
const SOURCE = path.join('test', 'bench', 'ns3', 'arp-workload.cc');
const LIBRARIES = ['core', 'network', 'csma', 'bridge', 'internet'].map((each) => `-lns3-${each}`);

export const NS3_MISSING = 'peer not installed: apt-get install libns3-dev g++';

/** The same workload as a program on ns-3. */
export class Ns3Workload {
  readonly #folder: string;
  readonly #program: string;

  private constructor(folder: string, program: string) {
    this.#folder = folder;
    this.#program = program;
  }

  /** Compiles it; undefined if ns-3 or the compiler is not installed. */
  static build(): Ns3Workload | undefined {
    const folder = mkdtempSync(path.join(tmpdir(), 'arpcheck-bench-'));
    const program = path.join(folder, 'arp-workload');
    const compiler = spawnSync('g++', ['-O2', '-std=c++17', '-o', program, SOURCE, ...LIBRARIES], { encoding: 'utf8' });
    if (compiler.status === 0) return new Ns3Workload(folder, program);
    rmSync(folder, { recursive: true });
    const missing =
      compiler.error !== undefined || /ns3\/[\w-]+\.h: No such file|cannot find -lns3/.test(compiler.stderr);
    if (missing) return undefined;
    throw new Error(`g++ does not compile ${SOURCE}:\n${compiler.stderr}`);
  }

  run(hosts: number, rounds: number): { readonly frames: number; readonly seconds: number } {
    return JSON.parse(execFileSync(this.#program, [String(hosts), String(rounds)], { encoding: 'utf8' }));
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

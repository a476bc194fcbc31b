import { ALL_INTERFACES, type InterfaceConfig } from '../model/index.ts';
import { effectiveSysctl, isShared, neutralSysctl } from '../model/sysctl.ts';

/** A value that is in force on an interface. */
export interface Effective {
  readonly interface: number;
  readonly value: number;
}

/**
 * The sysctls of a running host: those of each interface, and of `net.ipv4.conf.all`, which comes in where the kernel
 * combines the two. What the topology says counts as the interfaces' own.
 */
export class HostSettings {
  readonly #all = new Map<string, number>();
  readonly #own: readonly Map<string, number>[];

  constructor(interfaces: readonly InterfaceConfig[]) {
    this.#own = interfaces.map((each) => new Map(Object.entries(each.sysctls)));
  }

  /** Changes one; what is in force where since then. Of `conf/all` only what is combined with the interfaces' own. */
  set(at: number, name: string, value: number): readonly Effective[] {
    if (at !== ALL_INTERFACES) {
      this.#own[at]?.set(name, value);
      return this.#own[at] === undefined ? [] : [this.#effective(at, name)];
    }
    if (!isShared(name)) return [];
    this.#all.set(name, value);
    return this.#own.map((_, index) => this.#effective(index, name));
  }

  #effective(at: number, name: string): Effective {
    const own = this.#own[at]!.get(name) ?? 0;
    return { interface: at, value: effectiveSysctl(name, this.#all.get(name) ?? neutralSysctl(name), own) };
  }
}

import type { Monitor, MonitorContext, World } from '../../src/monitor/index.ts';

/** A fold over the trace that several properties look at. */
export interface Fold {
  /** The handlers that keep it up to date; `restart` empties it. */
  readonly upkeep: Monitor;
}

interface Membership<F> {
  readonly fold: F;
  readonly contexts: MonitorContext[];
}

/**
 * One fold for all properties of a judge that need it: what a stack was told and what it answered is worked out once,
 * not once per property. The monitor of whoever joins first carries the handlers, the others have none of their own.
 */
export class SharedFold<F extends Fold> {
  readonly #make: (world: World) => F;
  readonly #memberships = new WeakMap<World, Membership<F>>();

  constructor(make: (world: World) => F) {
    this.#make = make;
  }

  /** Joins, and returns the fold with the handlers that the joining monitor has to carry. */
  join(context: MonitorContext): { readonly fold: F; readonly monitor: Monitor } {
    const known = this.#memberships.get(context.world);
    if (known !== undefined) {
      known.contexts.push(context);
      return { fold: known.fold, monitor: { restart() {} } };
    }
    const membership = { fold: this.#make(context.world), contexts: [context] };
    this.#memberships.set(context.world, membership);
    return { fold: membership.fold, monitor: guarded(membership) };
  }
}

/** If the fold fails, none of its properties can be decided: the judge only sees the one that carries the handlers. */
function guarded<F extends Fold>({ fold, contexts }: Membership<F>): Monitor {
  return {
    ...fold.upkeep,
    failed: (reason) => {
      for (const context of contexts) context.inconclusive(reason);
    },
  };
}

/** One monitor that does what both do; `first` is told first. */
export function together(first: Monitor, second: Monitor): Monitor {
  const merged: Record<string, unknown> = { ...first };
  for (const [name, handler] of Object.entries(second)) {
    const earlier = merged[name] as ((...parameters: unknown[]) => void) | undefined;
    merged[name] =
      earlier === undefined
        ? handler
        : (one: unknown, two: unknown): void => {
            earlier(one, two);
            handler(one, two);
          };
  }
  return merged as Monitor;
}

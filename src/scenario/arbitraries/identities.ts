import type { Draw } from './drawn.ts';

/**
 * Stations that traffic is about: few hot ones, so that claims collide, and many cold ones, so that caches fill.
 * Number 0 is never used; the texts are made once, as they appear in every generated step.
 */
export const HOT = 4;
export const COLD = 250;

/** 10.0.0.N */
export const STATION_ADDRESSES: readonly string[] = Array.from({ length: COLD + 1 }, (_, n) => `10.0.0.${n}`);
/** 02:00:00:00:01:NN */
export const STATION_MACS: readonly string[] = Array.from(
  { length: COLD + 1 },
  (_, n) => `02:00:00:00:01:${n.toString(16).padStart(2, '0')}`,
);

/** The number of a station from `first`; hot ones nine times out of ten. */
export function drawStation(draw: Draw, first: number): number {
  return draw.oneIn(10) ? draw.int(first, COLD) : draw.int(first, first + HOT - 1);
}

/** Who traffic is about: how a station is drawn, and its address. */
export interface Stations {
  /** Every case has others, so that nothing has to be asked twice. */
  readonly areFresh: boolean;
  draw(draw: Draw): number;
  address(station: number): string;
}

/** The same ones in every case: whatever is drawn, from 10.0.0.0/24. */
export class FixedStations implements Stations {
  readonly areFresh = false;
  readonly draw: (draw: Draw) => number;

  constructor(draw: (draw: Draw) => number) {
    this.draw = draw;
  }

  address(station: number): string {
    return STATION_ADDRESSES[station]!;
  }
}

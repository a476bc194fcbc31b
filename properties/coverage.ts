import type { Property } from '../src/monitor/index.ts';
import type { Fact } from './facts/fact.ts';
import { REASONS } from './not-covered.ts';
import type { Requirement } from './requirements.ts';

/** Who covers the requirements catalogue, and why the rest is left. */
export interface CoverageSources {
  readonly requirements: readonly Requirement[];
  readonly properties: readonly Pick<Property, 'id' | 'rows'>[];
  readonly facts: readonly Pick<Fact, 'id' | 'rows'>[];
  /** By row: a key of `REASONS`. */
  readonly notCovered: Readonly<Record<string, string>>;
}

/** What became of a row. */
export type Coverage =
  | { readonly kind: 'checked'; readonly properties: readonly string[] }
  | { readonly kind: 'recorded'; readonly facts: readonly string[] }
  | { readonly kind: 'open'; readonly reason: string };

/** The state of every row; a row that several lists name counts for the first: properties, facts, reasons. */
export function coverageOf(sources: CoverageSources): ReadonlyMap<string, Coverage> {
  const checked = byRow(sources.properties);
  const recorded = byRow(sources.facts);
  const states = sources.requirements.map(({ id }): readonly [string, Coverage] => {
    const [properties, facts] = [checked.get(id), recorded.get(id)];
    if (properties !== undefined) return [id, { kind: 'checked', properties }];
    if (facts !== undefined) return [id, { kind: 'recorded', facts }];
    return [id, { kind: 'open', reason: reasonText(sources.notCovered[id]) ?? 'no reason is given' }];
  });
  return new Map(states);
}

/** What is wrong between the lists, each as a sentence that says what to do; empty if every row has one state. */
export function coverageDefects(sources: CoverageSources): readonly string[] {
  const { requirements, properties, facts, notCovered } = sources;
  const [checked, recorded] = [byRow(properties), byRow(facts)];
  const known = new Set(requirements.map(({ id }) => id));
  const unknown = [...properties, ...facts].flatMap(({ id, rows }) =>
    rows.filter((row) => !known.has(row)).map((row) => `${id} names ${row}, which is no row: correct its rows`),
  );
  const defects = requirements.flatMap(({ id }) => {
    const [by, fact, reason] = [checked.get(id), recorded.get(id), notCovered[id]];
    const found: string[] = [];
    if (by === undefined && fact === undefined && reason === undefined) {
      found.push(`${id} is in no list: give it to a property, to a fact, or a reason in properties/not-covered.ts`);
    }
    if (by !== undefined && fact !== undefined) {
      found.push(`${id} is judged by ${by.join(', ')}: delete it from the fact ${fact.join(', ')}`);
    }
    const covering = by ?? fact;
    if (covering !== undefined && reason !== undefined) {
      found.push(`${id} is covered by ${covering.join(', ')}: delete its line in properties/not-covered.ts`);
    }
    return found;
  });
  return [...unknown, ...defects, ...reasonDefects(notCovered, known)];
}

function reasonDefects(notCovered: CoverageSources['notCovered'], known: ReadonlySet<string>): readonly string[] {
  const rows = Object.keys(notCovered);
  const sorted = rows.toSorted();
  const astray = rows.find((row, index) => row !== sorted[index]);
  const used = new Set(Object.values(notCovered));
  return [
    ...rows
      .filter((row) => !known.has(row))
      .map((row) => `not-covered.ts names ${row}, which is no row: delete its line`),
    ...(astray === undefined
      ? []
      : [`not-covered.ts is not sorted: ${astray} stands where ${sorted[rows.indexOf(astray)]} belongs`]),
    ...Object.keys(REASONS)
      .filter((reason) => !used.has(reason))
      .map((reason) => `no row is left with the reason "${reason}": delete it from REASONS`),
  ];
}

function byRow(
  lists: readonly { readonly id: string; readonly rows: readonly string[] }[],
): ReadonlyMap<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { id, rows } of lists) {
    for (const row of rows) {
      const ids = found.get(row);
      if (ids === undefined) found.set(row, [id]);
      else ids.push(id);
    }
  }
  return found;
}

function reasonText(key: string | undefined): string | undefined {
  return key === undefined ? undefined : (REASONS as Readonly<Record<string, string>>)[key];
}

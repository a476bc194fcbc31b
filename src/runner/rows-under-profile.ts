import type { TallyRow } from './tally.ts';

/** The tally, with what the profile of the stacks is excused from set apart from what merely did not happen. */
export function rowsUnderProfile(
  tally: readonly TallyRow[],
  profile: string | undefined,
  unsupported: ReadonlyMap<string, string> = new Map(),
): readonly TallyRow[] {
  return tally.map((row) => {
    const reason = unsupported.get(row.property.id);
    const isOpen = row.verdict === 'vacuous' || (row.verdict === 'inconclusive' && row.exercised === 0);
    if (isOpen && reason !== undefined) return { ...row, verdict: 'unsupported', reason };
    if (profile === undefined) return row;
    const demanded = row.property.profiles?.includes(profile) !== false;
    return row.verdict === 'vacuous' && !demanded ? { ...row, verdict: 'unsupported' } : row;
  });
}

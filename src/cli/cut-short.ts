import type { CampaignResult } from '../runner/campaign.ts';

/** Why a run did not come to its end, if it did not. */
export function cutShort({ ended, failure }: CampaignResult): string | undefined {
  if (ended === 'failed') return `the stack failed: ${failure?.failure.message}`;
  return ended === 'interrupted' ? 'interrupted' : undefined;
}

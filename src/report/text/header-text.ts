import type { Property } from '../../monitor/index.ts';

export interface Header {
  readonly application: string;
  readonly seed: number;
  /** `shard 2/8 of seed 7` */
  readonly shard: string | undefined;
  readonly subject: string;
  readonly properties: readonly Pick<Property, 'id'>[];
  readonly hint: string | undefined;
  /** `until the first violation` */
  readonly bound: string;
}

/** What a campaign is about to do, seed first: printed before the first case, so that a run that hangs has one too. */
export function headerText(header: Header): string {
  const { application, seed, shard, subject, properties, hint, bound } = header;
  const judged = properties.length === 1 ? properties[0]!.id : `${properties.length} properties`;
  return [
    `${application}   seed ${seed}${shard === undefined ? '' : `   (${shard})`}`,
    `${subject}, ${bound}`,
    `judged by ${judged}${hint === undefined ? '' : ` (${hint})`}`,
    '',
  ].join('\n');
}

import { describeArpConformance } from 'arpcheck/vitest';

// Few cases, so that not everything need happen in them.
const common = { stack: 'reference', runs: 300, vacuous: 'skip' } as const;

describeArpConformance({ ...common, json: 'whole.json' });
describeArpConformance({ ...common, shard: '1/2', json: 'shards/1.json' });
describeArpConformance({ ...common, shard: '2/2', json: 'shards/2.json' });

import { describeArpConformance } from 'arpcheck/vitest';

/** It takes everything and says nothing, so nothing that it might do wrong happens. */
const silent = () => ({ receive: () => {} });
/** The same, and it dies of an odd packet. */
const mortal = () => ({
  receive: (frame: Uint8Array) => {
    if (frame[13] === 6 && frame[15] !== 1) throw new Error('out of memory');
  },
});
const properties = ['rfc826.reply-goes-to-the-sender'];

describeArpConformance({ stack: silent, name: 'strict', properties });
describeArpConformance({ stack: silent, name: 'patient', properties, vacuous: 'skip' });
describeArpConformance({ stack: mortal, name: 'mortal', properties });

import { describeArpConformance } from 'arpcheck/vitest';

const properties = ['rfc826.answers'];

describeArpConformance({ stack: 'exec:echo no licence >&2; exit 7', name: 'broken', properties });
describeArpConformance({ stack: 'module:./not-built-yet.js', name: 'absent', properties });
describeArpConformance({ stack: 'module:./not-built-yet.js', name: 'optional', properties, unavailable: 'skip' });

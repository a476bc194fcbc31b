import type { NodeIndex, TraceEvent, TraceHeader, TracePort } from '../trace/index.ts';
import type { Ipv4, Mac, Frame } from '../wire/index.ts';

import { catalogue } from '../../properties/catalogue.ts';
import type { Property } from '../monitor/index.ts';

/** A single stack has no network around it, and these groups are about networks. */
const NETWORK_GROUPS = ['host-scope.', 'network.'];

/** What can be said of one stack by itself. */
export function singleStackProperties(): readonly Property[] {
  return catalogue.filter(({ id }) => !NETWORK_GROUPS.some((group) => id.startsWith(group)));
}

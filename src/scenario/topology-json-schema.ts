import { z } from 'zod';
import { topologySchema } from './topology-schema.ts';

/**
 * The JSON Schema of topology files, for editors. Draft 7, since that is what YAML language servers complete from.
 * It cannot say everything that `checkTopology` checks.
 */
export function topologyJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(topologySchema, { target: 'draft-7' });
  return { $schema, ...schema };
}

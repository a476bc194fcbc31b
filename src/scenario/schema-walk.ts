import { z } from 'zod';

/** The schema without the wrapper that makes a key optional. */
function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodExactOptional ? unwrapped(schema.unwrap()) : schema;
}

/** The schema of what stands under a key of a value, or undefined if nothing is known to. */
export function schemaBelow(schema: z.core.$ZodType, value: unknown, key: PropertyKey): z.core.$ZodType | undefined {
  const owner = schemaOf(schema, value);
  if (owner instanceof z.ZodObject) {
    return Object.hasOwn(owner.shape, key) ? unwrapped(owner.shape[String(key)]) : undefined;
  }
  if (owner instanceof z.ZodArray) return unwrapped(owner.element);
  if (owner instanceof z.ZodTuple) return owner.def.items[Number(key)];
  return undefined;
}

/** The schema that a value has to follow: of a union, the member that the value's discriminator names. */
export function schemaOf(schema: z.core.$ZodType, value: unknown): z.core.$ZodType {
  const plain = unwrapped(schema);
  if (!(plain instanceof z.ZodDiscriminatedUnion)) return plain;
  const name = valueBelow(value, plain.def.discriminator);
  return membersOf(plain).get(name) ?? plain;
}

/** The values that tell the members of a union apart. */
export function discriminatorsOf(schema: z.core.$ZodType): string[] {
  return schema instanceof z.ZodDiscriminatedUnion ? [...membersOf(schema).keys()].map(String) : [];
}

function membersOf(union: z.ZodDiscriminatedUnion): Map<unknown, z.core.$ZodType> {
  const members = union.options.filter((each) => each instanceof z.ZodObject);
  return new Map(members.map((each) => [(each.shape[union.def.discriminator] as z.ZodLiteral).value, each]));
}

/** What stands under a key, or undefined. */
export function valueBelow(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<PropertyKey, unknown>)[key];
}

/** `an interface`, from the schema's title. */
export function nounOf(schema: z.core.$ZodType | undefined): string {
  const title = (schema === undefined ? undefined : z.globalRegistry.get(schema)?.title) ?? 'value';
  return /^[aeiou]/.test(title) ? `an ${title}` : `a ${title}`;
}

import { readFileSync } from 'node:fs';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { parse } from 'yaml';
import type { z } from 'zod';
import { SYSCTLS } from '../../src/model/sysctl.ts';
import type { Topology } from '../../src/network/index.ts';
import type { CaseFile, caseSchema } from '../../src/scenario/case-schema.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { Step } from '../../src/scenario/step.ts';
import type { scenarioSchema, stepSchema } from '../../src/scenario/step-schema.ts';
import { topologyJsonSchema } from '../../src/scenario/topology-json-schema.ts';
import { topologySchema } from '../../src/scenario/topology-schema.ts';

type DeepReadonly<Value> = Value extends object ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> } : Value;
type Inferred<Schema extends z.ZodType> = DeepReadonly<z.infer<Schema>>;

test('schemas and interfaces are the same types', () => {
  expectTypeOf<Inferred<typeof topologySchema>>().toExtend<Topology>();
  expectTypeOf<Topology>().toExtend<Inferred<typeof topologySchema>>();
  expectTypeOf<Inferred<typeof stepSchema>>().toExtend<Step>();
  expectTypeOf<Step>().toExtend<Inferred<typeof stepSchema>>();
  expectTypeOf<Inferred<typeof scenarioSchema>>().toExtend<Scenario>();
  expectTypeOf<Scenario>().toExtend<Inferred<typeof scenarioSchema>>();
  expectTypeOf<Inferred<typeof caseSchema>>().toExtend<CaseFile>();
  expectTypeOf<CaseFile>().toExtend<Inferred<typeof caseSchema>>();
  // Extending is not enough for keys that may be absent: a schema without one would pass.
  expectTypeOf<KeyPaths<Inferred<typeof topologySchema>>>().toEqualTypeOf<KeyPaths<Topology>>();
  expectTypeOf<KeyPaths<Inferred<typeof caseSchema>>>().toEqualTypeOf<KeyPaths<CaseFile>>();
});

/** `hosts.guests.port`; the keys of records (sysctls) are not looked into. */
type KeyPaths<Value> = Value extends readonly (infer Item)[]
  ? KeyPaths<Item>
  : Value extends object
    ? { [Key in keyof Value & string]: `${Key}` | Below<Key, NonNullable<Value[Key]>> }[keyof Value & string]
    : never;
type Below<Key extends string, Value> = Key extends 'sysctl' ? never : `${Key}.${KeyPaths<Value>}`;

/** A topology to be spoilt. */
// biome-ignore lint/suspicious/noExplicitAny: it is about values of the wrong type
type Loose = any;

type JsonSchema = Readonly<Record<string, unknown>>;

/** The part of draft 7 that is used, to see that editors take what is accepted, and refuse what has the wrong form. */
function accepts(schema: JsonSchema, value: unknown): boolean {
  const known = [
    '$schema',
    'title',
    'description',
    'default',
    'examples',
    'type',
    'const',
    'enum',
    'pattern',
    'minimum',
    'maximum',
  ];
  const structural = [
    'properties',
    'required',
    'additionalProperties',
    'items',
    'additionalItems',
    'minItems',
    'maxItems',
  ];
  for (const key of Object.keys(schema))
    if (![...known, ...structural].includes(key)) throw new Error(`unused: ${key}`);
  if ('const' in schema && schema.const !== value) return false;
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) return false;
  switch (schema.type) {
    case 'string':
      return (
        typeof value === 'string' && (schema.pattern === undefined || new RegExp(String(schema.pattern)).test(value))
      );
    case 'number':
    case 'integer':
      return (
        Number.isInteger(value) &&
        !(Number(value) < Number(schema.minimum)) &&
        !(Number(value) > Number(schema.maximum))
      );
    case 'array':
      return Array.isArray(value) && acceptsArray(schema, value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value) && acceptsObject(schema, value);
    default:
      throw new Error(`type ${schema.type}`);
  }
}

function acceptsArray({ items, minItems, maxItems }: JsonSchema, value: readonly unknown[]): boolean {
  if (value.length < Number(minItems ?? 0) || value.length > Number(maxItems ?? Number.POSITIVE_INFINITY)) return false;
  return value.every((each, index) => accepts((Array.isArray(items) ? items[index] : items) as JsonSchema, each));
}

function acceptsObject(schema: JsonSchema, value: object): boolean {
  expect(schema.additionalProperties).toBe(false);
  const properties = schema.properties as Readonly<Record<string, JsonSchema>>;
  if ((schema.required as string[] | undefined)?.some((key) => !Object.hasOwn(value, key)) === true) return false;
  return Object.entries(value).every(([key, each]) => {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    return property !== undefined && accepts(property, each);
  });
}

describe('the JSON Schema', () => {
  const schema = topologyJsonSchema();
  const golden = (): Record<string, unknown> => parse(readFileSync('traces/golden/arp-bubble-fixed.yaml', 'utf8'));

  test('is what it was', () => {
    expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });

  test('describes every key', () => {
    const bare: string[] = [];
    const visit = (part: JsonSchema, path: string): void => {
      for (const [key, each] of Object.entries((part.properties ?? {}) as Record<string, JsonSchema>)) {
        if (each.description === undefined) bare.push(`${path}.${key}`);
        visit(each, `${path}.${key}`);
      }
      if (part.items !== undefined && !Array.isArray(part.items)) visit(part.items as JsonSchema, `${path}[]`);
    };
    visit(schema, '');
    expect(bare).toEqual([]);
  });

  test('knows every sysctl with its range and default', () => {
    const host = (schema.properties as { hosts: { items: { properties: { sysctl: JsonSchema } } } }).hosts.items;
    const list = host.properties.sysctl.properties as Record<string, JsonSchema>;
    expect(Object.keys(list)).toEqual(Object.keys(SYSCTLS));
    for (const [name, { min, max, default: byDefault }] of Object.entries(SYSCTLS)) {
      expect(list[name]).toMatchObject({ type: 'integer', minimum: min, maximum: max, default: byDefault });
      expect(byDefault).toBeGreaterThanOrEqual(min);
      expect(byDefault).toBeLessThanOrEqual(max);
    }
  });

  test('accepts the golden files', () => {
    expect(accepts(schema, golden())).toBe(true);
    expect(accepts(schema, parse(readFileSync('traces/golden/arp-bubble.yaml', 'utf8')))).toBe(true);
  });

  test.each<[string, (rack: Loose) => void]>([
    ['an unknown key', (rack) => (rack.hosts[0].interfaces[0].adresses = [])],
    ['a key too many at the top', (rack) => (rack.racks = [])],
    ['a missing key', (rack) => delete rack.hosts[0].guests[0].port],
    ['another version', (rack) => (rack.version = 2)],
    ['another profile', (rack) => (rack.profile = 'linus')],
    ['a text for a list', (rack) => (rack.hosts[0].rules = 'ebtables')],
    ['a number for a text', (rack) => (rack.hosts[0].name = 1)],
    ['a name with a dot', (rack) => (rack.hosts[0].name = 'BM.1')],
    ['a group address', (rack) => (rack.hosts[0].interfaces[0].mac = '01:00:5e:00:00:01')],
    ['no MAC address', (rack) => (rack.hosts[0].interfaces[0].mac = '02:00')],
    ['an address without length', (rack) => (rack.hosts[0].interfaces[1].addresses[0] = '10.0.0.1')],
    ['an unknown scope', (rack) => (rack.hosts[0].interfaces[1].addresses[0] = '10.0.0.1/8 scope site')],
    ['an unknown sysctl', (rack) => (rack.hosts[0].sysctl = { arp_anounce: 1 })],
    ['a sysctl out of range', (rack) => (rack.hosts[0].sysctl = { arp_announce: 3 })],
    ['a guest without interfaces', (rack) => (rack.hosts[0].guests[0].interfaces = [])],
    ['a cable of three ends', (rack) => rack.cables[0].push('tor')],
    ['a cable of one end', (rack) => rack.cables[0].pop()],
  ])('refuses %s, as reading does', (_, spoil) => {
    const rack = golden();
    spoil(rack);
    expect(accepts(schema, rack)).toBe(false);
    expect(topologySchema.safeParse(rack).success).toBe(false);
  });
});

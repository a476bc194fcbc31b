import { match, P } from 'ts-pattern';
import { z } from 'zod';
import { didYouMean } from '../network/rules/did-you-mean.ts';
import type { Defect, Path } from './defect.ts';
import { ISSUES_MAX, LIST_LIMITS, type Limit } from './limits.ts';
import { quoted } from './quoted.ts';
import { discriminatorsOf, nounOf, schemaBelow, schemaOf, valueBelow } from './schema-walk.ts';

type Issue = z.core.$ZodIssue;

/** Where an issue is: the value, the thing that it is part of, and how that is called. */
interface Site {
  readonly path: Path;
  readonly value: unknown;
  readonly schema: z.core.$ZodType | undefined;
  readonly owner: unknown;
  readonly ownerSchema: z.core.$ZodType | undefined;
  /** `"mac" in an interface`, `an item of "addresses"`, `a topology` */
  readonly subject: string;
}

export interface SchemaFindings {
  readonly defects: readonly Defect[];
  /** Everything is of the type that it has to be, so that what refers to what can be looked at all the same. */
  readonly sound: boolean;
}

/** What a schema found in a value, in words. */
export function schemaDefects(schema: z.ZodType, value: unknown): SchemaFindings {
  const result = schema.safeParse(value);
  if (result.success) return { defects: [], sound: true };
  const { issues } = result.error;
  const defects = issues.slice(0, ISSUES_MAX).flatMap((issue) => describe(issue, siteOf(schema, value, issue)));
  return { defects, sound: !issues.some(isOfType) };
}

function isOfType(issue: Issue): boolean {
  if (issue.code === 'too_big' || issue.code === 'too_small') return issue.origin === 'array';
  return issue.code === 'invalid_type' || issue.code === 'invalid_union';
}

function siteOf(root: z.ZodType, value: unknown, issue: Issue): Site {
  const path = issue.path as Path;
  let site: Omit<Site, 'path' | 'subject'> = { value, schema: root, owner: undefined, ownerSchema: undefined };
  for (const key of path) {
    const ownerSchema = site.schema && schemaOf(site.schema, site.value);
    const schema = ownerSchema && schemaBelow(ownerSchema, site.value, key);
    site = { value: valueBelow(site.value, key), schema, owner: site.value, ownerSchema };
  }
  return { ...site, path, subject: subjectOf(path, site.ownerSchema, root) };
}

function subjectOf(path: Path, ownerSchema: z.core.$ZodType | undefined, root: z.ZodType): string {
  const key = path.at(-1);
  if (key === undefined) return nounOf(root);
  if (nounOf(ownerSchema) === SYSCTLS_NOUN) return `sysctl ${quoted(String(key))}`;
  if (typeof key === 'number') return `an item of "${path.findLast((each) => typeof each === 'string')}"`;
  return `${quoted(key)} in ${nounOf(ownerSchema)}`;
}

function describe(issue: Issue, site: Site): Defect[] {
  const { path, subject } = site;
  return match<Issue, Defect[]>(issue)
    .with({ code: 'unrecognized_keys' }, ({ keys }) => keys.slice(0, ISSUES_MAX).map((key) => unknownKey(key, site)))
    .with({ code: 'invalid_type' }, ({ expected }) => [wrongType(expected, site)])
    .with({ code: 'invalid_value' }, ({ values }) => [wrongChoice(values.map(String), site)])
    .with({ code: 'invalid_union', discriminator: P.string }, ({ discriminator }) => [unknownKind(discriminator, site)])
    .with({ code: 'invalid_union' }, ({ message }) => [defect(path, `${shown(site.value)} is not understood`, message)])
    .with({ code: 'too_big' }, ({ maximum, origin }) => [tooMuch(Number(maximum), origin, site)])
    .with({ code: 'too_small' }, ({ minimum, origin }) => [tooLittle(Number(minimum), origin, site)])
    .with({ code: 'custom' }, ({ message, params }) => [{ ...defect(path, message, params?.hint), ...column(params) }])
    .otherwise(({ message }) => [defect(path, `${subject}: ${message.toLowerCase()}`)]);
}

function defect(path: Path, message: string, hint?: string): Defect {
  return hint === undefined ? { path, message } : { path, message, hint };
}

function column(params: Record<string, unknown> | undefined): { column?: number } {
  return typeof params?.column === 'number' ? { column: params.column } : {};
}

function unknownKey(key: string, { path, value, schema }: Site): Defect {
  const owner = schema && schemaOf(schema, value);
  const known = owner instanceof z.ZodObject ? Object.keys(owner.shape) : [];
  const noun = nounOf(owner);
  const place = { path: [...path, key], at: 'key' } as const;
  if (key === '<<') return { ...place, message: 'merge keys are not understood', hint: 'write the keys out' };
  const [message, word] =
    noun === SYSCTLS_NOUN
      ? // People know them by their full names: net.ipv4.conf.all.arp_ignore
        [`unknown sysctl ${quoted(key)}`, key.slice(key.search(/[^./]*$/))]
      : [`unknown key ${quoted(key)} in ${noun}`, key];
  return { ...defect(place.path, message, suggestion(word, known)), at: place.at };
}

/** As in the title of the schema. */
const SYSCTLS_NOUN = 'a sysctl list';

/** Longer lists are told in part. */
const TOLD_MAX = 12;

function suggestion(word: string, known: readonly string[]): string | undefined {
  // Letters that have changed places count as two errors, which is too many in a short word.
  const near = known.find((each) => lettersOf(each) === lettersOf(word)) ?? didYouMean(word, known);
  if (near !== undefined) return `did you mean "${near}"?`;
  if (known.length === 0) return undefined;
  if (known.length <= TOLD_MAX) return `it can be ${listed(known)}`;
  return `it can be ${listed(known.slice(0, 3), ',')} or one of ${known.length - 3} more`;
}

function lettersOf(word: string): string {
  return [...word.toLowerCase()].sort().join('');
}

function listed(words: readonly string[], conjunction = ' or'): string {
  const all = words.map((each) => `"${each}"`);
  return all.length === 1 ? all[0]! : `${all.slice(0, -1).join(', ')}${conjunction} ${all.at(-1)}`;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping',
  array: 'a list',
  tuple: 'a list',
};

function wrongType(expected: string, site: Site): Defect {
  const { path, value, subject } = site;
  const wanted = TYPE_WORDS[expected] ?? expected;
  if (value === undefined) return missing(site);
  if (value === null)
    return defect(path, `${path.length === 0 ? 'the file' : subject} is empty`, `it has to be ${wanted}`);
  if (typeof value === 'number' && !Number.isFinite(value))
    return defect(path, `${subject} is ${value}`, `it has to be ${wanted}`);
  if (expected === 'int') return defect(path, `${subject} is ${shown(value)}`, 'it has to be a whole number');
  const hint = typeof value === 'object' ? undefined : repair(expected, value);
  return defect(path, `${subject} has to be ${wanted}, not ${typeOf(value)}`, hint);
}

function missing({ path, schema, ownerSchema }: Site): Defect {
  const examples = schema && z.globalRegistry.get(schema)?.examples;
  const example: unknown = Array.isArray(examples) ? examples[0] : undefined;
  const hint = example === undefined ? undefined : `for example ${shown(example)}`;
  return defect(path.slice(0, -1), `${nounOf(ownerSchema)} has no ${quoted(String(path.at(-1)))}`, hint);
}

function repair(expected: string, value: unknown): string | undefined {
  if (expected === 'string') return 'put it in quotes';
  if (expected === 'array') return `write [${shown(value)}]`;
  if (expected === 'number' && typeof value === 'string' && /^-?\d+$/.test(value)) return 'take it out of its quotes';
  return undefined;
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'boolean' ? 'true or false' : (TYPE_WORDS[typeof value] ?? typeof value);
}

/** A value in a sentence. */
function shown(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  return typeof value === 'object' && value !== null ? typeOf(value) : String(value);
}

function wrongChoice(choices: readonly string[], site: Site): Defect {
  const { path, value, subject } = site;
  if (value === undefined) return missing(site);
  if (path.at(-1) === 'profile')
    return defect(path, `unknown profile ${shown(value)}`, suggestion(String(value), choices));
  if (path.at(-1) === 'version')
    return defect(path, `${subject} is ${shown(value)}`, `it has to be the number ${choices[0]}`);
  return defect(path, `${subject} is ${shown(value)}`, suggestion(String(value), choices));
}

function unknownKind(discriminator: string, { path, value, ownerSchema }: Site): Defect {
  const noun = nounOf(ownerSchema);
  if (value === undefined) return defect(path.slice(0, -1), `${noun} has no "${discriminator}"`);
  const kinds = ownerSchema === undefined ? [] : discriminatorsOf(ownerSchema);
  return defect(path, `${shown(value)} is not ${noun}`, suggestion(String(value), kinds));
}

function tooMuch(max: number, origin: string, site: Site): Defect {
  const { path, value, subject } = site;
  if (origin === 'string')
    return defect(path, `${subject} has ${(value as string).length} characters`, `the most is ${max}`);
  if (origin !== 'array') return defect(path, `${subject} is ${shown(value)}`, `the most is ${max}`);
  const { length } = value as readonly unknown[];
  const key = path.at(-1);
  if (typeof key === 'number') return cableEnds(path, length);
  const limit: Limit | undefined = (LIST_LIMITS as Readonly<Record<string, Limit>>)[key!];
  const message = `${subject} has ${length} items, and the most is ${max}`;
  return { ...defect(path, message, limit?.reason), at: 'key' };
}

function tooLittle(min: number, origin: string, { path, value, subject }: Site): Defect {
  if (origin === 'string') return defect(path, `${subject} is empty`);
  if (origin !== 'array') return defect(path, `${subject} is ${shown(value)}`, `the least is ${min}`);
  if (typeof path.at(-1) === 'number') return cableEnds(path, (value as readonly unknown[]).length);
  const count = (value as readonly unknown[]).length;
  const found = count === 0 ? 'is empty' : `has ${count}`;
  return { ...defect(path, `${subject} ${found}`, `it needs ${min} at least`), at: 'key' };
}

function cableEnds(path: Path, count: number): Defect {
  return defect(path, `a cable has two ends, not ${count}`, 'write [BM-1.eth0, tor]');
}

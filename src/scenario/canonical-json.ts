import { z } from 'zod';
import { schemaBelow, schemaOf } from './schema-walk.ts';

/** What is shorter stands on one line: a step, a cable, an interface. */
const WIDTH = 110;
const INDENT = '  ';

/**
 * JSON that is the same for the same value: keys in the order of the schema, those that it does not know behind them
 * in alphabetical order; lists and objects on one line where they fit.
 */
export function canonicalJson(schema: z.core.$ZodType, value: unknown): string {
  return `${layOut(ordered(schema, value), '', 0)}\n`;
}

function ordered(schema: z.core.$ZodType | undefined, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = schema && schemaOf(schema, value);
  const below = (key: PropertyKey): z.core.$ZodType | undefined => known && schemaBelow(known, value, key);
  if (Array.isArray(value)) return value.map((each, index) => ordered(below(index), each));
  const shape = known instanceof z.ZodObject ? Object.keys(known.shape) : [];
  const rank = (key: string): number => (shape.includes(key) ? shape.indexOf(key) : shape.length);
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  entries.sort(([left], [right]) => rank(left) - rank(right) || (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, ordered(below(key), each)]));
}

/** `taken`: how much of the line stands before the value. */
function layOut(value: unknown, indent: string, taken: number): string {
  const flat = indent === '' ? undefined : onOneLine(value);
  if (flat !== undefined && taken + flat.length < WIDTH) return flat;
  const inner = indent + INDENT;
  if (Array.isArray(value) && value.length > 0) {
    return `[\n${value.map((each) => inner + layOut(each, inner, inner.length)).join(',\n')}\n${indent}]`;
  }
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
    const lines = Object.entries(value).map(([key, each]) => {
      const start = `${inner}${JSON.stringify(key)}: `;
      return start + layOut(each, inner, start.length);
    });
    return `{\n${lines.join(',\n')}\n${indent}}`;
  }
  return onOneLine(value);
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  return `{ ${entries.map(([key, each]) => `${JSON.stringify(key)}: ${onOneLine(each)}`).join(', ')} }`;
}

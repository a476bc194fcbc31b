import type { StackSpec } from './stack.ts';

const FORM = 'KIND[,OPTION[=VALUE]…][:TARGET]';
const KIND = /^[a-z][a-z0-9-]*$/;
const OPTION = /^[a-z][a-z0-9_-]*$/;

/**
 * Understands how a stack is named: `kernel,arp_accept=1`, `exec,control:./my-stack --fast`. What the names mean is
 * known elsewhere. Throws an Error that says what is wrong.
 */
export function parseStackSpec(text: string): StackSpec {
  const colon = text.indexOf(':');
  const head = colon < 0 ? text : text.slice(0, colon);
  const [kind = '', ...words] = head.split(',');
  if (!KIND.test(kind)) throw new Error(`${JSON.stringify(text)} names no stack; a stack is named ${FORM}.`);
  const options = new Map<string, string>();
  for (const word of words) {
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    if (!OPTION.test(name))
      throw new Error(`${JSON.stringify(word)} is no option in ${text}; a stack is named ${FORM}.`);
    if (options.has(name)) throw new Error(`${name} is given twice in ${text}.`);
    options.set(name, equals < 0 ? '' : word.slice(equals + 1));
  }
  return { label: text, kind, options, target: colon < 0 ? '' : text.slice(colon + 1) };
}

import type { InterfacePattern } from './rule.ts';
import type { ValueSyntax } from './value-syntax.ts';

/** IFNAMSIZ less the terminating zero (linux/if.h). */
const LONGEST_NAME = 15;

/** A name, or a prefix and `+`. What no interface can be called (kernel dev_valid_name) is refused, and `!eth0` too. */
export const INTERFACE_SYNTAX: ValueSyntax<InterfacePattern> = {
  read(text) {
    if (text.length === 0 || text.length > LONGEST_NAME) return undefined;
    const wildcard = text.endsWith('+');
    const name = wildcard ? text.slice(0, -1) : text;
    return /^-|[\s/:!+]/.test(name) ? undefined : { kind: 'interface', name, wildcard };
  },
  write: (pattern) => (pattern.wildcard ? `${pattern.name}+` : pattern.name),
  expects: `a name of at most ${LONGEST_NAME} characters, or a prefix and + (veth1, veth+)`,
};

import { readRuleMac } from './mac-syntax.ts';
import { type MatchOption, OPTIONS_BY_NAME, type PlainOption, type RuleOption } from './options.ts';
import type { Program } from './program-name.ts';
import type { ArpReplyTarget, MatchPattern } from './rule.ts';
import type { RuleDraft } from './rule-draft.ts';
import type { RuleError } from './rule-error.ts';
import { readTarget } from './target-syntax.ts';
import type { Token } from './tokens.ts';
import { unknownWord } from './unknown-word.ts';

const FLAG: MatchPattern = { kind: 'flag' };
const REPLY_TARGETS: ReadonlySet<string> = new Set(['ACCEPT', 'DROP', 'CONTINUE']);

/** Reads the words behind the program's name, one option at a time, until the end or the first error. */
export class RuleReader {
  error: RuleError | undefined;
  readonly #program: Token;
  readonly #tokens: readonly Token[];
  readonly #draft: RuleDraft;
  readonly #seen = new Set<RuleOption>();
  #next = 0;
  /** A '!' that waits for its option. */
  #negation: Token | undefined;

  constructor(program: Program, tokens: readonly Token[]) {
    this.#program = tokens[program.length - 1]!;
    this.#tokens = tokens.slice(program.length).flatMap(splitAtEquals);
    this.#draft = { tool: program.tool, variant: program.variant, matches: [] };
  }

  /** The draft so far; complete only if there is no {@link RuleReader.error}. */
  read(): RuleDraft {
    let reading = true;
    while (reading && this.#next < this.#tokens.length) reading = this.#readOption(this.#take()!);
    const { error } = this;
    if (error === undefined && this.#negation !== undefined) {
      this.#fail(this.#negation, "nothing follows '!'", "'!' negates the match behind it");
    } else if (error === undefined && this.#draft.command === undefined) {
      const { text } = this.#program;
      this.#fail(this.#program, 'the line has no command', `write ${text} -A CHAIN …, -I CHAIN … or -P CHAIN …`);
    }
    return this.#draft;
  }

  /** False after an error, as all of these. */
  #readOption(token: Token): boolean {
    const negation = this.#negation;
    if (token.text === '!') {
      this.#negation = token;
      return negation === undefined || this.#fail(token, "'!' is given a second time", "leave one '!'");
    }
    this.#negation = undefined;
    const option = OPTIONS_BY_NAME[this.#draft.tool].get(token.text);
    if (option === undefined) return this.#give(unknownWord(this.#draft.tool, token));
    if (this.#seen.has(option)) {
      return this.#fail(token, `${token.text} is given a second time`, 'the tools take an option once in a line');
    }
    this.#seen.add(option);
    if ('subject' in option) return this.#readMatch(option, token, negation !== undefined);
    if (negation === undefined) return this.#readPlain(option, token);
    const hint = "'!' stands before a match such as -s, or before its value";
    return this.#fail(negation, `'!' cannot negate ${token.text}`, hint);
  }

  #readMatch(option: MatchOption, token: Token, outer: boolean): boolean {
    if (!this.#hasCommand(token)) return false;
    if (option.value === undefined) return this.#addMatch(option, token, outer, FLAG);
    const inner = this.#tokens[this.#next]?.text === '!' ? this.#take() : undefined;
    if (inner !== undefined && outer) return this.#fail(inner, "'!' is given a second time", "leave one '!'");
    const value = this.#value(token, option.value.expects);
    if (value === undefined) return false;
    const pattern = option.value.read(value.text);
    if (pattern === undefined) return this.#refuseValue(token, value, option.value.expects);
    // A fault of arptables 0.0.5: behind '!' it compares the names of operations with '!' itself.
    if (inner !== undefined && token.text === '--opcode' && /^[a-z]/i.test(value.text)) {
      return this.#fail(inner, "arptables takes no name behind '--opcode !'", `write ! --opcode ${value.text}`);
    }
    return this.#addMatch(option, token, outer || inner !== undefined, pattern);
  }

  #addMatch(option: MatchOption, token: Token, negated: boolean, pattern: MatchPattern): boolean {
    this.#draft.matches.push({ value: { subject: option.subject, negated, pattern }, token });
    return true;
  }

  #readPlain(option: PlainOption, token: Token): boolean {
    switch (option.role) {
      case 'append':
      case 'insert':
      case 'policy':
        return this.#readCommand(option.role, token);
      case 'table':
        return this.#readTable(token);
      case 'jump':
        return this.#readJump(token);
      case 'arpreply-mac':
        return this.#readReplyMac(token);
      case 'arpreply-target':
        return this.#readReplyTarget(token);
      case 'concurrent':
        return true;
      default:
        return option.role satisfies never;
    }
  }

  #readCommand(command: 'append' | 'insert' | 'policy', token: Token): boolean {
    if (this.#draft.command !== undefined) {
      return this.#fail(token, 'a line has one command', `make a line of its own for ${token.text}`);
    }
    this.#draft.command = { value: command, token };
    const chain = this.#value(token, 'a built-in chain such as FORWARD');
    if (chain === undefined) return false;
    this.#draft.chain = chain;
    if (command === 'insert') return this.#readPosition();
    return command === 'append' || this.#readPolicy(token);
  }

  #readPosition(): boolean {
    const token = this.#tokens[this.#next];
    this.#draft.position = 1;
    if (token === undefined || /^-(?!\d)/.test(token.text)) return true;
    if (token.text === '!') {
      // ebtables takes any word here for the number; arptables looks.
      const hint = `write the number: ${this.#program.text} -I ${this.#draft.chain?.text} 1 ! …`;
      return this.#draft.tool === 'arptables' || this.#fail(token, "'!' is no rule number", hint);
    }
    this.#next++;
    this.#draft.position = Number(token.text);
    if (/^[1-9]\d{0,8}$/.test(token.text)) return true;
    const hint = 'rules are counted from 1; without a number, -I puts it first';
    return this.#fail(token, `'${token.text}' is no rule number`, hint);
  }

  #readPolicy(command: Token): boolean {
    const token = this.#value(command, 'a chain and ACCEPT or DROP');
    if (token === undefined) return false;
    if (token.text !== 'ACCEPT' && token.text !== 'DROP') {
      return this.#fail(token, `'${token.text}' is no policy of a built-in chain`, 'a policy is ACCEPT or DROP');
    }
    this.#draft.policy = token.text;
    return true;
  }

  #readTable(token: Token): boolean {
    const table = this.#value(token, 'the name of a table');
    if (table === undefined) return false;
    this.#draft.table = table;
    return true;
  }

  #readJump(token: Token): boolean {
    if (!this.#hasCommand(token)) return false;
    const value = this.#value(token, 'a target such as DROP');
    if (value === undefined) return false;
    const target = readTarget(this.#draft.tool, value);
    if (typeof target !== 'string') return this.#give(target);
    this.#draft.target = { value: target, token: value };
    return true;
  }

  #readReplyMac(token: Token): boolean {
    const expects = 'one MAC address, such as 02:00:00:00:00:01';
    const value = this.#value(token, expects);
    if (value === undefined) return false;
    const mac = readRuleMac(value.text);
    if (mac === undefined) return this.#refuseValue(token, value, expects);
    this.#draft.replyMac = { value: mac, token };
    return true;
  }

  #readReplyTarget(token: Token): boolean {
    const expects = 'ACCEPT, DROP or CONTINUE';
    const value = this.#value(token, expects);
    if (value === undefined) return false;
    if (!REPLY_TARGETS.has(value.text)) return this.#refuseValue(token, value, expects);
    this.#draft.replyTarget = { value: value.text as ArpReplyTarget, token };
    return true;
  }

  /** ebtables reads left to right and wants the command first; arptables takes any order. */
  #hasCommand(token: Token): boolean {
    if (this.#draft.command !== undefined || this.#draft.tool === 'arptables') return true;
    return this.#fail(token, `${token.text} stands before the command`, 'ebtables wants -A CHAIN or -I CHAIN first');
  }

  #take(): Token | undefined {
    return this.#tokens[this.#next++];
  }

  #value(option: Token, expects: string): Token | undefined {
    const value = this.#take();
    if (value === undefined) this.#fail(option, `${option.text} has no value`, `it takes ${expects}`);
    return value;
  }

  #refuseValue(option: Token, value: Token, expects: string): false {
    return this.#fail(value, `'${value.text}' is no value for ${option.text}`, `it takes ${expects}`);
  }

  #fail(token: Token, message: string, hint: string): false {
    return this.#give({ message, column: token.column, hint });
  }

  #give(error: RuleError): false {
    this.error = error;
    return false;
  }
}

/** `--jump=DROP` is `--jump DROP` (getopt_long(3)). */
function splitAtEquals(token: Token): Token[] {
  const equals = token.text.startsWith('--') ? token.text.indexOf('=') : -1;
  if (equals < 0) return [token];
  const value = { text: token.text.slice(equals + 1), column: token.column + equals + 1 };
  return [{ text: token.text.slice(0, equals), column: token.column }, value];
}

/** Where each match that begins at `at` in `text` (code points) ends. */
type Matcher = (text: readonly string[], at: number) => ReadonlySet<number>;

/**
 * Reads a grammar in llama.cpp's GBNF as far as tests need it, one rule a line, and says whether a whole text matches
 * its `root`. Independent of what writes the grammars: it follows the description of the format.
 */
export function readGbnf(grammar: string): (text: string) => boolean {
  const rules = new Map<string, Matcher>();
  for (const line of grammar.trim().split('\n')) {
    const [, name, body] = /^([a-z][a-z0-9-]*) ::= (.+)$/is.exec(line) ?? [];
    if (name === undefined || body === undefined) throw new Error(`No rule: ${line}`);
    if (rules.has(name)) throw new Error(`The rule ${name} is there twice.`);
    rules.set(name, new RuleReader(body, rules).read());
  }
  const root = rules.get('root');
  if (root === undefined) throw new Error('There is no rule "root".');
  return (text) => {
    const points = [...text];
    return root(points, 0).has(points.length);
  };
}

class RuleReader {
  readonly #body: string;
  readonly #rules: ReadonlyMap<string, Matcher>;
  #at = 0;

  constructor(body: string, rules: ReadonlyMap<string, Matcher>) {
    this.#body = body;
    this.#rules = rules;
  }

  read(): Matcher {
    const matcher = this.#readChoice();
    if (this.#at < this.#body.length) throw new Error(`Not read: ${this.#body.slice(this.#at)}`);
    return matcher;
  }

  #readChoice(): Matcher {
    const choices = [this.#readSequence()];
    while (this.#take(/\|\s*/y) !== undefined) choices.push(this.#readSequence());
    return (text, at) => new Set(choices.flatMap((choice) => [...choice(text, at)]));
  }

  #readSequence(): Matcher {
    const parts: Matcher[] = [];
    for (let part = this.#readItem(); part !== undefined; part = this.#readItem()) parts.push(part);
    if (parts.length === 0) throw new Error(`Expected something at: ${this.#body.slice(this.#at)}`);
    return (text, at) => parts.reduce((ends, part) => step(ends, part, text), new Set([at]));
  }

  #readItem(): Matcher | undefined {
    const item = this.#readAtom();
    if (item === undefined) return undefined;
    const [, sign, least, most] = this.#take(/([?*+])|\{(\d+)(?:,(\d+))?\}/y) ?? [];
    this.#take(/\s+/y);
    if (sign === '?') return repeat(item, 0, 1);
    if (sign !== undefined) return repeat(item, sign === '+' ? 1 : 0, Infinity);
    return least === undefined ? item : repeat(item, Number(least), Number(most ?? least));
  }

  #readAtom(): Matcher | undefined {
    const literal = this.#take(/"((?:[^"\\]|\\.)*)"/sy)?.[1];
    if (literal !== undefined) return literalOf(unescaped(literal));
    const [, negation, members] = this.#take(/\[(\^?)((?:[^\]\\]|\\.)+)\]/y) ?? [];
    if (members !== undefined) return classOf(members, negation === '^');
    if (this.#take(/\(\s*/y) !== undefined) {
      const inner = this.#readChoice();
      if (this.#take(/\s*\)/y) === undefined) throw new Error('A parenthesis is not closed.');
      return inner;
    }
    const name = this.#take(/[a-z][a-z0-9-]*/iy)?.[0];
    if (name === undefined) return undefined;
    return (text, at) => {
      const rule = this.#rules.get(name);
      if (rule === undefined) throw new Error(`There is no rule "${name}".`);
      return rule(text, at);
    };
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#body);
    if (match === null) return undefined;
    this.#at += match[0].length;
    return match;
  }
}

function literalOf(literal: string): Matcher {
  const points = [...literal];
  return (text, at) => new Set(points.every((point, index) => text[at + index] === point) ? [at + points.length] : []);
}

function classOf(members: string, isNegated: boolean): Matcher {
  const item = /(\\x[0-9a-f]{2}|\\.|[^\\])(?:-(\\x[0-9a-f]{2}|\\.|[^\\]))?/giu;
  const ranges = [...members.matchAll(item)].map(([, first = '', last = first]) => [unescaped(first), unescaped(last)]);
  return (text, at) => {
    const point = text[at];
    if (point === undefined) return new Set();
    const code = point.codePointAt(0) ?? 0;
    const isIn = ranges.some(
      ([first, last]) => code >= (first?.codePointAt(0) ?? Infinity) && code <= (last?.codePointAt(0) ?? -1),
    );
    return new Set(isIn === isNegated ? [] : [at + 1]);
  };
}

function repeat(item: Matcher, least: number, most: number): Matcher {
  return (text, at) => {
    const all = new Set<number>(least === 0 ? [at] : []);
    let ends: ReadonlySet<number> = new Set([at]);
    for (let count = 1; count <= most && ends.size > 0; count++) {
      ends = step(ends, item, text);
      if (count >= least) for (const end of ends) all.add(end);
    }
    return all;
  };
}

function step(starts: ReadonlySet<number>, part: Matcher, text: readonly string[]): Set<number> {
  return new Set([...starts].flatMap((start) => [...part(text, start)]));
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(?:x([0-9a-f]{2})|(.))/gi, (_, hex: string | undefined, char: string) =>
    hex === undefined ? ({ n: '\n', r: '\r', t: '\t' }[char] ?? char) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

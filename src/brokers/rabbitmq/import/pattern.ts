/**
 * Regular expressions of policies, matched in time linear in pattern times text: such a file may come from anybody,
 * and the engine of the language can be made to run for ever. What of the broker's dialect is not known here is
 * said, not guessed.
 */
import { escapeTest } from "./pattern-escape.ts";
import { type Op, search, shift } from "./pattern-program.ts";
import { quantifierAt, type Times } from "./pattern-quantifier.ts";

/** A pattern that can be tried on names. */
export interface Pattern {
  /** Whether some part of `text` matches. */
  readonly matches: (text: string) => boolean;
  /** How many steps one trial can take, a character of text. */
  readonly size: number;
}

/** Longer programs are refused. */
const SIZE_MAX = 2_000;
const DEPTH_MAX = 50;

class Unknown {
  readonly what: string;
  constructor(what: string) {
    this.what = what;
  }
}

/** Compiles `source`; a text says what of it is not understood. */
export function compilePattern(source: string): Pattern | string {
  const compiler = new Compiler(source);
  const trouble = compiler.program();
  if (trouble !== undefined) return trouble.what;
  const { ops } = compiler;
  return { size: ops.length, matches: (text) => search(ops, [...text]) };
}

class Compiler {
  readonly ops: Op[] = [];
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  program(): Unknown | undefined {
    const trouble = this.#alternatives(0);
    if (trouble !== undefined) return trouble;
    if (this.#at < this.#source.length) return new Unknown("a `)` too many");
    this.ops.push({ op: "match" });
    return undefined;
  }

  get #next(): string | undefined {
    return this.#source[this.#at];
  }

  #alternatives(depth: number): Unknown | undefined {
    if (depth > DEPTH_MAX) return new Unknown("groups nested too deep");
    const jumps: Extract<Op, { op: "jump" }>[] = [];
    for (;;) {
      const start = this.ops.length;
      const trouble = this.#sequence(depth);
      if (trouble !== undefined) return trouble;
      if (this.#next !== "|") break;
      this.#at += 1;
      const jump: Extract<Op, { op: "jump" }> = { op: "jump", to: 0 };
      const branch = this.ops.splice(start);
      this.#place({ op: "split", to: 0, or: 0 }, branch, (split) => {
        split.to = start + 1;
        split.or = start + branch.length + 2;
      });
      this.ops.push(jump);
      jumps.push(jump);
    }
    for (const jump of jumps) jump.to = this.ops.length;
    return undefined;
  }

  /** Puts a split before `branch`, whose own targets move by one. */
  #place(
    split: Extract<Op, { op: "split" }>,
    branch: readonly Op[],
    aim: (split: Extract<Op, { op: "split" }>) => void,
  ): void {
    for (const op of branch) shift(op, 1);
    aim(split);
    this.ops.push(split, ...branch);
  }

  #sequence(depth: number): Unknown | undefined {
    while (this.#next !== undefined && this.#next !== "|" && this.#next !== ")") {
      const start = this.ops.length;
      const trouble = this.#atom(depth) ?? this.#repeat(start);
      if (trouble !== undefined) return trouble;
      if (this.ops.length > SIZE_MAX) return new Unknown("too long a pattern");
    }
    return undefined;
  }

  #atom(depth: number): Unknown | undefined {
    const character = this.#next ?? "";
    this.#at += 1;
    switch (character) {
      case "(":
        return this.#group(depth);
      case "[":
        return this.#set();
      case ".":
        this.ops.push({ op: "char", test: (c) => c !== "\n" });
        return undefined;
      case "^":
        this.ops.push({ op: "start" });
        return undefined;
      case "$":
        this.ops.push({ op: "end" });
        return undefined;
      case "\\": {
        const test = this.#escape();
        if (test === undefined) return new Unknown("an escape");
        this.ops.push({ op: "char", test });
        return undefined;
      }
      case "*":
      case "+":
      case "?":
        return new Unknown("a quantifier with nothing before it");
      default: {
        const code = String.fromCodePoint(this.#source.codePointAt(this.#at - 1) ?? 0);
        this.#at += code.length - 1;
        this.ops.push({ op: "char", test: (c) => c === code });
        return undefined;
      }
    }
  }

  #group(depth: number): Unknown | undefined {
    const rest = this.#source.slice(this.#at, this.#at + 2);
    const look: Extract<Op, { op: "look" }> | undefined =
      rest === "?=" || rest === "?!" ? { op: "look", to: 0, negated: rest === "?!" } : undefined;
    if (look !== undefined || rest === "?:") this.#at += 2;
    else if (rest.startsWith("?")) return new Unknown("a group that begins with `(?`");
    if (look !== undefined) this.ops.push(look);
    const trouble = this.#alternatives(depth + 1);
    if (trouble !== undefined) return trouble;
    if (this.#next !== ")") return new Unknown("a `(` without its `)`");
    this.#at += 1;
    if (look !== undefined) {
      this.ops.push({ op: "match" });
      look.to = this.ops.length;
    }
    return undefined;
  }

  /** A test for what follows a backslash; undefined where it is none of a character. */
  #escape(): ((character: string) => boolean) | undefined {
    const character = this.#next;
    if (character === undefined) return undefined;
    this.#at += 1;
    return escapeTest(character);
  }

  #set(): Unknown | undefined {
    const negated = this.#next === "^";
    if (negated) this.#at += 1;
    const tests: ((character: string) => boolean)[] = [];
    for (let first = true; first || this.#next !== "]"; first = false) {
      const trouble = this.#setMember(tests);
      if (trouble !== undefined) return trouble;
    }
    this.#at += 1;
    this.ops.push({ op: "char", test: (c) => tests.some((test) => test(c)) !== negated });
    return undefined;
  }

  #setMember(tests: ((character: string) => boolean)[]): Unknown | undefined {
    const low = this.#next;
    if (low === undefined) return new Unknown("a `[` without its `]`");
    if (low === "[" && /[:.=]/.test(this.#source[this.#at + 1] ?? "")) return new Unknown("a named class");
    this.#at += 1;
    if (low === "\\") {
      const test = this.#escape();
      if (test === undefined) return new Unknown("an escape");
      tests.push(test);
      return undefined;
    }
    const high = this.#source[this.#at + 1];
    if (this.#next === "-" && high !== undefined && high !== "]") {
      if (high === "\\" || high < low) return new Unknown("a range of characters");
      this.#at += 2;
      tests.push((c) => c >= low && c <= high);
    } else tests.push((c) => c === low);
    return undefined;
  }

  #repeat(start: number): Unknown | undefined {
    for (;;) {
      const times = this.#quantifier();
      if (times === undefined) return undefined;
      if (times instanceof Unknown) return times;
      // Greedy or not finds the same names; possessive may find fewer.
      if (this.#next === "+") return new Unknown("a possessive quantifier");
      if (this.#next === "?") this.#at += 1;
      const unit = this.ops.splice(start);
      const copies = times.least + (times.most === undefined ? 1 : times.most - times.least);
      if (unit.length * copies > SIZE_MAX) return new Unknown("too many repetitions");
      for (let i = 0; i < times.least; i++) this.#copy(unit, start);
      if (times.most === undefined) this.#loop(unit, start);
      else for (let i = times.least; i < times.most; i++) this.#maybe(unit, start);
    }
  }

  #quantifier(): Times | Unknown | undefined {
    const times = quantifierAt(this.#source, this.#at);
    if (times === undefined) return undefined;
    if (typeof times === "string") return new Unknown(times);
    this.#at += times.length;
    return times;
  }

  /** `unit` was compiled for index `home`; its copy stands wherever the program ends now. */
  #copy(unit: readonly Op[], home: number): void {
    const by = this.ops.length - home;
    for (const op of unit) {
      const copy = { ...op };
      shift(copy, by);
      this.ops.push(copy);
    }
  }

  #maybe(unit: readonly Op[], home: number): void {
    const split: Op = { op: "split", to: this.ops.length + 1, or: 0 };
    this.ops.push(split);
    this.#copy(unit, home);
    split.or = this.ops.length;
  }

  #loop(unit: readonly Op[], home: number): void {
    const at = this.ops.length;
    this.#maybe(unit, home);
    this.ops.push({ op: "jump", to: at });
    const split = this.ops[at];
    if (split?.op === "split") split.or = this.ops.length;
  }
}

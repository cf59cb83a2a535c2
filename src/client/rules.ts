/** What generated checks of messages are made of: each rule looks at a part of the wire form, and says what is wrong with it. */
import type { Check } from "./codec.ts";
import { formats, length } from "./formats.ts";

/** The first thing that is wrong, and where: names and positions from the message inwards, the last one first. */
interface Wrong {
  readonly says: string;
  readonly at: string[];
}

/** Looks at a value of the wire form; undefined where nothing is wrong with it. */
export type Rule = (value: unknown) => Wrong | undefined;

type Rules = Readonly<Record<string, Rule>>;

function wrong(says: string): Wrong {
  return { says, at: [] };
}

function within(place: string | number, found: Wrong): Wrong {
  found.at.push(String(place));
  return found;
}

/** What a whole message has to be. */
export function check(rule: Rule): Check {
  return (wire) => {
    const found = rule(wire);
    if (found === undefined) return undefined;
    const path = found.at.reverse().join(".");
    return `${path === "" ? "it" : path} ${found.says}`;
  };
}

interface Member {
  readonly name: string;
  readonly rule: Rule;
  readonly optional: boolean;
  /** Every object has something of that name: only what is its own counts. */
  readonly isInherited: boolean;
}

function membersOf(rules: Rules, optional: boolean): readonly Member[] {
  return Object.entries(rules).map(([name, rule]) => ({ name, rule, optional, isInherited: name in {} }));
}

/** An object with these fields, and others if it likes. Both are asked for once, when the first value comes: records may hold each other. */
export function record(required: () => Rules, optional?: () => Rules): Rule {
  let members: readonly Member[] | undefined;
  return (value) => {
    if (!isObject(value)) return wrong("must be object");
    members ??= [
      ...membersOf(required(), false),
      ...(optional === undefined ? [] : membersOf(optional(), true)),
    ];
    return recordWrong(value, members);
  };
}

function recordWrong(
  value: Readonly<Record<string, unknown>>,
  members: readonly Member[],
): Wrong | undefined {
  for (const { name, optional, isInherited } of members) {
    if (!optional && field(value, name, isInherited) === undefined)
      return wrong(`must have required property '${name}'`);
  }
  for (const { name, rule, isInherited } of members) {
    const part = field(value, name, isInherited);
    const found = part === undefined ? undefined : rule(part);
    if (found !== undefined) return within(name, found);
  }
  return undefined;
}

function field(value: Readonly<Record<string, unknown>>, name: string, isInherited: boolean): unknown {
  return isInherited && !Object.hasOwn(value, name) ? undefined : value[name];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A list of `least` to `most` values. */
export function list(of: Rule, least: number = 0, most: number = Infinity): Rule {
  return (value) => {
    if (!Array.isArray(value)) return wrong("must be array");
    if (value.length < least) return wrong(`must NOT have fewer than ${least} items`);
    if (value.length > most) return wrong(`must NOT have more than ${most} items`);
    for (let i = 0; i < value.length; i++) {
      const found = of(value[i]);
      if (found !== undefined) return within(i, found);
    }
    return undefined;
  };
}

/** An object whose names are anything. */
export function map(of: Rule): Rule {
  return (value) => {
    if (!isObject(value)) return wrong("must be object");
    for (const name of Object.keys(value)) {
      const found = of(value[name]);
      if (found !== undefined) return within(name, found);
    }
    return undefined;
  };
}

/** One of these texts. */
export function oneOf(...values: readonly string[]): Rule {
  const known = new Set<unknown>(values);
  const found = "must be equal to one of the allowed values";
  return (value) => (known.has(value) ? undefined : wrong(found));
}

/** A text of `least` to `most` characters. */
export function text(least: number = 0, most: number = Infinity): Rule {
  const isBounded = least > 0 || most < Infinity;
  return (value) => {
    if (typeof value !== "string") return wrong("must be string");
    if (!isBounded) return undefined;
    const count = length(value);
    if (count < least) return wrong(`must NOT have fewer than ${least} characters`);
    return count > most ? wrong(`must NOT have more than ${most} characters`) : undefined;
  };
}

/** A text that the regular expression `pattern` matches, and `rule` likes. */
export function matching(pattern: string, rule: Rule = text()): Rule {
  const expression = new RegExp(pattern, "u");
  return (value) => {
    const found = rule(value);
    if (found !== undefined || typeof value !== "string") return found;
    return expression.test(value) ? undefined : wrong(`must match pattern "${pattern}"`);
  };
}

/** A text in one of the formats of the runtime. */
export function format(name: keyof typeof formats): Rule {
  const isFine = formats[name];
  return (value) => {
    if (typeof value !== "string") return wrong("must be string");
    return isFine(value) ? undefined : wrong(`must match format "${name}"`);
  };
}

/** A number that JSON can say. */
export function number(least: number = -Infinity): Rule {
  return (value) => {
    if (typeof value !== "number" || !Number.isFinite(value)) return wrong("must be number");
    return value < least ? wrong(`must be >= ${least}`) : undefined;
  };
}

/** A whole number. */
export function whole(least: number = -Infinity, most: number = Infinity): Rule {
  return (value) => {
    if (!isWhole(value)) return wrong("must be integer");
    if (value > most) return wrong(`must be <= ${most}`);
    return value < least ? wrong(`must be >= ${least}`) : undefined;
  };
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value);
}

export function truth(): Rule {
  return (value) => (typeof value === "boolean" ? undefined : wrong("must be boolean"));
}

/** Whatever JSON can say. */
export function anything(): Rule {
  return () => undefined;
}

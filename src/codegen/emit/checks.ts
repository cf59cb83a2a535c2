/** `checks.ts`: for each message of the spec's own what its wire form has to be, in rules of the runtime. */
import { present } from "../../base/assert.ts";
import type { Field, FieldType } from "../../model/message-type.ts";
import type { TypePlan, Types } from "../plan/types.ts";
import { isRewritten } from "./codecs.ts";
import { objectKey, textLiteral } from "./literal.ts";
import type { ModuleSpec, StatementSpec } from "./module.ts";
import { type Scalar, wireFormOf } from "./scalar-forms.ts";

const INT32 = 2_147_483_648;

/** Nothing where no message is checked. */
export function checksModule(types: Types): readonly ModuleSpec[] {
  const writer = new CheckWriter(types);
  const messages = types.messages.filter(({ type, check }) => check !== undefined && isRewritten(type));
  if (messages.length === 0) return [];
  const checks = messages.map(
    (plan): StatementSpec => ({
      kind: "const",
      name: plan.check?.exported ?? "",
      type: "Check",
      value: `/* @__PURE__ */ check(/* @__PURE__ */ ${writer.record(plan.type.fields)})`,
    }),
  );
  const records = writer.records();
  return [
    {
      path: "checks",
      imports: [
        { from: "runtime/codec", types: ["Check"] },
        {
          from: "runtime/rules",
          values: ["check", ...writer.used].sort(),
          types: records.length === 0 ? [] : ["Rule"],
        },
      ],
      // A record stands before all that is made of it at once; what it holds itself is asked for later.
      statements: [...records, ...checks],
    },
  ];
}

class CheckWriter {
  /** Rules of the runtime. */
  readonly used: Set<string> = new Set<string>();
  readonly #types: Types;
  readonly #enums: ReadonlyMap<string, readonly string[]>;
  /** Records that are used, each once: they may contain each other. */
  readonly #open: TypePlan[] = [];

  constructor(types: Types) {
    this.#types = types;
    this.#enums = new Map(types.enums.map(({ type }) => [type.name, type.values]));
  }

  /** What the records are that have been used by now, and by each other. */
  records(): readonly StatementSpec[] {
    const statements: StatementSpec[] = [];
    for (let at = 0; at < this.#open.length; at++) {
      const plan = this.#open[at];
      if (plan === undefined) continue;
      const value = `/* @__PURE__ */ ${this.record(plan.type.fields)}`;
      statements.push({ kind: "const", name: plan.rule, type: "Rule", value });
    }
    return statements;
  }

  record(fields: readonly Field[]): string {
    const required = this.#members(fields.filter(({ optional }) => !optional));
    const optional = this.#members(fields.filter((field) => field.optional));
    return this.#rule(
      "record",
      optional === "{}" ? [`() => (${required})`] : [`() => (${required})`, `() => (${optional})`],
    );
  }

  #members(fields: readonly Field[]): string {
    if (fields.length === 0) return "{}";
    return `{\n${fields.map(({ name, type }) => `  ${objectKey(name)}: ${this.#type(type)},\n`).join("")}}`;
  }

  #rule(name: string, args: readonly string[]): string {
    this.used.add(name);
    return `${name}(${args.join(", ")})`;
  }

  #type(type: FieldType): string {
    switch (type.kind) {
      case "scalar":
        return this.#scalar(type);
      case "named": {
        const values = this.#enums.get(type.name);
        return values === undefined ? this.#record(type.name) : this.#rule("oneOf", values.map(textLiteral));
      }
      case "map":
        return this.#rule("map", [this.#type(type.of)]);
      case "list":
        return this.#rule("list", [this.#type(type.of), ...bounds(type.least, type.most)]);
    }
  }

  #record(name: string): string {
    const plan = present(this.#types.byName.get(name), `the spec has no record ${name}`);
    if (!this.#open.includes(plan)) this.#open.push(plan);
    return plan.rule;
  }

  #scalar(type: Scalar): string {
    const form = wireFormOf(type);
    switch (type.name) {
      case "string": {
        const text = this.#rule("text", bounds(type.least ?? 0, type.most));
        if (type.pattern === undefined) return text;
        return this.#rule("matching", [textLiteral(`^(?:${type.pattern})$`), text]);
      }
      case "bool":
        return this.#rule("truth", []);
      case "decimal":
        if (form === "number") return this.#rule("number", []);
        return this.#rule("matching", [textLiteral(decimalPattern(type.args))]);
      case "bytes":
        return this.#rule("format", [textLiteral(form)]);
      case "json":
        return this.#rule("anything", []);
      default:
        return (
          this.#number(type.name, form) ?? this.#rule("format", [textLiteral(TEXTS[type.name] ?? type.name)])
        );
    }
  }

  /** Of scalars that travel as numbers; undefined for others. */
  #number(name: string, form: string): string | undefined {
    if (name === "float64" && form !== "text") return this.#rule("number", []);
    if (name === "int32" && form !== "text") return this.#rule("whole", [String(-INT32), String(INT32 - 1)]);
    if (form === "number" || form === "epoch-millis" || form === "epoch-days") return this.#rule("whole", []);
    if (form === "millis") return this.#rule("whole", ["0"]);
    if (form === "seconds") return this.#rule("number", ["0"]);
    return form === "epoch-seconds" ? this.#rule("number", []) : undefined;
  }
}

/** Formats of the runtime that texts have on the wire, by scalar. */
const TEXTS: Readonly<Record<string, string>> = { timestamp: "date-time" };

function bounds(least: number, most: number | undefined): readonly string[] {
  if (most !== undefined) return [String(least), String(most)];
  return least === 0 ? [] : [String(least)];
}

/** Digits as many as the type has. */
function decimalPattern([precision = 0, scale = 0]: readonly number[]): string {
  const whole = precision - scale;
  const head = whole === 0 ? "0" : `(?:0|[1-9]\\d{0,${whole - 1}})`;
  return `^-?${head}${scale === 0 ? "" : `(?:\\.\\d{1,${scale}})?`}$`;
}

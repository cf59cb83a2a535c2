/** Options of a command, read with `node:util`; whatever is wrong with them is a UsageError. */
import { parseArgs } from "node:util";
import { nearest } from "../diagnostics/nearest.ts";
import { processTerminal, type Terminal, UsageError } from "./output.ts";

/** An option of one command beside those that every command has. */
export interface OptionSpec {
  readonly type: "string" | "boolean";
  /** What stands for the value in the help: `N`, `FILE`. */
  readonly value?: string;
  readonly doc: string;
}

/** What a command takes; the help is printed from it. */
export interface CommandSpec {
  readonly name: string;
  /** `[paths]`, as shown after the name. */
  readonly takes: string;
  readonly doc: string;
  /** The first is the default. */
  readonly formats: readonly string[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly examples: readonly string[];
  /** It ends by what was found, so that `--fail-on` and `--strict` matter; others take them and name them not. */
  readonly judges?: true;
}

/** One call of a command. */
export interface Call {
  readonly positionals: readonly string[];
  readonly format: string;
  readonly isQuiet: boolean;
  readonly failOn: "error" | "warning";
  /** What is undecided fails. */
  readonly isStrict: boolean;
  readonly terminal: Terminal;
  /** The text of an option of the command's own; undefined where it is not given. */
  readonly text: (name: string) => string | undefined;
  readonly flag: (name: string) => boolean;
}

const COMMON: Readonly<Record<string, OptionSpec>> = {
  format: { type: "string", value: "FORMAT", doc: "what to print" },
  quiet: { type: "boolean", doc: "say only what is wrong: no table, no summary" },
  "no-color": { type: "boolean", doc: "no colour, also on a terminal" },
  "fail-on": {
    type: "string",
    value: "error|warning",
    doc: "the least severity that fails (default: error)",
  },
  strict: { type: "boolean", doc: "what is undecided or not judged fails" },
  debug: { type: "boolean", doc: "show where a mistake of Waybill itself happened" },
  help: { type: "boolean", doc: "this text" },
  version: { type: "boolean", doc: "the version of Waybill" },
};

/** The call that `args` say; undefined if they asked for help, which is then printed. Throws UsageError. */
export function readCall(spec: CommandSpec, args: readonly string[]): Call | undefined {
  const options = { ...COMMON, ...spec.options };
  const { values, positionals } = parsed(spec, options, args);
  const text = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === "string" ? value : undefined;
  };
  const flag = (name: string): boolean => values[name] === true;
  if (flag("help")) {
    process.stdout.write(helpOf(spec));
    return undefined;
  }
  return {
    positionals,
    format: oneOf("format", text("format"), spec.formats),
    isQuiet: flag("quiet"),
    // A command with levels of its own reads them itself.
    failOn:
      spec.options["fail-on"] === undefined
        ? oneOf("fail-on", text("fail-on"), ["error", "warning"])
        : "error",
    isStrict: flag("strict"),
    terminal: processTerminal(!flag("no-color")),
    text,
    flag,
  };
}

function parsed(
  spec: CommandSpec,
  options: Readonly<Record<string, OptionSpec>>,
  args: readonly string[],
): { readonly values: Readonly<Record<string, unknown>>; readonly positionals: readonly string[] } {
  const config = Object.fromEntries(Object.entries(options).map(([name, { type }]) => [name, { type }]));
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options: config,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (option === undefined) throw new UsageError(unknownOption(spec, token.rawName, Object.keys(options)));
    if (option.type === "boolean" && token.value !== undefined) {
      throw new UsageError(`${token.rawName} takes no value`);
    }
    const isMissing = token.value === undefined || (!token.inlineValue && token.value.startsWith("--"));
    if (option.type === "string" && isMissing) {
      throw new UsageError(`${token.rawName} needs a value: ${token.rawName} ${option.value ?? "VALUE"}`);
    }
  }
  return { values, positionals };
}

function unknownOption(spec: CommandSpec, given: string, names: readonly string[]): string {
  const meant = nearest(given.replace(/^-+/, ""), names);
  const hint = meant === undefined ? `waybill ${spec.name} --help lists them` : `did you mean --${meant}?`;
  return `${spec.name} has no option ${given}: ${hint}`;
}

/** What an option says, the first of `allowed` where it is not given. Throws UsageError. */
export function oneOf<const T extends string>(
  name: string,
  given: string | undefined,
  allowed: readonly T[],
): T {
  const [first] = allowed;
  const chosen = given === undefined ? first : allowed.find((each) => each === given);
  if (chosen !== undefined) return chosen;
  throw new UsageError(`--${name} is one of ${allowed.join(", ")}, not ${given ?? "nothing"}`);
}

/** A whole number from 0 that an option says. Throws UsageError. */
export function wholeNumber(call: Call, name: string, most: number): number | undefined {
  const given = call.text(name);
  if (given === undefined) return undefined;
  const value = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
  if (value <= most) return value;
  throw new UsageError(`--${name} takes a whole number up to ${most}, not ${given}`);
}

/** A duration that an option says, in ms: `250ms`, `10s`, `2m`. Throws UsageError. */
export function durationMs(call: Call, name: string): number | undefined {
  const given = call.text(name);
  if (given === undefined) return undefined;
  const [, digits, unit] = /^(\d{1,7}(?:\.\d{1,3})?)(ms|s|m)$/.exec(given) ?? [];
  const factor = unit === "ms" ? 1 : unit === "s" ? 1000 : 60_000;
  if (digits !== undefined) return Math.round(Number(digits) * factor);
  throw new UsageError(`--${name} takes a duration such as 10s or 500ms, not ${given}`);
}

/** Whether an option that every command takes has something to say for this one. */
function isNamed({ formats, judges, options }: CommandSpec, name: string): boolean {
  if (Object.hasOwn(options, name)) return false;
  if (name === "format") return formats.length > 1;
  return judges === true || (name !== "fail-on" && name !== "strict");
}

function helpOf(spec: CommandSpec): string {
  const common = Object.entries(COMMON).filter(([name]) => isNamed(spec, name));
  const all = [...Object.entries(spec.options), ...common];
  const left = ([name, { value }]: readonly [string, OptionSpec]): string =>
    `--${name}${value === undefined ? "" : ` ${value}`}`;
  const width = Math.max(...all.map((entry) => left(entry).length));
  const lines = all.map((entry) => {
    const doc = entry[0] === "format" ? `one of ${spec.formats.join(", ")}` : entry[1].doc;
    return `  ${left(entry).padEnd(width)}  ${doc}`;
  });
  const examples = spec.examples.map((each) => `  ${each}`);
  return [
    `waybill ${spec.name} ${spec.takes}`,
    `  ${spec.doc}`,
    "",
    ...lines,
    "",
    "Exit code: 0 nothing wrong, 1 findings, 2 the call is wrong, 3 a mistake in Waybill itself.",
    "",
    ...examples,
    "",
  ].join("\n");
}

/** `for region in Region { … }` written out, before names are resolved. Each copy keeps the places of the original. */
import type { DeclarationNode, DocumentNode, ForNode, Name } from "../../../../grammar/tree.ts";
import { nearest } from "../../../diagnostics/nearest.ts";
import type { FindingSink } from "../../../diagnostics/sink.ts";
import { hintOf, quoted } from "../describe.ts";
import { names } from "../names.diagnostics.ts";
import { places } from "./places.diagnostics.ts";
import { meantFix } from "../../syntax/meant.ts";

/** Declarations that repetitions of one topology may make. */
const MADE_MAX = 20_000;

/** The documents without repetitions. What cannot be repeated is reported and left out. */
export function writtenOut(documents: readonly DocumentNode[], sink: FindingSink): readonly DocumentNode[] {
  const hasNone = documents.every(({ declarations }) => declarations.every(({ kind }) => kind !== "for"));
  if (hasNone) return documents;
  const repeater = new Repeater(documents, sink);
  return documents.map((document) => ({
    ...document,
    declarations: document.declarations.flatMap((node) => repeater.written(node)),
  }));
}

class Repeater {
  readonly #enums: ReadonlyMap<string, readonly string[]>;
  readonly #sink: FindingSink;
  readonly #isTypeLost: boolean;
  #made = 0;

  constructor(documents: readonly DocumentNode[], sink: FindingSink) {
    const declared = documents.flatMap(({ declarations }) => declarations);
    const enums = declared.flatMap((node) => (node.kind === "enum" ? [node] : []));
    this.#enums = new Map(
      enums.map(({ name, values }) => [name.text, [...new Set(values.map(({ text }) => text))]]),
    );
    this.#isTypeLost = documents.some(({ lost }) => lost.includes("type"));
    this.#sink = sink;
  }

  written(node: DeclarationNode): readonly DeclarationNode[] {
    if (node.kind !== "for") return [node];
    const values = this.#enums.get(node.values.text);
    if (values === undefined) {
      this.#unknown(node.values);
      return [];
    }
    const made = values.length * node.declarations.length;
    if (this.#made > MADE_MAX) return [];
    this.#made += made;
    if (this.#made > MADE_MAX) {
      this.#sink.add(places.report.tooMany(headOf(node), { limit: MADE_MAX }));
      return [];
    }
    return values.flatMap((value) =>
      node.declarations.flatMap((each) => this.written(filled(each, node.variable.text, value))),
    );
  }

  #unknown({ text, span }: Name): void {
    if (this.#isTypeLost || text === "") return;
    const meant = nearest(text, this.#enums.keys());
    const params = { class: "enum", name: quoted(text), hint: hintOf(meant) };
    this.#sink.add(names.report.unknownName(span, params, meantFix(span, meant)));
  }
}

function headOf(node: ForNode): ForNode["span"] {
  return { ...node.span, end: node.values.span.end };
}

/** `node` with `value` for `{variable}` in each text; braces that are doubled stand for themselves. */
function filled<T>(node: T, variable: string, value: string): T {
  const gap = new RegExp(`(?<!\\{)\\{${variable.replaceAll("-", "\\-")}\\}(?!\\})`, "g");
  const fill = (each: unknown): unknown => {
    if (Array.isArray(each)) return each.map(fill);
    if (typeof each !== "object" || each === null) return each;
    if ("file" in each && "start" in each) return each;
    const entries = Object.entries(each).map(([key, inner]): [string, unknown] => [
      key,
      (key === "text" || key === "doc") && typeof inner === "string"
        ? inner.replace(gap, value)
        : fill(inner),
    ]);
    const copy: Record<string, unknown> = Object.fromEntries(entries);
    // What was put in has no place of its own.
    if ("exact" in each && "text" in each && copy["text"] !== each.text) copy["exact"] = false;
    return copy;
  };
  // A copy has the shape of its original: only texts differ.
  return fill(node) as T;
}

/** Words that are written wrongly and much like another, with the repair. */
import type { Name } from "../../../grammar/tree.ts";
import type { Finding, FindingDetail, Span } from "../../diagnostics/define.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import { visible } from "./dsl.ts";
import { notation } from "./notation.diagnostics.ts";

const NONE: ReadonlySet<string> = new Set();

/** `meant` takes the place of what stands at `span`; nothing where nothing is like it, or it is one of `taken`. */
export function meantFix(
  span: Span,
  meant: string | undefined,
  taken: ReadonlySet<string> = NONE,
): Pick<FindingDetail, "fix"> {
  return meant === undefined || taken.has(meant)
    ? {}
    : { fix: { title: `write \`${meant}\``, edits: [{ span, text: meant }] } };
}

/** A key of YAML that is none of `known`, beside keys that are `taken`. */
export function unknownSection(
  { text, span }: Name,
  known: Iterable<string>,
  taken: ReadonlySet<string>,
): Finding {
  const meant = nearest(text, known);
  const hint = meant === undefined ? "" : `; did you mean \`${meant}\`?`;
  return notation.report.unknownSection(span, { name: visible(text), hint }, meantFix(span, meant, taken));
}

/** The repair of a word that is written wrongly and much like another. */
import type { FindingDetail, Span } from "../../diagnostics/define.ts";

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

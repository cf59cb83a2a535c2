/** Reports of several topologies as text, and all verdicts in a line. */
import type { VerifyReport } from "../../verify/report.ts";
import type { Call } from "../call.ts";
import { painter } from "../text.ts";
import { reportLines } from "./text.ts";
import type { Verified } from "./verified.ts";

/** A block a topology, a blank line after each; named where the call is about several topologies. */
export function reportsText(reports: readonly VerifyReport[], topologies: number, call: Call): string {
  const paint = painter(call.terminal.colour);
  const detail = { coverage: call.flag("coverage"), bounds: call.flag("exhaustive") };
  return reports
    .filter(({ flows }) => flows.length > 0)
    .map((report) => {
      const name = topologies > 1 ? `${paint.bold(report.topology)}\n` : "";
      return `${name}${reportLines(report, paint, detail).join("\n")}\n\n`;
    })
    .join("");
}

/** `1 refuted, 2 hold within the bounds above`, without full stop. */
export function verdictsText(verdicts: Verified["verdicts"]): string {
  const words = Object.entries(verdicts)
    .filter(([, count]) => count > 0)
    .map(([word, count]) => `${count} ${word === "holds" ? "hold within the bounds above" : word}`);
  return words.length === 0 ? "nothing was promised that could be verified" : words.join(", ");
}

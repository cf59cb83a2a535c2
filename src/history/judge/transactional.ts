/** Atomic and isolated: what a transaction of the producer promises to a reader. */
import { NO_REST } from "./delivery.ts";
import type { ExecutionRead } from "./executions.ts";
import type { Decided } from "./transactions.ts";
import { counted, type Tally } from "./verdict.ts";
import type { ClauseOf, View } from "./view.ts";

/** All due messages of a transaction have effects, or none; none if it was aborted. */
export function atomic(view: View, _: ClauseOf<"atomic">, tally: Tally): void {
  const { recording, intents } = view;
  const { transactions, rest } = recording;
  const members = new Map<number, number[]>();
  for (const root of view.roots) {
    const tx = intents.transaction(root);
    if (tx < 0 || view.due(root) !== "yes") continue;
    const known = members.get(tx);
    if (known === undefined) members.set(tx, [root]);
    else known.push(root);
  }
  if (rest === undefined) tally.cannot(NO_REST);
  for (const [tx, roots] of members) {
    tally.over += 1;
    const shown = roots.filter((root) => view.hasEffect(root));
    const missing = roots.filter((root) => view.isMissing(root));
    const decided = transactions.decision(tx);
    const isAborted = decided.decision === "aborted";
    if (shown.length === 0 || (!isAborted && (missing.length === 0 || rest === undefined))) continue;
    tally.broken(() => ({
      what: isAborted
        ? `transaction ${transactions.name(tx)} was aborted, and ${view.name(shown[0] ?? 0)} has an effect`
        : `transaction ${transactions.name(tx)} has effects of ${shown.length} of its ${counted(roots.length, "message")}`,
      lines: [
        ...shown.slice(0, 1).flatMap((root) => [intents.callLine(root), firstLine(view, root)]),
        ...(isAborted ? [] : missing.slice(0, 1).map((root) => intents.callLine(root))),
        decided.line,
        isAborted ? 0 : (rest?.line ?? 0),
      ],
    }));
  }
}

function firstLine(view: View, root: number): number {
  for (const leaf of view.leaves(root)) {
    const first = view.effects.first(leaf);
    if (first >= 0) return view.effects.line(first);
  }
  return 0;
}

/** No execution begins on a copy of a transaction that is undecided or aborted. */
export function isolated(view: View, _: ClauseOf<"isolated">, tally: Tally): void {
  const { recording, intents } = view;
  const executions = recording.executionsAt(view.watched.to);
  let unknown = 0;
  for (let x = 0; x < executions.size; x++) {
    const execution = executions.at(x);
    const root = view.rootOf(execution.intent);
    const tx = execution.tx >= 0 ? execution.tx : intents.transaction(execution.intent);
    if (tx < 0 || !view.isOwn(root)) continue;
    const decided = recording.transactions.decision(tx);
    const how = early(view, execution, decided);
    if (how === "unknown") unknown += 1;
    else tally.over += 1;
    if (how === "unknown" || how === "fine") continue;
    tally.broken(() => ({
      what: `a handler began on ${view.name(execution.intent)} of transaction ${recording.transactions.name(tx)}, which ${how}`,
      lines: [intents.callLine(execution.intent), execution.line, decided.line],
    }));
  }
  if (executions.size === 0) tally.cannot(`no \`execute\` event of ${view.watched.to} is recorded`);
  else if (unknown > 0 && tally.over === 0)
    tally.cannot(
      `whether ${counted(unknown, "execution")} began before the end of a transaction cannot be told`,
    );
  tally.notComparable += unknown;
}

/** `fine`, `unknown`, or what is wrong. */
function early(view: View, execution: ExecutionRead, decided: Decided): string {
  if (decided.decision === "aborted") return "was aborted";
  if (decided.decision === "undecided") return "was never committed";
  if (decided.decision === "unknown") return "unknown";
  if (view.isSimulation) return execution.line < decided.line ? "was not yet committed" : "fine";
  if (execution.process === decided.process) {
    const isTimed = !Number.isNaN(execution.begin) && !Number.isNaN(decided.begin);
    const isEarly =
      isTimed && execution.begin !== decided.begin
        ? execution.begin < decided.begin
        : execution.line < decided.line;
    return isEarly ? "was not yet committed" : "fine";
  }
  const { skew } = view.recording.header;
  const ahead = decided.begin - execution.begin;
  if (skew === undefined || Number.isNaN(ahead)) return "unknown";
  // An execution that began while the commit was called may have come after its decision.
  if (ahead > skew) return "was not yet committed";
  return "fine";
}

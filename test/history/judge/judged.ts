/** Judges histories in tests: from text, with one guarantee of one hop unless said otherwise. */
import type { Clause } from "../../../src/model/guarantee.ts";
import { type GuaranteeVerdict, HistoryJudge } from "../../../src/history/judge/judge.ts";
import type { WatchedGuarantee } from "../../../src/history/judge/watched.ts";
import { readEvent, readHeader } from "../../../src/history/reader.ts";

export function watching(clauses: readonly Clause[], more: Partial<WatchedGuarantee> = {}): WatchedGuarantee {
  return {
    from: "s.p",
    to: "s.c",
    promised: "",
    under: "standard",
    clauses,
    leaf: "s.p",
    leaves: 1,
    keyPath: "key",
    producers: ["s.p"],
    due: () => "yes",
    onTheWay: () => true,
    isTerminal: () => true,
    hasIdentity: true,
    because: [],
    ...more,
  };
}

/** Verdicts over the lines of a history. Throws where a line is wrong. */
export function judgeText(text: string, watched: readonly WatchedGuarantee[]): readonly GuaranteeVerdict[] {
  const [head = "", ...lines] = text.trimEnd().split("\n");
  const header = readHeader(head);
  if (!header.ok) throw new Error(header.what);
  const judge = new HistoryJudge(header.value, watched);
  lines.forEach((line, i) => {
    const event = readEvent(line);
    if (!event.ok) throw new Error(`${i + 2}: ${event.what}`);
    judge.step(event.value, i + 2);
  });
  return judge.atEnd();
}

/** What a live run found, for programs. The shape is grammar/live.schema.json. */
import { jsonJudge } from "../../judge/json.ts";
import type { LiveReport } from "./report.ts";

export function jsonLive(reports: readonly LiveReport[]): unknown {
  return { version: 1, runs: reports.map(jsonRun) };
}

function jsonRun(report: LiveReport): unknown {
  const { topology, brokers, seed, played, notes, guarantees, judged, history } = report;
  const first = played.faults.find(({ at }) => at !== undefined)?.at ?? 0;
  return {
    topology,
    brokers,
    seed,
    messages: played.sent,
    ms: Math.round(played.ms),
    notes,
    guarantees: guarantees.map(({ flow, promised, under, verdict, because, struck, unforeseen }) => ({
      flow,
      promised,
      under,
      verdict,
      because,
      struck,
      unforeseen,
    })),
    faults: played.faults.map(({ kind, what, says, at, underWay }) => ({
      kind,
      what,
      says,
      ...(at === undefined ? {} : { ms: Math.round((at - first) / 1_000) }),
      underWay,
    })),
    left: played.left.map(({ kind, what, says }) => ({ kind, what, says })),
    judged: jsonJudge(judged),
    ...(history === undefined ? {} : { history }),
  };
}

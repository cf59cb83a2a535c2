/** What `judge` found, for programs. The shape is grammar/judge.schema.json. */
import type { Example } from "../../history/judge/verdict.ts";
import type { Judged } from "./judged.ts";

export function jsonJudge(judged: Judged): unknown {
  const { header, events, troubles, moreTroubles, verdicts, channels, lines } = judged;
  const shown = (examples: readonly Example[]): readonly unknown[] =>
    examples.map(({ what, lines: numbers }) => ({
      what,
      lines: numbers.map((line) => {
        const text = lines.get(line);
        return text === undefined ? { line } : { line, text };
      }),
    }));
  return {
    version: 1,
    ...(header === undefined ? {} : { history: header }),
    events,
    troubles,
    moreTroubles,
    verdicts: verdicts.map(({ clauses, ...verdict }) => ({
      ...verdict,
      clauses: clauses.map((clause) => ({ ...clause, examples: shown(clause.examples) })),
    })),
    channels: channels.map(({ anomalies, ...channel }) => ({
      ...channel,
      anomalies: anomalies.map((anomaly) => ({ ...anomaly, examples: shown(anomaly.examples) })),
    })),
  };
}

/** What `judge` found, for programs. The shape is grammar/judge.schema.json. */
import type { Judged } from "./judged.ts";

export function jsonJudge({ header, events, troubles, moreTroubles, verdicts, lines }: Judged): unknown {
  return {
    version: 1,
    ...(header === undefined ? {} : { history: header }),
    events,
    troubles,
    moreTroubles,
    verdicts: verdicts.map(({ clauses, ...verdict }) => ({
      ...verdict,
      clauses: clauses.map(({ examples, ...clause }) => ({
        ...clause,
        examples: examples.map(({ what, lines: numbers }) => ({
          what,
          lines: numbers.map((line) => {
            const text = lines.get(line);
            return text === undefined ? { line } : { line, text };
          }),
        })),
      })),
    })),
  };
}

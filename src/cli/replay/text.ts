/** What `replay` prints of one story. */
import type { ReplayReport } from "../../verify/replay.ts";
import type { Painter } from "../text.ts";
import { storyLines } from "../verify/story-text.ts";

/** A story that was run again. `title` goes behind the flow; empty where there is one topology only. */
export function replayText(report: ReplayReport, paint: Painter, title = ""): string {
  const { flow, clause, promised, story, broken, deviations, applied } = report;
  const sign = broken ? paint.red("✗") : paint.green("✓");
  const lines = [
    ...storyLines(story, paint),
    ...(story.ending.length === 0 ? [] : [`in the end: ${story.ending.join("; ")}`]),
    broken ? `${clause} is broken again` : `${clause} is not broken`,
    ...(promised ? [] : [`nothing promises ${clause} of this flow now`]),
    ...(applied < deviations
      ? [
          `the spec has changed: ${applied} of ${deviations} steps of the story that were no default still apply`,
        ]
      : []),
  ];
  return `${sign} ${paint.bold(flow)}${title}   ${story.steps} steps\n${lines.map((line) => `     ${line}`.trimEnd()).join("\n")}\n`;
}

/** The story of an example, run again. */
import { BROKERS } from "../../brokers/all.ts";
import { checkSources } from "../../compiler/check-sources.ts";
import { replay } from "../../verify/replay.ts";
import { readStoryToken } from "../../verify/story-token.ts";
import { replayText } from "../replay/text.ts";
import type { Painter } from "../text.ts";
import type { HazardExample } from "./examples/example.ts";

/** Lines without line ends. */
export function exampleStory({ spec, story }: HazardExample, paint: Painter): readonly string[] {
  const opened = readStoryToken(story);
  const [topology] = checkSources(
    [{ path: "example.waybill", text: spec }],
    BROKERS,
    "2030-01-01",
  ).topologies;
  const replayed =
    opened.ok && topology?.analysis !== undefined
      ? replay(topology.analysis, BROKERS, opened.story)
      : undefined;
  if (replayed === undefined) throw new Error("the story of an example cannot be replayed");
  return replayText(replayed.report, paint).trimEnd().split("\n");
}

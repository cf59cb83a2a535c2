/** What is said of the code beside what is promised: it can be driven, and is not what it should be. */
import type { Site } from "../driver/site.ts";
import type { UserRun } from "../flow/user-case.ts";

export interface Finding {
  readonly kind: "not as declared" | "unawaited send" | "unhandled rejection";
  /** A sentence. */
  readonly text: string;
  readonly site?: Site;
}

/** What a run shows of its own. */
export function findingsIn({ deeds }: UserRun, placeName: (place: number) => string): readonly Finding[] {
  return deeds.flatMap(({ kind, text, place, site }): readonly Finding[] => {
    const what =
      kind === "unawaited" ? "unawaited send" : kind === "fall" ? "unhandled rejection" : undefined;
    if (what === undefined) return [];
    const who = placeName(place).replace(/#\d+$/, "");
    return [{ kind: what, text: `${who} ${text}`, ...(site && { site }) }];
  });
}

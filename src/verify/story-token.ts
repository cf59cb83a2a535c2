/** A refutation as a token that replays, also on a spec that has changed since. */
import type { Schedule } from "../runtime/schedule.ts";
import { decodeToken, encodeToken } from "../runtime/token.ts";
import type { Scale } from "./plan-flow.ts";

/** What {@link StoryToken.isOfCode} is written as. */
const CODE = "code";

/** What a story is about. */
export interface StoryToken {
  /** `service.endpoint -> service.endpoint` */
  readonly flow: string;
  /** Name of the clause it breaks. */
  readonly clause: string;
  /** Names of the faults that may strike in it. */
  readonly atoms: readonly string[];
  readonly keys: readonly number[];
  /** See {@link Scale.path}. */
  readonly path?: string;
  readonly calls: readonly number[];
  readonly faults: number;
  readonly episodes: number;
  readonly schedule: Schedule;
  /** Its handlers are a user's code: only a test that has the code can replay it. */
  readonly isOfCode: boolean;
}

/** Workload and bounds of a story. */
interface ToldScale extends Pick<Scale, "keys" | "path" | "calls" | "faults" | "episodes"> {
  readonly isOfCode?: boolean;
}

/** The token of a story that breaks the clause of this name. */
export function storyToken(
  flow: string,
  clause: string,
  scale: ToldScale,
  atoms: readonly string[],
  schedule: Schedule,
): string {
  return encodeToken({
    about: {
      flow,
      clause,
      atoms: [...new Set(atoms)].join(" "),
      ...(scale.path === undefined ? {} : { path: scale.path }),
      ...(scale.isOfCode === true ? { of: CODE } : {}),
    },
    keys: scale.keys,
    calls: scale.calls ?? scale.keys.map((_, m) => m),
    faults: scale.faults,
    episodes: scale.episodes,
    deviations: schedule,
  });
}

/** Reads a token that {@link storyToken} wrote; otherwise says why not, completing "this token cannot be replayed: …". */
export function readStoryToken(
  text: string,
): { readonly ok: true; readonly story: StoryToken } | { readonly ok: false; readonly why: string } {
  const opened = decodeToken(text);
  if (!opened.ok) return opened;
  const { about, keys, calls, faults, episodes, deviations } = opened.token;
  const flow = about["flow"];
  const clause = about["clause"];
  if (flow === undefined || clause === undefined)
    return { ok: false, why: "it does not say which flow and clause it is about" };
  const atoms = (about["atoms"] ?? "").split(" ").filter((atom) => atom !== "");
  const path = about["path"];
  const workload = { keys, ...(path === undefined ? {} : { path }), calls };
  const bounds = { faults, episodes, isOfCode: about["of"] === CODE };
  return { ok: true, story: { flow, clause, atoms, ...workload, ...bounds, schedule: deviations } };
}

/** What is asked of a test by the environment of its process. */
import { env } from "node:process";

/** A token: only its story is run, and told. */
const REPLAY = "WAYBILL_REPLAY";
/** `1`: what is refuted is kept. */
const KEEP = "WAYBILL_KEEP_STORIES";

/** `0`: no page is written of a story. */
const REPORT = "WAYBILL_REPORT";

export interface Wishes {
  readonly replay?: string;
  readonly keepsStories: boolean;
  readonly wantsNoReport: boolean;
}

export function wishes(): Wishes {
  const replay = env[REPLAY];
  const keep = env[KEEP] ?? "";
  return {
    ...(replay === undefined || replay === "" ? {} : { replay }),
    wantsNoReport: env[REPORT] === "0",
    keepsStories: keep !== "" && keep !== "0" && keep !== "false",
  };
}

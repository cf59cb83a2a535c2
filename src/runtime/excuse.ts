import type { Exception } from "../model/guarantee.ts";
import type { DISPOSALS } from "./event.ts";

type Disposal = (typeof DISPOSALS)[number];

/** Which disposals of a copy an exception of a clause stands for. */
export const REASON: Readonly<Record<Exception, readonly Disposal[]>> = {
  "dead-lettered": ["dead-letter"],
  superseded: ["compact"],
  expired: ["expire"],
  overflow: ["overflow", "drop"],
};

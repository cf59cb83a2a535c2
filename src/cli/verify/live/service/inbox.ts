/** The inbox of declared handlers: keys and effects lie in the store of the command, and survive every process. */
import type { Inbox } from "../../../../client/shapes.ts";
import type { Stage } from "./stage.ts";

/** What the work of an inbox may do. */
export interface Effects {
  /** Makes the effect and records the key, at once and together. */
  effect(): Promise<void>;
}

export function liveInbox(stage: Stage): Inbox<Effects> {
  return {
    once: async (key, work) => {
      if ((await stage.ask({ what: "begin", key })).kind === "duplicate") return "duplicate";
      let isMade = false;
      const effect = async (): Promise<void> => {
        if (isMade) return;
        await stage.change({ key });
        isMade = true;
      };
      try {
        await work({ effect });
        await effect();
        return "done";
      } catch (error) {
        if (!isMade) await stage.ask({ what: "abort", key });
        throw error;
      }
    },
  };
}

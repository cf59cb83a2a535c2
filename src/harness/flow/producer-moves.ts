/** The moves of what begins a flow as user code, under the names that schedules know them by. */
import type { State } from "../../base/layout.ts";
import type { Builder } from "../../runtime/builder.ts";
import type { Op } from "../../runtime/mechanism.ts";
import type { Context } from "../../runtime/model.ts";
import { fact, messageEntry, type PartView } from "../../runtime/state-view.ts";

/** What a producer of the user's can do next. */
export interface ProducerMoves {
  readonly ask: Op;
  readonly end: Op;
  readonly act: Op;
  readonly aside: Op;
  readonly fall: Op;
  readonly restart: Op;
}

type Act = (s: State, ctx: Context, m: number) => void;

export function producerMoves(
  builder: Builder,
  name: string,
  acts: Readonly<Record<"asks" | "ends" | "acts" | "aside" | "falls" | "restarts", Act>>,
): ProducerMoves {
  return {
    ask: builder.op((m) => `${name} is asked for m${m + 1}`, acts.asks),
    end: builder.op((m) => `${name} has said m${m + 1}`, acts.ends),
    act: builder.op((m) => `${name} works on m${m + 1}`, acts.acts),
    aside: builder.op(() => `${name} goes on by itself`, acts.aside),
    fall: builder.op(() => `${name} dies of an error`, acts.falls),
    restart: builder.op(() => `${name} restarts`, acts.restarts, "heals"),
  };
}

/** How it stands with a message that is asked for; before that 0. */
export const OPEN = 1;
export const DONE = 2;
export const IN_DOUBT = 3;
/** What these states are called; the first is that of what nobody has asked for yet. */
const WORDS = ["not asked for", "asked for", "done", "in doubt"];

/** What it is at one moment, for people. */
export function producerView(name: string, isUp: boolean, states: readonly number[]): PartView {
  const entries = states.map((state, m) => messageEntry(m, WORDS[state] ?? ""));
  return {
    id: `application ${name}`,
    place: name,
    title: "your producer",
    facts: [fact("process", isUp ? "runs" : "down")],
    lists: [{ name: "messages", entries }],
  };
}

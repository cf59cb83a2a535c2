import type { Clause, Exception } from "../model/guarantee.ts";
import { DISPOSALS } from "./event.ts";

export const DEAD_LETTER: number = DISPOSALS.indexOf("dead-letter");

type Disposal = (typeof DISPOSALS)[number];

/** Which disposals of a copy an exception of a clause stands for. */
export const REASON: Readonly<Record<Exception, readonly Disposal[]>> = {
  "dead-lettered": ["dead-letter"],
  superseded: ["compact"],
  expired: ["expire"],
  overflow: ["overflow", "drop"],
};

/** A dead letter counts like an effect. */
export function countsLetters(clause: Clause): boolean {
  return clause.kind === "at-most-once" && clause.orDeadLetter === true;
}

/** Disposals that a clause asks for. */
export function reasonsOf(clause: Clause): readonly Disposal[] {
  if (clause.kind === "at-least-once") return clause.except.flatMap((e) => REASON[e]);
  return clause.kind === "bounded-redelivery" || countsLetters(clause) ? ["dead-letter"] : [];
}

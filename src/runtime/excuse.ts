import { type Clause, DISPOSALS, type DisposeReason, type Exception } from "../model/guarantee.ts";

export const DEAD_LETTER: number = DISPOSALS.indexOf("dead-letter");

/** Which disposals of a copy an exception of a clause stands for. */
export const REASON: Readonly<Record<Exception, readonly DisposeReason[]>> = {
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
export function reasonsOf(clause: Clause): readonly DisposeReason[] {
  if (clause.kind === "at-least-once") return clause.except.flatMap((e) => REASON[e]);
  return clause.kind === "bounded-redelivery" || countsLetters(clause) ? ["dead-letter"] : [];
}

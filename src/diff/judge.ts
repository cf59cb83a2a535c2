/** Judgements of one consequence, so that a table of rules reads as one. */
import type { Consequence, Judgement, Severity } from "./change.ts";

/** With severity, one sentence without a full stop, and numbers of statements about the broker. */
export function says(consequence: Consequence): Say {
  return (severity, reason, ...cites) => ({ severity, consequence, reason, cites });
}

type Say = (severity: Severity, reason: string, ...cites: readonly string[]) => Judgement;

/** Taken over while the broker runs. */
export const inPlace: Say = says("in-place");

/** What a client does when it is deployed. */
export const client: Say = says("client");

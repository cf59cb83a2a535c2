/** What an error of a send means for the message: certainly not in the log, or nobody knows. */

/**
 * Answers with which a broker refuses a record whatever it is asked: no try of it can have been appended (K-PROD-08,
 * K-PROD-09, K-PROD-14). By number, as the protocol has them.
 */
const REFUSED: ReadonlySet<number> = new Set([
  10, // MESSAGE_TOO_LARGE
  18, // RECORD_LIST_TOO_LARGE
  32, // INVALID_TIMESTAMP
  87, // INVALID_RECORD
]);

/** Everything else may have been appended by an earlier try whose answer was lost (K-PROD-05, K-REPL-23). */
export function outcomeOf(code: number, neverWritten: ReadonlySet<number>): "failed" | "unknown" {
  return REFUSED.has(code) || neverWritten.has(code) ? "failed" : "unknown";
}

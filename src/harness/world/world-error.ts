/** What a call into the world throws. */

/** `failed`: it surely did nothing. `unknown`: it may have, and the answer was lost. */
export type WorldOutcome = "failed" | "unknown";

/** Thrown into user code where the world does not do what it is asked, as databases and foreign services may. */
export class WorldError extends Error {
  override readonly name: string = "WorldError";
  readonly outcome: WorldOutcome;
  constructor(outcome: WorldOutcome, message: string) {
    super(message);
    this.outcome = outcome;
  }
}

/** What user code does and suffers, in words: for stories, and to compare runs. */
import type { Handled } from "../../client/broker.ts";
import { NO_INTENT } from "../../runtime/event.ts";
import type { Execution, Fall, PendingCall, Process } from "../driver/execution.ts";
import { deliveryOf } from "./performing.ts";
import type { Running } from "./running.ts";
import type { Deed, Stage } from "./stage.ts";

export class Journal {
  readonly #stage: Stage;
  readonly #places: readonly number[];

  constructor(stage: Stage, places: readonly number[]) {
    this.#stage = stage;
    this.#places = places;
  }

  /** A handler ended otherwise than well, or with sends that nobody waited for. */
  ended(i: number, running: Running | undefined, handled: Handled): void {
    const root = running?.delivered.root ?? NO_INTENT;
    const execution = running?.execution;
    const note = (kind: Deed["kind"], text: string): void =>
      this.#stage.did({
        move: this.#stage.moves,
        kind,
        place: this.#places[i] ?? 0,
        root,
        text,
        ...(execution && { execution }),
      });
    const { unawaited } = handled;
    if (unawaited !== undefined) {
      const sends = unawaited === 1 ? "a send" : `${unawaited} sends`;
      note("unawaited", `returned before ${sends} of it had ended: await what send gives, or return it`);
    }
    if (handled.kind === "failed") note("throw", `throws ${messageOf(handled.error)}`);
    if (handled.kind === "parked") note("park", `parks it: ${handled.reason}`);
  }

  /** Code that was asked for `root` throws at whoever asked. */
  threw(i: number, root: number, execution: Execution | undefined, error: unknown): void {
    const about = { place: this.#places[i] ?? 0, root, ...(execution && { execution }) };
    this.#stage.did({ ...about, move: this.#stage.moves, kind: "throw", text: `throws ${messageOf(error)}` });
  }

  /** A process ends itself. */
  fell(i: number, fall: Fall | undefined): void {
    const text = `dies of an unhandled rejection: ${messageOf(fall?.reason)}`;
    const site = fall?.site;
    this.#stage.did({
      move: this.#stage.moves,
      kind: "fall",
      place: this.#places[i] ?? 0,
      root: NO_INTENT,
      text,
      ...(site && { site }),
    });
  }

  /** What a process that dies had asked for and never got. */
  dropped(i: number, process: Process, isDropped: (pending: PendingCall) => boolean): void {
    for (const execution of process.executions)
      for (const pending of execution.calls) {
        if (!pending.writes || !isDropped(pending)) continue;
        const root = deliveryOf(execution)?.root ?? NO_INTENT;
        const about = { place: this.#places[i] ?? 0, root, call: pending, execution };
        this.#stage.did({
          ...about,
          move: this.#stage.moves,
          kind: "dropped",
          text: `never comes to: ${pending.name}`,
        });
      }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

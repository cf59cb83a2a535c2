/** One campaign at a time in a thread: two would take each other's rejections, covers and turns. */
import { context } from "./execution.ts";
import { install } from "./install.ts";
import { catchTroubles } from "./rejections.ts";
import { watchResources } from "./resource-hook.ts";

const place = Symbol.for("waybill.campaign");

/** The campaign that a new one has to wait for. */
function lastCampaign(): Promise<unknown> {
  const last: unknown = Reflect.get(globalThis, place);
  return last instanceof Promise ? last : Promise.resolve();
}

async function controlled<T>(body: () => Promise<T>): Promise<T> {
  const undo = [install(), watchResources(), catchTroubles()];
  try {
    return await body();
  } finally {
    for (const each of undo.reverse()) each();
    // Until the next campaign, promises of the thread cost what they cost without us.
    context.disable();
  }
}

/**
 * Runs `body` with the environment of this thread under control, after every campaign that was asked for earlier, whichever
 * copy of the package asked. Rejects as `body` does.
 */
export function underControl<T>(body: () => Promise<T>): Promise<T> {
  const run = lastCampaign().then(() => controlled(body));
  const settled = run.then(
    () => undefined,
    () => undefined,
  );
  Reflect.set(globalThis, place, settled);
  return run;
}

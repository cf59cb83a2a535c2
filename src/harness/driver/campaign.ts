/** One campaign at a time in a thread: two would take each other's rejections, covers and turns. */
import { randomUUID } from "node:crypto";
import { builtin } from "./builtin.ts";
import { context } from "./execution.ts";
import { install } from "./install.ts";
import { catchTroubles } from "./rejections.ts";
import { watchResources } from "./resource-hook.ts";

const place = Symbol.for("waybill.campaign");

/** Named imports of Node's modules do not follow what is put over their functions. */
class UnfollowedImports extends Error {
  override readonly name: string = "UnfollowedImports";
}

const POOLS =
  "testGuarantees runs in Vitest's pools `forks` (the default) and `threads`. In this one, `vmForks` or `vmThreads`, what code " +
  'imports by name from Node\'s modules stays real, so that no run could be repeated: set `pool: "forks"` for these tests';

/** Throws UnfollowedImports. */
function mustBeFollowed(): void {
  if (randomUUID !== Reflect.get(builtin("node:crypto"), "randomUUID")) throw new UnfollowedImports(POOLS);
}

/** The campaign that a new one has to wait for. */
function lastCampaign(): Promise<unknown> {
  const last: unknown = Reflect.get(globalThis, place);
  return last instanceof Promise ? last : Promise.resolve();
}

async function controlled<T>(body: () => Promise<T>): Promise<T> {
  const undo = [install(), watchResources(), catchTroubles()];
  try {
    mustBeFollowed();
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

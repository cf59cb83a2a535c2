/** A world that remembers what it told, and a simulation that takes calls in order. */
import { ANSWERS } from "../../../src/harness/world/point.ts";
import type { Change } from "../../../src/harness/world/sink.ts";
import { createWorld, type WorldOfRun } from "../../../src/harness/world/world.ts";
import type { Driven } from "../driver/driven.ts";

interface Told extends WorldOfRun {
  readonly changes: Change[];
  /** `store changes what`, in order. */
  readonly told: () => readonly string[];
}

export function tellingWorld(): Told {
  const changes: Change[] = [];
  const made = createWorld({ changed: (change) => changes.push(change) });
  const told = (): readonly string[] =>
    changes.map(({ changes: did, what }) => `${did ? "changed" : "suppressed"} ${what}`);
  return { ...made, changes, told };
}

/** Takes the calls in order, each with the alternative that `choose` gives for its name. */
export async function play(driven: Driven, choose: (name: string) => string = () => ANSWERS): Promise<void> {
  for (let [call] = driven.driver.calls; call !== undefined; [call] = driven.driver.calls)
    await driven.driver.answer(call, call.perform(choose(call.name)));
}

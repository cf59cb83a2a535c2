/** What a script's simulation says, and whether it can tell the script's liar from the broker. */
import { outcomeText, type Script, type ScriptOutcome } from "../../src/model/script.ts";
import { type SliceOutcomes, scriptOutcomes } from "../../src/verify/script-outcomes.ts";
import type { ScriptBroker } from "../../src/verify/script-play.ts";
import { projected } from "../../src/verify/script-slice.ts";

/** Every outcome of each flow of the script; throws where it cannot be played in full. */
export function playedOn(broker: ScriptBroker, script: Script, liar?: string): readonly SliceOutcomes[] {
  const { played, notPlayed } = scriptOutcomes(script, [broker], liar === undefined ? {} : { liar });
  if (played.length === 0) throw new Error(`${script.name} is not played: ${notPlayed.join("; ")}`);
  for (const { stopped, slice } of played) {
    if (stopped !== undefined && liar === undefined)
      throw new Error(`${script.name}: ${slice.flow.id} is cut short by ${stopped}`);
  }
  return played;
}

/**
 * What a real broker was seen to do and the simulation does not allow, by flow. Flows that cannot be played say nothing;
 * which those are, the tests of each broker's scripts list.
 */
export function unseen(broker: ScriptBroker, script: Script, outcome: ScriptOutcome): readonly string[] {
  return forbidding(scriptOutcomes(script, [broker]).played, outcome);
}

/** Flows of which the simulation does not allow what `outcome` says about them. */
function forbidding(played: readonly SliceOutcomes[], outcome: ScriptOutcome): readonly string[] {
  return played
    .filter(({ slice, outcomes }) => !outcomes.includes(outcomeText(projected(slice, outcome))))
    .map(({ slice }) => `${slice.flow.id}: ${outcomeText(projected(slice, outcome))}`);
}

/** Expected outcomes of the script that the simulation does not allow, by flow. */
export function missing(script: Script, played: readonly SliceOutcomes[]): readonly string[] {
  return script.allowed.flatMap((outcome) => forbidding(played, outcome));
}

/** The simulation can do nothing of what the broker may. */
export function excludesAll(script: Script, played: readonly SliceOutcomes[]): boolean {
  return script.allowed.every((outcome) => forbidding(played, outcome).length > 0);
}

/** The simulation can do what the script says of its liar. */
export function showsLie(script: Script, played: readonly SliceOutcomes[]): boolean {
  return forbidding(played, script.liar.shows).length === 0;
}

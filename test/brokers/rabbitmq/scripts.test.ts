import { expect, test } from "vitest";
import { RABBITMQ_SCRIPTS } from "../../../src/brokers/rabbitmq/live/scripts/scripts.ts";
import { isPlanted } from "../../../src/brokers/rabbitmq/play/liars.ts";
import { RABBITMQ_PLAY } from "../../../src/brokers/rabbitmq/play/play.ts";
import { scriptOutcomes } from "../../../src/verify/script-outcomes.ts";
import { excludesAll, missing, playedOn, showsLie } from "../playing.ts";

/** Scripts whose story one flow cannot hold: the reason that the simulation gives. */
const NOT_PLAYED: Readonly<Record<string, string>> = {
  "expires-at-the-head-only": "reached by dead letters",
  "reject-and-wait-goes-round": "its dead letters come back to it",
  "automatic-cycle-is-dropped": "its dead letters come back to it",
  "limit-and-wait-is-a-trap": "its dead letters come back to it",
};

const PLAYED = RABBITMQ_SCRIPTS.filter(({ name }) => NOT_PLAYED[name] === undefined).map(
  (script) => [script.name, script] as const,
);

test("what is not played is not played for the reason that is given", () => {
  for (const [name, reason] of Object.entries(NOT_PLAYED)) {
    const script = RABBITMQ_SCRIPTS.find((each) => each.name === name);
    expect(script, name).toBeDefined();
    if (script === undefined) continue;
    const { played, notPlayed } = scriptOutcomes(script, [RABBITMQ_PLAY]);
    expect(played, name).toEqual([]);
    expect(notPlayed.join("; ")).toContain(reason);
  }
});

test.each(PLAYED)("every flow that the outcomes of %s speak of is played", (_, script) => {
  expect(scriptOutcomes(script, [RABBITMQ_PLAY]).notPlayed).toEqual([]);
});

test.each(PLAYED)("the simulation allows what %s expects", (_, script) => {
  expect(missing(script, playedOn(RABBITMQ_PLAY, script))).toEqual([]);
});

test.each(PLAYED)("the simulation does not do what the liar of %s does", (_, script) => {
  expect(showsLie(script, playedOn(RABBITMQ_PLAY, script))).toBe(false);
});

test.each(PLAYED)("%s exposes its liar", (_, script) => {
  expect(isPlanted(script.liar.name), "a lie of the mechanism").toBe(true);
  const lied = playedOn(RABBITMQ_PLAY, script, script.liar.name);
  expect(excludesAll(script, lied) || showsLie(script, lied)).toBe(true);
});

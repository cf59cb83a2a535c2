import { expect, test } from "vitest";
import { KAFKA_SCRIPTS } from "../../../src/brokers/kafka/live/scripts/scripts.ts";
import { lieOf } from "../../../src/brokers/kafka/play/liars.ts";
import { KAFKA_PLAY } from "../../../src/brokers/kafka/play/play.ts";
import { excludesAll, missing, playedOn, showsLie } from "../playing.ts";

const NAMED = KAFKA_SCRIPTS.map((script) => [script.name, script] as const);

test.each(NAMED)("the simulation allows what %s expects", (_, script) => {
  expect(missing(script, playedOn(KAFKA_PLAY, script))).toEqual([]);
});

test.each(NAMED)("the simulation does not do what the liar of %s does", (_, script) => {
  expect(showsLie(script, playedOn(KAFKA_PLAY, script))).toBe(false);
});

test.each(NAMED)("%s exposes its liar", (_, script) => {
  expect(lieOf(script.liar.name), "a lie of the mechanism").toBeDefined();
  const lied = playedOn(KAFKA_PLAY, script, script.liar.name);
  expect(excludesAll(script, lied) || showsLie(script, lied)).toBe(true);
});

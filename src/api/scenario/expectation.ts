import { isRecord, oneOf, options, shown, wholeNumber } from "../argument.ts";
import { refuse } from "../waybill-error.ts";
import { EFFECTS_MAX } from "./observer.ts";
import type { Expectation, Settlement } from "./step.ts";

const SETTLEMENTS: readonly Settlement[] = ["open", "ok", "failed", "unknown"];

/** Looks at an expectation that a caller gave. */
export function readExpectation(given: unknown): Expectation {
  const { effects, settled, broken } = options(given, "expect", ["effects", "settled", "broken"]);
  if ([effects, settled, broken].every((part) => part === undefined))
    refuse("expect takes `effects`, `settled` or `broken`");
  return {
    ...(effects === undefined ? {} : { effects: readEffects(effects) }),
    ...(settled === undefined ? {} : { settled: readSettled(settled) }),
    ...(broken === undefined ? {} : { broken: readBroken(broken) }),
  };
}

function readEffects(given: unknown): Readonly<Record<string, number>> {
  if (!isRecord(given)) refuse(`\`effects\` says how many effects each message has, not ${shown(given)}`);
  const bounds = { least: 0, most: EFFECTS_MAX, otherwise: 0 };
  return Object.fromEntries(
    Object.entries(given).map(([name, n]) => [
      name,
      wholeNumber(n, `the number of effects of ${name}`, bounds),
    ]),
  );
}

function readSettled(given: unknown): Readonly<Record<string, Settlement>> {
  if (!isRecord(given)) refuse(`\`settled\` says how the send of each message ended, not ${shown(given)}`);
  return Object.fromEntries(
    Object.entries(given).map(([name, how]) => {
      const known = SETTLEMENTS.find((each) => each === how);
      if (known === undefined) oneOf(how, SETTLEMENTS, "way in which a send stands");
      return [name, known ?? "open"];
    }),
  );
}

function readBroken(given: unknown): readonly string[] {
  if (!Array.isArray(given)) refuse(`\`broken\` is a list of clauses and invariants, not ${shown(given)}`);
  return given.map((name: unknown) =>
    typeof name === "string" ? name : refuse(`a clause is named by a text, not ${shown(name)}`),
  );
}

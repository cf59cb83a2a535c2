/** How a scenario stands, and whether that is as expected. */
import type { State } from "../../base/layout.ts";
import type { Director } from "./director.ts";
import type { Expectation, Settlement } from "./step.ts";

/** How a scenario ended. */
export interface ScenarioEnding {
  /** What the application was told, by message. */
  readonly settled: Readonly<Record<string, Settlement>>;
  /** Effects at the end of the flow, by message; 7 stands for more too. */
  readonly effects: Readonly<Record<string, number>>;
  /** Clauses and invariants that are broken, in the order in which they are promised. */
  readonly broken: readonly string[];
  /** It goes in circles for ever; otherwise nothing more can happen. */
  readonly circles: boolean;
}

/** What differs from what is expected in `s`, as sentences. `broken` is not looked at. */
export function differences(
  director: Director,
  s: State,
  { effects, settled }: Expectation,
): readonly string[] {
  const [effectsNow, settledNow] = [director.observer.effects(s), director.observer.settled(s)];
  return [
    ...Object.entries(effects ?? {}).flatMap(([message, n]) =>
      effectsNow[message] === n
        ? []
        : [
            `${message} is expected to have ${n} ${n === 1 ? "effect" : "effects"} and has ${effectsNow[message] ?? 0}`,
          ],
    ),
    ...Object.entries(settled ?? {}).flatMap(([message, how]) =>
      settledNow[message] === how
        ? []
        : [`the send of ${message} is expected to be ${how} and is ${settledNow[message] ?? "open"}`],
    ),
  ];
}

/** What differs at the end. */
export function differencesAtEnd({ broken }: ScenarioEnding, expected: Expectation): readonly string[] {
  if (expected.broken === undefined) return [];
  const [now, then] = [[...broken].sort(), [...expected.broken].sort()];
  if (now.join("\n") === then.join("\n")) return [];
  const words = (names: readonly string[]): string => (names.length === 0 ? "nothing" : names.join(", "));
  return [`${words(then)} is expected to be broken, and ${words(now)} is`];
}

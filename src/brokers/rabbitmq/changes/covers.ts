/** Whether one binding matches all that another does. */
import { textsSetting } from "../../../model/setting.ts";
import type { Channel } from "../../../model/topology.ts";
import type { Settings } from "../../../model/value.ts";
import { type Asked, askedOf, headerImplies } from "../settings/headers.ts";

/** Both from `exchange` to the same queue or exchange. Where in doubt, no. */
export function covers(exchange: Channel, wide: Settings, narrow: Settings): boolean {
  const [a, b] = [keyOf(wide), keyOf(narrow)];
  const type = exchange.settings["type"];
  if (type === "headers") return coversHeaders(askedOf(wide["match"]), askedOf(narrow["match"]));
  return type === "fanout" || a === b || (type === "topic" && coversPattern(wordsOf(a), wordsOf(b)));
}

/** R-HDR-01 … R-HDR-05. */
function coversHeaders(wide: Asked, narrow: Asked): boolean {
  if (wide.all && narrow.all)
    return wide.headers.every((asked) => narrow.headers.some((given) => headerImplies(given, asked)));
  const isEnough = (given: Asked["headers"][number]): boolean =>
    wide.all
      ? wide.headers.every((asked) => headerImplies(given, asked))
      : wide.headers.some((asked) => headerImplies(given, asked));
  return narrow.all ? narrow.headers.some(isEnough) : narrow.headers.every(isEnough);
}

/** The one key of a binding. */
function keyOf(settings: Settings): string {
  return textsSetting(settings, "key")[0] ?? "";
}

/** The empty key has no words (R-TOPIC-01). */
function wordsOf(key: string): readonly string[] {
  return key === "" ? [] : key.split(".");
}

/** Segments of a pattern beyond these are not compared. */
const SEGMENTS_MAX = 60;

/** Whether each key that matches `narrow` matches `wide` too (R-TOPIC-02). Where in doubt, no. */
function coversPattern(wide: readonly string[], narrow: readonly string[]): boolean {
  if (wide.length > SEGMENTS_MAX || narrow.length > SEGMENTS_MAX) return false;
  // Row i, column j: the rest of `wide` from i covers the rest of `narrow` from j.
  let below: readonly boolean[] = narrow.map(() => false).concat(true);
  for (const segment of wide.toReversed()) {
    const row: boolean[] = [];
    for (let j = narrow.length; j >= 0; j--) {
      const one = narrow[j];
      const isTaken = one !== undefined && one !== "#" && (segment === "*" || segment === one);
      row[j] =
        segment === "#"
          ? below[j] === true || (j < narrow.length && row[j + 1] === true)
          : isTaken && below[j + 1] === true;
    }
    below = row;
  }
  return below[0] === true;
}

/** What the parts of a drawn topology share: the words drawn, and what some of them mean. */
import type { Settings, Value } from "../../../model/value.ts";

/** What is drawn, by setting: each a word, so that the shares can be printed. */
export type Draws = Readonly<Record<string, string>>;

export const MINUTE_MS: number = 60_000;
export const BROKER = "tasks";

export const TTL_MS: Readonly<Record<string, number>> = {
  "1m": MINUTE_MS,
  "5m": 5 * MINUTE_MS,
  "10m": 10 * MINUTE_MS,
  "2d": 2880 * MINUTE_MS,
};

/** The settings with a value. */
export function given(settings: Readonly<Record<string, Value | undefined>>): Settings {
  const out: Record<string, Value> = {};
  for (const [name, value] of Object.entries(settings)) if (value !== undefined) out[name] = value;
  return out;
}

/** What the application sends in a simulated run: data, so that it can be written down, drawn at random or shrunk. */
import { isRecord, options, shown, wholeNumber } from "./argument.ts";
import type { MessageNames } from "./event.ts";
import { refuse } from "./waybill-error.ts";

/**
 * So many messages, all of one key; or one message for each key value, equal texts being equal keys, in the order in which
 * the application sends them. `awaits`: it sends one only when the send before has settled; as the spec says when absent.
 * `batches`: the messages of one batch are sent without waiting, the next batch when all before have settled.
 */
export type Workload =
  | number
  | { readonly keys: readonly string[]; readonly awaits?: boolean }
  | { readonly batches: readonly (readonly string[])[] };

/** Messages of one run at most. */
export const MESSAGES_MAX = 30;

/** A workload in the terms of a simulation. */
export interface PlannedWorkload extends MessageNames {
  /** Equal numbers for equal keys. */
  readonly values: readonly number[];
  /** By message: it is sent only when no send is open; absent: as the spec says. */
  readonly waits?: readonly boolean[];
}

/** Looks at a workload that a caller gave; `otherwise` where none was given. */
export function planWorkload(given: unknown, otherwise: number): PlannedWorkload {
  if (given === undefined || typeof given === "number") {
    const bounds = { least: 1, most: MESSAGES_MAX, otherwise };
    return planned(Array.from({ length: wholeNumber(given, "a workload", bounds) }, () => "a"));
  }
  if (!isRecord(given)) refuse(`a workload is a number, { keys } or { batches }, not ${shown(given)}`);
  const { keys, awaits, batches } = options(given, "a workload", ["keys", "awaits", "batches"]);
  if (batches === undefined) {
    if (awaits !== undefined && typeof awaits !== "boolean")
      refuse(`\`awaits\` of a workload is true or false, not ${shown(awaits)}`);
    const texts = textsIn(keys, "keys");
    return planned(texts, awaits === undefined ? undefined : texts.map(() => awaits));
  }
  if (keys !== undefined || awaits !== undefined) refuse("a workload has either `keys` or `batches`");
  if (!Array.isArray(batches)) refuse(`\`batches\` of a workload is a list of lists, not ${shown(batches)}`);
  const lists = batches.map((batch: unknown, i) => textsIn(batch, `batches[${i}]`));
  return planned(
    lists.flat(),
    lists.flatMap((list) => list.map((_, i) => i === 0)),
  );
}

function textsIn(given: unknown, name: string): readonly string[] {
  if (!Array.isArray(given)) refuse(`\`${name}\` of a workload is a list of texts, not ${shown(given)}`);
  return given.map((key: unknown) =>
    typeof key === "string" ? key : refuse(`a key in \`${name}\` is a text, not ${shown(key)}`),
  );
}

function planned(keys: readonly string[], waits?: readonly boolean[]): PlannedWorkload {
  if (keys.length === 0 || keys.length > MESSAGES_MAX)
    refuse(`a workload has 1 to ${MESSAGES_MAX} messages, not ${keys.length}`);
  const distinct = [...new Set(keys)];
  return {
    keys,
    names: keys.map((_, m) => `m${m + 1}`),
    values: keys.map((key) => distinct.indexOf(key)),
    ...(waits === undefined ? {} : { waits }),
  };
}

/**
 * A workload from any list of whole numbers, for generators: an element is a message; its number modulo 3 is its key, and
 * an even one begins a new batch. Fewer numbers and smaller numbers give simpler workloads, so that what a generator
 * shrinks to is simple: `fc.array(fc.nat(5), { minLength: 1, maxLength: 6 }).map(workloadOf)`.
 */
export function workloadOf(numbers: readonly number[]): Workload {
  const batches: string[][] = [];
  for (const n of numbers) {
    wholeNumber(n, "an element", { least: 0, most: 2 ** 32 - 1, otherwise: 0 });
    const key = "abc"[n % 3] ?? "a";
    const last = batches.at(-1);
    if (last === undefined || n % 2 === 0) batches.push([key]);
    else last.push(key);
  }
  return { batches };
}

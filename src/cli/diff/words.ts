/** Differences in words that all formats share. */
import type { Sources } from "../../diagnostics/position.ts";
import { needsInWords } from "../../compiler/infer/flow-table.ts";
import { type Change, changeText, type Consequence, type Place } from "../../diff/change.ts";
import type { TopologyDiff } from "../../diff/diff.ts";
import type { GuaranteeChange, Why } from "../../diff/guarantee-changes.ts";
import type { Counts } from "./compare.ts";

export const CONSEQUENCES: Readonly<Record<Consequence, string>> = {
  "in-place": "in place",
  refused: "refused until deleted and declared anew",
  impossible: "impossible",
  recreate: "a new one beside the old",
  created: "created",
  "left-behind": "stays until deleted",
  restart: "when nodes restart",
  client: "when the service is deployed",
  none: "nothing is deployed",
};

/** `specs/shop.waybill:12`; empty where it is not known. */
export function placeText(
  { side, origin }: Place,
  sources: Readonly<Record<"old" | "new", Sources>>,
): string {
  if (origin.file === "") return "";
  const where = `${origin.file}:${sources[side].lines(origin.file).at(origin.start).line}`;
  return side === "old" ? `${where} (before)` : where;
}

export function flowText({ from, to, via }: GuaranteeChange): string {
  return `${from} -> ${to}${via.length === 0 ? "" : ` via ${via.join(", ")}`}`;
}

/** `promised`, `gives` and `needs only` before and after, as far as there is something to say. */
export function rowsOf({
  promised,
  gives,
  needs,
}: GuaranteeChange): readonly (readonly [string, string, string])[] {
  const needed = (atoms: typeof needs.before): string =>
    atoms === undefined ? "nothing breaks it" : needsInWords(atoms);
  const isPromised = promised.before !== undefined || promised.after !== undefined;
  return [
    ["promised", promised.before ?? "nothing", promised.after ?? "nothing"],
    ["gives", gives.before ?? "no such flow", gives.after ?? "no such flow"],
    ...(isPromised ? [["needs only", needed(needs.before), needed(needs.after)] as const] : []),
  ];
}

/** One way to explain: what shows, and the changes any set of which did it. */
export interface Because {
  /** `acks: all → 1 in producer shop.placing and …`; empty where no change of a setting explains it. */
  readonly causes: readonly string[];
  readonly changes: readonly Change[];
  readonly whys: readonly Why[];
}

/** Reasons with the same causes together. */
export function becauseOf({ whys }: GuaranteeChange, { changes }: TopologyDiff): readonly Because[] {
  const groups = new Map<string, Why[]>();
  for (const why of whys) {
    const key = JSON.stringify(why.causes);
    groups.set(key, [...(groups.get(key) ?? []), why]);
  }
  return [...groups.values()].map((group) => {
    const sets = group[0]?.causes ?? [];
    const named = sets.map((set) => set.flatMap((i) => changes[i] ?? []));
    return {
      causes: named.map((set) => set.map(changeText).join(" and ")),
      changes: named.flat(),
      whys: group,
    };
  });
}

export function concernsText({ concerns }: Change): string {
  return concerns
    .map(({ endpoint, owner }) => (owner === undefined ? endpoint : `${endpoint} (${owner})`))
    .join(", ");
}

/** `in: prod, staging`; empty where it is so everywhere. */
export function whereText({ environments }: { readonly environments?: readonly string[] }): string {
  return environments === undefined ? "" : `in: ${environments.join(", ")}`;
}

/** `1 guarantee weakened, 0 strengthened; 2 breaking, 0 risky, 3 safe` */
export function countsText({ weakened, strengthened, breaking, risky, safe }: Counts): string {
  const guarantees = weakened === 1 ? "guarantee" : "guarantees";
  return `${weakened} ${guarantees} weakened, ${strengthened} strengthened; ${breaking} breaking, ${risky} risky, ${safe} safe`;
}

/** `orders`, `orders → orders-broken`, `orders (new)`. */
export function titleOf({ before, after }: TopologyDiff): string {
  if (before === undefined) return `${after ?? ""} (new)`;
  if (after === undefined) return `${before} (gone)`;
  return before === after ? after : `${before} → ${after}`;
}

export function isEmpty({ guarantees, changes }: TopologyDiff): boolean {
  return guarantees.length === 0 && changes.length === 0;
}
